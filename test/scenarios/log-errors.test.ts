import { expect, test } from 'vitest';
import type { LoggedError } from '../../src/core/logged-error.ts';
import type { Bot } from '../bot.ts';
import { raises } from '../raising.ts';
import { alertBot, groups } from './alerts.ts';
import { only, ours, push, same } from './builds.ts';
import { after, settles } from './deploys.ts';

/** Errors that a check finds in a log, as a run of the Action reports them. */

interface Found extends Partial<Omit<LoggedError, 'first' | 'last'>> {
  /** By the clock that counts, so many minutes ago. */
  first?: number;
  last?: number;
}

interface Run {
  run?: number;
  attempt?: number;
  check?: string;
  environment?: string | null;
}

const minutes = (many: number | undefined, now: Date) =>
  many === undefined ? null : new Date(now.getTime() - many * 60_000).toISOString();

/** A run ended in which the check found these. */
async function heard(bot: Bot, all: Found[], { run = 7, attempt = 1, check = 'web log', environment = 'prod' }: Run = {}) {
  await raises(bot, ({ now, repository }) => ({
    ...{ type: 'ErrorsLogged', at: now, repository, environment },
    source: { run, attempt, check, url: `https://github.test/acme/web/actions/runs/${run}` },
    errors: all.map(({ first, last, ...one }) => ({
      ...{ print: `1-${one.title ?? 'x'}`, title: 'TypeError: x is undefined', level: 'error', count: 1, sample: 'x', ...one },
      ...{ first: minutes(first, now), last: minutes(last, now) },
    })),
  }));
}

/** And they were counted and looked at. */
async function found(bot: Bot, all: Found[], run: Run = {}) {
  await heard(bot, all, run);
  await settles(bot);
  await after(bot, 16);
}

const wanted = { file: 'errors: {}\n', hooks: {}, private: true };
const counts = async (bot: Bot) => (await groups(bot)).map(({ title, alerts }) => `${alerts} ${title}`);

test('an error in a log has an issue with its count, and a run that is heard of twice counts once', async () => {
  await using bot = await alertBot(wanted);
  const sample = 'TypeError: x is undefined\n    at createUser (src/users.ts:3:5)';
  const errors = [{ title: 'TypeError: x is undefined', sample, count: 12, first: 40, last: 2 }];
  await found(bot, errors);
  const issue = only(bot);
  expect(same(bot, `${issue.row.title}\n\n${issue.row.body}`)).toMatchInlineSnapshot(`
    "[prod] TypeError: x is undefined

    ❌ **error** since <time> (UTC), 12 times, last at <time>.

    - Environment: \`prod\`

    - \`createUser\` in \`src/users.ts\` line 3

    [See it at the run](https://github.test/acme/web/actions/runs/1)

    The check \`web log\` finds it. This closes itself when it has not happened for 7 days. \`/ack\` says that you look at it · \`/resolve\` that it is over."
  `);
  await heard(bot, errors);
  await heard(bot, errors, { attempt: 2 });
  await heard(bot, errors, { run: 8 });
  // The same words in another log are another thing.
  await heard(bot, errors, { check: 'worker log' });
  await found(bot, errors, { run: 8 });
  expect(await counts(bot)).toEqual(['36 TypeError: x is undefined', '12 TypeError: x is undefined']);
  expect(ours(bot)).toHaveLength(2);
});

test('what is secret or somebody’s own is not told', async () => {
  await using bot = await alertBot(wanted);
  await found(bot, [{ title: 'Error: no user alice@example.org with password=hunter2hunter2', print: 'alice@example.org' }]);
  expect(only(bot).row.title).toBe('[prod] Error: no user ∗∗∗@​∗∗∗ with password=∗∗∗');
});

test('without `errors` in the file nothing is counted', async () => {
  await using bot = await alertBot({ ...wanted, file: 'commands: true\n' });
  await found(bot, [{}]);
  expect([await counts(bot), ours(bot)]).toEqual([[], []]);
  push(bot, { '.github/shipmate.yml': 'errors: {}\n' }, 'alice');
  await settles(bot);
  await found(bot, [{}], { run: 8 });
  expect(await counts(bot)).toEqual(['1 TypeError: x is undefined']);
});

test('a public repository tells nobody, unless its file says so', async () => {
  await using bot = await alertBot({ ...wanted, private: false });
  await found(bot, [{}]);
  expect([await counts(bot), ours(bot)]).toEqual([[], []]);
});

test('what a new database knows nothing of yet is told, too', async () => {
  await using bot = await alertBot(wanted);
  await bot.query('delete from error_homes');
  await found(bot, [{ last: 1 }]);
  expect(ours(bot)).toHaveLength(1);
});
