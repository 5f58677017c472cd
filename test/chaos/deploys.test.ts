import { expect, test } from 'vitest';
import { keyIn } from '../../src/core/marker.ts';
import { file, workflow } from '../scenarios/deploys.ts';
import { until } from '../until.ts';
import { dice } from './dice.ts';
import type { Point } from './plan.ts';
import { quietPort } from './port.ts';
import { Story } from './story.ts';

/**
 * kill -9 while a deploy is under way, again and again: one run, one deployment, one comment, and an end that people are told. A longer
 * run: CHAOS_SEED=1000 CHAOS_ROUNDS=50.
 */

const deadly: Point[] = ['taken', 'factsRead', 'committed', 'effectSent', 'effectAnswered'];
const first = Number(process.env.CHAOS_SEED ?? 1);
const seeds = Array.from({ length: Number(process.env.CHAOS_ROUNDS ?? 3) }, (_, round) => first + round);

const restart = `run-name: Restart (\${{ inputs.shipmate }})
on: { workflow_dispatch: { inputs: { service: {}, shipmate: {} } } }
jobs: { restart: { runs-on: x, steps: [{ run: ./restart }, { run: ./check }] } }
`;
const files = {
  '.github/shipmate.yml': `${file}commands:\n  restart:\n`,
  '.github/workflows/deploy.yml': workflow.replace('shipmate: {}', 'shipmate: {}\n      plan: { type: boolean }'),
  '.github/workflows/restart.yml': restart,
};

const busy = `
  select count(*)::int as now from (
    select 1 from deliveries where state = 'taken' or (state = 'waiting' and due_at <= clock())
    union all select 1 from effects where (state = 'planned' and due_at <= clock())
      or (state = 'sent' and (lease_until <= clock() or lease_until > clock() + interval '11 seconds'))) as open`;

interface Dying {
  seed: number;
  words: string;
  workflow: string;
  table: keyof typeof keyOf;
}

/** Of its comment. */
const keyOf = { deploys: 'deploy:id', ops_runs: 'ops:id', plans: 'plan:id' } as const;

/** Says the words, kills one server after the other, lets the last one live, and hands back what came of it. */
async function dies({ seed, words, workflow: flow, table }: Dying) {
  const chance = dice(seed);
  await using story = await Story.begin({ adopted: chance.below(2) === 0 });
  const { box } = story;
  const web = box.repository('acme/web');
  web.push('main', files, { by: box.person('alice') });
  box.actions.script({ workflow: flow, queued: 3_000, step: 8_000 });
  const [thread] = story.threads;
  const address = { PORT: String(await quietPort(chance)) };
  const ended = async () => (await story.query(`select 1 from ${table} where ended_at is not null`)).length > 0;

  const points = chance.shuffled([...deadly]);
  for (const [place, point] of points.entries()) {
    const strike = { point, occurrence: 1 + chance.below(3), signal: 'SIGKILL' } as const;
    const server = await story.serve({ strike }, address);
    if (place === 0) thread?.comment(box.person('bob'), words);
    await until(async () => {
      if (server.over || (await ended())) return true;
      await box.settled();
      const [row] = await story.query<{ now: number }>(busy);
      if (row?.now === 0) await story.later(5);
      return false;
    }, 60_000);
    await server.kill();
    // Nobody is there for longer than a lease.
    if (chance.below(3) === 0) await story.later(90);
  }
  await story.serve({}, address);
  await story.quietForGood();

  const ours = thread?.comments.filter(({ author }) => author === box.bot.login) ?? [];
  const keys = ours.map(({ body }) => keyIn(body)?.replace(/(?<=(?:deploy|ops|plan):)[0-9a-f]+/, 'id'));
  const name = keyOf[table];
  return {
    points,
    runs: web.runs(flow).length,
    deployments: web.deployments.map(({ state }) => state),
    comments: keys.filter(key => key === name).length,
    told: keys.filter(key => key === `${name}:told:1`).length <= 1,
    others: keys.filter(key => key !== name && key !== `${name}:told:1`),
    heading: ours[0]?.body.split(' ')[1],
  };
}

const well = { runs: 1, comments: 1, told: true, others: [], heading: '✅' };

test.each(seeds)('whatever dies when, a deploy happens once and ends in words (seed %i)', { timeout: 180_000 }, async seed => {
  const came = await dies({ seed, words: '/deploy prerelease', workflow: 'deploy.yml', table: 'deploys' });
  expect({ seed, ...came }).toEqual({ seed, points: came.points, deployments: ['success'], ...well });
});

test(`so does a command of the team's own (seed ${first})`, { timeout: 180_000 }, async () => {
  const came = await dies({ seed: first, words: '/restart web', workflow: 'restart.yml', table: 'ops_runs' });
  expect({ seed: first, ...came }).toEqual({ seed: first, points: came.points, deployments: [], ...well });
});

test(`so does a plan, and nothing is deployed (seed ${first})`, { timeout: 180_000 }, async () => {
  const came = await dies({ seed: first, words: '/plan prerelease', workflow: 'deploy.yml', table: 'plans' });
  expect({ seed: first, ...came }).toEqual({ seed: first, points: came.points, deployments: [], ...well, heading: '🔍' });
});
