/** What is said about the pull requests of a page, in order, so that nobody hears twice. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Acted, Given, Round } from '../act.ts';
import type { Books } from '../books/books.ts';
import type { Reminders } from '../config.ts';
import { nudgeAct } from '../nudge/act.ts';
import { hides, putAway } from '../nudge/put-away.ts';
import type { Heard, Row } from '../row.ts';
import { staleAct } from '../stale/act.ts';
import { hidesQuestion } from '../stale/put-away.ts';
import type { Facts } from './facts.ts';
import { callDue, duesOf, type Folding, folded, withDue } from './fold.ts';
import { mayActOn } from './next.ts';
import { numbersOf, type Rows } from './rows.ts';
import { hasHeardToday, leftToday } from './today.ts';

export interface Done {
  rows: Row[];
  /** Closed, merged, or gone. */
  over: number[];
  effects: Effect[];
  heard: Heard[];
  says: string[];
}

/** Whoever had nothing to say when it was time is asked again then. */
const again = 3_600_000;

export function acted(
  repository: Repository,
  facts: Facts & { config: Reminders },
  rows: Rows & { books: Books },
  now: Date,
): Done {
  const { read } = facts;
  const open = read.pulls.filter(({ state }) => state === 'open');
  const over = numbersOf(facts).filter(number => !open.some(pull => pull.number === number));
  const done: Done = {
    ...{ rows: [], over, heard: [], says: [] },
    effects: over
      .flatMap(number => rows.rows.get(number) ?? [])
      .flatMap(row => [...hides(repository, row), ...hidesQuestion(repository, row.stale)]),
  };
  const folding: Folding = { ...roundOf(repository, facts, rows, done, now), frozen: facts.frozen, peace: rows.peace };
  const acts = mayActOn(rows.books, facts, now);
  const newestFirst = open
    .map(pull => ({ pull, row: folded(rows.rows.get(pull.number) ?? null, pull, folding, rows.closed.get(pull.number) ?? null) }))
    .toSorted((a, b) => b.row.turn.since.getTime() - a.row.turn.since.getTime());
  for (const { pull, row } of newestFirst) {
    const given = { round: roundOf(repository, facts, rows, done, now), row, pull, outcomes: rows.outcomes };
    const told = acts ? all(given, facts) : putAway(given);
    done.rows.push(acts ? settled(told.row, facts, folding) : withDue(told.row, folding));
    done.effects.push(...told.effects);
    done.heard.push(...told.heard);
    done.says.push(...told.says);
  }
  return done;
}

/** Only where nobody has to hear anything is it asked whether to close. */
function all(given: Given, { help, votes, seen }: Facts): Acted {
  const away = putAway(given);
  const nudged = joined(away, nudgeAct({ ...given, row: away.row, help: help.get(given.row.number) ?? null }));
  if (nudged.heard.length > 0) return nudged;
  const stale = staleAct({ ...given, row: nudged.row, votes, seen });
  const asks = stale.effects.some(({ kind }) => kind === 'comment');
  const heard: Heard[] = asks ? [{ person: null, number: given.row.number, what: 'stale' }] : [];
  return joined(nudged, { ...stale, heard });
}

const joined = (first: Acted, second: Acted): Acted => ({
  row: second.row,
  effects: [...first.effects, ...second.effects],
  heard: [...first.heard, ...second.heard],
  says: [...first.says, ...second.says],
});

/** Whoever may not hear now hears when they may; what had nothing to say though it was time is asked again in a while. */
function settled(row: Row, { help }: Facts, folding: Folding): Row {
  const { now } = folding;
  const call = callDue(row, folding);
  // More were due than could be asked about at once.
  if (row.dueAt?.getTime() === now.getTime() && call && call <= now && !help.has(row.number)) return row;
  const times = [row.dueAt, ...duesOf(row, folding)].filter(time => time !== null);
  if (times.length === 0) return { ...row, dueAt: null };
  const later = times.filter(time => time > now).map(Number);
  return { ...row, dueAt: new Date(later.length === 0 ? now.getTime() + again : Math.min(...later)) };
}

function roundOf(repository: Repository, facts: Facts & { config: Reminders }, rows: Rows, done: Done, now: Date): Round {
  const { config, page, prefix } = facts;
  const { them, here } = rows.lately;
  return {
    ...{ repository, page, prefix, config, now, optedOut: rows.optedOut },
    hasHeard: person => done.heard.some(one => one.person?.id === person.id) || hasHeardToday(them, person, config, now),
    left: leftToday(here, config, now, done.heard),
  };
}
