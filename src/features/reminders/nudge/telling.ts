/** The comments of a nudge: one that calls, in each stretch of waiting, and one more to the team. Pure. */
import { createHash } from 'node:crypto';
import type { Person, Repository } from '../../../core/event.ts';
import { workDue } from '../../../time/work-time.ts';
import type { Acted, Given as Looked } from '../act.ts';
import { hiddenKey, type Nudge, nudgeEditKey, type Row } from '../row.ts';
import { isOne } from '../turns/history.ts';
import type { Move } from '../turns/turn.ts';
import { stillMeant } from './called.ts';
import { type Call, type Called, callSome, callTeam, callWhole, endOfWork, heeding, isCalled } from './calling.ts';
import { gistOf } from './gist.ts';
import type { Help } from './help.ts';
import { escalation, nudge as nudgeText } from './messages.ts';

/** `help` null: it was not known that somebody would be called. */
export type Given = Looked & { help: Help | null };

const mostPeople = 2;
const hour = 60 * 60_000;

export const waits = (row: Row, until: Date | null): Acted => ({
  row: { ...row, dueAt: until },
  effects: [],
  heard: [],
  says: [],
});

export function called(given: Given, turn: Move): Acted {
  const { row, round } = given;
  const call = callOf(given, turn);
  if (!('call' in call)) return call.until === null ? escalated(given, turn, null) : waits(row, call.until);
  const said = { row, turn, called: call.call, proposals: given.help?.proposals ?? [], at: round.now };
  const comment = keyOf(given);
  const nudge = nudgeOf(given, comment, call.call);
  return told({ ...given, row: { ...row, nudge } }, comment, nudgeText(said, round), call.call, 'nudge');
}

function callOf({ row, round, pull, help }: Given, turn: Move): Call {
  const { config } = round;
  const since = (person: Person) => workDue(turn.since, config.after[turn.of], config.calendarOf(person.login));
  const [team] = turn.teams;
  const people = heeding(turn, row, round).filter(one => help?.lost.every(({ id }) => id !== one.id) ?? true);
  if (team && people.length === 0) return callTeam(help?.teams.get(team.id) ?? null, round);
  if (help?.mergers)
    return callSome(
      help.mergers.filter(one => !isCalled(one, row.called)),
      mostPeople,
      round,
    );
  const askedAt = ({ id }: Person) =>
    pull.deeds.findLast(one => one.what === 'asked' && one.person?.id === id)?.at.getTime() ?? row.openedAt.getTime();
  return callSome(
    people.toSorted((one, other) => askedAt(one) - askedAt(other)),
    mostPeople,
    round,
    since,
  );
}

/** `nudge` null: nobody may be called, so the team is told at once. */
export function escalated(given: Given, turn: Move, nudge: Nudge | null): Acted {
  const { row, round, help } = given;
  const { config, now } = round;
  const comment = nudge ? `${nudge.comment}:team` : keyOf(given);
  const base = nudge ?? nudgeOf(given, comment, { people: [], hearers: [] });
  if (!config.escalate)
    return { ...waits({ ...row, nudge: { ...base, stands: 'gone' } }, null), says: [`#${row.number}: nobody may be called`] };
  const higher = help?.higher ?? null;
  const before = [...(nudge?.hearers ?? []), ...row.called.map(({ person }) => person)];
  const heard = [...before, ...turn.people];
  const isNews = higher && (higher.members?.some(one => !heard.some(({ id }) => id === one.id)) ?? true);
  if (!higher || !isNews)
    return waits(
      { ...row, nudge: { ...base, stands: nudge ? base.stands : 'gone', escalated: { comment: null, at: now } } },
      null,
    );
  const call = callWhole(higher, heard, round);
  if (!('call' in call)) return waits(row, call.until);
  const said = { row, turn, called: call.call, proposals: [], at: now };
  const isHeard = turn.people.length > 0 && turn.teams.length === 0 && turn.people.every(one => isOne(one, before));
  const heardAt = nudge && isHeard ? nudge.at : null;
  const body = escalation(said, heardAt, higher.team, round);
  const next = { ...row, nudge: { ...base, escalated: { comment, at: now } } };
  return told({ ...given, row: next }, comment, body, call.call, 'escalation');
}

function told(given: Given, comment: string, body: string, { hearers }: Called, what: 'nudge' | 'escalation'): Acted {
  const { row, round } = given;
  const names = hearers.map(({ login }) => login).join(', ') || 'nobody in particular';
  return {
    row: { ...row, dueAt: null },
    effects: [
      {
        ...{ kind: 'comment', key: comment, repository: round.repository, lane: 'bookkeeping', on: row.number, body },
        since: row.turn.since,
        leaveBy: endOfWork(hearers, round),
      },
    ],
    // Whether or not it calls anybody, it is one of those that may be said in a day.
    heard: (hearers.length === 0 ? [null] : hearers).map(person => ({ person, number: row.number, what })),
    says: [`#${row.number}: ${what} to ${names}`],
  };
}

/** Whoever was called stays called; of what is told only the facts change. */
export function edited({ row, round }: Given, turn: Move, nudge: Nudge): Acted | null {
  const gist = gistOf(row, nudge.to);
  if (gist === null || gist === nudge.says || nudge.saidAt.getTime() + hour > round.now.getTime()) return null;
  const edits = nudge.edits + 1;
  const body = nudgeText(
    { row, turn, called: { people: stillMeant(turn, nudge), team: null, hearers: [] }, proposals: [], at: nudge.at },
    round,
  );
  const next: Nudge = { ...nudge, edits, says: gist, saidAt: round.now };
  const of = { repository: round.repository, lane: 'bookkeeping', comment: nudge.comment } as const;
  return {
    row: { ...row, nudge: next, dueAt: null },
    effects: [{ ...of, kind: 'edit', key: nudgeEditKey(nudge, edits), body }],
    heard: [],
    says: [`#${row.number}: what stands there has changed`],
  };
}

/** What never got there is tried again, and what we folded away is said anew when the same wait goes on: each under a name of its own. */
function keyOf({ row, round, outcomes }: Given): string {
  const key = episodeKey(round.repository, row);
  const isUsed = outcomes.has(hiddenKey(key)) || row.nudge?.comment.startsWith(key) === true;
  return isUsed ? `${key}:${round.now.getTime()}` : key;
}

/** What is said first in a stretch of waiting. One that a restored database does not know is found by it, and not said again. */
export function episodeKey({ id }: Pick<Repository, 'id'>, { number, episode }: Pick<Row, 'number' | 'episode'>): string {
  return `nudge:${id}:${number}:${createHash('sha256').update(episode).digest('base64url').slice(0, 16)}`;
}

function nudgeOf({ row, round: { now } }: Given, comment: string, { people: to, hearers }: Omit<Called, 'team'>): Nudge {
  const gist = gistOf(row, to) ?? '';
  return {
    ...{ episode: row.episode, comment, at: now, to, hearers, edits: 0, says: gist, saidAt: now, stands: 'leaving' },
    ...{ tries: (row.nudge?.tries ?? 0) + 1, escalated: null },
  };
}
