import { expect, test } from 'vitest';
import { newStory } from '../../src/features/deploy/deploy.ts';
import type { Account, Issue, PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { after, deployBot, nextRun, plain } from './deploys.ts';

/** `/approve`: who may, what it is bound to, and what makes it void for good. Alice writes, bob asks, carol and dave approve. */

const file = `environments:
  prerelease:
  prod: { approved_by: '@acme/release', override: '@acme/sre' }
`;

async function approvingBot(text = file): Promise<Bot> {
  const bot = await deployBot({ file: text });
  const acme = bot.box.organisation('acme');
  const release = acme
    .team('release')
    .member(bot.box.person('alice'))
    .member(bot.box.person('bob'))
    .member(bot.box.person('carol'));
  acme.team('night', { parent: release }).member(bot.box.person('dave'));
  acme.team('sre').member(bot.box.person('bob')).member(bot.box.person('carol'));
  return bot;
}

/** Alice's, so long ago that everybody can have read it. */
async function alicesPull(bot: Bot, more: { branch?: string; by?: string } = {}): Promise<PullRequest> {
  const { branch = 'better', by = 'alice' } = more;
  const pull = bot.web.pullRequest({ by: bot.box.person(by), branch, files: { 'app.js': `// ${branch}\n` } });
  await after(bot, 15);
  return pull;
}

/** A deploy that waits for somebody's word and is visited by nothing else, asked for a minute ago. */
async function waits(bot: Bot, thread: Issue, asked: { by: Account; sha: string; override?: string }): Promise<string> {
  const id = `w${thread.number}${asked.sha.slice(0, 10)}`;
  const by = { id: asked.by.id, login: asked.by.login };
  const story = newStory({
    from: `#${thread.number}`,
    title: 'Fix login',
    workflow: 'deploy.yml',
    branch: 'main',
    by: { ...by, bot: false },
    inputs: { environment: 'prod', sha: asked.sha },
    override: asked.override === undefined ? null : { reason: asked.override, by, second: null },
  });
  await bot.query(
    `insert into deploys (id, repository_id, environment, kind, state, sha, thread, attempt, edits, looks, asked_at, story)
     values ($1, $2, 'prod', 'asked', 'waiting', $3, $4, 1, 0, 0, clock() - interval '1 minute', $5)`,
    [id, bot.web.id, asked.sha, thread.number, JSON.stringify(story)],
  );
  return id;
}

const said = async (bot: Bot, thread: Issue) => (await bot.says(thread)).map(body => plain(bot, body));
const signs = (comment: { reactions: { content: string }[] }) => comment.reactions.map(({ content }) => content);

interface Row {
  environment: string;
  sha: string;
  by_login: string;
  void_why: string | null;
}
/** Each as `carol: a push took its place`, or `carol` while it counts. */
async function approvals(bot: Bot): Promise<string[]> {
  await bot.quiet();
  const rows = await bot.query<Row>('select environment, sha, by_login, void_why from approvals order by pull, at, by_login');
  return rows.map(({ by_login, void_why }) => (void_why === null ? by_login : `${by_login}: ${void_why}`));
}

test('approved by somebody of the team: bound to the commit and the environment, and said what comes next', async () => {
  await using bot = await approvingBot();
  const { box, web } = bot;
  const pull = await alicesPull(bot);
  pull.comment(box.person('carol'), '/approve prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`carol\` approved \`aaaaaaa\` for **prod**, until somebody pushes here. \`/deploy prod\`, said by somebody else, takes it there.",
    ]
  `);
  expect(await bot.query('select repository_id::int, environment, sha, pull, by_login, thread, void_at from approvals')).toEqual([
    {
      repository_id: web.id,
      environment: 'prod',
      sha: pull.head,
      pull: pull.number,
      by_login: 'carol',
      thread: pull.number,
      void_at: null,
    },
  ]);
  const again = pull.comment(box.person('carol'), '/approve prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`carol\` approved \`aaaaaaa\` for **prod** already, N s ago.",
    ]
  `);
  expect(signs(again)).toEqual(['eyes']);
  expect(await approvals(bot)).toEqual(['carol']);
});

test('what waits for it goes, and a sign on the comment is enough', async () => {
  await using bot = await approvingBot();
  const { box } = bot;
  const pull = await alicesPull(bot);
  await waits(bot, pull, { by: box.person('bob'), sha: pull.head });
  const comment = pull.comment(box.person('carol'), '/approve prod');
  const run = await nextRun(bot, 0);
  expect(run.inputs).toMatchObject({ environment: 'prod', sha: pull.head });
  run.finish();
  expect(await bot.says(pull)).toHaveLength(1);
  expect(signs(comment)).toEqual(['eyes', '+1']);
});

test('from an issue: what waits there, else by its digits; and never what came a moment before', async () => {
  await using bot = await approvingBot();
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('alice') });
  const pull = await alicesPull(bot);
  issue.comment(box.person('carol'), '/approve prod');
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "Nothing waits for **prod** here, so I do not know which commit you mean. Say 12 of its digits: \`/approve prod @<commit>\`.",
    ]
  `);
  await waits(bot, issue, { by: box.person('bob'), sha: pull.head });
  await bot.query(`update deploys set asked_at = clock() - interval '3 seconds'`);
  issue.comment(box.person('carol'), '/approve prod');
  expect((await said(bot, issue)).map(body => body.replace(/\d seconds?/, 'N seconds'))).toMatchInlineSnapshot(`
    [
      "\`aaaaaaa\` was asked for N seconds before your comment. Did you mean it? \`/approve prod @<12 digits>\`",
    ]
  `);
  const elsewhere = web.issue({ by: box.person('alice') });
  elsewhere.comment(box.person('dave'), `/approve prod @${pull.head.slice(0, 12)}`);
  expect((await said(bot, elsewhere)).map(body => body.replace(/#\d+/, '#<issue>'))).toMatchInlineSnapshot(`
    [
      "\`dave\` approved \`aaaaaaa\` for **prod**; it waits in #<issue>.",
    ]
  `);
  (await nextRun(bot, 0)).finish();
  await bot.says(issue);
  expect(await approvals(bot)).toEqual(['dave']);
});

test('whoever asked, wrote it, pushed it last or has a commit in it: none of them', async () => {
  await using bot = await approvingBot();
  const { box, web } = bot;
  const [alice, bob, carol] = [box.person('alice'), box.person('bob'), box.person('carol')];
  const pull = web.pullRequest({ by: bob, branch: 'hands', files: { 'app.js': '// 2\n' } });
  pull.push({ 'app.js': '// 3\n' }, { by: carol });
  // Alice pushes what bob has written: only GitHub's own notes tell.
  const commit = web.push('elsewhere', { 'app.js': '// 4\n' }, { by: bob, on: pull.head });
  web.point('hands', commit.sha, { by: alice });
  await after(bot, 15);
  const refusals: string[] = [];
  for (const one of [alice, bob, carol]) {
    const comment = pull.comment(one, '/approve prod');
    refusals.push(...(await said(bot, pull)));
    expect(signs(comment)).toEqual(['eyes', 'confused']);
  }
  const other = await alicesPull(bot);
  await waits(bot, other, { by: carol, sha: other.head });
  other.comment(carol, '/approve prod');
  refusals.push(...(await said(bot, other)));
  expect(refusals).toMatchInlineSnapshot(`
    [
      "You cannot approve \`aaaaaaa\` for **prod**: you pushed it last. It takes somebody else: \`@acme/release\`.",
      "You cannot approve \`aaaaaaa\` for **prod**: you wrote the pull request. It takes somebody else: \`@acme/release\`.",
      "You cannot approve \`aaaaaaa\` for **prod**: you have a commit in it. It takes somebody else: \`@acme/release\`.",
      "You cannot approve \`aaaaaaa\` for **prod**: you asked for this deploy. It takes somebody else: \`@acme/release\`.",
    ]
  `);
  expect(await approvals(bot)).toEqual([]);
  expect(web.runs('deploy.yml')).toEqual([]);
});

test('nobody else, and nothing where nobody asks for it; in a team of the team is in the team', async () => {
  await using bot = await approvingBot();
  const { box, web } = bot;
  const pull = await alicesPull(bot);
  const erin = box.person('erin');
  web.collaborator(erin, 'admin');
  pull.comment(erin, '/approve prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`/approve\` is for \`@acme/release\`, and as far as I can see you are not in it. One of them can say it.",
    ]
  `);
  pull.comment(erin, '/approve prerelease');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "**prerelease** needs no approval: \`environments.prerelease.approved_by\` names nobody. \`/deploy prerelease\` goes without.",
    ]
  `);
  pull.comment(box.person('dave'), '/approve prod');
  expect(await said(bot, pull)).toHaveLength(1);
  expect(await approvals(bot)).toEqual(['dave']);
});

test('a commit is named by twelve digits at least', async () => {
  await using bot = await approvingBot();
  const { box } = bot;
  const pull = await alicesPull(bot);
  pull.comment(box.person('carol'), `/approve prod @${pull.head.slice(0, 11)}`);
  expect((await said(bot, pull)).map(body => body.replace(/@[0-9a-f]{11}\b/, '@<11 digits>'))).toMatchInlineSnapshot(`
    [
      "\`@<11 digits>\` is too short to be sure: another commit can be made to start like that. Did you mean \`/approve prod @<12 digits>\`?",
    ]
  `);
  expect(await approvals(bot)).toEqual([]);
  pull.comment(box.person('carol'), `/approve prod @${pull.head.slice(0, 12)}`);
  await bot.says(pull);
  expect(await approvals(bot)).toEqual(['carol']);
});

test('a head that moved a moment before the comment is not what its author has read', async () => {
  await using bot = await approvingBot();
  const { box } = bot;
  const pull = await alicesPull(bot);
  pull.push({ 'app.js': '// worse\n' }, { by: box.person('alice') });
  await after(bot, 3);
  pull.comment(box.person('carol'), '/approve prod');
  expect((await said(bot, pull)).map(body => body.replace(/\d seconds/, 'N seconds'))).toMatchInlineSnapshot(`
    [
      "The head moved to \`aaaaaaa\` N seconds before your comment. Did you mean it? \`/approve prod @<12 digits>\`",
    ]
  `);
  expect(await approvals(bot)).toEqual([]);
  pull.comment(box.person('carol'), `/approve prod @${pull.head.slice(0, 12)}`);
  await bot.says(pull);
  expect(await approvals(bot)).toEqual(['carol']);
});

test('a push makes it void, and by force back to the same commit does not bring it back', async () => {
  await using bot = await approvingBot();
  const { box, web } = bot;
  const alice = box.person('alice');
  const pull = await alicesPull(bot);
  const before = pull.head;
  pull.comment(box.person('carol'), '/approve prod');
  await bot.says(pull);
  await after(bot, 15);
  pull.push({ 'app.js': '// worse\n' }, { by: alice });
  expect(await approvals(bot)).toEqual(['carol: a push took its place']);
  await after(bot, 15);
  web.point('better', before, { by: alice });
  await after(bot, 15);
  expect(pull.head).toBe(before);
  expect(await approvals(bot)).toEqual(['carol: a push took its place']);
  pull.comment(box.person('carol'), '/approve prod');
  expect(await bot.says(pull)).toHaveLength(1);
  expect(await approvals(bot)).toEqual(['carol: a push took its place', 'carol']);
});

test('a push that came between the words and their decision counts as well', async () => {
  await using bot = await approvingBot();
  const { box, web } = bot;
  const alice = box.person('alice');
  const pull = await alicesPull(bot);
  const before = pull.head;
  // Said first, and heard last: the webhooks of the pushes overtake that of the comment.
  box.webhooks.hold();
  pull.comment(box.person('carol'), `/approve prod @${before.slice(0, 12)}`);
  await bot.later(0.1);
  pull.push({ 'app.js': '// worse\n' }, { by: alice });
  await bot.later(0.1);
  web.point('better', before, { by: alice });
  box.webhooks.release({ reversed: true });
  const [answer] = await said(bot, pull);
  const known = await approvals(bot);
  // All three are posted at the same time: now and then the comment is there first after all, and then the push ends it.
  expect(known.filter(one => one !== 'carol: a push took its place')).toEqual([]);
  if (known.length === 0)
    expect(answer).toMatchInlineSnapshot(
      `"Your approval of \`aaaaaaa\` for **prod** does not count: a push took its place after you wrote. If you still want it, say \`/approve prod\` again."`,
    );
});

test('another base makes it void, and so does the end of the pull request; a merge does not', async () => {
  await using bot = await approvingBot();
  const { box, web } = bot;
  const [alice, carol] = [box.person('alice'), box.person('carol')];
  web.push('release', { 'README.md': 'more\n' }, { by: alice });
  const pulls: PullRequest[] = [];
  for (const branch of ['one', 'two', 'three']) pulls.push(await alicesPull(bot, { branch }));
  for (const pull of pulls) {
    pull.comment(carol, '/approve prod');
    await bot.says(pull);
  }
  const [one, two, three] = pulls;
  one?.retarget('release', { by: alice });
  two?.close(alice);
  three?.merge(alice);
  await bot.quiet();
  two?.reopen(alice);
  expect(await approvals(bot)).toEqual([
    'carol: the pull request was pointed at another branch',
    'carol: the pull request was closed',
    'carol',
  ]);
  three?.comment(carol, '/approve prod');
  expect(await said(bot, three ?? web.issue({ by: alice }))).toMatchInlineSnapshot(`
    [
      "\`carol\` approved \`aaaaaaa\` for **prod**. \`/deploy prod\`, said by somebody else, takes it there.",
    ]
  `);
});

test('through a freeze: a second person, for one deploy, where all can see it', async () => {
  await using bot = await approvingBot("environments:\n  prod: { freeze: 2026-01-01 - 2126-01-01, override: '@acme/sre' }\n");
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const pull = await alicesPull(bot);
  pull.comment(carol, '/approve prod --override');
  await bot.quiet();
  pull.comment(bob, '/deploy prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "Nothing that waits for **prod** asks to be let through. \`/deploy prod --override <reason>\` asks.",
      "**prod** is frozen until 2 Jan 2126 00:00 (UTC). \`/deploy prod --override <reason>\` asks \`@acme/sre\` to let it through.",
    ]
  `);
  pull.comment(bob, '/deploy prod --override login is down, ask @acme/sre');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`bob\` · from #1

    - ⬜ @acme/sre: \`/approve prod --override\` lets it through the freeze (login is down, ask @​acme/sre, says \`bob\`)

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 24 h.",
    ]
  `);
  await after(bot, 15);
  pull.comment(bob, '/approve prod --override');
  await bot.quiet();
  pull.comment(box.person('alice'), '/approve prod --override');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "You asked for this yourself. It takes a second person: \`@acme/sre\`.",
      "\`/approve\` is for \`@acme/sre\`, and as far as I can see you are not in it. One of them can say it.",
    ]
  `);
  expect(web.runs('deploy.yml')).toEqual([]);
  // Whoever asks why, it is bob's deploy that waits, with what he said.
  pull.comment(carol, '/why');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`aaaaaaa\` waits before it goes to **prod**.

    - ✅ **prod** is not locked
    - ⏳ **prod** is frozen until 2 Jan 2126 00:00 (UTC). \`@acme/sre\`: \`/approve prod --override\` lets it through the freeze (login is down, ask @​acme/sre, says \`bob\`). (\`environments.prod.freeze\`, line 2)
    - ✅ \`aaaaaaa\` was there to see when it was asked for
    - ✅ no check is required here (\`environments.prod.checks\`, as it is by default)",
    ]
  `);
  pull.comment(carol, '/approve prod --override');
  (await nextRun(bot, 0)).finish();
  expect((await said(bot, pull)).filter(body => body.startsWith('⚠️'))).toMatchInlineSnapshot(`
    [
      "⚠️ \`carol\` let this through to **prod** for \`bob\`, past the freeze: login is down, ask @​acme/sre",
    ]
  `);
  expect(await bot.query(`select outcome from audit where reasons::text like '%let this through%'`)).toEqual([
    { outcome: 'done' },
  ]);
  // What was decided is told without calling anybody.
  pull.comment(bob, '/why');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "/approve on #1, by \`carol\`:

    - ✅ /approve
      - ✅ carol is \`@acme/sre\`, /approve needs \`@acme/sre\`
      - ✅ ⚠️ \`carol\` let this through to **prod** for \`bob\`, past the freeze: login is down, ask @​acme/sre",
    ]
  `);
  pull.comment(bob, '/deploy prod');
  expect((await said(bot, pull))[0]).toMatch(/^\*\*prod\*\* is frozen/);
});
