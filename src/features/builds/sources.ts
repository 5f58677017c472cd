/** What others report on commits: of which branch that is, and whether it is about a build at all. Pure. */
import type { CheckWord, CommitChecked } from '../../core/event.ts';
import type { Conclusion } from '../../core/run.ts';
import type { Verdict } from './report.ts';

/** `queued`: in the merge queue of that branch, and not on it yet. */
export interface Where {
  branch: string;
  queued: boolean;
}

/** A merge queue has a branch for each that waits, and is the business of the branch that it merges into. */
export function whereOf(branch: string): Where {
  const into = /^gh-readonly-queue\/(.+)\/pr-\d+-[^/]*$/.exec(branch)?.[1];
  return into === undefined ? { branch, queued: false } : { branch: into, queued: true };
}

type Told = Pick<CommitChecked, 'branches' | 'heads'>;

/**
 * Of the branches that are watched. GitHub names with a status all that contain its commit, and each branch that was made since does:
 * it is news of those that stand there, else of the default branch.
 */
export function wheresOf({ branches, heads }: Told, isWatched: (branch: string) => boolean, defaultBranch: string): Where[] {
  const named = branches.map(name => ({ ...whereOf(name), stands: heads.includes(name) })).filter(one => isWatched(one.branch));
  const standing = named.filter(({ stands }) => stands);
  const older = named.filter(({ branch }) => branch === defaultBranch);
  const chosen = standing.length > 0 ? standing : older.length > 0 ? older : named;
  const own = chosen.filter(one => !one.queued || !chosen.some(other => other.branch === one.branch && !other.queued));
  return own.map(({ branch, queued }) => ({ branch, queued }));
}

/** Of tools that report a pull request and its branch under two names. */
const ofPulls = /(?:^|[/\s:_-])(?:pr|pull[-_ ]?requests?|pr-merge|pr-head)(?=$|[/\s:])/i;

export function speaksOfBuilds(said: CheckWord): boolean {
  // Its workflows tell of their runs themselves.
  if (said.kind === 'suite') return said.app !== 'github-actions';
  // Our own, of what went somewhere by itself, is told with more words.
  return !ofPulls.test(said.context) && !said.context.startsWith('deploy/');
}

/** A status has no word for what came to nothing: it is said in its description, unless that counts tests. */
const cameToNothing = /(?<!\d )\b(?:cancell?ed|aborted|skipped|superseded|interrupted)\b/i;
const failed = /\bfail/i;

export function verdictOf(said: CheckWord): Verdict {
  // A file that cannot be run is a word of Actions alone.
  if (said.kind === 'suite') return said.conclusion === 'startup_failure' ? 'none' : verdictIn(said.conclusion);
  if (cameToNothing.test(said.description) && !failed.test(said.description)) return 'none';
  return said.state === 'success' ? 'pass' : 'fail';
}

export function verdictIn(conclusion: Conclusion): Verdict {
  if (conclusion === 'success') return 'pass';
  if (conclusion === 'failure' || conclusion === 'timed_out') return 'fail';
  return conclusion === 'startup_failure' ? 'broken' : 'none';
}
