/** What was said, and where: comments and reviews as they are now, our own with who edited them, and threads by their number. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Heard, Place, Reads, Ticked, TickedIssue } from '../../core/reads.ts';
import { graphqlErrors } from '../trouble.ts';
import type { Beforehand } from './ahead.ts';
import {
  Around,
  aroundFields,
  IssueAnswer,
  issueFields,
  PullAnswer,
  placeOf,
  pullFields,
  Who,
  whoFields,
  whoOf,
} from './place.ts';
import { Ahead, aheadFields } from './question.ts';

const fragments = `
  fragment pull on PullRequest { ${pullFields} }
  fragment around on Repository { ${aroundFields} }`;

const saidOf = (more: string) => `
  __typename
  ... on Node { id }
  ... on Comment { body createdAt publishedAt lastEditedAt viewerDidAuthor author { ${whoFields} } }
  ... on IssueComment { issue { ${issueFields} } pullRequest { ...pull ${more} } }
  ... on PullRequestReview { reviewed: pullRequest { ...pull ${more} } }
  ... on PullRequestReviewComment { reviewed: pullRequest { ...pull ${more} } }
  ... on RepositoryNode { repository { databaseId ...around } }`;

const eyes = '(input: { subjectId: $node, content: EYES })';
const signAndRead = `mutation ($node: ID!) { addReaction${eyes} { subject { ${saidOf('')} } } } ${fragments}`;
// Whose reaction it is says who we are: what we report ourselves of a commit does not count.
const signAndJudge = `mutation ($node: ID!, $pull: Int!) { addReaction${eyes} {
  reaction { user { login } } subject { ${saidOf('...ahead')} } } } ${fragments} fragment ahead on PullRequest { ${aheadFields} }`;
const readOnly = `query ($node: ID!) { subject: node(id: $node) { ${saidOf('')} } } ${fragments}`;

/** Words may be read wherever they are public; only what was said in this repository is said to us here. */
const Home = z.intersection(Around, z.object({ databaseId: z.nullable(z.number()) }));

const Subject = z.object({
  id: z.string(),
  body: z.string(),
  createdAt: z.string(),
  // A review is begun, written and changed before anybody else can read it.
  publishedAt: z.nullable(z.string()),
  lastEditedAt: z.nullable(z.string()),
  viewerDidAuthor: z.boolean(),
  // Null is the ghost of a deleted account.
  author: z.nullable(Who),
  issue: z.optional(z.nullable(IssueAnswer)),
  pullRequest: z.optional(z.nullable(PullAnswer)),
  // The same under another name: GraphQL does not join fields that may be null here and not there.
  reviewed: z.optional(PullAnswer),
  repository: Home,
});
const Signed = z.object({ addReaction: z.object({ subject: Subject }) });
const Read = z.object({ subject: z.nullable(Subject) });
const Judged = z.object({
  addReaction: z.object({
    reaction: z.nullable(z.object({ user: z.nullable(z.object({ login: z.string() })) })),
    subject: z.object({ pullRequest: z.optional(z.nullable(Ahead)), reviewed: z.optional(Ahead) }),
  }),
});

function heardFrom(subject: z.infer<typeof Subject>, home: number): Heard | null {
  if (subject.repository.databaseId !== home) return null;
  const pull = subject.reviewed ?? subject.pullRequest ?? null;
  const place = placeOf({ pull, issue: subject.issue ?? null }, subject.repository);
  if (!subject.author || !place) return null;
  const posted = new Date(subject.publishedAt ?? subject.createdAt);
  return {
    node: subject.id,
    author: whoOf(subject.author),
    body: subject.body,
    createdAt: posted,
    edited: subject.lastEditedAt !== null && new Date(subject.lastEditedAt) >= posted,
    ours: subject.viewerDidAuthor,
    place,
  };
}

const editFields = `nodes { editedAt diff editor { ${whoFields} } } pageInfo { hasNextPage }`;
const edited = `query ($node: ID!) { node(id: $node) { ... on IssueComment {
  id body viewerDidAuthor
  userContentEdits(first: 50) { ${editFields} }
  issue { ${issueFields} } pullRequest { ...pull } repository { databaseId ...around } } } } ${fragments}`;

const Edits = z.object({
  nodes: z.array(z.object({ editedAt: z.string(), diff: z.nullable(z.string()), editor: z.nullable(Who) })),
  pageInfo: z.object({ hasNextPage: z.boolean() }),
});

/** GitHub calls it a diff and gives the whole text as that edit left it; what somebody deleted from the history is gone. */
const editsOf = (edits: z.infer<typeof Edits> | null | undefined): Ticked['edits'] =>
  (edits?.nodes ?? [])
    .toReversed()
    .flatMap(({ editedAt, diff, editor }) =>
      editor && diff !== null ? { at: new Date(editedAt), editor: whoOf(editor), body: diff } : [],
    );

const Edited = z.object({
  node: z.nullable(
    z.object({
      id: z.optional(z.string()),
      body: z.optional(z.string()),
      viewerDidAuthor: z.optional(z.boolean()),
      userContentEdits: z.optional(z.nullable(Edits)),
      issue: z.optional(z.nullable(IssueAnswer)),
      pullRequest: z.optional(z.nullable(PullAnswer)),
      repository: z.optional(Home),
    }),
  ),
});

function tickedFrom({ node }: z.infer<typeof Edited>, home: number): Ticked | null {
  if (!node?.viewerDidAuthor || !node.id || node.repository?.databaseId !== home) return null;
  const place = placeOf({ pull: node.pullRequest ?? null, issue: node.issue ?? null }, node.repository);
  if (!place) return null;
  return { node: node.id, body: node.body ?? '', place, edits: editsOf(node.userContentEdits) };
}

const editedIssue = `query ($node: ID!) { node(id: $node) { ... on Issue {
  number body state viewerDidAuthor repository { databaseId } userContentEdits(first: 100) { ${editFields} } } } }`;

const EditedIssue = z.object({
  node: z.nullable(
    z.object({
      number: z.optional(z.number()),
      body: z.optional(z.string()),
      state: z.optional(z.string()),
      repository: z.optional(z.object({ databaseId: z.nullable(z.number()) })),
      viewerDidAuthor: z.optional(z.boolean()),
      userContentEdits: z.optional(z.nullable(Edits)),
    }),
  ),
});

function tickedIssueFrom({ node }: z.infer<typeof EditedIssue>, home: number): TickedIssue | null {
  if (!node?.viewerDidAuthor || node.number === undefined || node.repository?.databaseId !== home) return null;
  const { number, body = '', state, userContentEdits: edits } = node;
  return { number, body, open: state === 'OPEN', edits: editsOf(edits), cut: edits?.pageInfo.hasNextPage ?? false };
}

async function unlessGone(asking: Promise<unknown>): Promise<unknown> {
  try {
    return await asking;
  } catch (error) {
    if (graphqlErrors(error).includes('NOT_FOUND')) return null;
    throw error;
  }
}

const Placed = z.object({
  repository: z.intersection(
    Around,
    z.object({
      thread: z.nullable(z.union([z.intersection(z.object({ __typename: z.literal('PullRequest') }), PullAnswer), IssueAnswer])),
    }),
  ),
});

export function saidReads(
  octokit: Octokit,
  here: { owner: string; repo: string; id: number },
  ahead: Beforehand,
): Pick<Reads, 'heard' | 'ticked' | 'tickedIssue' | 'place'> {
  async function sign(node: string, judging: { pull: number } | undefined): Promise<unknown> {
    if (!judging) return octokit.graphql(signAndRead, { node });
    const answer = await octokit.graphql(signAndJudge, { node, pull: judging.pull });
    const { reaction, subject } = z.parse(Judged, answer).addReaction;
    const pull = subject.reviewed ?? subject.pullRequest;
    // Which of its checks are demanded was asked for that number.
    if (pull?.number === judging.pull && reaction?.user) ahead.keep(pull, reaction.user.login);
    return answer;
  }

  return {
    async heard(node, judging) {
      try {
        return heardFrom(z.parse(Signed, await sign(node, judging)).addReaction.subject, here.id);
      } catch (error) {
        const kinds = graphqlErrors(error);
        if (kinds.includes('NOT_FOUND')) return null;
        // In a locked conversation nobody reacts; what was said there still counts.
        if (!kinds.includes('FORBIDDEN')) throw error;
        const { subject } = z.parse(Read, await octokit.graphql(readOnly, { node }));
        return subject && heardFrom(subject, here.id);
      }
    },

    async ticked(node) {
      const answer = await unlessGone(octokit.graphql(edited, { node }));
      return answer === null ? null : tickedFrom(z.parse(Edited, answer), here.id);
    },

    async tickedIssue(node) {
      const answer = await unlessGone(octokit.graphql(editedIssue, { node }));
      return answer === null ? null : tickedIssueFrom(z.parse(EditedIssue, answer), here.id);
    },

    async place(number): Promise<Place | null> {
      const query = `query ($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) {
        thread: issueOrPullRequest(number: $number) { __typename ... on Issue { ${issueFields} } ... on PullRequest { ...pull } }
        ...around } } ${fragments}`;
      try {
        const { repository } = z.parse(Placed, await octokit.graphql(query, { owner: here.owner, repo: here.repo, number }));
        const { thread } = repository;
        const pull = thread && '__typename' in thread ? thread : null;
        return placeOf({ pull, issue: thread }, repository);
      } catch (error) {
        if (graphqlErrors(error).includes('NOT_FOUND')) return null;
        throw error;
      }
    },
  };
}
