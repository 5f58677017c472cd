/** What is said in the thread of a build that broke: only what changes its nature. */

import type { Run } from '../../core/run.ts';
import type { Change } from '../../issues/likely.ts';
import { code, inert } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';
import type { Build, Seen, Story } from './story.ts';

const short = (sha: string): string => `\`${sha.slice(0, 7)}\``;
const linked = ({ sha, url }: Seen): string => (url === null ? short(sha) : `[${short(sha)}](${url})`);

export const brokeAnew = (fatal: string): string => `❗ It fails with something else now:\n\n> ${inert(fatal, 300)}`;

export const flakyNow = (why: 'same commit' | 'again'): string =>
  why === 'same commit'
    ? '🎲 It failed and passed at the same commit, so it is flaky. I go on counting above and say nothing more until it has been quiet for long enough.'
    : '🎲 It failed again soon after it was mended, so it is flaky. I go on counting above and say nothing more until it has been quiet for long enough.';

export const isMended = ({ story }: Build, fix: Seen | null): string => {
  const runs = story.runs === 1 ? 'one run' : `${story.runs} runs`;
  if (story.kind === 'deploy') {
    const deploys = story.runs === 1 ? 'one deploy' : `${story.runs} deploys`;
    return `✅ ${fix ? short(fix.sha) : 'A deploy'} went there well, after ${deploys} that failed.`;
  }
  if (story.shape === 'broken')
    return `✅ ${fix ? `At ${linked(fix)} GitHub` : 'GitHub'} can read it again, after ${runs} that could not begin.`;
  return `✅ ${fix ? `${linked(fix)} is green again` : 'It is green again'}, after ${runs} that failed.`;
};

export const isQuietNow = (passes: number): string =>
  `✅ It has passed ${passes} times since it failed last, which would be a strange chance if it still came and went.`;

export const noLongerWatched = ({ kind, branch }: Pick<Story, 'kind' | 'branch'>): string =>
  kind === 'deploy'
    ? `⚪ The file does not have ${code(branch)} any more, so I stop looking at this.`
    : `⚪ The file does not ask for the builds of ${code(branch)} any more, so I stop looking at this.`;

export const isGone = ({ story }: Build): string =>
  story.checks.length === 1
    ? '⚪ The job is not there any more, so there is nothing left to mend.'
    : '⚪ These jobs are not there any more, so there is nothing left to mend.';

export const anotherDefault = (branch: string, now: string): string =>
  `⚪ The default branch is ${code(now)} now, so I stop looking at ${code(branch)}.`;
export const branchIsGone = (branch: string): string =>
  `⚪ The branch ${code(branch)} is not there any more, so there is nothing left to mend.`;
export const fileIsGone = (file: string): string =>
  `⚪ The workflow ${code(file)} is not there any more, so there is nothing left to mend.`;

/** Once, to whoever made the only change there was. */
export const onlyChange = (login: string, branch: string, { sha, title, pull, reasons }: Change): string => {
  const what = pull === null ? `${short(sha)} (${inert(title, 100)})` : `#${pull}`;
  const why = reasons.filter(reason => reason !== alone);
  return `@${login}, ${what} is the only change between the last green commit of ${code(branch)} and the first red one${why.length > 0 ? `; it ${why.join(', and it ')}` : ''}.`;
};
export const alone = 'the only change';

export const buildLabel = 'shipmate: build';
export const notOurs = (word: string): string =>
  `😕 ${code(word)} is for an issue of mine about a build that is red, and this is none. They carry the label ${code(buildLabel)}.`;
export const isFlaky =
  '🎲 From now on one pass does not end it. I count above, and close it when it has been quiet for longer than chance explains.';
export const isNotFlaky = 'From now on one pass ends it.';
export const nothingToRun = (word: string): string =>
  `😕 Nothing failed here that ${code(word)} could run again. It is for the open pull request where a run failed, or my issue about a build that is red.`;
type Numbered = { number: number; url: string | null };
const named = (runs: Numbered[]): string =>
  runs.map(({ number, url }) => (url === null ? `#${number}` : `[#${number}](${url})`)).join(', ');
export const runsAgain = (runs: Numbered[]): string => `🔁 What failed in run ${named(runs)} runs again.`;
export const stillRuns = (runs: Numbered[]): string =>
  `😕 Nothing failed here so far, and run ${named(runs)} is not over. Ask again when it has failed.`;
export const runAlready = (runs: Numbered[]): string =>
  `😕 Run ${named(runs)} was asked to run again already, and has not ended since. When it fails once more, ask again.`;

export const isSlow = (
  { number, url, name, file }: Run,
  { who, took, usual }: { who: string | null; took: number; usual: number },
): string =>
  `⏳ ${who === null ? '' : `@${who}, `}run [#${number}](${url}) of ${code(name ?? file)} has taken ${duration(took)}, where nine of ten take ${duration(usual)} at most. I say when it is done.`;
export const isDone = ({ number, url, name, file, conclusion }: Run, took: number): string =>
  `${conclusion === 'success' ? '✅' : '❌'} Run [#${number}](${url}) of ${code(name ?? file)} is done after ${duration(took)}: ${conclusion === 'success' ? 'it passed' : 'it did not pass'}.`;
