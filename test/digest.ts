/** Rows and calendars for the tests of a team’s list. */
import type { Person } from '../src/core/event.ts';
import type { Team } from '../src/core/open-pull.ts';
import type { Row } from '../src/features/reminders/row.ts';
import type { Move, Turn } from '../src/features/reminders/turns/turn.ts';
import { usualHours } from '../src/time/work-hours.ts';
import type { Calendar } from '../src/time/work-time.ts';

export const utc: Calendar = { hours: usualHours, timezone: 'UTC', holidays: [] };
/** A Friday. */
export const now = new Date('2026-11-20T10:00:00Z');
export const ago = (days: number): Date => new Date(now.getTime() - days * 24 * 3_600_000);

const person = (id: number, login: string): Person => ({ id, login, bot: false });
export const [alice, bob, carol, dave] = [person(1, 'alice'), person(2, 'bob'), person(3, 'carol'), person(4, 'dave')] as const;
export const web: Team = { id: 70, organisation: 'acme', slug: 'web' };

const why: Record<Move['of'], Move['why']> = {
  review: [{ because: 'asked', by: alice }],
  answer: [{ because: 'changes', by: bob }],
  merge: [{ because: 'approved', by: [bob] }],
  ask: [{ because: 'nobody asked' }],
};
export const move = (of: Move['of'], days: number, people: Person[], teams: Team[] = []): Turn => ({
  ...{ of, people, teams, since: ago(days), why: why[of] },
});

export const row = (number: number, turn: Turn, parts: Partial<Row> = {}): Row => ({
  ...{
    number,
    head: 'a'.repeat(40),
    turn,
    node: `PR_${number}`,
    title: `Change ${number}`,
    author: alice,
    episode: `e${number}`,
  },
  ...{ openedAt: ago(30), changedAt: ago(1), readAt: now, movedAt: turn.since, size: { additions: 42, deletions: 10, files: 2 } },
  ...{ green: true, redSince: null, conflictSince: null, clearSince: null, greenSince: null, runningSince: null, dueAt: null },
  ...{ snoozedUntil: null, muted: false, nudge: null, called: [], stale: null },
  ...parts,
});
