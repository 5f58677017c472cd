/** An issue or a pull request and the repository round it, as a part of any GraphQL question. */
import * as z from 'zod/mini';
import { filePath } from '../../config/file.ts';
import type { Person } from '../../core/event.ts';
import type { Commit, Place, Pull } from '../../core/reads.ts';

export const whoFields = `__typename login ... on User { databaseId } ... on Bot { databaseId }`;
export const Who = z.object({ __typename: z.string(), login: z.string(), databaseId: z.optional(z.nullable(z.number())) });

export const whoOf = (who: z.infer<typeof Who>): Person => ({
  id: who.databaseId ?? 0,
  login: who.login,
  bot: who.__typename !== 'User',
});

export const commitFields = `oid messageHeadline committedDate tree { oid }`;
export const CommitAnswer = z.object({
  oid: z.string(),
  messageHeadline: z.string(),
  committedDate: z.string(),
  tree: z.object({ oid: z.string() }),
});

export const commitOf = (commit: z.infer<typeof CommitAnswer>): Commit => ({
  sha: commit.oid,
  tree: commit.tree.oid,
  title: commit.messageHeadline,
  committedAt: new Date(commit.committedDate),
});

export const pullFields = `id number title createdAt state isDraft isCrossRepository headRefName baseRefName headRefOid
  author { ${whoFields} }
  commits(last: 1) { nodes { commit { ${commitFields} } } }
  reviewRequests(first: 20) { nodes { requestedReviewer { __typename ... on User { databaseId login } } } }
  mergeCommit { ${commitFields} }`;

/** Teams, and whoever else is no person, have no more than a type. */
const Reviewer = z.object({
  __typename: z.string(),
  databaseId: z.optional(z.nullable(z.number())),
  login: z.optional(z.string()),
});
const reviewerOf = ({ login, databaseId }: z.infer<typeof Reviewer>): Person[] =>
  login === undefined || databaseId == null ? [] : [{ id: databaseId, login, bot: false }];

export const PullAnswer = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  createdAt: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  isCrossRepository: z.boolean(),
  headRefName: z.string(),
  baseRefName: z.string(),
  headRefOid: z.string(),
  author: z.nullable(Who),
  commits: z.object({ nodes: z.array(z.object({ commit: CommitAnswer })) }),
  reviewRequests: z.object({ nodes: z.array(z.object({ requestedReviewer: z.nullable(Reviewer) })) }),
  mergeCommit: z.nullable(CommitAnswer),
});

export const issueFields = `id number author { ${whoFields} }`;
export const IssueAnswer = z.object({ id: z.string(), number: z.number(), author: z.nullable(Who) });

export const aroundFields = `
  main: object(expression: "HEAD") { ... on Commit { ${commitFields} } }
  file: object(expression: "HEAD:${filePath}") { oid }
  workflows: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name oid type } } }`;

export const Around = z.object({
  main: z.nullable(CommitAnswer),
  file: z.nullable(z.object({ oid: z.string() })),
  // Whoever has a file of this name has no folder.
  workflows: z.nullable(
    z.object({ entries: z.optional(z.nullable(z.array(z.object({ name: z.string(), oid: z.string(), type: z.string() })))) }),
  ),
});

export function workflowFiles({ workflows }: Pick<z.infer<typeof Around>, 'workflows'>): Place['workflows'] {
  return (workflows?.entries ?? [])
    .filter(entry => entry.type === 'blob' && /\.ya?ml$/.test(entry.name))
    .map(entry => ({ file: entry.name, blob: entry.oid }));
}

export function pullOf(pull: z.infer<typeof PullAnswer>): Pull {
  const last = pull.commits.nodes.at(-1)?.commit;
  // When all its commits are in its base already GitHub shows none; its tree is then nobody else's, so that it equals no other.
  const head = last
    ? commitOf(last)
    : { sha: pull.headRefOid, tree: pull.headRefOid, title: pull.title, committedAt: new Date(pull.createdAt) };
  return {
    head,
    branch: pull.headRefName,
    base: pull.baseRefName,
    title: pull.title,
    author: pull.author && whoOf(pull.author),
    openedAt: new Date(pull.createdAt),
    draft: pull.isDraft,
    fork: pull.isCrossRepository,
    state: ({ OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const)[pull.state],
    merged: pull.mergeCommit && commitOf(pull.mergeCommit),
  };
}

interface Thread {
  pull: z.infer<typeof PullAnswer> | null;
  issue: z.infer<typeof IssueAnswer> | null;
}

export function placeOf({ pull, issue }: Thread, around: z.infer<typeof Around>): Place | null {
  const thread = pull ?? issue;
  if (!thread) return null;
  return {
    subject: { kind: pull ? 'pull_request' : 'issue', number: thread.number },
    node: thread.id,
    author: thread.author && whoOf(thread.author),
    pull: pull && pullOf(pull),
    asked: pull?.reviewRequests.nodes.flatMap(one => (one.requestedReviewer ? reviewerOf(one.requestedReviewer) : [])) ?? [],
    main: around.main && commitOf(around.main),
    fileBlob: around.file?.oid ?? null,
    workflows: workflowFiles(around),
  };
}
