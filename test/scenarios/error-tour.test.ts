import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { alertBot, breaks, counted, groups, secret, sent } from './alerts.ts';
import { only, ours, same } from './builds.ts';
import { after, bodyOf, nextRun, settles, ships, workflow } from './deploys.ts';

/** From a deploy to an error, back, and to its end; and what a tool tells of many machines at once. */

const file = 'environments: { prerelease: {}, prod: {} }\nerrors: { from: { generic: true } }\n';

test('a deploy breaks production: its issue says so, its comment says so, its person is called, and going back ends it', async () => {
  await using bot = await alertBot({ file, files: { '.github/workflows/deploy.yml': workflow, 'app.js': '// 1\n' } });
  await ships(bot, 'first');
  const pull = await ships(bot, 'second');
  await after(bot, 180);
  await breaks(bot, { title: 'TypeError: no cart', frames: [{ file: 'app.js', line: 1, function: 'cart' }] });
  await counted(bot);
  const issue = only(bot);
  expect(same(bot, issue.row.body ?? '').replaceAll(/\d+ m( N s)?/g, 'N m')).toMatchInlineSnapshot(`
    "❌ **error** since <time> (UTC), once.

    - Environment: \`prod\`

    It began N m after the deploy of [\`aaaaaaa\`](https://github.test/acme/web/commit/aaaaaaa) of #2 to **prod** · \`/rollback prod @<12 digits>\` goes back to what ran before.

    This closes itself when the source says that it is over, or when it has not happened for 7 days. \`/ack\` says that you look at it · \`/resolve\` that it is over."
  `);
  await after(bot, 30);
  expect((await bot.says(pull)).map(text => same(bot, text).replaceAll(/\d+ m( N s)?/g, 'N m'))).toMatchInlineSnapshot(`
    [
      "@bob, an error began on **prod** N m after the deploy of \`aaaaaaa\`: [TypeError: no cart](https://github.test/acme/web/issues/3). \`/rollback prod\` goes back to \`bbbbbbb\`.",
    ]
  `);
  expect(bodyOf(bot, pull, 1).replaceAll(/\d+ m( N s)?/g, 'N m')).toContain(
    `- [TypeError: no cart](https://github.test/acme/web/issues/${issue.number}), N m after it`,
  );
  pull.comment(bot.box.person('bob'), '/rollback prod');
  (await nextRun(bot, 2)).finish();
  await settles(bot);
  await breaks(bot, { title: 'TypeError: no cart', status: 'resolved' });
  await counted(bot);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual(['✅ Resolved at the source.']);
  await bot.says(pull);
});

test('one that begins while a look asks about another one is told with its deploy as well', async () => {
  await using bot = await alertBot({ file, files: { '.github/workflows/deploy.yml': workflow, 'app.js': '// 1\n' } });
  await ships(bot, 'first');
  const pull = await ships(bot, 'second');
  await after(bot, 180);
  const { faults } = bot.box;
  const asks = { route: 'GET /repos/{owner}/{repo}/compare/{basehead}' } as const;
  faults.next(asks, { delay: 3_000 });
  const asked = faults.when(asks, 'before');
  await breaks(bot, { title: 'TypeError: no cart', frames: [{ file: 'app.js', line: 1, function: 'cart' }] });
  await asked;
  await breaks(bot, { title: 'Another' });
  await until(async () => (await groups(bot)).length === 2);
  await counted(bot);
  await after(bot, 30);
  await bot.says(pull);
  const told = ours(bot).map(({ row }) => [row.title, /^It began .* after the deploy of/m.test(row.body ?? '')]);
  expect(told).toEqual([
    ['[prod] TypeError: no cart', true],
    ['[prod] Another', true],
  ]);
});

test('a way back is named while it leads there', async () => {
  const repository = { file, files: { '.github/workflows/deploy.yml': workflow, 'app.js': '// 1\n' } };
  await using bot = await alertBot(repository);
  await ships(bot, 'first');
  const pull = await ships(bot, 'second');
  await after(bot, 30);
  await breaks(bot);
  await counted(bot);
  await bot.says(pull);
  const issue = only(bot);
  expect(issue.row.body).toContain('`/rollback prod @');
  const last = await ships(bot, 'third');
  await breaks(bot);
  await counted(bot);
  await after(bot, 65);
  expect(issue.row.body).toContain('after the deploy of');
  expect(issue.row.body).not.toContain('/rollback');
  const text = workflow.replace('      sha: { required: true }\n', '');
  bot.web.push('main', { '.github/workflows/deploy.yml': text }, { by: bot.box.person('bob') });
  await breaks(bot, { title: 'Another' });
  await counted(bot);
  await bot.says(last);
  const other = ours(bot).at(-1);
  expect(other?.row.body).toContain('after the deploy of');
  expect(other?.row.body).not.toContain('/rollback');
});

const samples = new URL('../../src/features/errors/sources/samples/alertmanager/', import.meta.url);
const sample = (name: string) => readFileSync(new URL(`${name}.json`, samples), 'utf8');

test('a group of alarms is one issue with a list, and over when all of them are', async () => {
  await using bot = await alertBot({
    file: "errors: { from: { alertmanager: 'team=web' } }\n",
    hooks: { alertmanager: 'alertmanager' },
  });
  const tells = async (name: string) => {
    expect(await sent(bot, 'alertmanager', sample(name), { authorization: `Bearer ${secret}` })).toBe(202);
    await counted(bot);
    await after(bot, 65);
  };
  await tells('firing');
  const issue = only(bot);
  expect(same(bot, issue.row.body ?? '')).toMatchInlineSnapshot(`
    "❌ **critical** since <time> (UTC), once.

    - More than 5% of requests fail
    - Environment: \`prod\`

    - ❌ instance=web-2, since <time>
    - ❌ instance=web-1, since <time>

    [See it at Alertmanager](https://alerts.example.org/#/alerts?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D) · [what to do](https://runbooks.example.org/HighErrorRate) · [silence it there](https://alerts.example.org/#/silences/new?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D)

    This closes itself when Alertmanager says that it is over, or when it has not happened for 7 days. \`/ack\` says that you look at it · \`/resolve\` that it is over."
  `);
  await tells('partly-resolved');
  expect(issue.row.state).toBe('open');
  expect(issue.row.body).toContain('- ✅ instance=web-1');
  await tells('resolved');
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "✅ Resolved at Alertmanager.",
    ]
  `);
  expect(same(bot, issue.row.body ?? '')).toMatchInlineSnapshot(`
    "✅ Over: it happened once from <time> to <time>.

    - More than 5% of requests fail
    - Environment: \`prod\`

    - ✅ instance=web-2
    - ✅ instance=web-1

    [See it at Alertmanager](https://alerts.example.org/#/alerts?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D) · [what to do](https://runbooks.example.org/HighErrorRate) · [silence it there](https://alerts.example.org/#/silences/new?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D)"
  `);
});
