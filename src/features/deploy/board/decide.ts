/** One visit of a status board: opened, rewritten, or left alone. Pure. */
import { type Decision, decided } from '../../../core/decision.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Compared } from '../../../core/reads.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { elsewhere, placesOf, type Standing } from '../commands/status.ts';
import type { Environments } from '../config.ts';
import { bodyOf, lastWords, nextTurn, title } from './body.ts';
import { type BoardRow, betweenEdits, boardDue, boardSaved, boardVisited } from './store.ts';

export interface Facts {
  /** The file wants a board, and something could be shown on it. */
  wanted: boolean;
  environments: Environments;
  timezone: string;
  prefix: string;
  main: string | null;
  /** By `between`: how far what runs is from `main`. */
  drift: BoardRow['drift'];
}

export const between = (sha: string, main: string): string => `${sha}...${main}`;

export interface Rows {
  board: BoardRow;
  standings: Standing[];
  /** How the opening of its issue came out, and the last edit; null where there was none. */
  opening: Outcome | null;
  edit: Outcome | null;
}

const hour = 3_600_000;

export const openingKey = (repository: Repository, round: number): string => `board:${repository.id}:${round}`;
export const editKey = ({ issue, edits }: BoardRow): string => `${issue}:edit:${edits}`;

export function visit(repository: Repository, facts: Facts, rows: Rows, now: Date): Decision {
  const board = { ...rows.board, visit: rows.board.visit + 1, main: facts.main, drift: facts.drift };
  const about = `the status board of ${repository.owner}/${repository.name}`;
  const ends = (says: string, next: BoardRow, effects: Effect[] = [], again: Date[] = []): Decision =>
    decided({
      about,
      outcome: effects.length > 0 || next.state !== rows.board.state ? 'done' : 'ignored',
      reasons: { says, holds: next.state === 'kept' },
      changes: [boardSaved(repository, next), ...again.map(at => boardVisited(repository, at, nameOf(at)))],
      effects,
    });

  if (!facts.wanted) return ends('the file asks for none', ...letGo(repository, board, rows));
  if (board.state === 'left') return ends(`it is left alone: ${board.why}`, board);
  const says = textOf(repository, facts, rows, now);
  const next = [new Date((Math.floor(now.getTime() / hour) + 1) * hour), nextTurn(facts.environments, facts.timezone, now)];
  const again = next.flatMap(time => time ?? []);
  if (board.state === 'off') {
    const issue = openingKey(repository, board.round);
    return ends(
      'it is opened',
      { ...board, state: 'kept', issue, says, edits: 0, shownAt: now },
      [opens(repository, board, says)],
      again,
    );
  }
  const why = lossOf(rows);
  if (why !== null) return ends(`it is left alone: ${why}`, { ...board, state: 'left', why });
  const pins = rows.opening?.state === 'done' ? [pin(repository, board, true)] : [];
  if (says === board.says && !isUnwritten(rows.edit)) return ends('it says all there is', board, pins, again);
  const earliest = new Date((board.shownAt?.getTime() ?? 0) + betweenEdits);
  if (earliest > now) return ends('it was written a moment ago', board, pins, [...again, earliest]);
  const written = { ...board, says, edits: board.edits + 1, shownAt: now };
  return ends('something changed', written, [...pins, edits(repository, written, says, true)], again);
}

/** The same visit is asked for by whoever looks before then. */
const nameOf = (at: Date): string => `at/${at.toISOString()}`;

/** Its last words, once; what is made after the file asks again is another issue. */
function letGo(repository: Repository, board: BoardRow, rows: Rows): [BoardRow, Effect[]] {
  if (board.state === 'off') return [board, []];
  const off: BoardRow = { ...board, state: 'off', why: null, issue: null, says: null, shownAt: null, round: board.round + 1 };
  if (board.state === 'left' || lossOf(rows) !== null) return [off, []];
  const last = { ...board, edits: board.edits + 1 };
  const { issue, ...common } = ofIssue(repository, board);
  return [
    off,
    [
      edits(repository, last, lastWords(board.says ?? ''), false),
      pin(repository, board, false),
      { ...common, kind: 'issue-state', key: `${issue}:closed`, issue, state: 'closed', reason: 'not_planned' },
    ],
  ];
}

/** Why there is nothing to write on any more; null while there is. A write that was only given up is made again. */
function lossOf({ opening, edit }: Rows): string | null {
  for (const one of [opening, edit])
    if (one && (one.state === 'dropped' || (one.state === 'failed' && !one.unsure))) return one.error ?? 'GitHub refused it';
  return opening?.state === 'failed' ? 'nobody knows whether its issue was opened' : null;
}

const isUnwritten = (edit: Outcome | null): boolean => edit?.state === 'failed';

function textOf(repository: Repository, { environments, timezone, prefix, main, drift }: Facts, rows: Rows, now: Date): string {
  const compared = elsewhere(rows.standings, main).flatMap((sha): [string, Compared][] => {
    const known = main === null ? undefined : drift[between(sha, main)];
    return known ? [[sha, { ...known, commits: [] }]] : [];
  });
  const places = placesOf(rows.standings, { config: environments, drift: new Map(compared), main });
  return bodyOf({ repository, environments, timezone, prefix, places, now });
}

const ofIssue = (repository: Repository, { issue }: BoardRow) => ({
  repository,
  lane: 'bookkeeping' as const,
  issue: issue ?? '',
});
/** Whoever waits for a write to end looks at how it did. */
const turnOf = (repository: Repository) => {
  const { of, id } = boardDue(repository, new Date(0));
  return { of, id };
};

/** The first of a database takes over what another one left behind. */
const opens = (repository: Repository, { round }: BoardRow, body: string): Effect => ({
  kind: 'issue',
  key: openingKey(repository, round),
  repository,
  lane: 'bookkeeping',
  title,
  body,
  labels: [],
  ...(round === 0 ? { adopts: `board:${repository.id}:` } : {}),
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
  then: turnOf(repository),
});

function edits(repository: Repository, board: BoardRow, body: string, follows: boolean): Effect {
  const common = { kind: 'issue-edit', key: editKey(board), ...ofIssue(repository, board), body, whileOpen: true } as const;
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
  return follows ? { ...common, then: turnOf(repository) } : common;
}

const pin = (repository: Repository, board: BoardRow, pinned: boolean): Effect => ({
  kind: 'pin',
  key: `${board.issue}:${pinned ? 'pinned' : 'unpinned'}`,
  ...ofIssue(repository, board),
  pinned,
});
