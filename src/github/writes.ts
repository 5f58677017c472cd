import type { GitHubEffect } from '../core/effect.ts';
import { lookForCheck, reportCheck, setStatus } from './writes/checks.ts';
import { edit, hide, lookForComment, post, react } from './writes/comments.ts';
import { createDeployment, lookForDeployment, setDeploymentStatus } from './writes/deployments.ts';
import { editIssue, lookForIssue, openIssue, pinIssue, setIssueState } from './writes/issues.ts';
import { deleteArtifact, deleteCache } from './writes/leftovers.ts';
import { askReview } from './writes/reviews.ts';
import { cancel, dispatch, lookForAttempt, lookForRun, rerunFailed } from './writes/runs.ts';
import { setThreadState } from './writes/threads.ts';
import type { Look, Writing } from './writes/writing.ts';

export { ourComments } from './writes/comments.ts';
export { Gone, untold } from './writes/writing.ts';

/** Each kind of write: how it is made, whether it may be made twice, and how to find out whether it was. */

/** What comes back is the id of what was made. */
export function write({ effect, ...how }: Writing): Promise<string | null> {
  switch (effect.kind) {
    case 'comment':
      return post({ ...how, effect });
    case 'edit':
      return edit({ ...how, effect });
    case 'hide':
      return hide({ ...how, effect });
    case 'react':
      return react({ ...how, effect });
    case 'check':
      return reportCheck({ ...how, effect });
    case 'status':
      return setStatus({ ...how, effect });
    case 'deployment':
      return createDeployment({ ...how, effect });
    case 'deployment-status':
      return setDeploymentStatus({ ...how, effect });
    case 'dispatch':
      return dispatch({ ...how, effect });
    case 'cancel':
      return cancel({ ...how, effect });
    case 'rerun':
      return rerunFailed({ ...how, effect });
    case 'issue':
      return openIssue({ ...how, effect });
    case 'issue-edit':
      return editIssue({ ...how, effect });
    case 'issue-state':
      return setIssueState({ ...how, effect });
    case 'pin':
      return pinIssue({ ...how, effect });
    case 'ask-review':
      return askReview({ ...how, effect });
    case 'thread-state':
      return setThreadState({ ...how, effect });
    case 'delete-artifact':
      return deleteArtifact({ ...how, effect });
    case 'delete-cache':
      return deleteCache({ ...how, effect });
  }
}

/** Whether the same write again does no harm. All others are looked for before they are repeated. */
export function repeatable({ kind }: GitHubEffect): boolean {
  switch (kind) {
    case 'edit':
    case 'hide':
    case 'react':
    case 'cancel':
    case 'issue-edit':
    case 'issue-state':
    case 'pin':
    case 'ask-review':
    case 'thread-state':
    case 'delete-artifact':
    case 'delete-cache':
      return true;
    // The last word counts, and twice the same word is that word.
    case 'status':
    case 'deployment-status':
      return true;
    case 'comment':
    case 'check':
    case 'deployment':
    case 'dispatch':
    case 'rerun':
    case 'issue':
      return false;
  }
}

/** Finds a write that may have happened, by what only ours carries. */
export async function look({ effect, ...how }: Writing, appId: number, since: Date): Promise<Look> {
  switch (effect.kind) {
    case 'comment':
      return lookForComment({ ...how, effect }, appId, since);
    case 'check':
      return lookForCheck({ ...how, effect }, appId);
    case 'deployment':
      return lookForDeployment({ ...how, effect }, appId);
    case 'dispatch':
      return lookForRun({ ...how, effect }, since);
    case 'rerun':
      return lookForAttempt({ ...how, effect });
    case 'issue':
      return lookForIssue({ ...how, effect }, appId, since);
    case 'edit':
    case 'hide':
    case 'react':
    case 'cancel':
    case 'status':
    case 'deployment-status':
    case 'issue-edit':
    case 'issue-state':
    case 'pin':
    case 'ask-review':
    case 'thread-state':
    case 'delete-artifact':
    case 'delete-cache':
      return null;
  }
}
