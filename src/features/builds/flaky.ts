/** When something that comes and goes has gone for good. Pure. */

const day = 24 * 3_600_000;
export const mostDays = 90;
export const enoughPasses = 20;
const unlikely = 0.01;
/** Again within this time of its end is no accident. */
export const soon = day;

/**
 * How probable so long a silence would be if it went on as before: `n` failures over a span, and none since. With one failure there
 * is no rate yet, and the runs that passed decide alone.
 */
export function chanceOf(failures: number[], now: number): number {
  const [first = now] = failures;
  const last = failures.at(-1) ?? now;
  const [span, silence] = [last - first, Math.max(0, now - last)];
  if (failures.length < 2 || span === 0) return 0;
  return (span / (span + silence)) ** (failures.length - 1);
}

const longestGap = (failures: number[]): number =>
  failures.reduce((longest, at, place) => Math.max(longest, at - (failures[place - 1] ?? at)), 0);

export function isOver({ fails, passes, now }: { fails: number[]; passes: number; now: number }): boolean {
  const silence = now - (fails.at(-1) ?? now);
  if (silence >= mostDays * day) return true;
  return passes >= enoughPasses && silence > longestGap(fails) && chanceOf(fails, now) < unlikely;
}
