/** Threads that people began, closed and opened again. */
import * as z from 'zod/mini';
import type { SetThreadState } from '../../core/effect.ts';
import { orNull } from '../trouble.ts';
import { Gone, placeOf, type Writing } from './writing.ts';

/**
 * GitHub takes pull requests here, too: both have their numbers in one row. It would lead us on to where a moved one is now; the token
 * opens only this repository.
 */
export async function setThreadState(writing: Writing<SetThreadState>): Promise<null> {
  const { octokit, effect } = writing;
  if (effect.unlessMoved && (await isSettled(writing, effect.unlessMoved))) return null;
  const answer = await orNull(
    octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      ...placeOf(writing),
      issue_number: effect.number,
      state: effect.state,
      ...(effect.reason === undefined ? {} : { state_reason: effect.reason }),
    }),
  );
  if (!answer) throw gone();
  return null;
}

const gone = () => new Gone('somebody deleted the thread, or moved it');
const moved = () => new Gone('somebody moved there');

type Unless = NonNullable<SetThreadState['unlessMoved']>;

/** What was read before it was decided may be minutes old by now. True where GitHub's answer to our own write was lost. */
async function isSettled(writing: Writing<SetThreadState>, unless: Unless): Promise<boolean> {
  const { octokit, effect } = writing;
  const place = { ...placeOf(writing), issue_number: effect.number };
  const answer = await orNull(octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', place));
  if (!answer) throw gone();
  const { state, closed_by: by, milestone, assignees } = answer.data;
  if (state === effect.state) {
    if (by?.type !== 'Bot') throw new Gone('somebody closed it');
    return true;
  }
  if (unless.alone && (milestone !== null || (assignees ?? []).length > 0)) throw moved();
  const { since } = unless;
  const comments = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...{ ...place, since, per_page: 100 },
  });
  // An older one that was edited since counts for GitHub, too.
  if (comments.data.some(({ user, created_at: at }) => user?.type !== 'Bot' && at >= since)) throw moved();
  if (unless.head !== null && (await hasMoved(writing, { since, head: unless.head }))) throw moved();
  return false;
}

/** Whoever says something about a line says it in a review. */
const Commits = z.object({
  repository: z.object({
    pullRequest: z.object({
      headRefOid: z.string(),
      reviews: z.object({
        nodes: z.array(
          z.object({ submittedAt: z.nullable(z.string()), author: z.nullable(z.object({ __typename: z.string() })) }),
        ),
      }),
    }),
  }),
});
const question = `query ($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) {
  pullRequest(number: $number) { headRefOid reviews(last: 50) { nodes { submittedAt author { __typename } } } } } }`;

async function hasMoved(writing: Writing<SetThreadState>, { since, head }: { since: string; head: string }): Promise<boolean> {
  const asked = { ...placeOf(writing), number: writing.effect.number };
  const { pullRequest } = z.parse(Commits, await writing.octokit.graphql(question, asked)).repository;
  return (
    pullRequest.headRefOid !== head ||
    pullRequest.reviews.nodes.some(
      ({ submittedAt, author }) => submittedAt !== null && submittedAt >= since && author?.__typename !== 'Bot',
    )
  );
}
