import { expect, test } from 'vitest';
import { RandomRun } from './run.ts';

/** Half a minute of what `npm run chaos -- --seed 1 --minutes 10` does for ten: README.md. */

test('random faults over random stories leave nothing that is wrong', { timeout: 300_000 }, async () => {
  const length = { seed: 1, milliseconds: 120_000, round: { least: 4_000, most: 8_000 }, rounds: 4 };
  await using run = await RandomRun.begin(length, () => {});
  const { wrongs, did, counts } = await run.run();
  expect({ wrongs, did: wrongs.length > 0 ? did : [] }).toEqual({ wrongs: [], did: [] });
  const count = Object.fromEntries(counts);
  expect(count.rounds).toBe(4);
  expect(count['deploys that ran']).toBeGreaterThan(0);
  expect(count['checks made']).toBeGreaterThan(500);
});
