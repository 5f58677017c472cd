/** Rows and rounds for the tests of nudges: Carol is asked by Alice on Monday 2 November 2026, 10:00 in UTC. */
import { effective } from '../src/config/effective.ts';
import { loadFile } from '../src/config/file.ts';
import type { Person } from '../src/core/event.ts';
import type { OpenPull, Team } from '../src/core/open-pull.ts';
import type { Round } from '../src/features/reminders/act.ts';
import { type Reminders, reminders, remindersOf } from '../src/features/reminders/config.ts';
import type { Nudge, Row } from '../src/features/reminders/row.ts';
import type { Move } from '../src/features/reminders/turns/turn.ts';

const names = ['alice', 'bob', 'carol', 'dave', 'mallory', 'robot[bot]'];
export const person = (login: string): Person => ({ id: names.indexOf(login) + 1, login, bot: login.endsWith('[bot]') });
export const [alice, bob, carol, dave] = [person('alice'), person('bob'), person('carol'), person('dave')];
export const web: Team = { id: 9, organisation: 'acme', slug: 'web' };

/** `Mon 10:00`; the second Monday is `Mon+1`. */
export function on(text: string): Date {
  const [, name = '', weeks = '0', clock = ''] = /^(\w{3})(?:\+(\d+))? (\d\d:\d\d)$/.exec(text) ?? [];
  const day = 2 + ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(name) + 7 * Number(weeks);
  return new Date(`2026-11-${String(day).padStart(2, '0')}T${clock}:00Z`);
}

export function config(said: object = {}): Reminders {
  const text = `reminders: ${JSON.stringify(said)}\n`;
  const read = remindersOf(effective(loadFile([reminders], text, 'shipmate.yml', { organisation: false }), null));
  if (!read) throw new Error('a section that is none');
  return read;
}

export const move = (of: Move['of'], people: Person[], more: Partial<Move> = {}): Move => ({
  ...{ of, people, teams: [], since: on('Mon 10:00'), why: [{ because: 'asked', by: alice }] },
  ...more,
});

export const row = (turn: Row['turn'], more: Partial<Row> = {}): Row => ({
  ...{ number: 42, head: 'abc', node: 'PR_42', title: 'Faster', author: alice, openedAt: on('Mon 09:00') },
  ...{ changedAt: on('Mon 10:00'), readAt: on('Mon 10:00'), turn, episode: 'review/3/1' },
  ...{
    size: { additions: 42, deletions: 10, files: 2 },
    green: true,
    redSince: null,
    conflictSince: null,
    clearSince: null,
    greenSince: null,
    runningSince: null,
  },
  ...{ movedAt: on('Mon 10:00'), dueAt: null, snoozedUntil: null, muted: false, nudge: null, called: [], stale: null },
  ...more,
});

export const nudged = (more: Partial<Nudge> = {}): Nudge => ({
  ...{
    episode: 'review/3/1',
    comment: 'nudge:7:42:x',
    at: on('Tue 10:00'),
    to: [carol],
    hearers: [carol],
    edits: 0,
    says: '[42,10,2,true]',
  },
  ...{ saidAt: on('Tue 10:00'), stands: 'there', tries: 1, escalated: null },
  ...more,
});

export const pull = (more: Partial<OpenPull> = {}): OpenPull => ({
  ...{ number: 42, node: 'PR_42', title: 'Faster', author: alice, insider: true, state: 'open', draft: false, locked: false },
  ...{
    mergesItself: false,
    fork: false,
    head: 'abc',
    branch: 'faster',
    base: 'main',
    labels: [],
    milestone: null,
    assignees: [],
  },
  ...{ openedAt: on('Mon 09:00'), updatedAt: on('Mon 10:00'), committedAt: on('Mon 09:00') },
  ...{ size: { additions: 42, deletions: 10, files: 2 }, conflict: false, decision: null, demanded: [], checks: [] },
  ...{ asked: { people: [], teams: [] }, reviews: [], threads: [], deeds: [], deedsCut: false },
  ...more,
});

export const round = (now: Date, more: Partial<Round> & { file?: object } = {}): Round => ({
  ...{ repository: { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' } },
  ...{ page: 'https://github.com/acme/web', prefix: '/', config: config(more.file), now, hasHeard: () => false },
  ...{ optedOut: new Set<number>(), left: 10 },
  ...more,
});
