import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBox } from '../../../test/box.ts';
import type { OpenPull, PullsAsked } from '../../core/open-pull.ts';
import type { Reads } from '../../core/reads.ts';
import type { Box, Repository, Seen } from '../../sandbox/github/index.ts';
import { readManifest } from '../../sandbox/github/manifest.ts';
import { connect } from '../client.ts';
import { readsOn } from '../reads.ts';

/** Pull requests as a sweep reads them, with the permissions that `app.yml` has and no others. */

const deploy = `name: Deploy
on: { workflow_dispatch: {} }
jobs: { ship: { runs-on: ubuntu-latest, steps: [{ run: make }] } }
`;

let box: Box;
let web: Repository;
let github: Reads;
beforeAll(async () => {
  box = await startBox({ manifest: readManifest() });
});
afterAll(async () => {
  expect(box.unknownRoutes).toEqual([]);
  await box.close();
});

let count = 0;
beforeEach(() => {
  count += 1;
  web = box.repository(`acme/web-${count}`, { private: true, files: { '.github/workflows/deploy.yml': deploy } });
  for (const [login, role] of [
    ['alice', 'admin'],
    ['bob', 'write'],
    ['carol', 'read'],
  ] as const)
    web.collaborator(person(login), role);
  installation ??= box.install('acme').id;
  const { appId, privateKey } = box.credentials;
  const repository = { id: web.id, owner: 'acme', name: `web-${count}`, installation, private: true, defaultBranch: 'main' };
  github = readsOn(connect({ appId, privateKey, apiUrl: box.url }, { debug() {}, warn() {} }).on(repository), repository, appId);
});
let installation: number | undefined;

const person = (login: string) => box.person(login);
const known = (login: string) => ({ id: person(login).id, login, bot: false });
const open = (more: object = {}) => web.pullRequest({ by: person('bob'), files: { 'a.txt': 'a\nb\n' }, ...more });

const asked = (which: PullsAsked['which'], votesOn: string[] = []) => github.pulls({ which, votesOn });
async function read(number: number): Promise<OpenPull> {
  const { pulls } = await asked({ numbers: [number] });
  const [pull] = pulls;
  if (!pull) throw new Error(`#${number} was not read.`);
  return pull;
}

async function costOf(asking: Promise<unknown>): Promise<number> {
  const before = box.requests.all.length;
  await asking.catch(() => {});
  return box.requests.all.slice(before).filter(one => one.path === '/graphql').length;
}

describe('one pull request', () => {
  test('that nobody has touched yet', async () => {
    const pull = open({ title: 'Better', branch: 'better' });
    expect(await read(pull.number)).toEqual({
      number: pull.number,
      node: pull.node,
      title: 'Better',
      author: known('bob'),
      insider: true,
      state: 'open',
      draft: false,
      locked: false,
      mergesItself: false,
      fork: false,
      head: pull.head,
      branch: 'better',
      base: 'main',
      labels: [],
      milestone: null,
      assignees: [],
      openedAt: expect.any(Date),
      updatedAt: expect.any(Date),
      committedAt: expect.any(Date),
      size: { additions: 2, deletions: 0, files: 1 },
      conflict: false,
      decision: null,
      demanded: [],
      checks: [],
      asked: { people: [], teams: [] },
      reviews: [],
      threads: [],
      deeds: [{ what: 'pushed', by: known('bob'), at: expect.any(Date) }],
      deedsCut: false,
    });
  });

  test('with a label, a milestone, an assignee, locked, in conflict, and merged by itself one day', async () => {
    const pull = open();
    pull.label(person('alice'), 'blocked');
    pull.milestone(person('alice'), '2.0');
    pull.assign(person('alice'), person('carol'));
    pull.autoMerge(person('alice'));
    web.push('main', { 'a.txt': 'other\n' }, { by: person('alice') });
    pull.lock(person('alice'));
    expect(await read(pull.number)).toMatchObject({
      labels: ['blocked'],
      milestone: '2.0',
      assignees: [known('carol')],
      locked: true,
      conflict: true,
      mergesItself: true,
    });
    pull.autoMerge(person('alice'), false);
    expect(await read(pull.number)).toMatchObject({ mergesItself: false });
  });

  test('from a fork, of somebody without a tie to the repository', async () => {
    const pull = open({ by: person('mallory'), fork: person('mallory') });
    expect(await read(pull.number)).toMatchObject({ fork: true, insider: false, author: known('mallory'), head: pull.head });
  });

  test('closed, and merged', async () => {
    const [closed, merged] = [open(), open({ files: { 'b.txt': 'b' } })];
    closed.close(person('bob'));
    merged.merge(person('alice'));
    const { pulls } = await asked({ numbers: [closed.number, merged.number] });
    expect(pulls.map(one => one.state)).toEqual(['closed', 'merged']);
    expect(pulls[0]?.conflict).toBe(null);
  });

  test('what was done, oldest first, by whom', async () => {
    const pull = open({ draft: true, base: 'main' });
    const team = box.organisation('acme').team('Core');
    pull.ready(person('bob'));
    pull.askReview(person('bob'), { people: [person('alice')], teams: [team.row] });
    pull.unaskReview(person('bob'), { teams: [team.row] });
    pull.comment(person('mallory'), 'Me too');
    const review = pull.review(person('alice'), 'No', 'CHANGES_REQUESTED');
    pull.push({ 'a.txt': 'c\n' }, { by: person('bob') });
    review.dismiss(person('bob'), 'It is fine now');
    pull.label(person('bob'), 'bug');
    pull.unlabel(person('bob'), 'bug');
    pull.draft(person('bob'));
    pull.close(person('bob'));
    pull.reopen(person('alice'));
    web.push('next', {}, { by: person('alice') });
    pull.retarget('next', { by: person('bob') });
    pull.comment(box.bot, 'Whose turn it is');
    const { deeds } = await read(pull.number);
    expect(deeds.filter(one => one.what !== 'pushed').map(({ at: _, by, ...deed }) => [by?.login, deed])).toEqual([
      ['bob', { what: 'readied' }],
      ['bob', { what: 'asked', person: known('alice'), team: null }],
      ['bob', { what: 'asked', person: null, team: { id: team.id, organisation: 'acme', slug: 'core' } }],
      ['bob', { what: 'unasked', person: null, team: { id: team.id, organisation: 'acme', slug: 'core' } }],
      ['mallory', { what: 'commented', node: expect.stringMatching(/^IC_/) }],
      ['alice', { what: 'reviewed', state: 'changes' }],
      ['bob', { what: 'dismissed' }],
      ['bob', { what: 'labelled', label: 'bug' }],
      ['bob', { what: 'unlabelled', label: 'bug' }],
      ['bob', { what: 'drafted' }],
      ['alice', { what: 'reopened' }],
      ['bob', { what: 'retargeted' }],
      ['shipmate', { what: 'commented', node: expect.stringMatching(/^IC_/) }],
    ]);
    expect(deeds.at(-1)?.by?.bot).toBe(true);
    expect(deeds.filter(one => one.what === 'pushed').map(one => one.by)).toEqual([known('bob'), known('bob')]);
  });

  test('of more than sixty deeds the last, and that there were more', async () => {
    const pull = open();
    for (let number = 1; number <= 70; number++) pull.comment(person('bob'), `comment ${number}`);
    const { deeds, deedsCut } = await read(pull.number);
    expect([deeds.length, deedsCut]).toEqual([60, true]);
  });

  test('whose review is asked for and has not come', async () => {
    const pull = open();
    const team = box.organisation('acme').team('Web');
    pull.askReview(person('bob'), { people: [person('alice'), person('carol')], teams: [team.row] });
    pull.review(person('carol'), 'Hm', 'COMMENTED');
    expect((await read(pull.number)).asked).toEqual({
      people: [known('alice')],
      teams: [{ id: team.id, organisation: 'acme', slug: 'web' }],
    });
  });
});

describe('reviews', () => {
  test('the last word of each: a yes outlives words, a dismissed one is none, and who cannot write is no writer', async () => {
    web.protect('main', { reviews: 1 });
    const pull = open();
    pull.review(person('alice'), 'No', 'CHANGES_REQUESTED');
    pull.review(person('alice'), 'Yes', 'APPROVED');
    pull.review(person('alice'), 'By the way', 'COMMENTED');
    pull.review(person('carol'), 'Yes', 'APPROVED');
    pull.review(person('dave'), 'Hm', 'COMMENTED');
    pull.review(person('mallory'), 'No', 'CHANGES_REQUESTED').dismiss(person('alice'), 'No');
    const { reviews, decision } = await read(pull.number);
    expect(reviews.map(({ at: _, ...one }) => one)).toEqual([
      { by: known('alice'), state: 'approved', writer: true },
      { by: known('carol'), state: 'approved', writer: false },
      { by: known('dave'), state: 'commented', writer: false },
    ]);
    expect(decision).toBe('approved');
  });

  test('none yet, where one is demanded', async () => {
    web.protect('main', { reviews: 1 });
    expect((await read(open().number)).decision).toBe('required');
  });

  test('threads that are not settled, with who began them and who spoke last', async () => {
    const pull = open();
    const line = { path: 'a.txt', line: 1 };
    pull.review(person('alice'), '', 'COMMENTED', [{ ...line, body: 'Why?' }]).resolve(person('bob'));
    const [first] = pull.review(person('alice'), '', 'COMMENTED', [{ ...line, body: 'And this?' }]).comments;
    expect((await read(pull.number)).threads).toEqual([
      { by: known('alice'), last: { by: known('alice'), at: expect.any(Date) } },
    ]);
    pull.review(person('bob'), '', 'COMMENTED', [{ ...line, body: 'Because', replyTo: first?.id ?? 0 }]);
    expect((await read(pull.number)).threads).toEqual([{ by: known('alice'), last: { by: known('bob'), at: expect.any(Date) } }]);
    // What a bot says in between is nobody's answer.
    pull.review(box.bot, '', 'COMMENTED', [{ ...line, body: 'Did you know?', replyTo: first?.id ?? 0 }]);
    expect((await read(pull.number)).threads).toEqual([{ by: known('alice'), last: { by: known('bob'), at: expect.any(Date) } }]);
  });
});

describe('checks', () => {
  test('the newest of each name, of two Apps the worse, none of our own, and what the branch demands', async () => {
    const pull = open();
    web.protect('main', { checks: ['unit', 'lint'] });
    web.protect('main', { checks: ['e2e', 'unit'], ruleset: 'strict' });
    web.check(pull.head, 'unit', { conclusion: 'failure' });
    web.check(pull.head, 'unit', { conclusion: 'success' });
    web.check(pull.head, 'same', { app: 'one', conclusion: 'failure' });
    web.check(pull.head, 'same', { app: 'another', conclusion: 'success' });
    web.check(pull.head, 'slow');
    web.status(pull.head, 'lint', 'error');
    web.status(pull.head, 'deploy/prod', 'failure', { by: box.bot });
    const { checks, demanded } = await read(pull.number);
    expect(demanded).toEqual(['unit', 'lint', 'e2e']);
    expect(checks.map(one => `${one.name}: ${one.state}`).sort()).toEqual([
      'lint: failure',
      'same: failure',
      'slow: running',
      'unit: success',
    ]);
    expect(checks.every(one => one.at instanceof Date)).toBe(true);
  });

  test('a deploy of its branch that failed makes nobody’s pull request red, unless its branch demands it', async () => {
    const pull = open({ branch: 'ship-it' });
    web
      .dispatch('deploy.yml', { by: person('alice'), branch: 'ship-it' })
      .start()
      .finish('failure');
    expect((await read(pull.number)).checks).toEqual([]);
    web.protect('main', { checks: ['ship'] });
    expect((await read(pull.number)).checks).toMatchObject([{ name: 'ship', state: 'failure' }]);
  });
});

describe('votes', () => {
  test('👍 and 👎 of people on what we asked; of bots, of other signs, and on what is gone there are none', async () => {
    const [pull, issue] = [open(), web.issue({ by: box.bot, throughApp: 'shipmate' })];
    const comment = pull.comment(box.bot, 'Close it?');
    const gone = pull.comment(box.bot, 'Close it?');
    comment.react(person('bob'), '+1');
    comment.react(person('bob'), 'heart');
    comment.react(person('alice'), '-1');
    comment.react(box.bot, '+1');
    issue.react(person('alice'), '+1');
    gone.react(person('alice'), '+1');
    const nodes = [comment.node, gone.node, issue.node];
    gone.delete();
    const answer = asked({ order: 'oldest', after: null, size: 100 }, nodes);
    expect(await costOf(answer)).toBe(1);
    const { votes, seen, pulls } = await answer;
    expect(pulls).toHaveLength(1);
    expect([...seen]).toEqual([
      [comment.node, true],
      [gone.node, false],
      [issue.node, true],
    ]);
    expect(votes).toEqual([
      { node: comment.node, by: known('bob'), says: 'yes' },
      { node: comment.node, by: known('alice'), says: 'no' },
      { node: issue.node, by: known('alice'), says: 'yes' },
    ]);
  });

  test('where more people say 👎 than GitHub lists at once, it is said that not all were seen', async () => {
    const comment = open().comment(box.bot, 'Close it?');
    const ask = () => asked({ order: 'oldest', after: null, size: 100 }, [comment.node]);
    for (let place = 0; place < 100; place += 1) comment.react(person(`dave-${place}`), '-1');
    comment.react(person('alice'), '+1');
    expect(await ask()).toMatchObject({ seen: new Map([[comment.node, true]]), votes: { length: 101 } });
    comment.react(person('bob'), '-1');
    expect([...(await ask()).seen]).toEqual([[comment.node, false]]);
  });
});

describe('many', () => {
  const opened = (many: number) => Array.from({ length: many }, (_, at) => open({ files: { [`${at}.txt`]: `${at}` } }).number);
  const sizeIn = ({ body }: Seen): number => {
    const { variables, query } = JSON.parse(body);
    return variables.size ?? [...query.matchAll(/p\d+: pullRequest/g)].length;
  };
  const tooMany = (least: number) => ({
    route: 'POST /graphql' as const,
    times: 100,
    only: (seen: Seen) => sizeIn(seen) >= least,
  });

  test('two hundred and fifty, a hundred at a time, oldest first; who goes in between moves nobody', async () => {
    const numbers = opened(250);
    const first = await asked({ order: 'oldest', after: null, size: 100 });
    web.numbered(numbers[0] ?? 0).close(person('bob'));
    const second = await asked({ order: 'oldest', after: first.next, size: 100 });
    const third = await asked({ order: 'oldest', after: second.next, size: 100 });
    expect([first, second, third].map(page => page.pulls.length)).toEqual([100, 100, 50]);
    expect([first, second, third].flatMap(page => page.pulls.map(one => one.number))).toEqual(numbers);
    expect([first.size, third.next]).toEqual([100, null]);
  }, 60_000);

  test('what changed last comes first', async () => {
    const numbers = opened(3);
    box.clock.advance(60_000);
    web.numbered(numbers[1] ?? 0).comment(person('bob'), 'Ping');
    box.clock.advance(60_000);
    web.numbered(numbers[0] ?? 0).close(person('bob'));
    const { pulls } = await asked({ order: 'changed', after: null, size: 2 });
    expect(pulls.map(one => one.number)).toEqual([numbers[1], numbers[2]]);
  });

  test('by their numbers, in one request, as they are asked for; an issue and one that is gone are left out', async () => {
    const [one = 0, another = 0] = opened(2);
    const issue = web.issue({ by: person('bob') }).number;
    const answer = asked({ numbers: [another, 9_999, issue, one, another] });
    expect(await costOf(answer)).toBe(1);
    const { pulls, next, size } = await answer;
    expect(pulls.map(pull => pull.number)).toEqual([another, one]);
    expect([next, size]).toEqual([null, 4]);
    expect(await costOf(asked({ numbers: [] }))).toBe(0);
  });

  test.each([502, 504, 'too long'] as const)(
    'half as many where GitHub takes too long (%s), from the same place',
    async ending => {
      const numbers = opened(8);
      const { next } = await asked({ order: 'oldest', after: null, size: 1 });
      box.faults.next(tooMany(26), { before: ending });
      const answer = asked({ order: 'oldest', after: next, size: 100 });
      expect(await costOf(answer)).toBe(3);
      expect((await answer).size).toBe(25);
      expect((await answer).pulls.map(one => one.number)).toEqual(numbers.slice(1));
      box.faults.clear();
    },
  );

  test('of numbers a fifth, and a fifth of that; the rest is for another time', async () => {
    const numbers = opened(26);
    const comment = web.numbered(numbers[0] ?? 0).comment(box.bot, 'Close it?');
    comment.react(person('alice'), '+1');
    box.faults.next(tooMany(3), { before: 504 });
    const answer = asked({ numbers }, [comment.node]);
    // 26, 6, 2.
    expect(await costOf(answer)).toBe(3);
    expect((await answer).pulls.map(one => one.number)).toEqual(numbers.slice(0, 2));
    expect(await answer).toMatchObject({ size: 2, unread: numbers.slice(2), votes: [{ by: known('alice') }] });
    box.faults.clear();
  });

  test('a page that takes too long three times is for another time, so few at once, from the same place', async () => {
    const numbers = opened(3);
    const { next } = await asked({ order: 'oldest', after: null, size: 1 });
    box.faults.next(tooMany(2), { before: 'too long' });
    const answer = asked({ order: 'oldest', after: next, size: 100 });
    expect(await costOf(answer)).toBe(3);
    expect(await answer).toEqual({ pulls: [], next, size: 12, votes: [], seen: new Map(), unread: 'page' });
    expect(await asked({ order: 'oldest', after: null, size: 12 })).toMatchObject({ next: null, size: 1, unread: 'page' });
    const last = await asked({ order: 'oldest', after: next, size: 1 });
    expect(last).toMatchObject({ pulls: [{ number: numbers[1] }], unread: [] });
    box.faults.clear();
  });

  test.each([{ order: 'oldest', after: null, size: 3 } as const, { numbers: [1] }])(
    'when even one takes too long it is said: %o',
    async which => {
      opened(1);
      box.faults.next(tooMany(1), { before: 502 });
      await expect(asked(which)).rejects.toThrow('Server Error');
      box.faults.clear();
    },
  );

  test.each([{ secondary: 30 }, { before: 403 }, { before: 500 }, { before: 'reset' }] as const)(
    'any other trouble is none that half as many would end: %o',
    async fault => {
      opened(1);
      box.faults.next({ route: 'POST /graphql' }, fault);
      const answer = asked({ order: 'oldest', after: null, size: 100 });
      expect(await costOf(answer)).toBe(1);
      await expect(answer).rejects.toThrow();
    },
  );
});

describe('who knows files', () => {
  test('which a pull request changes, and who changed them lately', async () => {
    web.push('main', { 'src/a.ts': '1', 'b.txt': '1' }, { by: person('bob') });
    web.push('main', { 'src/a.ts': '2' }, { by: person('carol') });
    web.push('main', { 'src/a.ts': '3' }, { by: person('bob') });
    const pull = open({ files: { 'src/a.ts': '5', 'new.txt': 'n' } });
    const files = await github.changedFiles(pull.number);
    expect(files.sort()).toEqual(['new.txt', 'src/a.ts']);
    const worked = github.workedOn(['src/a.ts', 'new.txt', 'b.txt']);
    expect(await costOf(worked)).toBe(1);
    expect(await worked).toEqual([[known('bob'), known('carol')], [], [known('bob')]]);
    expect(await costOf(github.workedOn([]))).toBe(0);
  });

  test('who is in a team; the invited are not, and of no team there is nobody', async () => {
    const team = box.organisation('acme').team('Members').member(person('alice'));
    team.member(person('bob'), { pending: true });
    expect(await github.teamMembers({ organisation: 'acme', slug: 'members' })).toEqual([known('alice')]);
    expect(await github.teamMembers({ organisation: 'acme', slug: 'nobody' })).toBe(null);
    expect(await github.teamMembers({ organisation: 'nowhere', slug: 'members' })).toBe(null);
  });

  test('who is in a large team, a hundred in one request; of a huge one the first thousand', async () => {
    const team = box.organisation('acme').team('Large');
    const join = (from: number, to: number) => {
      for (let count = from; count < to; count++) team.member(person(`dave-${count}`));
    };
    join(0, 100);
    const few = github.teamMembers({ organisation: 'acme', slug: 'large' });
    expect([await costOf(few), (await few)?.length]).toEqual([1, 100]);
    join(100, 250);
    const many = github.teamMembers({ organisation: 'acme', slug: 'large' });
    expect([await costOf(many), new Set((await many)?.map(({ login }) => login)).size]).toEqual([3, 250]);
    join(250, 1_001);
    const huge = github.teamMembers({ organisation: 'acme', slug: 'large' });
    expect([await costOf(huge), (await huge)?.length]).toEqual([10, 1_000]);
  });
});
