import { expect, test } from 'vitest';
import { environment } from '../../../../test/policy.ts';
import { loosened } from './loosened.ts';

const round = { now: new Date('2026-11-20T10:00:00Z'), defaultBranch: 'main' };
type Settings = Record<string, unknown>;

const all = (environments: Record<string, Settings>, timezone = 'Europe/Berlin') => ({
  timezone,
  environments: Object.fromEntries(Object.entries(environments).map(([name, settings]) => [name, environment(settings)])),
});

/** What is said of prod when its settings change so. */
function said(before: Settings, after: Settings): string | null {
  const found = loosened(all({ prod: before }), all({ prod: after }), round);
  expect(found.length).toBeLessThan(2);
  return found[0]?.says.replace(/^After this change /, '') ?? null;
}

test('what voice.md promises', () => {
  const before = all({ production: { who: '@acme/release', reviews: 1 } });
  const [only] = loosened(before, all({ production: {} }), round);
  expect(only?.path).toEqual(['environments', 'production']);
  expect(only?.says).toBe(
    'After this change everyone who can write may deploy to **production** (now: `@acme/release`), and no review is needed (now: 1).',
  );
});

test('everything at once is one sentence', () => {
  const strict = {
    who: ['maintain', '@alice'],
    after: 'staging',
    checks: 'all',
    reviews: 2,
    approved_by: '@acme/release',
    plan: 'required',
    up_to_date: true,
    green: true,
    freeze: ['Fri 16:00 - Mon 08:00'],
    wait: '1h',
  };
  const loose = { auto: true, checks: 'none', drafts: true, forks: 'reviewed', wait: '2h' };
  const [before, after] = [all({ prod: {}, staging: {} }), all({ prod: {}, staging: {} })];
  const { after: _, ...rest } = strict;
  before.environments.prod = { ...environment(rest), after: 'staging' };
  after.environments.prod = environment(loose);
  expect(loosened(before, after, round).map(({ says }) => says)).toMatchInlineSnapshot(`
    [
      "After this change everyone who can write may deploy to **prod** (now: everyone who can maintain and \`@alice\`), every green commit of \`main\` goes there by itself (now: none does), a commit need not have worked in \`staging\` first (now: it has to), no check has to be green (now: all), no review is needed (now: 2), nobody has to approve (now: \`@acme/release\`), no plan has to come first (now: one has to), drafts may go there (now: none may), commits of forks that somebody has read may go there (now: none may), a commit may lack commits of the branch it goes into (now: none), \`main\` need not be green (now: it has to), deploys go there in the time of \`Fri 16:00 - Mon 08:00\` too (now: none do), and a deploy may wait 2 h for what it lacks (now: 1 h).",
    ]
  `);
});

test.each<[what: string, before: Settings, after: Settings, says: string | null]>([
  ['nothing changed', { reviews: 1 }, { reviews: 1 }, null],
  ['more people', { who: '@alice' }, { who: ['@alice', '@bob'] }, '`@alice` and `@bob` may deploy to **prod** (now: `@alice`)'],
  ['fewer people', { who: ['@alice', '@bob'] }, { who: '@BOB' }, null],
  [
    'a lower role',
    { who: 'maintain' },
    { who: 'write' },
    'everyone who can write may deploy to **prod** (now: everyone who can maintain)',
  ],
  ['a higher role', { who: 'write' }, { who: 'admin' }, null],
  ['a team instead of everybody', { who: 'write' }, { who: '@acme/web' }, null],
  ['a person instead of admins', { who: 'admin' }, { who: '@bob' }, '`@bob` may deploy to **prod** (now: every admin)'],
  ['another team', { who: '@acme/a' }, { who: '@acme/b' }, '`@acme/b` may deploy to **prod** (now: `@acme/a`)'],
  ['by itself', {}, { auto: 'next' }, 'every green commit of `next` goes to **prod** by itself (now: none does)'],
  [
    'by itself from elsewhere',
    { auto: true },
    { auto: 'next' },
    'every green commit of `next` goes to **prod** by itself (now: those of `main`)',
  ],
  ['the same branch by its name', { auto: true, green: 'main' }, { auto: 'main', green: true }, null],
  ['not by itself any more', { auto: true }, {}, null],
  ['no checks', {}, { checks: 'none' }, 'no check has to be green for **prod** (now: the required ones)'],
  ['fewer checks', { checks: 'all' }, { checks: ['test'] }, 'only `test` has to be green for **prod** (now: all)'],
  ['checks by name', {}, { checks: ['a', 'b'] }, 'only `a` and `b` have to be green for **prod** (now: the required ones)'],
  ['required ones for named ones', { checks: ['a'] }, {}, 'only the required checks have to be green for **prod** (now: `a`)'],
  [
    'a name left out',
    { checks: ['a', 'b'] },
    { checks: ['b', 'c'] },
    'only `b` and `c` have to be green for **prod** (now: `a` and `b`)',
  ],
  ['one name more', { checks: ['a'] }, { checks: ['b', 'a'] }, null],
  ['all checks', { checks: ['a'] }, { checks: 'all' }, null],
  ['any check', { checks: 'none' }, {}, null],
  ['fewer reviews', { reviews: 3 }, { reviews: 2 }, '2 reviews are enough for **prod** (now: 3)'],
  ['one review', { reviews: 2 }, { reviews: 1 }, '1 review is enough for **prod** (now: 2)'],
  ['more reviews', {}, { reviews: 1 }, null],
  ['nobody approves', { approved_by: '@carol' }, {}, 'nobody has to approve for **prod** (now: `@carol`)'],
  [
    'more approve',
    { approved_by: '@carol' },
    { approved_by: ['@carol', '@dave'] },
    '`@carol` and `@dave` may approve for **prod** (now: `@carol`)',
  ],
  ['somebody approves', {}, { approved_by: 'write' }, null],
  ['no plan', { plan: 'required' }, {}, 'no plan has to come first for **prod** (now: one has to)'],
  ['a plan', {}, { plan: 'required' }, null],
  ['drafts', {}, { drafts: true }, 'drafts may go to **prod** (now: none may)'],
  ['no drafts', { drafts: true }, {}, null],
  ['forks', {}, { forks: 'reviewed' }, 'commits of forks that somebody has read may go to **prod** (now: none may)'],
  ['no forks', { forks: 'reviewed' }, {}, null],
  ['behind its base', { up_to_date: true }, {}, 'a commit may lack commits of the branch it goes into for **prod** (now: none)'],
  ['up to date', {}, { up_to_date: true }, null],
  ['a red branch', { green: true }, {}, '`main` need not be green for **prod** (now: it has to)'],
  ['another branch', { green: true }, { green: 'next' }, '`next` has to be green for **prod** (now: `main`)'],
  ['a green branch', {}, { green: true }, null],
  [
    'no checks of infrastructure',
    { infrastructure: '1h' },
    {},
    'the checks of `prod` need not have passed for **prod** (now: they have to)',
  ],
  ['checks of infrastructure', {}, { infrastructure: '1h' }, null],
  [
    'older checks of infrastructure',
    { infrastructure: '1h' },
    { infrastructure: '2h' },
    'the checks of `prod` may have passed 2 h ago for **prod** (now: 1 h)',
  ],
  ['newer checks of infrastructure', { infrastructure: '1h' }, { infrastructure: '30m' }, null],
  [
    'the same checks by their name',
    { infrastructure: '1h' },
    { infrastructure: { of: ['staging', 'prod'], within: '1h' } },
    null,
  ],
  [
    'other checks of infrastructure',
    { infrastructure: { of: ['staging', 'prod'], within: '1h' } },
    { infrastructure: { of: 'prod', within: '1d' } },
    'the checks of `staging` need not have passed for **prod** (now: they have to), and the checks of `prod` may have passed 24 h ago (now: 1 h)',
  ],
  [
    'no freeze',
    { freeze: 'Fri 16:00 - Mon 08:00' },
    {},
    'deploys go to **prod** in the time of `Fri 16:00 - Mon 08:00` too (now: none do)',
  ],
  [
    'a freeze less',
    { freeze: ['Fri', 'Sat'] },
    { freeze: ['sat', 'Sun'] },
    'deploys go to **prod** in the time of `Fri` too (now: none do)',
  ],
  ['a freeze that is over', { freeze: ['2025-12-19 - 2026-01-04'] }, {}, null],
  ['a freeze', {}, { freeze: 'Fri' }, null],
  [
    'a way through it',
    { freeze: 'Fri' },
    { freeze: 'Fri', override: '@dave' },
    '`@dave` may let a deploy through a freeze for **prod** (now: nobody)',
  ],
  ['a way through nothing', {}, { override: '@dave' }, null],
  ['a freeze with a way through', {}, { freeze: 'Fri', override: '@dave' }, null],
  ['no way through', { freeze: 'Fri', override: '@dave' }, { freeze: 'Fri' }, null],
  ['a longer wait', {}, { wait: '3d' }, 'a deploy may wait 3 days for what it lacks for **prod** (now: 24 h)'],
  ['a shorter wait', {}, { wait: '1h' }, null],
  ['what holds an environment lets nobody in', { hold: '8h' }, {}, null],
])('%s', (_, before, after, says) => expect(said(before, after)).toBe(says === null ? null : `${says}.`));

test.each<[what: string, before: string | null, after: string | null, says: string | null]>([
  ['not first any more', 'staging', null, 'a commit need not have worked in `staging` first for **prod** (now: it has to)'],
  ['elsewhere first', 'staging', 'qa', 'a commit has to have worked in `qa` first for **prod** (now: in `staging`)'],
  ['after what comes after it', 'staging', 'preprod', null],
  ['first', null, 'staging', null],
])('%s', (_, before, after, says) => {
  const others = { staging: environment({}), qa: environment({}), preprod: { ...environment({}), after: 'staging' } };
  const file = (name: string | null) => ({
    timezone: 'UTC',
    environments: { ...others, prod: { ...environment({}), ...(name === null ? {} : { after: name }) } },
  });
  const found = loosened(file(before), file(after), round).map(one => one.says);
  expect(found).toEqual(says === null ? [] : [`After this change ${says}.`]);
});

test('an environment that comes or goes loosens nothing; one that only changes its capitals is the same', () => {
  const before = all({ prod: { reviews: 1 }, old: { reviews: 1 } });
  const found = loosened(before, all({ Prod: {}, fresh: {} }), round);
  expect(found).toEqual([
    { path: ['environments', 'Prod'], says: 'After this change no review is needed for **Prod** (now: 1).' },
  ]);
});

test('a freeze on another clock is another freeze', () => {
  const freeze = { prod: { freeze: 'Fri 16:00 - Mon 08:00' }, free: {} };
  expect(loosened(all(freeze), all(freeze, 'UTC'), round).map(({ says }) => says)).toEqual([
    'After this change the freezes are read on the clock of `UTC` for **prod** (now: `Europe/Berlin`).',
  ]);
});

test('a name from a file is no markup', () => {
  const [one] = loosened(all({ 'a@bob': { reviews: 1 } }), all({ 'a@bob': {} }), round);
  expect(one?.says).not.toContain('@bob');
});
