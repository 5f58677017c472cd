import { expect, test } from 'vitest';
import { after, aPull, nextRun } from './deploys.ts';
import { deploys, finished, policyBot, pullOf, said, sent, shown } from './policies.ts';

/** What tools of this kind are known to get wrong, each as the shortest story in which it would show. */

test('the same person starts two deploys of one environment', async () => {
  await using bot = await policyBot('');
  const bob = bot.box.person('bob');
  const [first, second] = [aPull(bot, 'first'), aPull(bot, 'second')];
  for (const pull of [first, second]) pull.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  expect((await deploys(bot)).toSorted()).toEqual(['starting', 'waiting']);
  run.finish();
  (await nextRun(bot, 1)).finish();
  for (const pull of [first, second]) await bot.says(pull);
});

test('an unlock in mid-deploy goes unnoticed', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const pull = await pullOf(bot, box.person('alice'));
  const issue = web.issue({ by: carol });
  pull.comment(bob, '/deploy prod');
  await nextRun(bot, 0);
  pull.comment(bob, '/lock prod mine');
  await bot.says(pull);
  issue.comment(carol, '/unlock prod');
  expect(await bot.says(issue)).toEqual([expect.stringContaining('`/unlock prod --override <reason>`')]);
  issue.comment(carol, '/unlock prod --override it hangs');
  await bot.says(issue);
  expect(await said(bot, pull)).toEqual([expect.stringMatching(/^@bob, `carol` lifted your lock/)]);
  await finished(bot, pull);
});

test('a global lock does not see what runs', async () => {
  await using bot = await policyBot('');
  const { box } = bot;
  const pull = await pullOf(bot, box.person('alice'));
  pull.comment(box.person('bob'), '/deploy prod');
  await nextRun(bot, 0);
  await bot.says(pull);
  pull.comment(box.person('carol'), '/lock all');
  expect(await said(bot, pull)).toEqual([expect.stringContaining('- `bob` is deploying `aaaaaaa` to **prod**')]);
  await finished(bot, pull);
});

test('a dead runner keeps a lock for ever', async () => {
  await using bot = await policyBot('wait: 3d');
  const { box } = bot;
  const [first, second] = [await pullOf(bot, box.person('alice'), 'first'), await pullOf(bot, box.person('alice'), 'second')];
  first.comment(box.person('bob'), '/deploy prod');
  // And nobody ever hears of it again.
  (await nextRun(bot, 0)).start();
  second.comment(box.person('bob'), '/deploy prod');
  await bot.says(second);
  for (let hour = 0; hour < 8 && sent(bot).length === 1; hour += 1) await after(bot, 3_600);
  expect(sent(bot)).toEqual([first.head, second.head]);
  expect(await said(bot, first)).toEqual([expect.any(String), expect.stringMatching(/^@bob, /)]);
  await finished(bot, second);
});

test('words in a reason are taken for flags', async () => {
  await using bot = await policyBot('');
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/lock prod waiting for the --override -d flag');
  await bot.says(issue);
  expect(await bot.query('select environment, reason from locks')).toEqual([
    { environment: 'prod', reason: 'waiting for the --override -d flag' },
  ]);
});

test('a sha deploy skips the gates', async () => {
  await using bot = await policyBot(`approved_by: '@acme/release', reviews: 1`);
  const { box, web } = bot;
  web.protect('main', { checks: ['test'] });
  const pull = await pullOf(bot, box.person('alice'));
  web.check(pull.head, 'test', { conclusion: 'failure' });
  await bot.quiet();
  pull.comment(box.person('bob'), `/deploy prod @${pull.head}`);
  expect((await said(bot, pull))[0]).toMatch(/is red on `aaaaaaa`\./);
  web.check(pull.head, 'test', { conclusion: 'success' });
  await bot.quiet();
  pull.comment(box.person('bob'), `/deploy prod @${pull.head}`);
  expect((await said(bot, pull))[0]).toMatch(/⬜ 1 review approves `aaaaaaa`\n- ⬜ .*`\/approve prod @<12 digits>` lets it go/);
  expect(sent(bot)).toEqual([]);
});

test('a cancelled run is "unknown"', async () => {
  await using bot = await policyBot('');
  const pull = await pullOf(bot, bot.box.person('alice'));
  pull.comment(bot.box.person('bob'), '/deploy prod');
  (await nextRun(bot, 0)).start().cancel();
  expect(await deploys(bot)).toEqual([expect.stringMatching(/^cancelled: /)]);
  await bot.says(pull);
});

test('a forged commit date passes the "pushed after the comment" test', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const pull = await pullOf(bot, box.person('alice'));
  const old = { name: 'alice', email: 'alice@users.noreply.github.com', at: new Date('2025-01-01T00:00:00Z') };
  web.point('better', box.world.git.commitFiles(pull.head, { 'app.js': '// worse\n' }, old, 'Old').sha, {
    by: box.person('bob'),
  });
  pull.comment(box.person('carol'), '/deploy prod');
  expect((await said(bot, pull))[0]).toMatch(/^The head moved to `aaaaaaa` /);
  expect(sent(bot)).toEqual([]);
});

test('any approval ever given counts', async () => {
  await using bot = await policyBot('reviews: 1');
  const { box } = bot;
  const pull = await pullOf(bot, box.person('alice'));
  pull.review(box.person('carol'), 'Good', 'APPROVED');
  pull.push({ 'app.js': '// worse\n' }, { by: box.person('alice') });
  await after(bot, 15);
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await said(bot, pull))[0]).toContain('⬜ 1 review approves `aaaaaaa` (`carol` approved an earlier commit)');
  expect(sent(bot)).toEqual([]);
});

test('configuration from the pull request’s branch', async () => {
  await using bot = await policyBot(`approved_by: '@acme/release'`);
  const { box } = bot;
  const pull = bot.web.pullRequest({
    by: box.person('alice'),
    files: { '.github/shipmate.yml': 'environments: { prod: }\n', '.github/workflows/deploy.yml': 'on: push\n' },
  });
  await after(bot, 15);
  await bot.says(pull);
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await said(bot, pull))[0]).toContain('`/approve prod` lets it go');
  pull.comment(box.person('dave'), `/approve prod @${pull.head.slice(0, 12)}`);
  // What runs is the default branch's as well.
  expect((await nextRun(bot, 0)).row.branch).toBe('main');
  await finished(bot, pull);
});

test('a lock taken in two steps lets the last one win', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const people = [box.person('bob'), box.person('carol')];
  const threads = people.map(by => web.issue({ by }));
  box.webhooks.hold();
  for (const [place, by] of people.entries()) threads[place]?.comment(by, `/lock prod for ${by.login}`);
  box.webhooks.release();
  const said = (await Promise.all(threads.map(thread => bot.says(thread)))).flat();
  const [held, ...more] = await bot.query<{ by: string }>('select by_login as by from locks');
  expect(more).toEqual([]);
  expect(said.filter(body => body.startsWith('### 🔒'))).toEqual([expect.stringContaining(`by \`${held?.by}\``)]);
  expect(said.filter(body => body.startsWith(`\`${held?.by}\` locked **prod**`))).toHaveLength(1);
});

test('branch names deployed instead of commits', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const alice = box.person('alice');
  const [first, issue] = [await pullOf(bot, alice), web.issue({ by: alice })];
  first.comment(box.person('bob'), '/deploy prod');
  await nextRun(bot, 0);
  const before = web.head('main');
  issue.comment(box.person('carol'), '/deploy prod main');
  await bot.says(issue);
  // It moves on while the word about it waits.
  web.push('main', { 'app.js': '// later\n' }, { by: alice });
  await finished(bot, first);
  await nextRun(bot, 1);
  expect(sent(bot)).toEqual([first.head, before]);
  web.runs('deploy.yml').at(-1)?.finish();
  await bot.says(issue);
});

test('the environments page shows the wrong version after a rollback', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = await pullOf(bot, bob);
  const heads = [pull.head];
  pull.comment(bob, '/deploy prod');
  await nextRun(bot, 0);
  await finished(bot, pull);
  heads.push(pull.push({ 'app.js': '// broken\n' }, { by: bob }).sha);
  await after(bot, 15);
  pull.comment(bob, '/deploy prod');
  await nextRun(bot, 1);
  await finished(bot, pull);
  pull.comment(bob, '/rollback prod');
  await nextRun(bot, 2);
  await finished(bot, pull);
  expect(sent(bot)).toEqual([...heads, heads[0]]);
  expect(web.deployments.map(({ state, sha }) => [state, sha])).toEqual([
    ['inactive', heads[0]],
    ['inactive', heads[1]],
    ['success', heads[0]],
  ]);
  expect(shown(bot, pull)).toMatch(/^### ✅ /);
});
