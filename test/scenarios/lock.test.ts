import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { after, aPull, bodyOf, deployBot, nextRun, plain, settles } from './deploys.ts';

/** `/lock` and `/unlock`, as people see them. */

const open = `select environment, kind, reason, by_login as by, pull, until - since as lasts from locks where ended_at is null`;

test('locked with a reason, renewed by its owner, refused to others, lifted by somebody else, and its owner hears of it', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const [issue, other] = [web.issue({ by: bob }), web.issue({ by: carol })];
  const hears = async (thread: typeof issue) => (await bot.says(thread)).map(body => plain(bot, body)).join('\n---\n');
  issue.comment(bob, '/lock prod waiting for the --global fix -d');
  expect(await hears(issue)).toMatchInlineSnapshot(`
    "### 🔒 **prod** is locked
    by \`bob\` · waiting for the --global fix -d

    No deploy starts there. It stays until somebody says \`/unlock prod\`."
  `);
  expect(await bot.query(open)).toMatchObject([{ environment: 'prod', kind: 'person', by: 'bob', pull: null }]);
  other.comment(carol, '/lock prod 2h mine');
  expect(await hears(other)).toMatchInlineSnapshot(
    `"\`bob\` locked **prod** N s ago (waiting for the --global fix -d). It stays until somebody says \`/unlock prod\`."`,
  );
  issue.comment(bob, '/lock prod');
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"You locked **prod** N s ago (waiting for the --global fix -d). It stays until somebody says \`/unlock prod\`. A reason or a time in \`/lock prod 2h <reason>\` takes the place of what it says now."`,
  );
  other.comment(bob, '/lock prod 30m nearly there, @dave #1');
  expect((await hears(other)).replace(/(?:[A-Z][a-z]{2} )?\d\d:\d\d(?= \(UTC)/, 'HH:MM')).toMatchInlineSnapshot(
    `"Your lock of **prod** (nearly there, @​dave #​1) is renewed (#1). It ends at HH:MM (UTC). \`/unlock prod\` lifts it before that."`,
  );
  expect(bodyOf(bot, issue, 1).replace(/(?:[A-Z][a-z]{2} )?\d\d:\d\d(?= \(UTC)/, 'HH:MM')).toMatchInlineSnapshot(`
    "### 🔒 **prod** is locked
    by \`bob\` · nearly there, @​dave #​1

    No deploy starts there. It ends at HH:MM (UTC). \`/unlock prod\` lifts it before that."
  `);
  other.comment(carol, '/status prod');
  expect((await hears(other)).replace(/\d\d m left/, 'MM m left')).toMatchInlineSnapshot(`
    "| | what runs there |
    |---|---|
    | **prod** | nothing that I deployed<br>🔒 locked by \`bob\` (nearly there, @​dave #​1), N s ago, MM m left |

    **prod** is locked: \`/unlock prod\` lets deploys in again."
  `);
  other.comment(carol, '/unlock prod --override is a word like any other');
  expect(await hears(other)).toMatchInlineSnapshot(`"🔓 The lock of **prod** by \`bob\` (nearly there, @​dave #​1) is lifted."`);
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"@bob, \`carol\` lifted your lock of **prod** (nearly there, @​dave #​1): is a word like any other."`,
  );
  expect(bodyOf(bot, issue, 1)).toMatchInlineSnapshot(`
    "### 🔓 **prod** was locked
    by \`bob\` · for N s · nearly there, @​dave #​1

    \`carol\` lifted it: is a word like any other."
  `);
  other.comment(carol, '/unlock prod');
  expect(await hears(other)).toMatchInlineSnapshot(`"**prod** is not locked."`);
  expect(await bot.query(open)).toEqual([]);
});

test('words in a reason are words: flags, times, numbers, other commands', async () => {
  await using bot = await deployBot();
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  const reasons: unknown[] = [];
  for (const text of [
    'waiting for the --global fix -d',
    '3 people are on it',
    'fixed by --override',
    '2 hours',
    'why=not',
    'see `/deploy prod`',
  ]) {
    issue.comment(bob, `/lock prod ${text}`);
    await bot.says(issue);
    reasons.push(...(await bot.query(`${open}`)));
    issue.comment(bob, '/unlock prod');
    await bot.says(issue);
  }
  expect(reasons).toMatchObject(
    [
      'waiting for the --global fix -d',
      '3 people are on it',
      'fixed by --override',
      '2 hours',
      'why=not',
      'see `/deploy prod`',
    ].map(reason => ({ reason, lasts: null })),
  );
  issue.comment(bob, '/lock prod --global fix');
  expect((await bot.says(issue)).join()).toMatchInlineSnapshot(`
    "I did not run \`/lock\`: \`--global\` is no flag here.
    \`\`\`
    /lock prod --global fix
               ^^^^^^^^
    \`\`\`
    Write it like this: \`/lock [env|all] [2h] [reason …]\`."
  `);
});

test('said in a pull request it ends with that, and says so', async () => {
  await using bot = await deployBot();
  const bob = bot.box.person('bob');
  const [merged, closed] = [aPull(bot, 'merged'), aPull(bot, 'closed')];
  merged.comment(bob, '/lock prod database migration');
  expect((await bot.says(merged)).join()).toMatchInlineSnapshot(`
    "### 🔒 **prod** is locked
    by \`bob\` · database migration

    No deploy starts there. It ends when #1 is merged or closed. \`/unlock prod\` lifts it before that."
  `);
  closed.comment(bob, '/lock all');
  expect((await bot.says(closed)).join()).toMatchInlineSnapshot(`
    "### 🔒 Every environment is locked
    by \`bob\`

    No deploy starts anywhere. It ends when #2 is merged or closed. \`/unlock all\` lifts it before that."
  `);
  merged.merge(bob);
  closed.close(bob);
  await bot.quiet();
  expect(bodyOf(bot, merged)).toMatchInlineSnapshot(`
    "### 🔓 **prod** was locked
    by \`bob\` · for N s · database migration

    #1 is merged, and the lock ended with it."
  `);
  expect(bodyOf(bot, closed)).toMatchInlineSnapshot(`
    "### 🔓 Every environment was locked
    by \`bob\` · for N s

    #2 is closed, and the lock ended with it."
  `);
  expect(await bot.query(open)).toEqual([]);
  expect(await bot.query(`select ended_how from locks order by ended_how`)).toEqual([
    { ended_how: 'closed' },
    { ended_how: 'merged' },
  ]);
});

test('its time passes: it ends, says so once, and wakes what waits; more time is more time', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/lock prod 1h');
  await bot.says(issue);
  issue.comment(bob, '/lock prod 2h');
  await bot.says(issue);
  await after(bot, 3_660);
  expect(await bot.query(open)).toHaveLength(1);
  await after(bot, 3_660);
  // Two hours have made the token old: what needs it may be refused once, and is tried again in a second.
  await until(async () => (await bot.query(open)).length === 0);
  await settles(bot);
  expect(bodyOf(bot, issue, 1)).toMatchInlineSnapshot(`
    "### 🔓 **prod** was locked
    by \`bob\` · for 2 h

    Its time is over."
  `);
  expect(await bot.says(issue)).toEqual([]);
});

test('all at once: it sees what runs, does not stop it, and a second person is told', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const [pull, next] = [aPull(bot, 'first'), aPull(bot, 'second')];
  const issue = web.issue({ by: carol });
  pull.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  run.start();
  await bot.says(pull);
  next.comment(bob, '/deploy prod');
  await bot.says(next);
  issue.comment(carol, '/lock all the data centre moves');
  expect((await bot.says(issue)).map(body => plain(bot, body)).join()).toMatchInlineSnapshot(`
    "### 🔒 Every environment is locked
    by \`carol\` · the data centre moves

    No deploy starts anywhere. It stays until somebody says \`/unlock all\`.

    Under way, and not stopped by a lock (\`/cancel prod\` does that):
    - \`bob\` is deploying \`aaaaaaa\` to **prod** from #1 (N s)"
  `);
  // Whoever waits there is looked at again, and hears of it.
  expect((await bot.says(next)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "@bob, \`aaaaaaa\` does not go to **prod**. See above.",
    ]
  `);
  expect(bodyOf(bot, next, -2)).toMatchInlineSnapshot(`
    "### ⏹️ \`aaaaaaa\` does not go to **prod**
    for \`bob\` · from #2

    \`carol\` locked every environment N s ago (the data centre moves). \`/unlock all\` lifts it."
  `);
  issue.comment(carol, '/unlock prod');
  expect((await bot.says(issue)).join()).toMatchInlineSnapshot(
    `"**prod** has no lock of its own. But the lock of every environment by \`carol\` (the data centre moves) keeps deploys out: \`/unlock all\` lifts that."`,
  );
  issue.comment(carol, '/status');
  expect((await bot.says(issue)).map(body => plain(bot, body)).join()).toMatchInlineSnapshot(`
    "| | what runs there |
    |---|---|
    | [**prerelease**](https://prerelease.example.org) | nothing that I deployed<br>🔒 every environment is locked by \`carol\` (the data centre moves), N s ago |
    | **prod** | nothing that I deployed<br>🔒 every environment is locked by \`carol\` (the data centre moves), N s ago<br>🔄 \`bob\` is deploying \`aaaaaaa\` from #1 (N s) |

    **prerelease** is locked: \`/unlock all\` lets deploys in again.
    **prod** is busy: a deploy there waits its turn.
    **prod** is locked: \`/unlock all\` lets deploys in again."
  `);
  run.finish();
  await bot.quiet();
  expect(web.runs('deploy.yml')).toHaveLength(1);
});

test('unlocked in the middle of a deploy: not without a reason, and not unnoticed', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const [alice, bob, carol] = [box.person('alice'), box.person('bob'), box.person('carol')];
  const pull = aPull(bot);
  const [mine, issue] = [web.issue({ by: alice }), web.issue({ by: carol })];
  const hears = async (thread: typeof issue) => (await bot.says(thread)).map(body => plain(bot, body)).join('\n---\n');
  pull.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  run.start();
  await bot.says(pull);
  issue.comment(carol, '/unlock prod');
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"**prod** is not locked; \`bob\` is deploying \`aaaaaaa\` to **prod** from #1 (N s). \`/cancel prod\` stops it, and a run that dies frees its environment by itself."`,
  );
  mine.comment(alice, '/lock prod no more today');
  await hears(mine);
  issue.comment(carol, '/unlock prod I need it');
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"\`bob\` is deploying \`aaaaaaa\` to **prod** from #1 (N s), and without the lock the next one goes right after it. \`/unlock prod --override <reason>\` lifts the lock of **prod** by \`alice\` (no more today) all the same, and tells them."`,
  );
  expect(await bot.query(open)).toHaveLength(1);
  issue.comment(carol, '/unlock prod --override');
  expect(await hears(issue)).toMatchInlineSnapshot(`
    "I did not run \`/unlock\`: \`--override\` has nothing after it.
    \`\`\`
    /unlock prod --override
                 ^^^^^^^^^^
    \`\`\`
    Write it like this: \`/unlock [env|all] [reason …] [--override <reason>]\`."
  `);
  issue.comment(carol, '/unlock prod --override the run hangs');
  expect(await hears(issue)).toMatchInlineSnapshot(`"🔓 The lock of **prod** by \`alice\` (no more today) is lifted."`);
  expect(await hears(mine)).toMatchInlineSnapshot(
    `"@alice, \`carol\` lifted your lock of **prod** (no more today): the run hangs."`,
  );
  expect(await hears(pull)).toMatchInlineSnapshot(
    `"@bob, \`carol\` unlocked **prod** while your \`aaaaaaa\` is on its way there: the run hangs. It goes on."`,
  );
  expect(await bot.query(open)).toEqual([]);
  const [audit] = await bot.query<{ reasons: object }>(`select reasons from audit where reasons::text like '%the run hangs%'`);
  expect(JSON.stringify(audit?.reasons)).toContain('unlocked in the middle of a deploy: the run hangs');
  run.finish();
  await bot.quiet();
});

test('two people at once: one of them has it, the other is told whose it is', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const people = [box.person('bob'), box.person('carol'), box.person('alice')];
  const threads = people.map(by => web.issue({ by }));
  for (const [place, person] of people.entries()) threads[place]?.comment(person, `/lock prod for ${person.login}`);
  const said: string[] = [];
  for (const thread of threads) said.push(...(await bot.says(thread)));
  const [held] = await bot.query<{ by: string }>(open);
  expect(said.filter(body => body.startsWith('### 🔒'))).toHaveLength(1);
  expect(said.filter(body => body.startsWith(`\`${held?.by}\` locked **prod**`))).toHaveLength(2);
  expect(await bot.query(open)).toHaveLength(1);
});

test('held for a pull request that is merged: one line, and only if somebody else waited for that', async () => {
  await using bot = await deployBot({ file: 'environments: { prerelease: { hold: 8h }, prod: true }\n' });
  const { box } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const [held, running, waiting] = [aPull(bot, 'held'), aPull(bot, 'running'), aPull(bot, 'waiting')];
  running.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  await bot.says(running);
  await bot.quiet();
  for (const name of ['prerelease', 'prod'])
    await bot.query(
      `insert into locks (id, repository_id, environment, kind, by_id, by_login, pull, thread, edits, since, until)
       select $1, id, $1, 'hold', 2, 'bob', 1, 1, 0, clock(), clock() + interval '8 hours' from repositories`,
      [name],
    );
  waiting.comment(carol, '/deploy prod');
  await bot.says(waiting);
  // Deployed from there and merged before it ended: nothing is held for it afterwards.
  held.comment(bob, '/deploy prerelease');
  const own = await nextRun(bot, 1);
  await bot.says(held);
  held.merge(bob);
  expect(await bot.says(held)).toMatchInlineSnapshot(`
    [
      "#1 is merged, so **prod** is not held for it any more. What waits there is looked at again.",
    ]
  `);
  expect(await bot.query(`select environment, ended_how as how from locks order by environment, id = environment`)).toEqual([
    { environment: 'prerelease', how: 'merged' },
    { environment: 'prerelease', how: 'merged' },
    { environment: 'prod', how: 'merged' },
  ]);
  run.finish();
  own.finish();
  (await nextRun(bot, 2)).finish();
  await bot.says(waiting);
});

test('a lock keeps deploys out: whoever asks is told whose it is, what is by itself waits, and so does what a time will let in', async () => {
  await using bot = await deployBot({ file: 'environments: { prerelease: { auto: true }, prod: { wait: 4h } }\n' });
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const pull = aPull(bot);
  const issue = web.issue({ by: carol });
  issue.comment(carol, '/lock prod database migration\n/lock prerelease the same there');
  await bot.says(issue);
  pull.comment(bob, '/deploy prod');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "\`carol\` locked **prod** N s ago (database migration). \`/unlock prod\` lifts it.",
    ]
  `);
  web.check(web.head('main'), 'test', { conclusion: 'success' });
  await after(bot, 4);
  expect(web.runs('deploy.yml')).toEqual([]);
  issue.comment(carol, '/unlock prerelease');
  const auto = await nextRun(bot, 0);
  expect(auto.inputs).toMatchObject({ environment: 'prerelease' });
  auto.finish();
  issue.comment(carol, '/unlock prod\n/lock prod 2h a shorter one');
  await bot.says(issue);
  pull.comment(bob, '/deploy prod');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`bob\` · from #1

    - ⬜ the lock by \`carol\` (a shorter one) has ended: in 2 h at the latest, or with \`/unlock prod\`

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 4 h.",
    ]
  `);
  await after(bot, 2 * 60 * 60 + 5);
  const run = await nextRun(bot, 1);
  expect(run.inputs).toMatchObject({ environment: 'prod', sha: pull.head });
  run.finish();
  await bot.says(pull);
  await bot.says(issue);
});

test('after a deploy from a pull request its environment is held for it: others wait, itself does not', async () => {
  await using bot = await deployBot({ file: 'environments: { prod: { hold: 8h } }\n' });
  const { box } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const [mine, other] = [aPull(bot, 'mine'), aPull(bot, 'other')];
  mine.comment(bob, '/deploy prod');
  (await nextRun(bot, 0)).finish();
  expect((await bot.says(mine)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**
    for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · N s · the first one through me

    **prod** stays this pull request’s for 8 h, or until it is merged or closed. \`/unlock prod\` gives it to everybody before that.",
    ]
  `);
  other.comment(carol, '/deploy prod');
  expect((await bot.says(other)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`carol\` · from #2

    - ⬜ **prod** is not held for #1 any more: in 8 h at the latest, or with \`/unlock prod\`

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 24 h.",
    ]
  `);
  mine.push({ 'app.js': '// more\n' }, { by: bob });
  await bot.later(0.25);
  mine.comment(bob, '/deploy prod');
  (await nextRun(bot, 1)).finish();
  await bot.says(mine);
  mine.merge(bob);
  const next = await nextRun(bot, 2);
  expect(next.inputs).toMatchObject({ sha: other.head });
  next.finish();
  await bot.says(other);
  await bot.says(mine);
});
