import { expect, test } from 'vitest';
import type { Effect } from '../../src/core/effect.ts';
import type { Fault, Matching } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { type Desk, deskOf } from '../scenarios/desk.ts';
import { until } from '../until.ts';

/** Writes that GitHub does not answer: a deployment, a run and a comment with its sign are there once all the same. */

const workflow = (name: string) => `name: Deploy
${name}
on: { workflow_dispatch: { inputs: { shipmate: { type: string } } } }
jobs: { ship: { runs-on: ubuntu-latest, steps: [{ run: make }] } }
`;
const files = {
  '.github/workflows/deploy.yml': workflow(`run-name: Deploy \${{ inputs.shipmate }}`),
  '.github/workflows/silent.yml': workflow(''),
};

interface Write {
  route: NonNullable<Matching['route']>;
  effect(desk: Desk, bot: Bot): Effect;
  there(bot: Bot, desk: Desk): number;
}

const writes: Record<string, Write> = {
  deployment: {
    route: 'POST /repos/{owner}/{repo}/deployments',
    effect: ({ repository }, { web }) => ({
      kind: 'deployment',
      key: 'd-1',
      repository,
      lane: 'answer',
      environment: 'prod',
      sha: web.head(),
      description: '',
    }),
    there: ({ web }) => web.deployments.length,
  },
  dispatch: {
    route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    effect: ({ repository }) => ({
      kind: 'dispatch',
      key: 'r-1',
      repository,
      lane: 'answer',
      workflow: 'deploy.yml',
      ref: 'main',
      inputs: { shipmate: 'd-1' },
      mark: 'd-1',
    }),
    there: ({ web }) => web.runs('deploy.yml').length,
  },
  issue: {
    route: 'POST /repos/{owner}/{repo}/issues',
    effect: ({ repository }) => ({
      kind: 'issue',
      key: 'i-1',
      repository,
      lane: 'answer',
      title: 'red',
      body: '',
      labels: ['build'],
    }),
    there: ({ web }) => web.threads.filter(one => web.numbered(one.number).row.title === 'red').length,
  },
  'comment with its sign': {
    route: 'POST /graphql',
    effect({ issue, comment }) {
      const [said] = issue.comments;
      return comment('c-1', { sign: { thread: issue.node, node: said?.node ?? '', content: 'confused' } });
    },
    there: (_, { issue }) => issue.comments.filter(one => one.body.startsWith('c-1')).length,
  },
};

const faults: Record<string, Fault> = {
  'GitHub breaks after it was done': { after: 502 },
  'GitHub breaks before it was done': { before: 502 },
  'the line breaks after it was done': { after: 'reset' },
};

const cases = Object.keys(writes).flatMap(what => Object.keys(faults).map(how => [what, how] as const));
const errors = async (bot: Bot, key: string) =>
  (await bot.query<{ state: string; error: string | null }>(`select state, error from effects where key = $1`, [key]))[0];

/** Of both clocks. */
async function shift(bot: Bot, seconds: number): Promise<void> {
  bot.box.clock.advance(seconds * 1_000);
  await bot.database.shiftClock(`${seconds} seconds`);
}

test.each(cases)('one %s, though %s', { timeout: 120_000 }, async (what, how) => {
  const [write, fault] = [writes[what], faults[how]];
  if (!write || !fault) throw new Error('no such case');
  await using bot = await startBot({ files });
  await using desk = await deskOf(bot);
  const effect = write.effect(desk, bot);
  bot.box.faults.next({ route: write.route }, fault);
  await desk.plan(effect);
  for (let look = 0; look < 2; look++) {
    await until(async () => {
      const now = await errors(bot, effect.key);
      return now?.state === 'done' || (now?.error ?? null) !== null;
    });
    await shift(bot, 10);
  }
  await bot.quiet();
  expect(await errors(bot, effect.key)).toEqual({ state: 'done', error: null });
  expect(write.there(bot, desk)).toBe(1);
  await bot.says(desk.issue);
});

test('a run that nothing would tell from others is never started twice', { timeout: 120_000 }, async () => {
  await using bot = await startBot({ files });
  await using desk = await deskOf(bot);
  bot.box.faults.next({ route: writes.dispatch?.route ?? 'POST /graphql' }, { after: 502 });
  const { repository } = desk;
  const then = { of: 'nobody', id: '1' };
  await desk.plan({
    kind: 'dispatch',
    key: 'r',
    repository,
    lane: 'answer',
    workflow: 'silent.yml',
    ref: 'main',
    inputs: {},
    mark: null,
    then,
  });
  await until(async () => (await errors(bot, 'r'))?.error !== null);
  await shift(bot, 10);
  await until(async () => (await errors(bot, 'r'))?.state === 'failed');
  expect((await errors(bot, 'r'))?.error).toMatchInlineSnapshot(
    `"it may have happened: GitHub did not answer, and nothing of ours would tell it from others"`,
  );
  await bot.quiet();
  expect(bot.web.runs('silent.yml')).toHaveLength(1);
  expect(await bot.query(`select state from deliveries where name = 'Due'`)).toEqual([{ state: 'done' }]);
});
