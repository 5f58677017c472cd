/** What reports make of the episodes of their source: who is red, who is mended, and what nobody has to hear of. Pure. */
import { fallen } from './founding.ts';
import type { Given } from './given.ts';
import { heard } from './hearing.ts';
import { isRed, type Reading } from './report.ts';
import { settled } from './settling.ts';
import type { Build } from './story.ts';

export interface Judged {
  builds: Build[];
  /** What is run again, to see whether it lasts. */
  rerun: { run: number; attempt: number } | null;
  /** When somebody has to look again. */
  wakes: Date[];
}

export function judge(given: Given): Judged {
  const known = new Map([...given.on, ...given.causes].map(build => [build.id, build]));
  const ids = [...given.ids];
  for (const reading of given.readings) {
    for (const build of known.values()) known.set(build.id, heard(given, build, reading));
    // One that was judged before only says what it passed.
    if (isJudged(reading)) continue;
    for (const build of fallen(given, [...known.values()], reading, ids)) known.set(build.id, build);
  }
  const all = [...known.values()].map(build => settled(given, build));
  const before = new Set([...given.on, ...given.causes]);
  const builds = all.filter(build => !before.has(build));
  const watching = all.filter(({ state }) => state === 'watching');
  return { builds, rerun: rerunOf(given, builds), wakes: watching.map(({ story }) => new Date(story.confirm.until)) };
}

const isJudged = ({ report }: Reading): boolean => report.looked && isRed(report);

function rerunOf({ confirm, about, readings }: Given, builds: Build[]): Judged['rerun'] {
  if (confirm !== null || about.kind !== 'workflow') return null;
  const begun = builds.find(
    ({ state, story }) =>
      state === 'watching' &&
      story.confirm.rerun &&
      story.checks.every(({ first, last }) => first === last || first.attempt === last.attempt),
  );
  const run = begun?.story.checks[0]?.first;
  const here =
    run && readings.some(({ report }) => report.run === run.run && report.attempt === run.attempt && report.verdict === 'fail');
  return run && here ? { run: run.run, attempt: run.attempt } : null;
}
