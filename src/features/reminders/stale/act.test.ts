import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../core/effect.ts';
import type { Person } from '../../../core/event.ts';
import type { Deed, OpenPull, Vote } from '../../../core/open-pull.ts';
import type { Role } from '../../../core/reads.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { dayOf } from '../../../time/moment.ts';
import { usualHours } from '../../../time/work-hours.ts';
import { type Calendar, isWorking, workedBetween } from '../../../time/work-time.ts';
import type { Reminders } from '../config.ts';
import type { Row, Stale } from '../row.ts';
import { episodeOf, tendedAtOf, turnOf } from '../turns/turn-of.ts';
import { staleAct } from './act.ts';
import { withdrawn } from './asking.ts';
import { staleDue } from './due.ts';
import type { Counted } from './votes.ts';

/** An old pull request, looked at once a day for a year: who says what and when, and what becomes of it. */

const hour = 3_600_000;
const day = 24 * hour;
const person = (login: string, id: number): Person => ({ id, login, bot: login.endsWith('[bot]') });
const alice = person('alice', 1);
const bob = person('bob', 2);
const carol = person('carol', 3);
const mallory = person('mallory', 4);
const robot = person('robot[bot]', 5);
const roleOf: Record<number, Role> = { 1: 'none', 2: 'triage', 3: 'read', 4: 'read', 5: 'write' };

const calendar: Calendar = { hours: usualHours, timezone: 'UTC', holidays: [] };
const span = { count: 1, unit: 'd' } as const;
const config: Reminders = {
  after: { review: span, answer: span, merge: span, ask: span },
  escalate: null,
  calendarOf: () => calendar,
  volunteers: false,
  reminds: () => true,
  quietLabels: ['blocked', 'on hold'],
  bots: false,
  mostADay: 10,
  startsNow: true,
  digests: [],
  staleAfter: 60 * day,
  closes: false,
  issues: false,
  cleanup: false,
};

/** A Monday. Sixty days later it is Friday, 1 May. */
const began = new Date('2026-03-02T09:00:00Z');
const on = (date: string): Date => new Date(`${date} 2026 09:00Z`);

/** Approved long ago by bob: whoever may merge has the move. */
const approved: OpenPull = {
  ...{ number: 42, node: 'PR_42', title: 'Better', author: alice, insider: true, state: 'open', draft: false, locked: false },
  ...{ mergesItself: false, fork: false, head: 'a1', branch: 'better', base: 'main', labels: [], milestone: null, assignees: [] },
  ...{ openedAt: began, updatedAt: began, committedAt: began, size: { additions: 1, deletions: 1, files: 1 }, conflict: false },
  ...{ decision: 'approved', demanded: [], checks: [], asked: { people: [], teams: [] }, threads: [], deedsCut: false },
  reviews: [{ by: bob, state: 'approved', at: began, writer: true }],
  deeds: [{ at: began, by: bob, what: 'reviewed', state: 'approved' }],
};
const unreviewed: Partial<OpenPull> = { decision: null, reviews: [], deeds: [], asked: { people: [bob], teams: [] } };

type Change = {
  pull?: Partial<OpenPull>;
  row?: Partial<Row>;
  config?: Partial<Reminders>;
  vote?: [Person, Vote['says']];
  deed?: Deed;
};
interface Year {
  pull?: Partial<OpenPull>;
  row?: Partial<Row>;
  config?: Partial<Reminders>;
  left?: number;
  /** From this day on. */
  changes?: [string, Change][];
  days?: number;
  outcome?: Partial<Outcome>;
  /** Of each question, whether every 👎 on it was seen; null: it was not asked about. */
  whole?: boolean | null;
}

interface Look {
  at: Date;
  before: Row;
  row: Row;
  pull: OpenPull;
  config: Reminders;
  effects: Effect[];
  votes: Counted[];
}

const comment = (by: Person, at: string): Change => ({ deed: { at: on(at), by, what: 'commented', node: 'IC_1' } });

function looksOf({
  pull: more = {},
  row: kept = {},
  config: asked = {},
  left = 5,
  changes = [],
  days = 365,
  outcome = {},
  whole = true,
}: Year): Look[] {
  let pull = { ...approved, ...more };
  let current = { ...config, ...asked };
  let stale: Stale | null = null;
  let own = kept;
  const votes: Counted[] = [];
  const outcomes = new Map<string, Outcome>();
  const looks: Look[] = [];
  const waiting = [...changes];
  for (let at = began; at.getTime() <= began.getTime() + days * day; at = new Date(at.getTime() + day)) {
    while (waiting[0] && on(waiting[0][0]) <= at) {
      const [, change] = waiting.shift() ?? ['', {}];
      pull = { ...pull, ...change.pull, deeds: [...(change.pull?.deeds ?? pull.deeds), ...(change.deed ? [change.deed] : [])] };
      current = { ...current, ...change.config };
      own = { ...own, ...change.row };
      if (change.vote) votes.push(countedOf(change.vote, stale));
    }
    const before = rowOf(pull, current, { stale, ...own });
    const round = { ...roundAt(at, current), left };
    const seen = new Map(whole === null ? [] : [...outcomes.keys()].map(key => [key, whole]));
    const { row, effects } = staleAct({ round, row: before, pull, outcomes, votes, seen });
    stale = row.stale;
    for (const one of effects) {
      const done: Outcome = { state: 'done', remoteId: one.key, error: null, unsure: false, settledAt: at, ...outcome };
      if (one.kind === 'comment') outcomes.set(one.key, done);
      if (one.kind === 'thread-state') pull = { ...pull, state: 'closed' };
    }
    looks.push({ at, before, row, pull, config: current, effects, votes: [...votes] });
  }
  return looks;
}

const countedOf = ([by, says]: [Person, Vote['says']], stale: Stale | null): Counted => ({
  ...{ node: stale?.comment ?? '', by, says, role: roleOf[by.id] ?? 'none' },
});

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
const roundAt = (now: Date, current: Reminders) => ({
  ...{
    repository,
    page: 'https://github.com/acme/web',
    prefix: '/',
    config: current,
    now,
    hasHeard: () => false,
    optedOut: new Set<number>(),
  },
});

function rowOf(pull: OpenPull, { quietLabels, bots }: Reminders, more: Partial<Row>): Row {
  const around = {
    redSince: null,
    conflictSince: null,
    clearSince: null,
    greenSince: null,
    stuckSince: null,
    redAgain: [],
    frozen: null,
  };
  const turn = turnOf(pull, { ...around, quietLabels, bots });
  return {
    ...{ number: pull.number, head: pull.head, node: pull.node, title: pull.title, author: pull.author, openedAt: pull.openedAt },
    ...{ changedAt: pull.updatedAt, readAt: pull.updatedAt, turn, episode: episodeOf(turn), size: pull.size, green: true },
    ...{
      redSince: null,
      conflictSince: null,
      clearSince: null,
      greenSince: null,
      runningSince: null,
      movedAt: tendedAtOf(pull, null),
      dueAt: null,
      changed: false,
      snoozedUntil: null,
    },
    ...{ muted: false, nudge: null, called: [], stale: null, ...more },
  };
}

function verbOf(effect: Effect, { row }: Look): string {
  switch (effect.kind) {
    case 'comment':
      return row.stale?.asks === 1 ? 'asks' : 'asks again';
    case 'edit':
      return (
        { kept: 'keeps it', closed: 'says so', over: 'asks no more', open: 'takes it back' }[
          effect.key.split(':').at(-1) ?? ''
        ] ?? '?'
      );
    case 'hide':
      return 'hides it';
    case 'thread-state':
      return effect.state === 'closed' ? 'closes' : 'opens';
    default:
      return effect.kind;
  }
}

const told = (year: Year): string =>
  looksOf(year)
    .filter(({ effects }) => effects.length > 0)
    .map(look => `${dayOf(look.at, 'UTC', began)} ${look.effects.map(one => verbOf(one, look)).join(', ')}`)
    .join(' · ');

const closes = { config: { closes: true } } as const;

describe('nobody moves for sixty days', () => {
  test.each<[string, Year, string]>([
    ['it is asked about once, and left alone after that', {}, '1 May asks'],
    [
      'where closing is on, it is asked about twice and closed',
      closes,
      '1 May asks · 21 May hides it, asks again · 10 Jun closes, says so',
    ],
    ['a draft is asked about, too', { pull: { draft: true } }, '1 May asks'],
    ['what is blocked is not', { pull: { labels: ['Blocked'] } }, ''],
    ['what is locked is not: nobody could answer', { pull: { locked: true } }, ''],
    ['what is closed is not', { pull: { state: 'closed' } }, ''],
    ['what is merged is not', { pull: { state: 'merged' } }, ''],
    ['what is muted is not', { row: { muted: true } }, ''],
    ['what is snoozed is when that is over', { row: { snoozedUntil: on('20 May') } }, '20 May asks'],
    ['what a bot opened is not', { pull: { author: robot } }, ''],
    ['unless the file wants that', { pull: { author: robot }, config: { bots: true } }, '1 May asks'],
    ['without `stale_after` nothing is', { config: { staleAfter: null, closes: true } }, ''],
    ['not on a weekend', { config: { staleAfter: 61 * day } }, '4 May asks'],
    [
      'not on a holiday of the team',
      { config: { calendarOf: () => ({ ...calendar, holidays: [{ from: '05-01', to: '05-01' }] }) } },
      '4 May asks',
    ],
    ['not when enough was said today', { left: 0 }, ''],
    ['what a bot says is no move', { changes: [['1 Apr', comment(robot, '1 Apr')]] }, '1 May asks'],
    ['what anybody else says is one', { changes: [['1 Apr', comment(mallory, '1 Apr')]] }, '1 Jun asks'],
  ])('%s', (_, year, says) => expect(told(year)).toBe(says));
});

describe('somebody answers', () => {
  const votes = (by: Person, says: Vote['says'], more: Year = {}): Year => ({
    ...more,
    changes: [['5 May', { vote: [by, says] }]],
  });
  test.each<[string, Year, string]>([
    [
      'its author says 👍, without any role: it is closed, though closing is off',
      votes(alice, 'yes'),
      '1 May asks · 5 May closes, says so',
    ],
    ['somebody who can triage says 👍', votes(bob, 'yes'), '1 May asks · 5 May closes, says so'],
    ['whoever is assigned says 👍', votes(carol, 'yes', { pull: { assignees: [carol] } }), '1 May asks · 5 May closes, says so'],
    [
      'a milestone does not outweigh a person',
      votes(bob, 'yes', { pull: { milestone: '2.0' }, ...closes }),
      '1 May asks · 5 May closes, says so',
    ],
    ['a stranger says 👍', votes(mallory, 'yes'), '1 May asks'],
    ['somebody who only reads says 👍', votes(carol, 'yes'), '1 May asks'],
    ['a bot that can write says 👍', votes(robot, 'yes'), '1 May asks'],
    ['a stranger says 👎', votes(mallory, 'no', closes), '1 May asks · 21 May hides it, asks again · 10 Jun closes, says so'],
    [
      'its author says 👎: it is asked about again after ninety days',
      votes(alice, 'no', { days: 155 }),
      '1 May asks · 5 May keeps it · 3 Aug hides it, asks',
    ],
    [
      'one says 👍 and one 👎',
      {
        days: 100,
        changes: [
          ['5 May', { vote: [bob, 'yes'] }],
          ['5 May', { vote: [alice, 'no'] }],
        ],
      },
      '1 May asks · 5 May keeps it',
    ],
    [
      'kept, and somebody moves later',
      {
        days: 100,
        changes: [
          ['5 May', { vote: [bob, 'no'] }],
          ['8 May', comment(alice, '8 May')],
        ],
      },
      '1 May asks · 5 May keeps it · 8 May hides it',
    ],
    ['somebody writes', { days: 150, changes: [['5 May', comment(mallory, '5 May')]] }, '1 May asks · 5 May keeps it, hides it'],
    [
      'somebody writes and says 👍: words count more',
      { days: 150, changes: [['5 May', { ...comment(bob, '5 May'), vote: [bob, 'yes'] }]] },
      '1 May asks · 5 May keeps it, hides it',
    ],
    [
      'somebody pushes what was committed long ago',
      { days: 150, changes: [['5 May', { pull: { head: 'b2' } }]] },
      '1 May asks · 5 May keeps it, hides it',
    ],
    [
      'somebody only gives a command, as the question lets them',
      { days: 150, changes: [['5 May', { deed: { at: on('5 May'), by: bob, what: 'commanded' } }]] },
      '1 May asks · 5 May keeps it, hides it',
    ],
    [
      'somebody mutes it',
      {
        changes: [
          ['5 May', { deed: { at: on('5 May'), by: bob, what: 'commanded' }, row: { muted: true } }],
          ['6 May', { row: { muted: false } }],
        ],
      },
      '1 May asks · 5 May asks no more, hides it · 3 Aug asks',
    ],
    ['a bot writes', { days: 80, changes: [['5 May', comment(robot, '5 May')]] }, '1 May asks'],
    [
      'after the second question, too',
      { ...closes, days: 100, changes: [['25 May', { vote: [alice, 'no'] }]] },
      '1 May asks · 21 May hides it, asks again · 25 May keeps it',
    ],
    ['somebody closes it', { changes: [['5 May', { pull: { state: 'closed' } }]] }, '1 May asks · 5 May hides it'],
    [
      'it is put on hold',
      { changes: [['5 May', { pull: { labels: ['on hold'] } }]] },
      '1 May asks · 5 May asks no more, hides it',
    ],
    ['it is muted', { changes: [['5 May', { row: { muted: true } }]] }, '1 May asks · 5 May asks no more, hides it'],
    [
      'it is muted, and a day later it is not',
      {
        changes: [
          ['2 May', { row: { muted: true } }],
          ['3 May', { row: { muted: false } }],
        ],
      },
      '1 May asks · 2 May asks no more, hides it · 21 May asks',
    ],
    [
      'it is snoozed',
      { ...closes, changes: [['5 May', { row: { snoozedUntil: on('1 Jul') } }]], days: 130 },
      '1 May asks · 5 May asks no more, hides it · 1 Jul asks',
    ],
    [
      'it is snoozed after the second question, for longer than that promised',
      { ...closes, changes: [['8 Jun', { row: { snoozedUntil: on('1 Jul') } }]], days: 130 },
      '1 May asks · 21 May hides it, asks again · 8 Jun asks no more, hides it · 1 Jul asks',
    ],
    [
      'it is snoozed, and somebody says 👍 before it is read again',
      { changes: [['5 May', { row: { snoozedUntil: on('1 Jul') }, vote: [bob, 'yes'] }]], days: 100 },
      '1 May asks · 5 May asks no more, hides it',
    ],
    [
      'the file wants no questions any more',
      { changes: [['5 May', { config: { staleAfter: null } }]] },
      '1 May asks · 5 May asks no more, hides it',
    ],
  ])('%s', (_, year, says) => expect(told(year)).toBe(says));
});

describe('nobody answers, and closing is on: it is not closed', () => {
  const spared = '1 May asks · 21 May keeps it';
  const late = '1 May asks · 21 May hides it, asks again · 10 Jun keeps it';
  const year = (more: Year): Year => ({ ...closes, days: 120, ...more });
  test.each<[string, Year, string]>([
    ['with a milestone', year({ pull: { milestone: '2.0' } }), spared],
    ['with somebody assigned', year({ pull: { assignees: [bob] } }), spared],
    ['with a label about security, however it is written', year({ pull: { labels: ['Type: SECURITY fix'] } }), spared],
    ['with commits of the last thirty days', year({ changes: [['25 Apr', { pull: { committedAt: on('25 Apr') } }]] }), spared],
    ['when its author waits for a review', year({ pull: unreviewed }), spared],
    [
      'when its reviewer put a label on it, and its author waits as before',
      year({ pull: { ...unreviewed, deeds: [{ at: began, by: bob, what: 'labelled', label: 'ui' }] } }),
      spared,
    ],
    [
      'when somebody said something, and its author waits as before',
      year({ pull: { ...unreviewed, deeds: [{ at: began, by: mallory, what: 'commented', node: 'IC_1' }] } }),
      spared,
    ],
    [
      'when its author asked nobody, and waits all the same',
      year({ pull: { ...unreviewed, asked: { people: [], teams: [] } } }),
      spared,
    ],
    ['when a milestone comes after the second question', year({ changes: [['1 Jun', { pull: { milestone: '2.0' } }]] }), late],
    ['when somebody is assigned on the last day', year({ changes: [['10 Jun', { pull: { assignees: [carol] } }]] }), late],
    [
      'when closing is switched off again',
      year({ changes: [['1 Jun', { config: { closes: false } }]] }),
      '1 May asks · 21 May hides it, asks again · 10 Jun takes it back',
    ],
    ['when the question never arrived', year({ outcome: { state: 'planned', settledAt: null } }), '1 May asks'],
    [
      'before fourteen working days have passed since people could read it',
      year({ outcome: { settledAt: on('8 May') } }),
      '1 May asks · 28 May hides it, asks again · 17 Jun closes, says so',
    ],
    [
      'when GitHub refused the question: it is asked anew',
      year({ days: 85, outcome: { state: 'failed' } }),
      '1 May asks · 21 May hides it, asks',
    ],
    ['when somebody deleted the question, or nobody can read all its answers', year({ whole: false }), spared],
    ['while its answers were not read', year({ whole: null }), '1 May asks'],
    [
      'when somebody says 👍, and not every 👎 was seen',
      { changes: [['5 May', { vote: [bob, 'yes'] }]], whole: false },
      '1 May asks',
    ],
    [
      'when it was not closed before: it is asked once more first',
      { changes: [['1 Jul', { config: { closes: true } }]], days: 142 },
      '1 May asks · 1 Jul hides it, asks again · 21 Jul closes, says so',
    ],
  ])('%s', (_, given, says) => expect(told(given)).toBe(says));
});

test('where the file asks for nothing any more, the question says so and is put away', () => {
  const stale = looksOf({ ...closes, days: 62 }).at(-1)?.row.stale ?? null;
  expect(withdrawn(repository, stale).map(({ kind }) => kind)).toEqual(['edit', 'hide']);
  expect(withdrawn(repository, stale && { ...stale, keptUntil: on('1 Aug') }).map(({ kind }) => kind)).toEqual(['hide']);
  expect(withdrawn(repository, stale && { ...stale, comment: null })).toEqual([]);
});

const anyPerson = fc.constantFrom(alice, bob, carol, mallory, robot);
const anyDay = fc.integer({ min: 0, max: 300 }).map(days => new Date(began.getTime() + days * day));
const dateOf = (at: Date): string => `${dayOf(at, 'UTC', began)}`.replace(/ 2027$/, '');
const anyChange = fc
  .record({ at: anyDay, by: anyPerson, what: fc.integer({ min: 0, max: 9 }), says: fc.constantFrom<Vote['says']>('yes', 'no') })
  .map(({ at, by, what, says }): [string, Change] => {
    const all: Change[] = [
      { vote: [by, says] },
      { deed: { at, by, what: 'commented', node: 'IC_1' } },
      { pull: { milestone: '2.0' } },
      { pull: { milestone: null, assignees: [], labels: [] } },
      { pull: { assignees: [carol] } },
      { pull: { labels: ['security'] } },
      { pull: { committedAt: at, head: at.toISOString() } },
      { config: { closes: says === 'yes' } },
      { row: { muted: says === 'yes' } },
      { row: { snoozedUntil: new Date(at.getTime() + 30 * day) } },
    ];
    return [dateOf(at), all[what] ?? {}];
  });
const anyYear = fc
  .record({
    pull: fc.constantFrom<Partial<OpenPull>>({}, unreviewed, { draft: true }, { milestone: '2.0' }),
    config: fc.record({ closes: fc.boolean() }),
    left: fc.constantFrom(0, 1, 5),
    changes: fc.array(anyChange, { maxLength: 6 }),
  })
  .map(year => ({ ...year, changes: year.changes.toSorted(([one], [other]) => on(one).getTime() - on(other).getTime()) }));

const isClosing = ({ effects }: Look): boolean => effects.some(one => one.kind === 'thread-state');
const waitsForReview = ({ before: { turn }, pull: { deeds, author } }: Look): boolean =>
  (turn.of === 'review' || turn.of === 'ask') && (deeds.findLast(({ by }) => !by?.bot)?.by ?? author)?.id === author?.id;
const decided = ({ votes, pull: { author, assignees } }: Look): boolean =>
  votes.some(
    ({ by, says, role }) =>
      says === 'yes' && !by.bot && (role === 'triage' || [author, ...assignees].some(one => one?.id === by.id)),
  );

describe('whatever happens in a year', () => {
  test('nothing is closed but by somebody who may, or where closing is on and nothing speaks against it', () => {
    fc.assert(
      fc.property(anyYear, year => {
        for (const look of looksOf(year).filter(isClosing)) {
          const { pull, at } = look;
          expect(at.getTime()).toBeGreaterThanOrEqual(look.before.snoozedUntil?.getTime() ?? 0);
          if (decided(look)) continue;
          expect(look.config.closes).toBe(true);
          expect(pull).toMatchObject({ milestone: null, assignees: [], labels: [] });
          expect(at.getTime() - pull.committedAt.getTime()).toBeGreaterThanOrEqual(30 * day);
          expect(waitsForReview(look)).toBe(false);
          expect(look.before.stale?.asks).toBe(2);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('two questions are fourteen working days apart, and so is the end from the second; each is asked at work', () => {
    const apart = 14 * 8 * hour;
    fc.assert(
      fc.property(anyYear, year => {
        const looks = looksOf(year);
        const asked = looks.filter(({ effects }) => effects.some(one => one.kind === 'comment'));
        for (const { at } of asked) expect(isWorking(calendar, at)).toBe(true);
        for (const [place, { at }] of asked.entries()) {
          const before = asked[place - 1];
          if (before) expect(workedBetween(before.at, at, calendar)).toBeGreaterThanOrEqual(apart);
        }
        for (const look of looks.filter(one => isClosing(one) && !decided(one))) {
          const last = look.before.stale?.askedAt ?? look.at;
          expect(workedBetween(last, look.at, calendar)).toBeGreaterThanOrEqual(apart);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('what was looked at has nothing to be done at once, unless nobody is at work or enough was said', () => {
    fc.assert(
      fc.property(anyYear, year => {
        if (year.left === 0) return;
        for (const { at, row, config: current, pull } of looksOf(year)) {
          const due = pull.state === 'open' ? staleDue(row, current) : null;
          if (isWorking(calendar, at) && due !== null) expect(due.getTime()).toBeGreaterThan(at.getTime());
        }
      }),
      { numRuns: 80 },
    );
  });
});
