import { expect, test } from 'vitest';
import { dice } from './dice.ts';
import type { Plan, Rules } from './reminders-people.ts';
import { chronicleOf } from './reminders-told.ts';
import { Year } from './reminders-year.ts';
import { wrongsOf } from './reminders-year-oracle.ts';

/**
 * Twelve people in four time zones, each with habits of their own: nobody hears anything outside their working time, more than once a day,
 * or twice in an episode, and nothing that waits is forgotten. `reminders-year-oracle.ts` judges from the comments alone, and from what people
 * did. Other years: CHAOS_SEED=1000 CHAOS_ROUNDS=5, shorter with CHAOS_DAYS=42
 * CHAOS_PULLS=30; what was done and said in them: CHAOS_TELL=1.
 */

const first = Number(process.env.CHAOS_SEED ?? 1);
const seeds = Array.from({ length: Number(process.env.CHAOS_ROUNDS ?? 1) }, (_, round) => first + round);
const rules: Rules = {
  ...{ after: { review: 1, answer: 2, merge: 1, ask: 1, escalate: 4 }, mostADay: 5 },
  ...{ staleDays: 60, closes: false },
};
/** A leap year, and far away: a clock only goes on. */
const from = Date.UTC(2032, 0, 5);
const days = Number(process.env.CHAOS_DAYS ?? 366);
const pulls = Number(process.env.CHAOS_PULLS ?? 200);
const closing = { ...rules, staleDays: 10, closes: true };

async function judged(seed: number, plan: Plan): Promise<string[]> {
  await using year = await Year.lived(plan, dice(seed));
  const { told, did } = year;
  const wrongs = wrongsOf(year);
  if (process.env.CHAOS_TELL) console.log([...did, '', ...chronicleOf(told), `${year.steps} steps`].join('\n'));
  expect({ seed, did: wrongs.length > 0 ? did : [], wrongs }).toEqual({ seed, did: [], wrongs: [] });
  return chronicleOf(told);
}

test.each(seeds)('a year, and nobody is disturbed or forgotten (seed %i)', { timeout: 1_800_000 }, async seed => {
  const told = await judged(seed, { from, days, pulls, rules });
  expect(told.length).toBeGreaterThan(pulls);
});

test('two months in which what nobody keeps is closed', { timeout: 300_000 }, async () => {
  const told = await judged(first, { from, days: 66, pulls: 14, rules: closing });
  expect(told.some(line => line.includes('stale'))).toBe(true);
});

test('who heard what when, in three weeks', { timeout: 300_000 }, async () => {
  const told = await judged(1, { from, days: 21, pulls: 16, rules });
  await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('reminders-year.txt');
});
