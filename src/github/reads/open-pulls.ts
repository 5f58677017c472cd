/**
 * Many pull requests in one question, and fewer where GitHub takes too long. That is ten seconds each time, and whoever asks has a minute
 * for all they do: so after three or four tries the rest is for another time.
 *
 * What a page of a hundred asks for, as GitHub counts: 100 pull requests, each with at most 100 labels, 10 assignees, 1 commit with 50
 * checks, 20 rules, 20 requests, 2 × 20 reviews, 20 threads with 3 comments, 60 deeds: 100 + 100 × 381 nodes; with what a hundred asked
 * for and 2 × 100 votes on each 58,300 of its 500,000. Its points are the lists, by the hundred: 1, 100 × 10, 100 × 20 of threads, and 200
 * of votes are 32 of 5,000 an hour. Two thirds are the threads, so there are no more of them.
 */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { PullsAsked, PullsPage } from '../../core/open-pull.ts';
import type { Reads } from '../../core/reads.ts';
import { asFarAsItGoes } from '../partly.ts';
import { graphqlErrors, tookTooLong } from '../trouble.ts';
import { openPullOf } from './open-pulls-answer.ts';
import { OpenPullAnswer, openPullFields } from './open-pulls-question.ts';
import { Asked as VotesOn, voteFields, votesOf } from './votes.ts';

const common = { viewer: z.object({ login: z.string() }), votes: z.optional(z.array(VotesOn)) };
const Listed = z.object({
  ...common,
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
      nodes: z.array(OpenPullAnswer),
    }),
  }),
});
const Numbered = z.object({ ...common, repository: z.record(z.string(), z.nullable(OpenPullAnswer)) });

type Order = Extract<PullsAsked['which'], { order: unknown }>;
const orders: Record<Order['order'], string> = {
  oldest: '{ field: CREATED_AT, direction: ASC }',
  changed: '{ field: UPDATED_AT, direction: DESC }',
};

// One that was deleted since, and what of a rule or a team is not ours to see.
const lacks = ['NOT_FOUND', 'FORBIDDEN'];
const most = 100;
const mostTries = 3;

interface Given {
  /** What it takes besides what every question takes. */
  given: string;
  values: object;
  votesOn: string[];
}

export function openPullReads(octokit: Octokit, here: { owner: string; repo: string }, appId: number): Pick<Reads, 'pulls'> {
  /** Where there are no votes to count these are not asked for. */
  function ask<T>(fields: string, { given, values, votesOn }: Given, shape: z.ZodMiniType<T>): Promise<T> {
    const votes = votesOn.length > 0 ? `votes: nodes(ids: $votesOn) { ${voteFields} }` : '';
    const names = `$owner: String!, $repo: String!${given}${votes && ', $votesOn: [ID!]!'}`;
    const query = `query (${names}) { viewer { login } repository(owner: $owner, name: $repo) { ${fields} } ${votes} }
      fragment open on PullRequest { ${openPullFields} }`;
    return asFarAsItGoes(octokit.graphql(query, { ...here, ...values, votesOn }), lacks, shape);
  }

  async function page({ order, after, size }: Order, votesOn: string[]): Promise<PullsPage> {
    const list = `pullRequests(states: OPEN, first: $size, after: $after, orderBy: ${orders[order]}) {
      pageInfo { hasNextPage endCursor } nodes { ...open } }`;
    const given = { given: ', $size: Int!, $after: String', values: { size, after }, votesOn };
    const { viewer, votes, repository } = await ask(list, given, Listed);
    const { nodes, pageInfo } = repository.pullRequests;
    return {
      pulls: nodes.map(one => openPullOf(one, { appId, login: viewer.login })),
      next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
      size,
      ...votesOf(votes ?? [], votesOn, viewer.login),
      unread: [],
    };
  }

  async function numbered(numbers: number[], votesOn: string[]): Promise<PullsPage> {
    const fields = numbers.map(number => `p${number}: pullRequest(number: ${number}) { ...open }`).join(' ');
    const { viewer, votes, repository } = await ask(fields, { given: '', values: {}, votesOn }, Numbered);
    const found = numbers.flatMap(number => repository[`p${number}`] ?? []);
    return {
      pulls: found.map(one => openPullOf(one, { appId, login: viewer.login })),
      next: null,
      size: numbers.length,
      ...votesOf(votes ?? [], votesOn, viewer.login),
      unread: [],
    };
  }

  async function halving(which: Order, votesOn: string[]): Promise<PullsPage> {
    let size = Math.min(which.size, most);
    for (let tries = 0; tries < mostTries; tries += 1) {
      try {
        return await page({ ...which, size }, votesOn);
      } catch (error) {
        // It knows that place no more, so all of them are read from the first.
        if (which.after !== null && graphqlErrors(error).includes('INVALID_CURSOR_ARGUMENTS'))
          return halving({ ...which, after: null }, votesOn);
        if (size <= 1 || !tookTooLong(error)) throw error;
        size = Math.floor(size / 2);
      }
    }
    return { pulls: [], next: which.after, size, votes: [], seen: new Map(), unread: 'page' };
  }

  /** 100, 20, 4, 1: nobody remembers how many of them were too many, so one at least is read each time. */
  async function fewer(numbers: number[], votesOn: string[], size = numbers.length): Promise<PullsPage> {
    try {
      return { ...(await numbered(numbers.slice(0, size), votesOn)), unread: numbers.slice(size) };
    } catch (error) {
      if (size <= 1 || !tookTooLong(error)) throw error;
      return fewer(numbers, votesOn, Math.ceil(size / 5));
    }
  }

  return {
    async pulls({ which, votesOn }) {
      const asked = votesOn.slice(0, most);
      if ('numbers' in which) {
        const numbers = [...new Set(which.numbers)].slice(0, most);
        return numbers.length > 0
          ? fewer(numbers, asked)
          : { pulls: [], next: null, size: most, votes: [], seen: new Map(), unread: [] };
      }
      return halving(which, asked);
    },
  };
}
