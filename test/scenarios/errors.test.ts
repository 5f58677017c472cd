import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { addDoor, alertBot, breaks, counted, groups, key, secret, sent } from './alerts.ts';
import { only, ours, same } from './builds.ts';
import { after, settles } from './deploys.ts';

test('an error has an issue, which counts in silence and closes itself', async () => {
  await using bot = await alertBot();
  await breaks(bot, { runbook: 'https://wiki.acme.test/users', users: 2 });
  await counted(bot);
  const issue = only(bot);
  expect(issue.row.title).toBe('[prod] TypeError in createUser');
  expect(same(bot, issue.row.body ?? '')).toMatchInlineSnapshot(`
    "❌ **error** since <time> (UTC), once to 2 people.

    - Environment: \`prod\`

    [What to do](https://wiki.acme.test/users)

    This closes itself when the source says that it is over, or when it has not happened for 7 days. \`/ack\` says that you look at it · \`/resolve\` that it is over."
  `);
  for (let count = 0; count < 4; count += 1) await breaks(bot);
  await counted(bot);
  expect(await groups(bot)).toEqual([{ title: 'TypeError in createUser', alerts: 5, status: 'firing' }]);
  expect(await bot.says(issue)).toEqual([]);
  await breaks(bot, { status: 'resolved', by: 'alice' });
  await counted(bot);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual(['✅ alice resolved it at the source.']);
  expect(same(bot, issue.row.body ?? '')).toMatchInlineSnapshot(`
    "✅ Over: it happened 5 times to 2 people from <time> to <time>.

    - Environment: \`prod\`

    [What to do](https://wiki.acme.test/users)"
  `);
  await breaks(bot, { release: 'web@2' });
  await counted(bot);
  expect(issue.row.state).toBe('open');
  expect((await bot.says(issue)).map(text => same(bot, text).replace(/after .*?,/, 'after N,'))).toEqual([
    '❗ It is back after N, in `web@2`.',
  ]);
  expect(ours(bot)).toHaveLength(1);
});

test('what is over before anybody is told makes no noise', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await breaks(bot, { status: 'resolved' });
  await counted(bot);
  expect(ours(bot)).toEqual([]);
});

test('a warning has to happen three times in ten minutes', async () => {
  await using bot = await alertBot();
  const warning = { title: 'Slow', level: 'warning' };
  await breaks(bot, warning);
  await breaks(bot, warning);
  await counted(bot);
  expect(ours(bot)).toEqual([]);
  await breaks(bot, warning);
  await counted(bot);
  expect(only(bot).row.title).toBe('[prod] Slow');
});

test('who names nothing and says the same words three times has said it three times', async () => {
  const file = 'errors: { from: { page: true }, open_after: { error: 3 in 2m } }\n';
  await using bot = await alertBot({ file, hooks: { page: 'pagerduty-events' } });
  const pages = (body: object) => sent(bot, 'page', { routing_key: secret, event_action: 'trigger', ...body }, {});
  const payload = { summary: 'Disk is full', severity: 'error', source: 'web-1' };
  for (let time = 0; time < 3; time += 1) {
    await until(async () => (await pages({ payload })) === 202);
    await pages({ payload: { ...payload, summary: 'CPU is hot' }, dedup_key: 'cpu' });
  }
  await counted(bot);
  expect((await groups(bot)).map(({ title, alerts }) => [title, alerts])).toEqual([
    ['Disk is full', 3],
    ['CPU is hot', 1],
  ]);
  expect(only(bot).row.title).toContain('Disk is full');
});

test('a public repository has none unless its file says so, and the operator reads why', async () => {
  await using bot = await alertBot({ private: false });
  await breaks(bot);
  await counted(bot);
  expect(ours(bot)).toEqual([]);
  const [hook] = await bot.query<{ unrouted: number; last_unrouted: string }>('select unrouted::int, last_unrouted from hooks');
  expect(hook).toEqual({
    unrouted: 1,
    last_unrouted: 'acme/web is public: its file names a private repository, or says public: true',
  });
  const thread = bot.web.issue({ by: bot.box.person('alice'), title: 'A question' });
  thread.comment(bot.box.person('bob'), '/status');
  expect((await bot.says(thread)).join('')).toContain(
    '⚠️ This repository is public, so what goes wrong has no issues here: its file names a private `repository` for them, or says `public: true`.',
  );
});

test('Sentry opens it with its frames, and resolves it', async () => {
  await using bot = await alertBot({ file: 'errors: { from: { sentry: web } }\n', hooks: { sentry: 'sentry' } });
  const sentry = (resource: string, body: unknown, id: string) => {
    const text = JSON.stringify(body);
    const signature = createHmac('sha256', secret).update(text).digest('hex');
    return sent(bot, 'sentry', text, { 'sentry-hook-signature': signature, 'sentry-hook-resource': resource, 'request-id': id });
  };
  const event = {
    action: 'triggered',
    data: {
      event: {
        ...{ issue_id: '77', title: 'TypeError: x is undefined', culprit: 'createUser', level: 'error', environment: 'prod' },
        ...{ release: 'web@1.2', web_url: 'https://sentry.io/organizations/acme/issues/77/', project: 1 },
        exception: {
          values: [
            {
              ...{ type: 'TypeError', value: 'x is undefined' },
              stacktrace: {
                frames: [
                  { filename: 'node_modules/express/router.js', function: 'next', lineno: 1, in_app: false },
                  { filename: 'src/users.ts', function: 'createUser', lineno: 12, in_app: true },
                ],
              },
            },
          ],
        },
      },
      triggered_rule: 'all',
    },
  };
  const issue = (action: string) => ({
    action,
    data: {
      issue: {
        id: '77',
        title: 'TypeError: x is undefined',
        culprit: 'createUser',
        level: 'error',
        status: action,
        project: { slug: 'web' },
      },
    },
    actor: { type: 'user', name: 'alice' },
  });
  expect(await sentry('issue', issue('created'), 'r1')).toBe(202);
  expect(await sentry('event_alert', event, 'r2')).toBe(202);
  expect(await sentry('event_alert', event, 'r2')).toBe(202);
  await counted(bot);
  expect(same(bot, only(bot).row.body ?? '')).toMatchInlineSnapshot(`
    "❌ **error** since <time> (UTC), once.

    - In \`createUser\`

    This closes itself when Sentry says that it is over, or when it has not happened for 7 days. \`/ack\` says that you look at it · \`/resolve\` that it is over."
  `);
  expect(await sentry('issue', issue('resolved'), 'r3')).toBe(202);
  await counted(bot);
  expect(only(bot).row.state).toBe('closed');
  expect(await bot.says(only(bot))).toMatchInlineSnapshot(`
    [
      "✅ alice resolved it at Sentry.",
    ]
  `);
});

test('whoever looks at it says so, whoever mends it says so, and strangers to it are told what it is for', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await counted(bot);
  const issue = only(bot);
  issue.comment(bot.box.person('bob'), '/ack');
  await settles(bot);
  await after(bot, 70);
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "👀 You look at it. It stays open until it is over; \`/resolve\` says that it is, \`/snooze 2d\` keeps me quiet.",
    ]
  `);
  expect(same(bot, issue.row.body ?? '')).toContain('👀 `bob` looks at it since');
  issue.comment(bot.box.person('alice'), '/ack');
  await settles(bot);
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "👀 \`bob\` looks at it already.",
    ]
  `);
  issue.comment(bot.box.person('alice'), '/resolve');
  await settles(bot);
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "✅ \`alice\` says that it is resolved.",
    ]
  `);
  expect(issue.row.state).toBe('closed');
  issue.comment(bot.box.person('alice'), '/resolve');
  await settles(bot);
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "😕 \`/resolve\` is for an issue of mine about an error that goes on, and this is none. They carry the label \`shipmate: error\`.",
    ]
  `);
});

test('a merge that mends it keeps it closed until its commit runs where it happens', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await counted(bot);
  const issue = only(bot);
  const pull = bot.web.pullRequest({
    by: bot.box.person('bob'),
    branch: 'mend',
    files: { 'a.js': '1\n' },
    body: `Fixes #${issue.number}`,
  });
  pull.merge(bot.box.person('alice'));
  await settles(bot);
  expect(issue.row.state).toBe('closed');
  await breaks(bot);
  await counted(bot);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual([]);
  expect(ours(bot)).toHaveLength(1);
  issue.comment(bot.box.person('bob'), '/why');
  expect((await bot.says(issue)).map(text => same(bot, text))).toMatchInlineSnapshot(`
    [
      "It comes from the hook \`generic\` and is counted for acme/web: 2 times from <time> to <time>. I know of no deploy to \`prod\` by then, so I cannot say what it began with. Deploys are known by their names in \`environments\` of the file.

    A merge closed this issue, so it stays closed until it happens where \`aaaaaaa\` runs, or, where nobody knows what runs, a day after the merge.",
    ]
  `);
});

test('that somebody had opened it before the merge does not undo the merge when it is heard after it', async () => {
  await using bot = await alertBot();
  const bob = bot.box.person('bob');
  await breaks(bot);
  await counted(bot);
  const issue = only(bot);
  issue.close(bob);
  await settles(bot);
  bot.box.webhooks.disorder({ seed: 1, late: 1 });
  issue.reopen(bob);
  bot.box.webhooks.disorder({ seed: 1 });
  await bot.later(0.05);
  const pull = bot.web.pullRequest({ by: bob, branch: 'mend', files: { 'a.js': '1\n' }, body: `Fixes #${issue.number}` });
  pull.merge(bot.box.person('alice'));
  await settles(bot);
  bot.box.webhooks.calm();
  await settles(bot);
  await breaks(bot);
  await counted(bot);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual([]);
});

test('closed by hand, it comes back when it happens again', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await counted(bot);
  const issue = only(bot);
  issue.close(bot.box.person('bob'));
  await settles(bot);
  await after(bot, 60);
  expect(issue.row.state).toBe('closed');
  await breaks(bot);
  await counted(bot);
  expect(issue.row.state).toBe('open');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`[]`);
});

test('it is quiet for a week, and that is the end', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await counted(bot);
  await bot.later(7 * 24 * 60 - 5);
  await after(bot, 60);
  expect(only(bot).row.state).toBe('open');
  await bot.later(10);
  await after(bot, 60);
  expect(only(bot).row.state).toBe('closed');
  expect(await bot.says(only(bot))).toEqual(['✅ It has not happened for 7 days.']);
});

test('what was over a month ago is counted anew, and what is told goes on', async () => {
  await using bot = await alertBot({ file: 'errors: { from: { generic: true }, close_after: 99d }\n' });
  await breaks(bot, { title: 'Goes on' });
  await breaks(bot, { title: 'Is rare', level: 'warning' });
  await counted(bot);
  await bot.later(31 * 24 * 60);
  await until(async () => {
    await bot.later(1);
    await wakes(bot);
    return (await groups(bot)).length === 1;
  });
  expect((await groups(bot)).map(({ title }) => title)).toEqual(['Goes on']);
});

test('the file does not ask any more', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await counted(bot);
  bot.web.push('main', { '.github/shipmate.yml': 'builds: true\n' }, { by: bot.box.person('alice') });
  await settles(bot);
  await after(bot, 60);
  expect(only(bot).row.state).toBe('closed');
  expect(await bot.says(only(bot))).toEqual(['⚪ Errors are not told here any more, so I stop looking at this.']);
  await breaks(bot);
  await counted(bot);
  expect(ours(bot)).toHaveLength(1);
});

test('of a storm five have issues, and the others are lines of one', async () => {
  await using bot = await alertBot();
  for (let thing = 0; thing < 9; thing += 1) await breaks(bot, { title: `Thing ${'abcdefghi'[thing]} fails` });
  await counted(bot);
  for (let minute = 0; minute < 4; minute += 1) await after(bot, 65);
  expect(ours(bot)).toHaveLength(6);
  const many = ours(bot).find(({ labels }) => !labels.includes('shipmate: error'));
  expect(
    same(bot, many?.row.body ?? '')
      .split('\n')
      .filter(line => line.startsWith('- ')),
  ).toHaveLength(4);
  // Lines have no number, and are not looked for again and again.
  await after(bot, 700);
  await after(bot, 60);
  expect(
    await bot.query(
      `select due_at - clock() from deliveries where key like '%/error-look/%' and state = 'waiting' and due_at < clock() + interval '1 hour'`,
    ),
  ).toEqual([]);
});

test('a door of one repository needs no claim', async () => {
  await using bot = await alertBot({ file: 'errors: true\n', hooks: {} });
  await addDoor(bot, 'generic', 'generic', 'acme/web');
  await breaks(bot);
  await counted(bot);
  expect(only(bot).row.title).toBe('[prod] TypeError in createUser');
});

test('a file that was there before the hook is read, and read again when a push gets lost', async () => {
  await using bot = await startBot({
    files: { '.github/shipmate.yml': 'errors: { from: { generic: true } }\n' },
    env: { SECRETS_KEY: key.toString('base64') },
  });
  bot.web.push('main', { 'a.js': '1\n' }, { by: bot.box.person('alice') });
  await settles(bot);
  await addDoor(bot, 'generic', 'generic');
  await bot.later(6);
  await wakes(bot);
  await until(async () => (await bot.query('select 1 from error_homes')).length > 0);
  await breaks(bot);
  await counted(bot);
  expect(only(bot).row.state).toBe('open');
  bot.box.webhooks.disorder({ seed: 1, double: 0, drop: 1, reorder: 0 });
  bot.web.push('main', { '.github/shipmate.yml': 'builds: true\n' }, { by: bot.box.person('alice') });
  await bot.box.settled();
  bot.box.webhooks.calm();
  await bot.later(66);
  // The token is old by now, and what failed is tried again in a minute.
  await until(async () => {
    await bot.later(1);
    await wakes(bot);
    await settles(bot);
    return only(bot).row.state === 'closed';
  });
  expect(await bot.says(only(bot))).toEqual(['⚪ Errors are not told here any more, so I stop looking at this.']);
});

const wakes = (bot: Bot) => bot.query(`select pg_notify('wake', ''), pg_notify('deliveries', ''), pg_notify('effects', '')`);
