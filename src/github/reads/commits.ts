/** Commits: what a name stands for, what lies between two, and which of a branch are green. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Checked, Compared, NamedCommit, Reads } from '../../core/reads.ts';
import { isNotFound } from '../trouble.ts';
import { CommitAnswer, commitFields, commitOf } from './place.ts';
import { contextFields, Rollup, verdictOf } from './rollup.ts';

/** A branch or a lightweight tag points at a commit, an annotated tag at an object that does. */
const Target = z.extend(z.partial(CommitAnswer), { target: z.optional(z.nullable(z.partial(CommitAnswer))) });
const Named = z.nullable(z.object({ target: z.nullable(Target) }));
const Pulls = z.object({ nodes: z.array(z.object({ number: z.number(), isDraft: z.boolean() })) });
const Branched = z.nullable(z.object({ target: z.nullable(Target), associatedPullRequests: Pulls }));
const Commits = z.object({ repository: z.object({ branch: Branched, tag: Named, object: z.nullable(z.partial(CommitAnswer)) }) });

const Branch = z.object({ name: z.string(), commit: z.object({ sha: z.string() }) });

const Merged = z.object({ number: z.number(), merge_commit_sha: z.nullable(z.string()) });

const ComparedAnswer = z.object({
  ahead_by: z.number(),
  behind_by: z.number(),
  commits: z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) })),
});

const History = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({
    ref: z.nullable(
      z.object({
        target: z.nullable(
          z.object({
            history: z.optional(z.object({ nodes: z.array(z.extend(CommitAnswer, { statusCheckRollup: z.nullable(Rollup) })) })),
          }),
        ),
      }),
    ),
  }),
});

/** The titles that GitHub itself gives to a merge and to a squash: one request has to do. A rebase leaves no trace. */
function pullIn(message: string): Compared['commits'][number]['pull'] {
  const [title = '', , body = ''] = message.split('\n');
  const merged = /^Merge pull request #(\d{1,9}) from /.exec(title)?.[1];
  if (merged !== undefined) return { number: Number(merged), title: body || title };
  const [, squashed, number] = /^(.+) \(#(\d{1,9})\)$/.exec(title) ?? [];
  return squashed !== undefined && number !== undefined ? { number: Number(number), title: squashed } : null;
}

export function commitReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
  appId: number,
): Pick<Reads, 'commit' | 'compare' | 'recent' | 'protectedBranches' | 'pullOf'> {
  return {
    async commit(ref) {
      const target = `target { oid ... on Commit { ${commitFields} } ... on Tag { target { ... on Commit { ${commitFields} } } } }`;
      const query = `query ($owner: String!, $repo: String!, $ref: String!, $branch: String!, $tag: String!) { repository(owner: $owner, name: $repo) {
        branch: ref(qualifiedName: $branch) { ${target} associatedPullRequests(first: 20, states: OPEN) { nodes { number isDraft } } } tag: ref(qualifiedName: $tag) { ${target} }
        object(expression: $ref) { ... on Commit { ${commitFields} } } } }`;
      const names = { branch: `refs/heads/${ref}`, tag: `refs/tags/${ref}` };
      const { repository } = z.parse(Commits, await octokit.graphql(query, { ...here, ref, ...names }));
      const digits = /^[\da-f]{7,40}$/i.test(ref) ? repository.object : null;
      const named = { branch: repository.branch, tag: repository.tag, sha: digits && { target: digits } };
      const draft = repository.branch?.associatedPullRequests.nodes.find(one => one.isDraft)?.number ?? null;
      const found = (['branch', 'tag', 'sha'] as const).flatMap((as): NamedCommit[] => {
        const target = named[as]?.target;
        const commit = z.safeParse(CommitAnswer, (target && 'target' in target ? target.target : null) ?? target);
        return commit.success ? [{ ...commitOf(commit.data), as, draft: as === 'branch' ? draft : null }] : [];
      });
      const [first, ...others] = found;
      return first && others.every(one => one.sha === first.sha) ? first : null;
    },

    async compare(base, head) {
      try {
        const basehead = `${base}...${head}`;
        const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
        const answer = z.parse(ComparedAnswer, (await octokit.request(route, { ...here, basehead, per_page: 100 })).data);
        const commits = answer.commits.map(({ sha, commit: { message } }) => ({
          sha,
          title: message.split('\n', 1)[0] ?? '',
          pull: pullIn(message),
        }));
        return { ahead: answer.ahead_by, behind: answer.behind_by, commits };
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async pullOf(sha) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
        ...here,
        commit_sha: sha,
      });
      return z.parse(z.array(Merged), data).find(({ merge_commit_sha }) => merge_commit_sha === sha)?.number ?? null;
    },

    async protectedBranches(most) {
      const route = 'GET /repos/{owner}/{repo}/branches';
      const { data } = await octokit.request(route, { ...here, protected: true, per_page: Math.min(most, 100) });
      return z.parse(z.array(Branch), data).map(({ name, commit }) => ({ name, sha: commit.sha }));
    },

    async recent(branch, most, { workflows }): Promise<Checked[]> {
      const query = `query ($owner: String!, $repo: String!, $branch: String!, $most: Int!) { viewer { login } repository(owner: $owner, name: $repo) {
        ref(qualifiedName: $branch) { target { ... on Commit { history(first: $most) { nodes { ${commitFields} statusCheckRollup { ${contextFields} } } } } } } } }`;
      const answer = z.parse(History, await octokit.graphql(query, { ...here, branch: `refs/heads/${branch}`, most }));
      const without = { appId, login: answer.viewer.login, workflows };
      const nodes = answer.repository.ref?.target?.history?.nodes ?? [];
      return nodes.map(one => ({ ...commitOf(one), checks: verdictOf(one.statusCheckRollup, without) }));
    },
  };
}
