/**
 * The best of many tries, in milliseconds that this thread was at work: on a busy machine those by the clock, and a single one, say more about
 * the neighbours. Ends as soon as one is below `enough`.
 */
export function fastest(work: () => unknown, enough: number, tries = 25): number {
  let best = Number.POSITIVE_INFINITY;
  for (let one = 0; one < tries && best >= enough; one++) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

/** The best of some tries at what others do, by the clock. */
export async function soonest(work: () => Promise<unknown>, enough: number, tries = 5): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let one = 0; one < tries && best >= enough; one++) {
    const began = performance.now();
    await work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/** A comment of 5 KB as people write them: reading it, in the same run, is what the reading of a hostile one is measured against. */
export const honest = `${'Some words of a usual comment that go on and on.\n\n'.repeat(90)}/ping`;
