import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Person, Repository } from '../core/event.ts';
import { type Heard, type Reads, type Role, roles } from '../core/reads.ts';

/** The reads of one repository, on GitHub's API. */

const said = `
  __typename
  ... on Node { id }
  ... on Comment { body createdAt lastEditedAt viewerDidAuthor author { __typename login ... on User { databaseId } ... on Bot { databaseId } } }
  ... on IssueComment { issue { number } pullRequest { number state headRefOid } }
  ... on PullRequestReview { reviewed: pullRequest { number state headRefOid } }
  ... on PullRequestReviewComment { reviewed: pullRequest { number state headRefOid } }
  ... on RepositoryNode { repository { file: object(expression: "HEAD:.github/shipmate.yml") { oid } } }`;

const signAndRead = `mutation ($node: ID!) { addReaction(input: { subjectId: $node, content: EYES }) { subject { ${said} } } }`;
const readOnly = `query ($node: ID!) { subject: node(id: $node) { ${said} } }`;

const PullRequest = z.object({ number: z.number(), state: z.string(), headRefOid: z.string() });
const Subject = z.object({
  id: z.string(),
  body: z.string(),
  createdAt: z.string(),
  lastEditedAt: z.nullable(z.string()),
  viewerDidAuthor: z.boolean(),
  // Null is the ghost of a deleted account.
  author: z.nullable(z.object({ __typename: z.string(), login: z.string(), databaseId: z.optional(z.nullable(z.number())) })),
  issue: z.optional(z.nullable(z.object({ number: z.number() }))),
  pullRequest: z.optional(z.nullable(PullRequest)),
  // The same under another name: GraphQL does not join fields that may be null here and not there.
  reviewed: z.optional(PullRequest),
  repository: z.object({ file: z.nullable(z.object({ oid: z.string() })) }),
});
const Signed = z.object({ addReaction: z.object({ subject: Subject }) });
const Read = z.object({ subject: z.nullable(Subject) });

function heardFrom(subject: z.infer<typeof Subject>): Heard | null {
  const pull = subject.reviewed ?? subject.pullRequest;
  const number = pull?.number ?? subject.issue?.number;
  if (!subject.author || number === undefined) return null;
  return {
    node: subject.id,
    author: { id: subject.author.databaseId ?? 0, login: subject.author.login, bot: subject.author.__typename !== 'User' },
    body: subject.body,
    createdAt: new Date(subject.createdAt),
    edited: subject.lastEditedAt !== null,
    subject: { kind: pull ? 'pull_request' : 'issue', number },
    head: pull?.state === 'OPEN' ? pull.headRefOid : null,
    fileBlob: subject.repository.file?.oid ?? null,
    ours: subject.viewerDidAuthor,
  };
}

/** The kinds of errors GitHub's GraphQL names. */
function graphqlErrors(error: unknown): string[] {
  const Errors = z.object({ errors: z.array(z.object({ type: z.optional(z.string()) })) });
  const parsed = z.safeParse(Errors, error);
  return parsed.success ? parsed.data.errors.map(one => one.type ?? '') : [];
}

const Blob = z.object({
  repository: z.object({
    object: z.nullable(
      z.object({ oid: z.string(), text: z.optional(z.nullable(z.string())), isTruncated: z.optional(z.nullable(z.boolean())) }),
    ),
  }),
});

const Permission = z.object({
  permission: z.string(),
  role_name: z.optional(z.string()),
  user: z.nullable(z.object({ id: z.number() })),
});

export function readsOn(octokit: Octokit, repository: Repository): Reads {
  const here = { owner: repository.owner, repo: repository.name };
  return {
    repository,

    async heard(node) {
      try {
        return heardFrom(z.parse(Signed, await octokit.graphql(signAndRead, { node })).addReaction.subject);
      } catch (error) {
        const kinds = graphqlErrors(error);
        if (kinds.includes('NOT_FOUND')) return null;
        // In a locked conversation nobody reacts; what was said there still counts.
        if (!kinds.includes('FORBIDDEN')) throw error;
        const { subject } = z.parse(Read, await octokit.graphql(readOnly, { node }));
        return subject && heardFrom(subject);
      }
    },

    async role(person: Person): Promise<Role> {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
          ...here,
          username: person.login,
        });
        const answer = z.parse(Permission, data);
        // A name can change hands between two requests; the id cannot.
        if (answer.user?.id !== person.id) return 'none';
        return roles.find(role => role === answer.role_name) ?? roles.find(role => role === answer.permission) ?? 'none';
      } catch (error) {
        if (isNotFound(error)) return 'none';
        throw error;
      }
    },

    async file(path, ref) {
      const answer = await octokit.graphql(
        `query ($owner: String!, $repo: String!, $at: String!) {
          repository(owner: $owner, name: $repo) { object(expression: $at) { oid ... on Blob { text isTruncated } } } }`,
        { ...here, at: `${ref}:${path}` },
      );
      const { object } = z.parse(Blob, answer).repository;
      if (!object) return null;
      // Null is a binary file. Neither that nor half a file is a file we can read, and both must be said.
      return { blob: object.oid, text: object.text == null || object.isTruncated ? '\0' : object.text };
    },

    async touches(pullRequest, path) {
      const pages = octokit.paginate.iterator('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
        ...here,
        pull_number: pullRequest,
        per_page: 100,
      });
      for await (const { data } of pages) {
        if (data.some(file => file.filename === path || file.previous_filename === path)) return true;
      }
      return false;
    },
  };
}

export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 404;
}
