/** Threads that people began, closed and opened again. */
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

type Unless = NonNullable<SetThreadState['unlessMoved']>;

/** What was read before it was decided may be minutes old by now. True where GitHub's answer to our own write was lost. */
async function isSettled(writing: Writing<SetThreadState>, { since, head }: Unless): Promise<boolean> {
  const { octokit, effect } = writing;
  const now = await (head === null ? issueNow(writing) : pullNow(writing));
  if (!now) throw gone();
  if (now.state === effect.state) return true;
  const comments = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...{ ...placeOf(writing), issue_number: effect.number, since, per_page: 100 },
  });
  // An older one that was edited since counts for GitHub, too.
  const spoke = comments.data.some(({ user, created_at: at }) => user?.type !== 'Bot' && at >= since);
  if (spoke || now.head !== head) throw new Gone('somebody moved there');
  return false;
}

interface ThreadNow {
  state: string;
  head: string | null;
}

async function issueNow(writing: Writing<SetThreadState>): Promise<ThreadNow | null> {
  const place = { ...placeOf(writing), issue_number: writing.effect.number };
  const answer = await orNull(writing.octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', place));
  return answer && { state: answer.data.state, head: null };
}

async function pullNow(writing: Writing<SetThreadState>): Promise<ThreadNow | null> {
  const place = { ...placeOf(writing), pull_number: writing.effect.number };
  const answer = await orNull(writing.octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', place));
  return answer && { state: answer.data.state, head: answer.data.head.sha };
}
