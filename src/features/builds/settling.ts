/** Whether an episode is told, over, or goes on in silence. Pure. */
import { isOver, mostDays } from './flaky.ts';
import type { Given } from './given.ts';
import { flakyNow, isGone, isMended, isQuietNow } from './messages.ts';
import { inOrder } from './report.ts';
import { type Build, changed, type Seen } from './story.ts';

/** A job that so many runs in a row came without is gone. */
const goneAfter = 3;

/** What mended the last of it. */
export const fixOf = ({ story }: Pick<Build, 'story'>): Seen | null =>
  story.checks.reduce<Seen | null>(
    (last, { fixed }) => (fixed && (last === null || inOrder(fixed, last) > 0) ? fixed : last),
    null,
  );

/** As things stand now. */
export function settled(given: Given, build: Build): Build {
  const { story } = build;
  if (build.state !== 'watching' && build.state !== 'open') return build;
  const there = story.checks.filter(({ absent }) => absent.length < goneAfter);
  if (there.length === 0) return ended(given, build, 'moot', isGone(build));
  if (there.some(({ fixed }) => fixed === null))
    return build.state === 'watching' && isSure(given, build) ? opened(build) : build;
  const sameCommit = story.sameCommit || there.some(({ fixed, last }) => fixed?.sha === last.sha);
  const next = sameCommit === story.sameCommit ? build : changed(build, {}, { sameCommit });
  if (build.state === 'watching') return ended(given, next, 'closed', null);
  const comesAndGoes = sameCommit && mayComeAndGo(next);
  const flaky = story.flaky ?? (comesAndGoes ? since(given, 'same commit') : null);
  if (flaky === null) return ended(given, next, 'closed', isMended(next, fixOf(next)));
  const passes = given.passesSince(story.fails.at(-1) ?? 0);
  if (isOver({ fails: story.fails, passes, now: given.now.getTime() }))
    return ended(given, changed(next, {}, { flaky, passes }), 'closed', isQuietNow(passes));
  if (story.flaky !== null && passes === story.passes && next === build) return build;
  const notes = story.flaky === null ? [...build.notes, flakyNow('same commit')] : build.notes;
  return changed(next, { notes }, { flaky, passes });
}

/** What it has turned out to be is told once it is sure; where there is no issue yet, its text says it. */
function opened(build: Build): Build {
  const { flaky } = build.story;
  const isNews = flaky?.why === 'again' && flaky.since >= build.beganAt.getTime() && build.number !== null;
  return { ...build, state: 'open', notes: isNews ? [...build.notes, flakyNow('again')] : build.notes };
}

/** A deploy that is made again is another try; what is nobody's fault, or no workflow, has no chance to speak of. */
const mayComeAndGo = ({ story: { kind, shape, notFlaky } }: Build): boolean =>
  !notFlaky && kind !== 'deploy' && shape !== 'cause' && shape !== 'broken';

const since = ({ now }: Given, why: 'same commit') => ({ since: now.getTime(), why });

const ended = ({ now }: Given, build: Build, state: 'closed' | 'moot', note: string | null): Build => ({
  ...build,
  state,
  endedAt: now,
  notes: note === null || build.state === 'watching' ? build.notes : [...build.notes, note],
});

/** Its time to mend itself is over, or its jobs failed again: of that run, or of the next. */
function isSure({ now, refused }: Given, { id, story }: Build): boolean {
  if (story.confirm.until <= now.getTime() || refused.includes(id)) return true;
  return story.confirm.rerun && story.checks.some(({ first, last }) => last.run !== first.run || last.attempt > first.attempt);
}

/** Nothing lasts longer, whatever it does. */
export const lastDay = (build: Build): Date => new Date((build.story.fails.at(-1) ?? 0) + mostDays * 24 * 3_600_000);
