import { expect, test } from 'vitest';
import { dice } from './dice.ts';
import { People } from './policy-people.ts';
import { PolicyStory } from './policy-story.ts';

/**
 * Whatever people, checks, runs and deaths come in whatever order: never two deploys on one environment, never a commit that the policy
 * refuses, never a lock without somebody and an end, and whoever waits goes or leaves. `policy-oracle.ts` judges each start anew, from what
 * is true on GitHub. A longer run: CHAOS_SEED=1000 CHAOS_ROUNDS=50.
 */

const first = Number(process.env.CHAOS_SEED ?? 1);
const seeds = Array.from({ length: Number(process.env.CHAOS_ROUNDS ?? 3) }, (_, round) => first + round);
const steps = Number(process.env.CHAOS_STEPS ?? 60);

test.each(seeds)('no policy is passed by, whoever does what when (seed %i)', { timeout: 300_000 }, async seed => {
  const chance = dice(seed);
  await using story = await PolicyStory.begin(chance);
  const { webhooks } = story.story.box;
  const people = new People(story, chance);
  const did: string[] = [];
  let deaths = 0;
  const disorder = () => webhooks.disorder({ seed, double: 0.1, drop: 0.05, reorder: 0.15 });
  disorder();
  for (let step = 1; step <= steps; step += 1) {
    did.push(people.act());
    const fate = chance.below(20);
    if (fate < 8) await story.settles(chance);
    if (fate < 6) await story.later([2, 4, 12, 12, 40, 90][fate] ?? 0);
    if (fate === 18 && deaths < 4) {
      deaths += 1;
      did.push('a server dies');
      await story.dies(chance);
    }
    if (step === steps / 2) {
      await story.checkpoint(chance);
      disorder();
    }
  }
  await story.ends(chance);
  // By chance they get there at times only, and who never gets as far as the gates of production proves nothing about them.
  await story.restarts(chance);
  for (const step of people.ships()) {
    did.push(step);
    await story.settles(chance);
    await story.later(2);
  }
  await story.ends(chance);
  const wrongs = await story.wrongs();
  const shipped = story.started.filter(({ environment }) => environment === 'prod').length;
  if (process.env.CHAOS_TELL) console.log([...did, '', ...story.started.map(one => JSON.stringify(one))].join('\n'));
  expect({ seed, did: wrongs.length > 0 ? did : [], wrongs }).toEqual({ seed, did: [], wrongs: [] });
  expect(
    shipped,
    story.pulls
      .at(-1)
      ?.comments.map(({ body }) => body)
      .join('\n'),
  ).toBeGreaterThanOrEqual(1);
});
