/** What to ask a place of logs next, and what its answer comes to. Pure: whoever calls asks, and keeps the cursor with what was counted. */
import { duration } from '../../../time/duration.ts';
import type { Alert } from '../alert.ts';
import type { Query } from './config.ts';
import { type Cursor, cursorFor, movedPast, movedTo, pagesOf } from './cursor.ts';
import { askElastic, readElastic } from './elastic.ts';
import { askJson, readJson } from './json.ts';
import { isTrouble, type Page, type Request, type Span, type Trouble } from './line.ts';
import { askLoki, readLoki } from './loki.ts';
import { matched } from './matching.ts';
import { troubleOf } from './reply.ts';
import { nanoseconds } from './time.ts';

export interface Window {
  cursor: Cursor;
  /** In nanoseconds; what is there or later was not asked for. */
  to: string;
  /** There is more behind it that could be asked for already. */
  behind: boolean;
  /** What nobody will read any more, as a sentence. */
  missed: string | null;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Taken {
  /** The count of each is how often it happened in this answer; whoever counts adds it. */
  alerts: Alert[];
  cursor: Cursor;
  /** Ask again at once. */
  more: boolean;
  missed: string | null;
}

const minute = 60_000_000_000n;
/** Of so long a time at once: no server answers for a month. */
const widest = 60n * minute;
/** Whoever was away for longer begins here. */
const farthest = 7n * 24n * 60n * minute;

/** Null: nothing has happened since that could be complete. */
export function nextRequest(query: Query, kept: Cursor | null, now: Date): { request: Request; window: Window } | null {
  const begun = cursorFor(query, kept, now);
  const settled = nanoseconds(new Date(now.getTime() - query.delay));
  const missed = BigInt(begun.at) < settled - farthest;
  const cursor = missed ? movedPast(begun, settled - farthest) : begun;
  const from = BigInt(cursor.at);
  if (from >= settled) return null;
  const to = from + widest < settled ? from + widest : settled;
  return {
    request: requestOf(query, { from, to, page: cursor.page }),
    window: {
      cursor,
      to: String(to),
      behind: to < settled,
      missed: missed ? 'Nobody could ask for more than 7 days; what was logged before that was not read.' : null,
    },
  };
}

/** `window`: as it came with the request. `enough`: a page of lines may be work for longer than others should wait; the rest is asked for again. */
export function taken(
  query: Query,
  { cursor, to: asked, behind, missed }: Window,
  reply: Reply,
  now: Date,
  enough: () => boolean = () => false,
): Taken | Trouble {
  const page = troubleOf(reply) ?? pageOf(query, reply.body, cursor.page);
  if (isTrouble(page)) return page;
  const slow = slowness(reply, now);
  if (slow > 60 * 60_000) return { trouble: `Its clock is ${duration(slow)} behind ours, so lines would be missed.` };
  const to = earlier(BigInt(asked), nanoseconds(new Date(now.getTime() - slow - query.delay)));
  const from = BigInt(cursor.at);
  if (to <= from) return { alerts: [], cursor, more: false, missed };
  const seen = new Set(cursor.seen);
  const fresh = page.lines.filter(({ at, id }) => at >= from && at < to && !(at === from && seen.has(id)));
  const { alerts, rare, done } = matched(query, cursor.rare, fresh, enough);
  const lines = fresh.slice(0, done);
  const last = lines.at(-1);
  const unread = page.unread > 0 ? `${page.unread} of what came back had no time or no text.` : null;
  const lost = [missed, unread].filter(one => one !== null).join(' ') || null;
  const goesOn = done < fresh.length || (page.full && !page.lines.some(({ at }) => at >= to));
  if (!goesOn) {
    const next = { ...movedPast(cursor, to), ...pagesOf(query), rare };
    return { alerts, cursor: next, more: behind && to === BigInt(asked), missed: lost };
  }
  if (last !== undefined) {
    const moved = { ...movedTo(cursor, query, lines, last), rare };
    return { alerts, cursor: moved, more: true, missed: moved.at === String(last.at) ? lost : crowd };
  }
  if (cursor.page < cursor.most)
    return { alerts, cursor: { ...cursor, page: Math.min(cursor.page * 2, cursor.most) }, more: true, missed: lost };
  return { alerts, cursor: movedPast(cursor, from + 1n), more: true, missed: crowd };
}

const crowd = 'There are more lines at one time than are asked for at once; some of them may not have been counted.';

/** After an answer that was too long to be read: the cursor to ask with again; null: a single line of it is. */
export function afterTooMuch({ source }: Query, { cursor }: Window): Cursor | null {
  if (source.kind === 'json' || cursor.page === 1) return null;
  const page = Math.max(1, Math.floor(cursor.page / 4));
  return { ...cursor, page, most: page };
}

function requestOf({ source }: Query, span: Span): Request {
  switch (source.kind) {
    case 'loki':
      return askLoki(source, span);
    case 'elasticsearch':
      return askElastic(source, span);
    case 'json':
      return askJson(source, span);
  }
}

function pageOf({ source }: Query, body: Buffer, page: number): Page | Trouble {
  switch (source.kind) {
    case 'loki':
      return readLoki(body, page);
    case 'elasticsearch':
      return readElastic(body, page);
    case 'json':
      return readJson(source, body);
  }
}

/** How far its clock is behind ours: what it dates now it would date before what we have asked for. */
function slowness({ headers }: Reply, now: Date): number {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? 0 : Math.max(0, now.getTime() - at);
}

const earlier = (a: bigint, b: bigint): bigint => (a < b ? a : b);
