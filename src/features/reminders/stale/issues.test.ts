import { describe, expect, test } from 'vitest';
import type { Person } from '../../../core/event.ts';
import type { QuietIssue, Role } from '../../../core/reads.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { usualHours } from '../../../time/work-hours.ts';
import type { Reminders } from '../config.ts';
import { issuesAct, issuesToAsk, type StaleIssue } from './issues.ts';
import type { Counted } from './votes.ts';

/** Old issues, a few a week. */

const day = 24 * 3_600_000;
const alice: Person = { id: 1, login: 'alice', bot: false };
const bob: Person = { id: 2, login: 'bob', bot: false };
const now = new Date('2026-05-04T10:00:00Z');
const later = (days: number): Date => new Date(now.getTime() + days * day);
const span = { count: 1, unit: 'd' } as const;
const config: Reminders = {
  after: { review: span, answer: span, merge: span, ask: span },
  escalate: null,
  calendarOf: () => ({ hours: usualHours, timezone: 'UTC', holidays: [] }),
  volunteers: false,
  reminds: () => true,
  quietLabels: ['blocked'],
  bots: false,
  mostADay: 10,
  startsNow: true,
  digests: [],
  staleAfter: 60 * day,
  closes: true,
  issues: true,
  cleanup: false,
};
const quiet: QuietIssue = {
  ...{ number: 7, node: 'I_7', author: alice, open: true, locked: false, labels: [], milestone: null, assignees: [] },
  ...{ movedAt: new Date('2026-02-01T10:00:00Z'), movedBy: bob },
};
const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
interface Week {
  at?: Date;
  known?: StaleIssue[];
  votes?: Counted[];
  left?: number;
  config?: Partial<Reminders>;
}
function act(issues: QuietIssue[], { at = now, known = [], votes = [], left = 10, config: more = {} }: Week = {}) {
  const round = {
    repository,
    page: '',
    prefix: '/',
    config: { ...config, ...more },
    now: at,
    hasHeard: () => false,
    optedOut: new Set<number>(),
    left,
  };
  const done = (one: StaleIssue): [string, Outcome] => [
    one.comment ?? '',
    { state: 'done', remoteId: one.comment, error: null, unsure: false, settledAt: one.askedAt },
  ];
  const seen = new Map(known.map(({ comment }) => [comment ?? '', true]));
  const acted = issuesAct({ round, issues, known, outcomes: new Map(known.map(done)), votes, seen });
  return { ...acted, kinds: acted.effects.map(({ kind }) => kind) };
}
const voted = (one: StaleIssue, by: Person, says: 'yes' | 'no', role: Role): Counted => ({
  node: one.comment ?? '',
  by,
  says,
  role,
});
const asked = (issue = quiet): StaleIssue => {
  const [one] = act([issue]).known;
  if (!one) throw new Error('it was not asked about');
  return one;
};

describe('an issue that nobody has touched for sixty days', () => {
  test('is asked about, in words for an issue', () => {
    const { effects, known } = act([quiet]);
    expect(effects).toMatchObject([{ kind: 'comment', on: 7, lane: 'bookkeeping' }]);
    expect(effects.flatMap(one => (one.kind === 'comment' ? [one.body] : []))[0]).toContain(
      'so does whatever a person writes here',
    );
    expect(known).toMatchObject([{ number: 7, asks: 1, nextAt: new Date('2026-05-22T10:00:00Z') }]);
  });

  test.each<[string, Partial<QuietIssue>, Partial<Reminders>]>([
    ['that somebody has touched since', { movedAt: new Date('2026-04-01T10:00:00Z') }, {}],
    ['where issues are not asked for', {}, { issues: false }],
    ['that is blocked', { labels: ['blocked'] }, {}],
    ['of ours', { labels: ['shipmate'] }, {}],
    ['of a bot', { author: { ...alice, bot: true } }, {}],
    ['that is locked', { locked: true }, {}],
    ['that is closed', { open: false }, {}],
  ])('is not, %s', (_, more, file) => expect(act([{ ...quiet, ...more }], { config: file }).effects).toEqual([]));

  test('is asked about once more after fourteen working days, and closed after fourteen more as not planned', () => {
    const first = asked();
    expect(act([quiet], { known: [first], at: later(17) }).kinds).toEqual([]);
    const second = act([quiet], { known: [first], at: later(18) });
    expect(second.kinds).toEqual(['hide', 'comment']);
    const end = act([quiet], { known: second.known, at: later(38) });
    expect(end.effects).toMatchObject([
      { kind: 'thread-state', number: 7, state: 'closed', reason: 'not_planned' },
      { kind: 'edit' },
    ]);
    expect(act([{ ...quiet, open: false }], { known: end.known, at: later(45) })).toMatchObject({
      known: end.known,
      effects: [],
    });
  });

  test.each<[string, Partial<QuietIssue>]>([
    ['it has a milestone', { milestone: '2.0' }],
    ['somebody is assigned', { assignees: [bob] }],
    ['it is about security', { labels: ['Security'] }],
    ['whoever opened it wrote last, and waits', { movedBy: alice }],
  ])('is never closed by itself when %s', (_, more) => {
    const issue = { ...quiet, ...more };
    const { effects, known } = act([issue], { known: [asked(issue)], at: later(18) });
    expect(effects).toMatchObject([{ kind: 'edit', body: expect.stringContaining('I do not close it by myself') }]);
    expect(act([issue], { known, at: later(60) }).effects).toEqual([]);
  });

  test('thumbs of those who may decide it at once', () => {
    const one = asked();
    const says = (vote: Counted) => act([quiet], { known: [one], votes: [vote], at: later(1) }).kinds;
    expect(says(voted(one, alice, 'yes', 'none'))).toEqual(['thread-state', 'edit']);
    expect(says(voted(one, bob, 'no', 'triage'))).toEqual(['edit']);
    expect(says(voted(one, bob, 'yes', 'read'))).toEqual([]);
  });

  test('somebody writes: it stays, and the question is put away', () => {
    const issue = { ...quiet, movedAt: later(1) };
    expect(act([issue], { known: [asked()], at: later(2) }).kinds).toEqual(['edit', 'hide']);
  });

  test('closed or deleted by somebody else, nothing is known of it any more', () => {
    expect(act([{ ...quiet, open: false }], { known: [asked()], at: later(1) })).toMatchObject({ over: [7], kinds: ['hide'] });
  });
});

describe('many', () => {
  const crowd = Array.from({ length: 9 }, (_, place) => ({ ...quiet, number: 20 - place, movedAt: later(-100 + place) }));
  const numbers = (acted: ReturnType<typeof act>) => acted.effects.flatMap(one => (one.kind === 'comment' ? [one.on] : []));

  test('five a week, the quietest first', () => {
    const first = act(crowd.toReversed());
    expect(numbers(first)).toEqual([20, 19, 18, 17, 16]);
    expect(numbers(act(crowd, { known: first.known, at: later(4) }))).toEqual([]);
    expect(numbers(act(crowd, { known: first.known, at: later(7) }))).toEqual([15, 14, 13, 12]);
  });

  test('no more than may be said today', () => expect(numbers(act(crowd, { left: 2 }))).toEqual([20, 19]));

  test('those that were asked about are read by their numbers, the others by how quiet they are', async () => {
    const seen: unknown[] = [];
    const github = {
      issuesNow: async (which: number[]) => {
        seen.push(which);
        return [quiet];
      },
      quietIssues: async (before: Date, most: number, isWanted: (issue: QuietIssue) => boolean) => {
        seen.push(before, most);
        return [quiet, { ...quiet, number: 8 }, { ...quiet, number: 9, labels: ['blocked'] }].filter(isWanted);
      },
    };
    const found = await issuesToAsk({ github }, { config, known: [asked()], now });
    expect(found.map(one => one.number)).toEqual([7, 8]);
    expect(seen).toEqual([[7], later(-60), 5]);
    seen.length = 0;
    await issuesToAsk({ github }, { config: { ...config, issues: false }, known: [asked()], now });
    expect(seen).toEqual([[7]]);
  });
});
