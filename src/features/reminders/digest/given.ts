/** What is known at a look at a team's list, and what comes of it. */
import type { Effect } from '../../../core/effect.ts';
import type { Due, Person, Repository } from '../../../core/event.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import type { Calendar } from '../../../time/work-time.ts';
import type { Reminders } from '../config.ts';
import type { Row } from '../row.ts';
import type { DigestRow } from './row.ts';
import { nextOf, type Wanted, wantedOf } from './wanted.ts';

export interface DigestGiven {
  repository: Repository;
  /** The address of the repository's page. */
  page: string;
  /** Of the team. */
  calendar: Calendar;
  /** Null: the file asks for none of this name any more. */
  wanted: Wanted | null;
  row: DigestRow;
  /** All of the repository, and who is in the team: none, and null, where no list is due. */
  rows: Row[];
  members: Person[] | null;
  /** Of what `awaited` names. */
  outcomes: Map<string, Outcome>;
  now: Date;
}

export interface Digested {
  row: DigestRow;
  effects: Effect[];
  /** For the audit; null: nothing worth it. */
  says: string | null;
}

export const digestOf = 'reminders-digest';
export const digestDue = (repository: Repository, name: string, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: digestOf, id: name },
});
/** Those that nobody has looked at yet, and those whose turn was before people let us begin, or got lost. `known`: when each is next. */
export const digestsDue = (repository: Repository, { digests }: Reminders, known: Map<string, Date | null>, now: Date): Due[] =>
  wantedOf(digests).flatMap(({ name }) => {
    const at = known.get(name);
    return at === undefined || (at !== null && at <= now) ? [digestDue(repository, name, now)] : [];
  });

export const openingKey = ({ id }: Repository, { name, round }: DigestRow): string => `digest:${id}:${name}:${round}`;
/** By the time that it is for: however often that is looked at, each is written once. */
export const editKey = (issue: string, due: Date): string => `${issue}:edit:${due.toISOString()}`;
export const listKey = (issue: string, due: Date): string => `${issue}:list:${due.toISOString()}`;

/** The keys of the writes whose ends it may wait for. */
export const awaited = ({ issue, nextAt }: DigestRow): string[] =>
  issue === null ? [] : [issue, ...(nextAt ? [editKey(issue, nextAt)] : [])];

/** What was due is dealt with, one way or the other. */
export const settled = (
  { wanted, calendar, now }: { wanted: Wanted; calendar: Calendar; now: Date },
  row: DigestRow,
  says: string | null,
  effects: Effect[] = [],
): Digested => ({ row: { ...row, after: now, nextAt: nextOf(wanted, calendar, now) }, effects, says });

/** Until the file asks for something else. */
export const leftAlone = (row: DigestRow, left: string): Digested => ({
  row: { ...row, left, nextAt: null },
  effects: [],
  says: `the issue is left alone: ${left}`,
});
