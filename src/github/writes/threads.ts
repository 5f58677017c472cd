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
  const answer = await orNull(
    octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      ...placeOf(writing),
      issue_number: effect.number,
      state: effect.state,
      ...(effect.reason === undefined ? {} : { state_reason: effect.reason }),
    }),
  );
  if (!answer) throw new Gone('somebody deleted the thread, or moved it');
  return null;
}
