/** Whose review of a pull request is asked for. */
import { RequestError } from '@octokit/request-error';
import type { AskReview } from '../../core/effect.ts';
import { isNotFound } from '../trouble.ts';
import { Gone, placeOf, type Writing } from './writing.ts';

/** The new one first: whatever goes wrong in between, somebody is asked, and all of it can be done again. */
export async function askReview(writing: Writing<AskReview>): Promise<null> {
  const { octokit, effect } = writing;
  const where = { ...placeOf(writing), pull_number: effect.pull };
  try {
    const ask = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
    await octokit.request(ask, { ...where, reviewers: [effect.person] });
    if (effect.instead !== null) {
      const takeBack = 'DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
      await octokit.request(takeBack, { ...where, reviewers: [effect.instead] }).catch(unlessNotAsked);
    }
  } catch (error) {
    if (isNotFound(error)) throw new Gone('the pull request is gone');
    throw error;
  }
  return null;
}

/** Somebody was quicker, or the account has another name by now. */
function unlessNotAsked(error: unknown): void {
  if (!(error instanceof RequestError && error.status === 422)) throw error;
}
