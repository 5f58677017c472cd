import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { after, aPull, nextRun } from '../scenarios/deploys.ts';
import { deploys, finished, policyBot, pullOf, releaseTeam, said, sent, shown } from '../scenarios/policies.ts';
import { until } from '../until.ts';

/** What changes in the very moment in which a policy is asked, or between its answer and the start. */

const approved = `approved_by: '@acme/release'`;

test.each(['a second before the comment', 'a second after it'] as const)('a push %s: asked for by name', async when => {
  await using bot = await policyBot('');
  const { box } = bot;
  const [alice, bob] = [box.person('alice'), box.person('bob')];
  const pull = await pullOf(bot, alice);
  await bot.quiet();
  box.webhooks.hold();
  const push = () => void pull.push({ 'app.js': '// worse\n' }, { by: alice });
  const ask = () => void pull.comment(bob, '/deploy prod');
  for (const act of when === 'a second after it' ? [ask, push] : [push, ask]) {
    act();
    await bot.later(1 / 60);
  }
  box.webhooks.release({ reversed: when === 'a second after it' });
  const [line = '', ...more] = await said(bot, pull);
  expect(more).toEqual([]);
  expect(line).toMatch(
    /^The head moved to `aaaaaaa` (N seconds (before|after)|in the second of) your comment\. Did you mean it\?/,
  );
  expect(sent(bot)).toEqual([]);
  // Whoever names it means it, however young it is.
  pull.comment(bob, `/deploy prod @${pull.head.slice(0, 12)}`);
  await bot.quiet();
  expect(sent(bot)).toEqual([pull.head]);
  await finished(bot, pull);
});

test('a push while the command is decided: what its author saw goes, and not what was pushed', async () => {
  await using bot = await policyBot('');
  const { box } = bot;
  const pull = await pullOf(bot, box.person('alice'));
  await bot.quiet();
  const seen = pull.head;
  // The answer of GitHub is on its way when the push comes.
  const read = holdsAnswer(bot);
  pull.comment(box.person('bob'), '/deploy prod');
  await read;
  pull.push({ 'app.js': '// worse\n' }, { by: box.person('alice') });
  box.release();
  await bot.quiet();
  expect(sent(bot)).toEqual([seen]);
  await finished(bot, pull);
});

/** The next read of a command, and of the commit it would take, is made and not told until `box.release()`. */
const judges = /addReaction/;
function holdsAnswer({ box }: Bot, asks = judges) {
  const only = ({ body }: { body: string }) => asks.test(body);
  box.faults.next({ route: 'POST /graphql', only }, { after: 'hang' });
  return box.when({ route: 'POST /graphql', only });
}

test('a commit that says it is old is as young as its push', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const mallory = box.person('mallory');
  web.collaborator(mallory, 'write');
  const pull = await pullOf(bot, box.person('alice'));
  const longAgo = { name: 'alice', email: 'alice@users.noreply.github.com', at: new Date('2025-01-01T00:00:00Z') };
  const forged = box.world.git.commitFiles(pull.head, { 'app.js': '// worse\n' }, longAgo, 'Fix a word');
  web.point('better', forged.sha, { by: mallory });
  await bot.later(3 / 60);
  pull.comment(box.person('bob'), '/deploy prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "The head moved to \`aaaaaaa\` N seconds before your comment. Did you mean it? \`/deploy prod @<12 digits>\`",
    ]
  `);
  expect(sent(bot)).toEqual([]);
  await after(bot, 15);
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.quiet();
  expect(sent(bot)).toEqual([forged.sha]);
  await finished(bot, pull);
});

test.each([false, true])(
  'approved, then pushed: the approval is of what was read (heard of in the wrong order: %s)',
  async reversed => {
    await using bot = await policyBot(approved);
    const { box } = bot;
    const [alice, bob, carol] = [box.person('alice'), box.person('bob'), box.person('carol')];
    const pull = await pullOf(bot, alice);
    pull.comment(bob, '/deploy prod');
    expect((await said(bot, pull))[0]).toContain('@acme/release: `/approve prod` lets it go');
    await after(bot, 15);
    box.webhooks.hold();
    pull.comment(carol, `/approve prod @${pull.head.slice(0, 12)}`);
    await bot.later(1 / 60);
    pull.push({ 'app.js': '// worse\n' }, { by: alice });
    box.webhooks.release({ reversed });
    await bot.quiet();
    expect(sent(bot)).toEqual([]);
    expect(await deploys(bot)).toEqual([expect.stringMatching(/^dropped: A push took its place/)]);
    await bot.says(pull);
    await after(bot, 15);
    pull.comment(bob, '/deploy prod');
    expect((await said(bot, pull))[0]).toContain('⬜ @acme/release: `/approve prod` lets it go');
    expect(sent(bot)).toEqual([]);
  },
);

/** Bob's wish waits for a check and carol's approval is given: only the check is left. */
async function approvedAndWaiting(more = ''): Promise<{ bot: Bot; pull: PullRequest }> {
  const bot = await policyBot(`${approved}${more}`);
  const { box, web } = bot;
  web.protect('main', { checks: ['test'] });
  const pull = await pullOf(bot, box.person('alice'));
  web.check(pull.head, 'test');
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.says(pull);
  await after(bot, 15);
  pull.comment(box.person('carol'), '/approve prod');
  await bot.says(pull);
  expect(shown(bot, pull)).toMatch(/⬜ `test` is green .*\n- ✅ `carol` approved `aaaaaaa`/);
  return { bot, pull };
}

const green = ({ web }: Bot, pull: PullRequest) => web.check(pull.head, 'test', { conclusion: 'success' });

test('pushed away by force and back: it has left, and the approval does not come back', async () => {
  const { bot, pull } = await approvedAndWaiting();
  await using _ = bot;
  const { box, web } = bot;
  const alice = box.person('alice');
  const before = pull.head;
  // Both pushes have happened before anybody hears of the first one.
  box.webhooks.hold();
  web.push('better', { 'app.js': '// worse\n' }, { by: alice, on: web.head('main') });
  await bot.later(2 / 60);
  web.point('better', before, { by: alice });
  green(bot, pull);
  box.webhooks.release();
  await after(bot, 15);
  expect(pull.head).toBe(before);
  expect(sent(bot)).toEqual([]);
  expect(shown(bot, pull)).toMatch(/✅ the checks are green\n- ⬜ @acme\/release: `\/approve prod` lets it go/);
  pull.comment(box.person('dave'), '/approve prod');
  await nextRun(bot, 0);
  expect(sent(bot)).toEqual([before]);
  await finished(bot, pull);
});

test('pointed at another branch: approved for the other one, so it waits for approval again', async () => {
  const { bot, pull } = await approvedAndWaiting();
  await using _ = bot;
  const { box, web } = bot;
  const alice = box.person('alice');
  web.push('release', { 'README.md': 'more\n' }, { by: alice });
  pull.retarget('release', { by: alice });
  green(bot, pull);
  await after(bot, 15);
  expect(sent(bot)).toEqual([]);
  expect(shown(bot, pull)).toMatch(/⬜ @acme\/release: `\/approve prod` lets it go/);
  pull.comment(box.person('dave'), '/approve prod');
  await nextRun(bot, 0);
  await finished(bot, pull);
});

test('who approved leaves the team before the start: it waits for approval again', async () => {
  const { bot, pull } = await approvedAndWaiting();
  await using _ = bot;
  const { box } = bot;
  releaseTeam(bot).leaves(box.person('carol'));
  green(bot, pull);
  await after(bot, 4);
  expect(sent(bot)).toEqual([]);
  expect(shown(bot, pull)).toMatchInlineSnapshot(`
    "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`bob\` · from #1

    - ✅ the checks are green
    - ⬜ @acme/release: \`/approve prod\` lets it go
    - ⬜ the approval by \`carol\` counts: they are not among \`@acme/release\` now

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 24 h."
  `);
  pull.comment(box.person('dave'), '/approve prod');
  await nextRun(bot, 0);
  expect(sent(bot)).toEqual([pull.head]);
  await finished(bot, pull);
});

test('who asked loses the right to it while it stands in line: it does not go, and they hear of it', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const [first, second] = [aPull(bot, 'first'), aPull(bot, 'second')];
  first.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  second.comment(carol, '/deploy prod');
  await bot.says(second);
  web.collaborator(carol, 'read');
  run.finish();
  await bot.says(first);
  expect(await said(bot, second)).toEqual(['@carol, `aaaaaaa` does not go to **prod**. See above.']);
  expect(await deploys(bot)).toEqual(['succeeded', 'dropped: `carol` may not deploy to `prod` any more.']);
  expect(sent(bot)).toEqual([first.head]);
});

/** What becomes of the file while it waits for a check: what it said when it was asked for counts no more. */
const upheavals: Record<string, { files: Record<string, string | null>; ends: RegExp }> = {
  'its environment is taken out of the file': {
    files: { '.github/shipmate.yml': 'environments: { prerelease: }\n' },
    ends: /^dropped: The team’s file does not have this environment any more\.$/,
  },
  'its workflow gets another name': {
    files: { '.github/workflows/deploy.yml': null, '.github/workflows/ship.yml': 'on: push\n' },
    ends: /^(dropped|failed): /,
  },
  'a new rule wants more than it has': {
    files: { '.github/shipmate.yml': 'environments: { prod: { after: prerelease }, prerelease: }\n' },
    ends: /^dropped: `aaaaaaa` has not succeeded on \*\*prerelease\*\* yet/,
  },
  'somebody else may deploy there now': {
    files: { '.github/shipmate.yml': "environments: { prod: { who: '@carol' } }\n" },
    ends: /^dropped: `bob` may not deploy to `prod` any more\.$/,
  },
};

test.each(Object.keys(upheavals))('%s while it waits', async what => {
  const { files = {}, ends = /^$/ } = upheavals[what] ?? {};
  await using bot = await policyBot('');
  const { box, web } = bot;
  web.protect('main', { checks: ['test'] });
  const pull = await pullOf(bot, box.person('alice'));
  web.check(pull.head, 'test');
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.says(pull);
  web.push('main', files, { by: box.person('alice') });
  await bot.quiet();
  green(bot, pull);
  await after(bot, 4);
  expect(await deploys(bot)).toEqual([expect.stringMatching(ends)]);
  expect(sent(bot)).toEqual([]);
  // Nothing is left behind: the next one is not in line behind it.
  expect(await bot.query('select 1 from deploys where ended_at is null')).toEqual([]);
  expect((await said(bot, pull)).at(-1)).toMatch(/^@bob, /);
});

test.each(['merged', 'closed'] as const)(
  'its pull request is %s in mid-deploy: it ends well, and nothing is held for it',
  async how => {
    await using bot = await policyBot('hold: 8h');
    const { box } = bot;
    const [bob, carol] = [box.person('bob'), box.person('carol')];
    const [pull, other] = [await pullOf(bot, bob, 'mine'), await pullOf(bot, bob, 'other')];
    pull.comment(bob, '/deploy prod');
    const run = (await nextRun(bot, 0)).start();
    if (how === 'merged') pull.merge(bob);
    else pull.close(bob);
    await bot.quiet();
    run.finish();
    await bot.quiet();
    expect(await deploys(bot)).toEqual(['succeeded']);
    expect(await bot.query('select 1 from locks where ended_at is null')).toEqual([]);
    other.comment(carol, '/deploy prod');
    (await nextRun(bot, 1)).finish();
    await bot.says(pull);
    await bot.says(other);
    expect(sent(bot).at(-1)).toBe(other.head);
  },
);

test('two approve at once: it goes once, and each has their sign', async () => {
  await using bot = await policyBot(approved);
  const { box } = bot;
  const pull = await pullOf(bot, box.person('alice'));
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.says(pull);
  await after(bot, 15);
  box.webhooks.hold();
  const words = [box.person('carol'), box.person('dave')].map(by => pull.comment(by, '/approve prod'));
  const elsewhere = bot.web.issue({ by: box.person('bob') });
  elsewhere.comment(box.person('carol'), `/approve prod @${pull.head.slice(0, 12)}`);
  box.webhooks.release();
  await nextRun(bot, 0);
  expect(sent(bot)).toEqual([pull.head]);
  expect(shown(bot, pull)).toMatch(/for `bob` · approved by `(carol|dave)` · from #1/);
  expect(words.map(({ reactions }) => reactions.some(({ content }) => content === 'confused'))).toEqual([false, false]);
  expect(await bot.query('select by_login from approvals order by by_login')).toEqual([
    { by_login: 'carol' },
    { by_login: 'dave' },
  ]);
  await bot.says(elsewhere);
  await finished(bot, pull);
  expect(sent(bot)).toEqual([pull.head]);
});

test('two ask at once, in two threads: one runs, the other stands in line', async () => {
  await using bot = await policyBot('');
  const { box, web } = bot;
  const [first, second] = [await pullOf(bot, box.person('alice'), 'first'), await pullOf(bot, box.person('alice'), 'second')];
  box.webhooks.hold();
  first.comment(box.person('bob'), '/deploy prod');
  second.comment(box.person('carol'), '/deploy prod');
  box.webhooks.release();
  const run = await nextRun(bot, 0);
  expect((await deploys(bot)).toSorted()).toEqual(['starting', 'waiting']);
  run.finish();
  await nextRun(bot, 1);
  expect(sent(bot).toSorted()).toEqual([first.head, second.head].toSorted());
  web.runs('deploy.yml').at(-1)?.finish();
  for (const pull of [first, second]) await bot.says(pull);
});

/** The date so many days from now. In an hour before midnight it counts from the next day, which the story would come into while it begins. */
const day = (ahead: number) => new Date(Date.now() + 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);

test('a freeze begins while it waits: green is not enough, and it goes when the freeze ends', async () => {
  // Of tomorrow and of no other day.
  await using bot = await policyBot(`wait: 5d, freeze: ${day(1)} - ${day(1)}`);
  const { box, web } = bot;
  web.protect('main', { checks: ['test'] });
  const pull = await pullOf(bot, box.person('alice'));
  web.check(pull.head, 'test');
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await said(bot, pull))[0]).not.toContain('frozen');
  const midnight = new Date(`${day(1)}T00:00:00Z`).getTime();
  await after(bot, (midnight - box.clock.now().getTime()) / 1_000 + 60);
  green(bot, pull);
  await after(bot, 4);
  expect(sent(bot)).toEqual([]);
  expect(shown(bot, pull)).toMatch(/- ⬜ [^\n]*00:00 \(UTC\)[^\n]*\n- ✅ the checks are green/);
  await after(bot, 86_400);
  await nextRun(bot, 0);
  expect(sent(bot)).toEqual([pull.head]);
  await finished(bot, pull);
});

test('a freeze of the whole wait begins while it waits: it leaves, and says so', async () => {
  await using bot = await policyBot(`wait: 2d, freeze: ${day(1)} - ${day(9)}`);
  const { box, web } = bot;
  web.protect('main', { checks: ['test'] });
  const pull = await pullOf(bot, box.person('alice'));
  web.check(pull.head, 'test');
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.says(pull);
  await after(bot, (new Date(`${day(1)}T00:00:00Z`).getTime() - box.clock.now().getTime()) / 1_000 + 60);
  green(bot, pull);
  await after(bot, 4);
  expect(await deploys(bot)).toEqual([expect.stringMatching(/^dropped: \*\*prod\*\* is frozen until /)]);
  expect(sent(bot)).toEqual([]);
  await bot.says(pull);
});

/** All that GitHub tells has been handled, but what hangs. */
const heard = (bot: Bot) =>
  until(async () => {
    const open = `select 1 from deliveries where state in ('waiting', 'taken') and source = 'github' and name <> 'issue_comment'`;
    return (await bot.query(open)).length === 0;
  });

/** Whatever is told while GitHub's answer is on its way, and that it would have said a moment later. */
test.each(['by a word', 'by a look'] as const)(
  'a check turns green between the question and the decision, judged %s: it goes',
  async how => {
    await using bot = await policyBot('');
    const { box, web } = bot;
    web.protect('main', { checks: ['test', 'lint'] });
    const pull = await pullOf(bot, box.person('alice'));
    web.check(pull.head, 'lint', { app: 'linter' });
    web.check(pull.head, 'test');
    if (how === 'by a look') {
      pull.comment(box.person('bob'), '/deploy prod');
      await bot.quiet();
      const read = holdsAnswer(bot, /statusCheckRollup/);
      web.check(pull.head, 'lint', { app: 'linter', conclusion: 'success' });
      await box.settled();
      await heard(bot);
      await bot.later(4 / 60);
      await bot.query(`select pg_notify('deliveries', '')`);
      await read;
    } else {
      web.check(pull.head, 'lint', { app: 'linter', conclusion: 'success' });
      await bot.quiet();
      const read = holdsAnswer(bot);
      pull.comment(box.person('bob'), '/deploy prod');
      await read;
    }
    green(bot, pull);
    await box.settled();
    await heard(bot);
    box.release();
    await after(bot, 4);
    await after(bot, 4);
    expect(sent(bot)).toEqual([pull.head]);
    await finished(bot, pull);
  },
);

test.each(['by a word', 'by a look'] as const)(
  'approved between the question and the decision, judged %s: it goes',
  async how => {
    await using bot = await policyBot(approved);
    const { box, web } = bot;
    web.protect('main', { checks: ['test'] });
    const pull = await pullOf(bot, box.person('alice'));
    const elsewhere = web.issue({ by: box.person('bob') });
    let read: Promise<unknown>;
    if (how === 'by a look') {
      web.check(pull.head, 'test');
      pull.comment(box.person('bob'), '/deploy prod');
      await bot.quiet();
      read = holdsAnswer(bot, /statusCheckRollup/);
      green(bot, pull);
      await box.settled();
      await heard(bot);
      await bot.later(4 / 60);
      await bot.query(`select pg_notify('deliveries', '')`);
    } else {
      green(bot, pull);
      await bot.quiet();
      read = holdsAnswer(bot);
      pull.comment(box.person('bob'), '/deploy prod');
    }
    await read;
    elsewhere.comment(box.person('carol'), `/approve prod @${pull.head.slice(0, 12)}`);
    await until(async () => (await bot.query('select 1 from approvals')).length === 1);
    box.release();
    await after(bot, 4);
    await after(bot, 4);
    expect(sent(bot)).toEqual([pull.head]);
    await bot.says(elsewhere);
    await finished(bot, pull);
  },
);

const order = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';

test.each(['pushed to', 'left as it is'] as const)(
  'an order that could not leave at once is judged anew: its pull request meanwhile %s',
  async how => {
    await using bot = await policyBot('');
    const { box, web } = bot;
    const pull = await pullOf(bot, box.person('alice'));
    await bot.quiet();
    const before = pull.head;
    // It may have happened, so it is looked for twice, and by then it is half a minute old.
    box.faults.next({ route: order }, { before: 502 });
    const ordered = box.when({ route: order }, 'before');
    pull.comment(box.person('bob'), '/deploy prod');
    await ordered;
    if (how === 'pushed to') pull.push({ 'app.js': '// worse\n' }, { by: box.person('alice') });
    for (const [looks, seconds] of [11, 20].entries()) {
      const doubtful = `select 1 from effects where kind = 'dispatch' and state = 'sent' and error is not null and looks = $1`;
      await until(async () => (await bot.query(doubtful, [looks])).length === 1);
      await bot.later(seconds / 60);
      await bot.query(`select pg_notify('effects', '')`);
    }
    await until(
      async () => (await bot.query(`select 1 from effects where kind = 'dispatch' and state = 'dropped'`)).length === 1,
    );
    await after(bot, 1);
    if (how === 'pushed to') {
      expect(sent(bot)).toEqual([]);
      expect(await deploys(bot)).toEqual([expect.stringMatching(/^dropped: A push took its place/)]);
      expect(web.deployments.map(({ state }) => state)).toEqual(['error']);
      await bot.says(pull);
      return;
    }
    expect(sent(bot)).toEqual([before]);
    await finished(bot, pull);
    expect(web.deployments.map(({ state }) => state)).toEqual(['success']);
  },
);
