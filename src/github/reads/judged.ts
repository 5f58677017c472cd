/** What GitHub says of a commit that a policy may ask: checks, reviews, how far behind it is, and who had a hand in it. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Person } from '../../core/event.ts';
import type { Asked, Judged, Move, Reads } from '../../core/reads.ts';
import { personOf, User } from '../answers.ts';
import { isNotFound } from '../trouble.ts';
import { Context, contextFields, heldAgainst } from './contexts.ts';
import { Who, whoFields, whoOf } from './place.ts';
import { requiredOn } from './required.ts';
import { Rollup, contextFields as summed, verdictOf } from './rollup.ts';

const Page = z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) });
const paged = <T extends z.ZodMiniType>(node: T) => z.object({ pageInfo: Page, nodes: z.array(node) });

const user = 'user { __typename login databaseId }';
const handFields = `authors(first: 50) { nodes { ${user} } } committer { ${user} }`;
const Hand = z.object({ user: z.nullable(Who) });
const hands = {
  authors: z.optional(z.object({ nodes: z.array(Hand) })),
  committer: z.optional(z.nullable(Hand)),
};
const Hands = z.object(hands);

const Review = z.object({
  state: z.string(),
  submittedAt: z.nullable(z.string()),
  author: z.nullable(Who),
  authorCanPushToRepository: z.boolean(),
  commit: z.nullable(z.object({ oid: z.string() })),
});

const Answer = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({
    commit: z.optional(
      z.nullable(
        z.object({
          ...hands,
          statusCheckRollup: z.optional(z.nullable(z.object({ contexts: paged(Context) }))),
          checkSuites: z.optional(
            z.nullable(
              z.object({
                nodes: z.array(z.object({ app: z.nullable(z.object({ databaseId: z.nullable(z.number()), slug: z.string() })) })),
              }),
            ),
          ),
        }),
      ),
    ),
    pull: z.optional(
      z.object({
        author: z.nullable(Who),
        headRefName: z.string(),
        isCrossRepository: z.boolean(),
        latestOpinionatedReviews: z.optional(z.nullable(paged(Review))),
        commits: z.optional(paged(z.object({ commit: Hands }))),
      }),
    ),
    green: z.optional(
      z.nullable(
        z.object({
          target: z.nullable(z.object({ oid: z.string(), statusCheckRollup: z.optional(z.nullable(Rollup)) })),
        }),
      ),
    ),
  }),
});
type Answer = z.infer<typeof Answer>;

/** What is still to be asked for, each with where its next page begins; false: nothing (any more). */
interface Left {
  contexts: string | null | false;
  reviews: string | null | false;
  commits: string | null | false;
  /** Is asked once. */
  green: boolean;
}

const after = (cursor: string | null) => `first: 100${cursor === null ? '' : `, after: ${JSON.stringify(cursor)}`}`;
const next = (page: z.infer<typeof Page> | undefined): string | false => (page?.hasNextPage ? (page.endCursor ?? false) : false);

function questionOf(left: Left, { pull, wants }: Asked): string {
  const first = left.contexts === null;
  const commit = [
    left.contexts === false ? '' : `statusCheckRollup { contexts(${after(left.contexts)}) { ${contextFields(pull !== null)} } }`,
    first ? 'checkSuites(first: 100) { nodes { app { databaseId slug } } }' : '',
    wants.involved ? handFields : '',
  ].join(' ');
  const reviews = `pageInfo { hasNextPage endCursor } nodes { state submittedAt author { ${whoFields} } authorCanPushToRepository commit { oid } }`;
  const ofPull = [
    left.reviews === false ? '' : `latestOpinionatedReviews(${after(left.reviews)}) { ${reviews} }`,
    left.commits === false
      ? ''
      : `commits(${after(left.commits)}) { pageInfo { hasNextPage endCursor } nodes { commit { ${handFields} } } }`,
  ].join(' ');
  const asksCommit = left.contexts !== false || wants.involved;
  const asksPull = pull !== null && (left.reviews !== false || left.commits !== false || wants.involved);
  const usesPull = asksPull || (pull !== null && left.contexts !== false);
  const parts = [
    asksCommit ? `commit: object(oid: $commit) { ... on Commit { ${commit} } }` : '',
    asksPull ? `pull: pullRequest(number: $pull) { author { ${whoFields} } headRefName isCrossRepository ${ofPull} }` : '',
    left.green ? `green: ref(qualifiedName: $green) { target { oid ... on Commit { statusCheckRollup { ${summed} } } } }` : '',
  ].join(' ');
  const given = `$owner: String!, $repo: String!${asksCommit ? ', $commit: GitObjectID!' : ''}${usesPull ? ', $pull: Int!' : ''}${left.green ? ', $green: String!' : ''}`;
  return `query (${given}) { viewer { login } repository(owner: $owner, name: $repo) { ${parts} } }`;
}

export function judgedReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
  appId: number,
): Pick<Reads, 'judged' | 'activity'> {
  /** All pages of all that is asked for; what has more goes round together. */
  async function pages(asked: Asked): Promise<Answer[]> {
    const { wants, pull } = asked;
    let left: Left = {
      contexts: wants.checks ? null : false,
      reviews: wants.reviews && pull !== null ? null : false,
      commits: wants.involved && pull !== null ? null : false,
      green: wants.green !== null,
    };
    if (!wants.involved && !left.green && left.contexts === false && left.reviews === false) return [];
    const all: Answer[] = [];
    for (;;) {
      const given = { ...here, commit: asked.commit, pull: pull ?? 0, green: `refs/heads/${wants.green}` };
      const answer = z.parse(Answer, await octokit.graphql(questionOf(left, asked), given));
      all.push(answer);
      const { commit, pull: shown } = answer.repository;
      left = {
        contexts: next(commit?.statusCheckRollup?.contexts.pageInfo),
        reviews: next(shown?.latestOpinionatedReviews?.pageInfo),
        commits: next(shown?.commits?.pageInfo),
        green: false,
      };
      if (left.contexts === false && left.reviews === false && left.commits === false) return all;
    }
  }

  async function behind({ branch, commit }: Asked): Promise<number | null> {
    try {
      const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
      const { data } = await octokit.request(route, { ...here, basehead: `${branch}...${commit}`, per_page: 1 });
      return z.parse(z.object({ behind_by: z.number() }), data).behind_by;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  async function activity(branch: string, most: number): Promise<Move[]> {
    const asked = { ...here, ref: `refs/heads/${branch}`, per_page: Math.min(most, 100) };
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/activity', asked);
    return z.parse(z.array(Activity), data).map(moveOf);
  }

  return {
    activity,
    async judged(asked) {
      const { wants, without } = asked;
      const [answers, demands, lacks] = await Promise.all([
        pages(asked),
        wants.checks ? requiredOn(octokit, here, asked.branch) : [],
        wants.upToDate ? behind(asked) : null,
      ]);
      const login = answers[0]?.viewer.login ?? '';
      const contexts = answers.flatMap(one => one.repository.commit?.statusCheckRollup?.contexts.nodes ?? []);
      const target = answers[0]?.repository.green?.target;
      return {
        ...heldAgainst({ contexts, demands, slugs: slugsIn(answers), without: { appId, login, ...without } }),
        reviews: answers.flatMap(one => one.repository.pull?.latestOpinionatedReviews?.nodes ?? []).flatMap(standing),
        behind: lacks,
        green: target
          ? { sha: target.oid, checks: verdictOf(target.statusCheckRollup ?? null, { appId, login, ...without }) }
          : null,
        involved: wants.involved ? await involvedIn(answers, asked.commit, branch => activity(branch, 100)) : null,
      };
    },
  };
}

const Activity = z.object({ timestamp: z.string(), before: z.string(), after: z.string(), actor: z.nullable(User) });
const nothing = /^0+$/;

const moveOf = ({ timestamp, before, after: to, actor }: z.infer<typeof Activity>): Move => ({
  at: new Date(timestamp),
  by: actor && personOf(actor),
  before: nothing.test(before) ? null : before,
  after: to,
});

/** Whoever reports here has a suite, and every App that may report gets one for each commit. */
function slugsIn(answers: Answer[]): Map<number, string> {
  const apps = answers.flatMap(({ repository: { commit } }) => [
    ...(commit?.checkSuites?.nodes ?? []).map(one => one.app),
    ...(commit?.statusCheckRollup?.contexts.nodes ?? []).map(one =>
      one.__typename === 'CheckRun' ? (one.checkSuite?.app ?? null) : null,
    ),
  ]);
  return new Map(apps.flatMap(app => (app && app.databaseId !== null ? [[app.databaseId, app.slug] as const] : [])));
}

const opinions = { APPROVED: 'approved', CHANGES_REQUESTED: 'changes' } as const;

/** A dismissed one stands for nothing, and so does what an account that is gone has said. */
function standing(review: z.infer<typeof Review>): Judged['reviews'] {
  const state = review.state === 'APPROVED' || review.state === 'CHANGES_REQUESTED' ? opinions[review.state] : null;
  if (!state || !review.author || review.submittedAt === null) return [];
  const [commit, at] = [review.commit?.oid ?? null, new Date(review.submittedAt)];
  return [{ by: whoOf(review.author), state, commit, at, writer: review.authorCanPushToRepository }];
}

async function involvedIn(
  answers: Answer[],
  head: string,
  activity: (branch: string) => Promise<Move[]>,
): Promise<Judged['involved']> {
  const pull = answers[0]?.repository.pull;
  const all = answers.flatMap(({ repository }) => [
    ...(repository.commit ? [repository.commit] : []),
    ...(repository.pull?.commits?.nodes ?? []).map(one => one.commit),
  ]);
  const people = all
    .flatMap(one => [...(one.authors?.nodes ?? []), ...(one.committer ? [one.committer] : [])])
    .flatMap(({ user }) => (user ? whoOf(user) : []));
  // A fork keeps its own notes of who pushed, and shows them to its own people.
  const moves = pull && !pull.isCrossRepository ? await activity(pull.headRefName) : [];
  return {
    author: pull?.author ? whoOf(pull.author) : null,
    pusher: moves.find(one => one.after === head)?.by ?? null,
    committers: once(people),
  };
}

const once = (people: Person[]): Person[] =>
  people.filter((one, place) => people.findIndex(other => other.id === one.id) === place);
