import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { after, aPull, deployBot, file, nextRun, plain } from './deploys.ts';
import { asked, choresDone } from './house.ts';

/** The status board: one issue that shows what runs where, for as long as the file asks for it and nobody closes it. */

const wanting = `${file}status_board: true\ntimezone: Europe/Berlin\n`;
const edits = 'graphql updateIssue';

const boards = ({ web, box }: Bot): Issue[] => web.threads.filter(one => one.row.author === box.person(box.bot.login).id);
function board(bot: Bot): Issue {
  const [only, ...more] = boards(bot);
  if (!only || more.length > 0) throw new Error(`there are ${more.length + (only ? 1 : 0)} boards`);
  return only;
}
/** Without ids and times. */
const shown = (bot: Bot, issue = board(bot)): string =>
  plain(bot, issue.row.body ?? '')
    .replace(/\n\n<!-- shipmate:\S+ -->$/, '')
    .replaceAll(/\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d/g, '1 Jan 2026 09:00');
const says = (bot: Bot, text: string) => bot.web.push('main', { '.github/shipmate.yml': text }, { by: bot.box.person('alice') });

async function deployed(bot: Bot, branch: string, seen: number, how: 'success' | 'failure' = 'success'): Promise<void> {
  const pull = aPull(bot, branch);
  pull.comment(bot.box.person('bob'), '/deploy prod');
  const run = await nextRun(bot, seen);
  run.finish(how, how === 'failure' ? { step: 'migrate' } : {});
  await bot.says(pull);
}

test('it appears with the file that asks for it, pinned, and shows what runs, waits and failed', async () => {
  await using bot = await deployBot({ file });
  says(bot, wanting);
  await bot.quiet();
  expect(board(bot).row).toMatchObject({ title: 'What runs where', state: 'open', pinned: true });
  expect(shown(bot)).toMatchInlineSnapshot(`
    "\`acme/web\`, kept up by Shipmate. Times are those of Europe/Berlin.

    | | what runs there |
    |---|---|
    | [**prerelease**](https://prerelease.example.org) | nothing that I deployed |
    | **prod** | nothing that I deployed |

    \`/status\` in any thread says the same, and what is in your way. To be rid of this, take \`status_board\` out of \`.github/shipmate.yml\`; closing it will do too."
  `);

  await deployed(bot, 'one', 0);
  const [first, second] = [aPull(bot, 'two'), aPull(bot, 'three')];
  first.comment(bot.box.person('bob'), '/deploy prod');
  const run = await nextRun(bot, 1);
  run.start();
  await bot.quiet();
  second.comment(bot.box.person('carol'), '/deploy prod');
  await after(bot, 61);
  expect(shown(bot)).toMatchInlineSnapshot(`
    "\`acme/web\`, kept up by Shipmate. Times are those of Europe/Berlin.

    | | what runs there |
    |---|---|
    | [**prerelease**](https://prerelease.example.org) | nothing that I deployed |
    | **prod** | \`aaaaaaa\` from #2 for \`bob\`, 1 Jan 2026 09:00; 1 commit that \`main\` has not<br>🔄 \`bob\` is deploying \`bbbbbbb\` from #3, since 1 Jan 2026 09:00<br>⏳ \`ccccccc\` for \`carol\` waits |

    ### In line

    **prod**
    1. 🔄 \`bbbbbbb\` for \`bob\` from #3 · since 1 Jan 2026 09:00 · takes about N s
    2. ⏳ \`ccccccc\` for \`carol\` from #4 · since 1 Jan 2026 09:00 · goes after \`bbbbbbb\`

    \`/status\` in any thread says the same, and what is in your way. To be rid of this, take \`status_board\` out of \`.github/shipmate.yml\`; closing it will do too."
  `);

  run.finish('failure', { step: 'migrate' });
  await after(bot, 61);
  (await nextRun(bot, 2)).finish('failure', { step: 'build' });
  await after(bot, 61);
  expect(shown(bot)).toMatchInlineSnapshot(`
    "\`acme/web\`, kept up by Shipmate. Times are those of Europe/Berlin.

    | | what runs there |
    |---|---|
    | [**prerelease**](https://prerelease.example.org) | nothing that I deployed |
    | **prod** | \`aaaaaaa\` from #2 for \`bob\`, 1 Jan 2026 09:00; 1 commit that \`main\` has not<br>❌ \`bbbbbbb\` failed in \`build\` 1 Jan 2026 09:00 |

    \`/status\` in any thread says the same, and what is in your way. To be rid of this, take \`status_board\` out of \`.github/shipmate.yml\`; closing it will do too."
  `);
  for (const one of [first, second]) await bot.says(one);
});

test('it is written at most once a minute, and only when it would say something else', async () => {
  await using bot = await deployBot({ file: wanting });
  await deployed(bot, 'one', 0);
  await after(bot, 61);
  const before = bot.box.ledger.of(edits).length;
  await deployed(bot, 'two', 1);
  await deployed(bot, 'three', 2);
  expect(bot.box.ledger.of(edits).length - before).toBeLessThan(2);
  await after(bot, 61);
  const times = bot.box.ledger.of(edits).map(one => one.at.getTime());
  expect(times.slice(1).every((time, nth) => time - (times[nth] ?? 0) >= 59_000)).toBe(true);
  expect(shown(bot)).toContain('from #4');

  // Hours go by, and nothing happens. The file is read again, for everybody.
  await choresDone(bot);
  const written = bot.box.ledger.writes.length;
  for (let hours = 0; hours < 3; hours++) {
    await after(bot, 3_600);
    // A token that the hour has made old is refused once.
    await bot.quiet();
  }
  await choresDone(bot);
  expect(bot.box.ledger.writes).toHaveLength(written);
  const [visits] = await bot.query<{ n: number }>(
    `select count(*)::int as n from deliveries where guid like 'board/%/at/%' and state = 'done'`,
  );
  expect(visits?.n).toBeGreaterThan(2);
});

test('a visit costs no call while nothing changed', async () => {
  await using bot = await deployBot({ file: wanting });
  await deployed(bot, 'one', 0);
  await after(bot, 61);
  await choresDone(bot);
  const calls = asked(bot);
  await bot.query(
    `insert into deliveries (guid, source, name, key, lane, body) select 'again', source, name, key, lane, body from deliveries where guid like 'board/%' limit 1`,
  );
  await bot.query(`select pg_notify('deliveries', '')`);
  await bot.quiet();
  expect(await bot.query(`select state from deliveries where guid = 'again'`)).toEqual([{ state: 'done' }]);
  expect(calls).toEqual([]);
});

test('a push to the default branch changes how far away it is', async () => {
  await using bot = await deployBot({ file: wanting });
  const issue = bot.web.issue({ by: bot.box.person('bob') });
  issue.comment(bot.box.person('bob'), '/deploy prod');
  (await nextRun(bot, 0)).finish();
  await bot.says(issue);
  await after(bot, 61);
  expect(shown(bot)).toContain('; the head of `main`');
  bot.web.push('main', { 'app.js': '// 2\n' }, { by: bot.box.person('bob') });
  await after(bot, 301);
  expect(shown(bot)).toContain('; 1 commit behind `main`');
});

test.each<[string, (bot: Bot, issue: Issue) => void]>([
  ['closed', (bot, issue) => issue.close(bot.box.person('carol'))],
  ['deleted', (bot, issue) => issue.delete(bot.box.person('alice'))],
  [
    'moved elsewhere',
    (bot, issue) => issue.transfer(bot.box.person('alice'), bot.box.repository('acme/other', { private: true })),
  ],
])('one that somebody %s stays so, until the file asks anew', async (_, gone) => {
  await using bot = await deployBot({ file });
  says(bot, wanting);
  await bot.quiet();
  gone(bot, board(bot));
  const before = boards(bot).length;
  for (let nth = 0; nth < 2; nth++) {
    await deployed(bot, `b${nth}`, nth);
    await after(bot, 61);
  }
  expect(boards(bot)).toHaveLength(before);
  expect(boards(bot).every(one => one.row.state === 'closed')).toBe(true);
  expect(bot.box.ledger.of(edits).length).toBeLessThan(2);

  says(bot, file);
  await bot.quiet();
  expect(boards(bot)).toHaveLength(before);
  says(bot, wanting);
  await bot.quiet();
  expect(boards(bot)).toHaveLength(before + 1);
  expect(boards(bot).at(-1)?.row).toMatchObject({ state: 'open', pinned: true });
});

test('when the file asks for it no longer, it says so once, and is closed', async () => {
  await using bot = await deployBot({ file });
  says(bot, wanting);
  await bot.quiet();
  says(bot, file);
  await bot.quiet();
  expect(shown(bot).split('\n')[0]).toMatchInlineSnapshot(
    `"⏹️ This is no longer kept up: \`status_board\` is not in \`.github/shipmate.yml\` any more. What stood here last:"`,
  );
  expect(board(bot).row).toMatchObject({ state: 'closed', stateReason: 'not_planned', pinned: false });
  const writes = bot.box.ledger.of(edits).length;
  await deployed(bot, 'one', 0);
  await after(bot, 61);
  expect(bot.box.ledger.of(edits)).toHaveLength(writes);
});

test('a locked one goes on; where issues are switched off there is none, and nothing is tried again', async () => {
  await using bot = await deployBot({ file });
  bot.box.faults.next({ route: 'POST /repos/{owner}/{repo}/issues' }, { before: 410 });
  says(bot, wanting);
  await bot.quiet();
  await deployed(bot, 'one', 0);
  await after(bot, 61);
  expect(boards(bot)).toEqual([]);
  expect(await bot.query(`select state, why from boards`)).toMatchInlineSnapshot(`
    [
      {
        "state": "left",
        "why": "POST /repos/acme/web/issues: 410 Something went wrong",
      },
    ]
  `);

  says(bot, file);
  await bot.quiet();
  says(bot, wanting);
  await bot.quiet();
  board(bot).lock(bot.box.person('alice'));
  await deployed(bot, 'two', 1);
  await after(bot, 61);
  expect(shown(bot)).toContain('from #3');
});

test('a new database takes over the one that is there', async () => {
  await using bot = await deployBot({ file });
  says(bot, wanting);
  await bot.quiet();
  await bot.query(`delete from boards`);
  await bot.query(`delete from effects`);
  await deployed(bot, 'one', 0);
  await after(bot, 61);
  expect(boards(bot)).toHaveLength(1);
  expect(shown(bot)).toContain('from #2');
});
