import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { aPull, bodyOf, deployBot, nextRun, plain } from './deploys.ts';

/** `/rollback`, as people see it. */

const locks = `select environment, kind, reason, by_login as by from locks where ended_at is null`;
/** Commits in words to copy, and in the reason of a lock, are other ones each time. */
const calm = (bot: Bot, bodies: string[]) =>
  plain(bot, bodies.join('\n---\n')).replaceAll(
    /(?<=rolled back from |@)[0-9a-f]{7,12}\b|\b[0-9a-f]{8}\b|(?<=`)[0-9a-f]{12}(?=`)/g,
    '…',
  );
const digits = (sha: string | undefined) => sha?.slice(0, 12) ?? '';

/** Merges one pull request after the other, each deployed to prod from its own thread; answers the commits. */
async function shipped(bot: Bot, ...titles: string[]): Promise<{ pulls: PullRequest[]; shas: string[] }> {
  const bob = bot.box.person('bob');
  const pulls: PullRequest[] = [];
  const shas: string[] = [];
  for (const title of titles) {
    const pull = bot.web.pullRequest({
      by: bob,
      branch: title.replace(/\W+/g, '-'),
      title,
      files: { 'app.js': `// ${title}\n` },
    });
    pull.merge(bob);
    pull.comment(bob, '/deploy prod');
    (await nextRun(bot, bot.web.runs('deploy.yml').length)).finish();
    await bot.says(pull);
    pulls.push(pull);
    shas.push(bot.web.head('main'));
  }
  return { pulls, shas };
}

test('from end to end: what leaves, a real deployment at the old commit, a lock with its reason, and the way out of it', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const carol = box.person('carol');
  const { shas } = await shipped(bot, 'First', 'Second', 'Third');
  const issue = web.issue({ by: carol });
  const hears = async () => calm(bot, await bot.says(issue));
  const said = issue.comment(carol, '/rollback prod');
  const run = await nextRun(bot, 3);
  expect(run.inputs).toMatchObject({ environment: 'prod', sha: shas[1] });
  expect(await hears()).toMatchInlineSnapshot(`
    "### 🚀 Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prod**
    for \`carol\` · from #2 · run [#4](https://github.com/acme/web/actions/runs/1) · about N s once it runs

    \`aaaaaaa\` succeeded here N s ago. \`bbbbbbb\` leaves, with 2 commits:
    - \`#3\` Third
    - 1 commit of no pull request

    **prod** is locked, so that nothing new goes there by itself or by mistake: \`/unlock prod\` lifts that.

    \`/cancel\` stops it."
  `);
  expect(await bot.query(locks)).toEqual([
    { environment: 'prod', kind: 'rollback', reason: `rolled back from ${shas[2]?.slice(0, 7)}`, by: 'carol' },
  ]);
  // At once, before there is a run to name: the first text of the same comment.
  const [first] = await bot.query<{ body: string }>(
    `select what->>'body' as body from effects where kind = 'comment' and what->>'body' like '### ⏪%'`,
  );
  expect(calm(bot, [first?.body ?? ''])).toMatchInlineSnapshot(`
    "### ⏪ **prod** goes back to \`aaaaaaa\`
    for \`carol\` · from #2

    \`aaaaaaa\` succeeded here N s ago. \`bbbbbbb\` leaves, with 2 commits:
    - \`#3\` Third
    - 1 commit of no pull request

    **prod** is locked, so that nothing new goes there by itself or by mistake: \`/unlock prod\` lifts that.

    \`/cancel\` stops it."
  `);
  run.start().finish();
  expect(await hears()).toMatchInlineSnapshot(`""`);
  expect(bodyOf(bot, issue, 1)).toMatchInlineSnapshot(`
    "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**
    for \`carol\` · from #2 · run [#4](https://github.com/acme/web/actions/runs/1) · N s · was [\`bbbbbbb\`](https://github.com/acme/web/commit/bbbbbbb) (2 commits back, [compare](https://github.com/acme/web/compare/bbbbbbb...aaaaaaa))

    \`aaaaaaa\` succeeded here N s ago. \`bbbbbbb\` leaves, with 2 commits:
    - \`#3\` Third
    - 1 commit of no pull request

    **prod** is locked, so that nothing new goes there by itself or by mistake: \`/unlock prod\` lifts that."
  `);
  expect(said.reactions.map(({ content }) => content)).toEqual(['eyes', 'rocket']);
  expect(web.deployments.filter(({ state }) => state === 'success').map(({ sha }) => sha)).toEqual([shas[1]]);
  issue.comment(carol, '/status prod');
  expect(await hears()).toMatchInlineSnapshot(`
    "| | what runs there |
    |---|---|
    | **prod** | \`aaaaaaa\` from #2 for \`carol\`, N s ago; 2 commits behind \`main\`<br>🔒 rolled back from … by \`carol\`, N s ago |

    **prod** is locked: \`/unlock prod\` lets deploys in again."
  `);
  // Said once more, it does not go to what came before that, and never to the broken one.
  issue.comment(box.person('bob'), '/rollback prod');
  expect(await hears()).toMatchInlineSnapshot(
    `"**prod** went back to \`aaaaaaa\` already. \`/rollback prod @<12 digits>\` goes further back."`,
  );
  issue.comment(box.person('bob'), '/unlock prod');
  expect(await hears()).toMatchInlineSnapshot(`"🔓 The rollback lock of **prod** by @carol (rolled back from …) is lifted."`);
  expect(await bot.query(locks)).toEqual([]);
});

test('what there is no way back to', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const said: string[] = [];
  const hears = async (text: string) => {
    issue.comment(bob, text);
    said.push(`${text}: ${(await bot.says(issue)).join('\n')}`);
  };
  await hears('/rollback prod');
  const { shas } = await shipped(bot, 'First', 'Second');
  const pull = aPull(bot);
  await hears('/rollback prod 7');
  await hears('/rollback prod 0');
  await hears(`/rollback prod @${digits(pull.head)}`);
  await hears(`/rollback prod @${digits(shas[1])}`);
  await hears(`/rollback prod ${shas[0]?.slice(0, 8)}`);
  await hears('/rollback');
  await hears('/rollback prerelease');
  expect(calm(bot, [said.join('\n\n')])).toMatchInlineSnapshot(`
    "/rollback prod: Nothing has succeeded on **prod** through me yet, so there is nothing to go back to.

    /rollback prod 7: I know of one earlier commit that succeeded on **prod**, so \`/rollback prod 1\` goes back as far as I can.

    /rollback prod 0: I did not run \`/rollback\`: \`0\` is neither a number of commits, such as \`2\`, nor a commit, such as \`@<12 digits>\`.
    \`\`\`
    /rollback prod 0
                   ^
    \`\`\`
    Write it like this: \`/rollback [env] [n|@sha]\`.

    /rollback prod @<12 digits>: \`…\` has not succeeded on **prod** through me, so it is no way back. \`/history prod\` shows what has.

    /rollback prod @<12 digits>: **prod** runs \`aaaaaaa\` already.

    /rollback prod …: \`@…\` is too short to be sure. Did you mean \`/rollback prod @<12 digits>\`?

    /rollback: ### Roll back what?
    - [ ] **prerelease**
    - [ ] **prod**

    Tick one (needs write access), or answer with its name. I ask \`bob\`; the question lapses in an hour.

    /rollback prerelease: Nothing has succeeded on **prerelease** through me yet, so there is nothing to go back to."
  `);
  expect(web.runs('deploy.yml')).toHaveLength(2);
  expect(await bot.query(locks)).toEqual([]);
});

test('somebody else’s lock keeps it out, one’s own does not; a deploy under way has to be stopped first, or a commit named', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const { shas } = await shipped(bot, 'First', 'Second');
  const [issue, pull] = [web.issue({ by: carol }), aPull(bot)];
  const hears = async (thread: typeof issue) => calm(bot, await bot.says(thread));
  issue.comment(bob, '/lock prod database migration');
  await bot.says(issue);
  issue.comment(carol, '/rollback prod');
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"\`bob\` locked **prod** N s ago (database migration), and that keeps rollbacks out too. \`/unlock prod\` lifts it."`,
  );
  issue.comment(bob, '/unlock prod');
  await bot.says(issue);
  pull.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 2);
  run.start();
  await bot.says(pull);
  issue.comment(carol, '/lock prod something is wrong');
  await bot.says(issue);
  issue.comment(carol, '/rollback prod');
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"\`bob\` is deploying \`aaaaaaa\` to **prod** from #4 (N s of about N s), so I cannot count back from what is there. \`/cancel prod\` stops it. \`/rollback prod @<12 digits>\` goes back to what ran before as soon as it has ended."`,
  );
  issue.comment(carol, `/rollback prod ${shas[1]}`);
  expect(await hears(issue)).toMatchInlineSnapshot(`
    "### ⏳ \`aaaaaaa\` goes to **prod** when it is free
    for \`carol\` · from #2

    \`aaaaaaa\` succeeded here N s ago. \`bbbbbbb\` leaves, with 1 commit.

    **prod** is locked, so that nothing new goes there by itself or by mistake: \`/unlock prod\` lifts that.

    \`bob\` is deploying \`bbbbbbb\` there from #4 (N s of about N s).

    \`/cancel\` takes it back."
  `);
  issue.comment(bob, `/rollback prod ${digits(shas[1])}`);
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"\`carol\` locked **prod** N s ago (something is wrong), and that keeps rollbacks out too. \`/unlock prod\` lifts it."`,
  );
  run.finish('failure', { step: 'migrate' });
  const back = await nextRun(bot, 3);
  expect(back.inputs).toMatchObject({ sha: shas[1] });
  await bot.says(pull);
  back.finish('failure', { step: 'restart' });
  await bot.says(issue);
  // Nothing has left.
  const ended = issue.comments.find(({ body }) => body.startsWith('### ❌'));
  expect(ended?.body).toContain('is locked, so that nothing new goes there');
  expect(ended?.body).not.toContain('leaves');
  // A rollback that failed is tried again by its commit: counting would lead to the broken one.
  issue.comment(carol, '/rollback prod');
  expect(await hears(issue)).toMatchInlineSnapshot(
    `"Going back to \`aaaaaaa\` did not end well. \`/rollback prod @<12 digits>\` tries again. \`/rollback prod @<12 digits>\` goes further back."`,
  );
  issue.comment(carol, `/rollback prod @${digits(shas[1])}`);
  (await nextRun(bot, 4)).finish();
  expect((await hears(issue)).split('\n')[0]).toMatchInlineSnapshot(
    `"### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**"`,
  );
  expect(await bot.query(`select kind, by_login as by from locks where ended_at is null order by kind`)).toEqual([
    { kind: 'person', by: 'carol' },
    { kind: 'rollback', by: 'carol' },
  ]);
});
