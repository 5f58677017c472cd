import { expect, test } from 'vitest';
import { dice } from './dice.ts';
import { saidIn, wrongsOf } from './reminders-oracle.ts';
import { ReminderStory } from './reminders-story.ts';

/**
 * Whatever dies, comes twice, comes late or gets lost: nobody is called twice for one stretch of waiting, or on one day, and when all is
 * quiet each open pull request is known as it is. A longer run: CHAOS_SEED=1000 CHAOS_ROUNDS=50.
 */

const first = Number(process.env.CHAOS_SEED ?? 1);
const seeds = Array.from({ length: Number(process.env.CHAOS_ROUNDS ?? 2) }, (_, round) => first + round);
const steps = Number(process.env.CHAOS_STEPS ?? 24);
/** In minutes: now and then a whole night. */
const leaps = [1, 3, 3, 10, 65, 65, 65, 130, 130, 130, 240, 900];
const told = new Map<string, number>();

test.each(seeds)('each hears once, and everything is known (seed %i)', { timeout: 180_000 }, async seed => {
  const chance = dice(seed);
  await using story = await ReminderStory.begin(chance);
  const did: string[] = [];
  story.disturbs(seed);
  for (let step = 1; step <= steps; step += 1) {
    for (let deed = chance.below(3); deed > 0; deed -= 1) did.push(story.world.act());
    if (chance.below(3) === 0) did.push(story.breaks());
    const leap = leaps[chance.below(leaps.length)] ?? 1;
    if (leap > 3 || chance.below(2) === 0) await story.settles();
    did.push(await story.later(leap));
    if (step % 6 === 0) did.push(await story.dies());
  }
  await story.ends();
  for (const { key } of await saidIn(story)) {
    const [kind = ''] = key.split(':');
    told.set(kind, (told.get(kind) ?? 0) + 1);
  }
  const wrongs = await wrongsOf(story);
  if (process.env.CHAOS_TELL) console.log(did.join('\n'));
  expect({ seed, did: wrongs.length > 0 ? did : [], wrongs }).toEqual({ seed, did: [], wrongs: [] });
});

test('and enough was said to judge by', () => {
  if (process.env.CHAOS_TELL) console.log(Object.fromEntries(told));
  expect(told.get('nudge') ?? 0).toBeGreaterThan(seeds.length);
});
