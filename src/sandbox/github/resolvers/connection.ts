/** GraphQL's pages. */
import { GraphQLError } from 'graphql';
import type { Args } from './fields.ts';

/** Where a row stands, as a cursor says it. */
export interface Places<T> {
  of(row: T, at: number): string;
  isUpTo(row: T, place: string, at: number): boolean;
}

/** Enough for lists that nothing leaves. */
const byCount: Places<unknown> = { of: (_, at) => `${at}`, isUpTo: (_, place, at) => at <= Number(place) };

export function connection<T>(name: string, rows: T[], args: Args, places: Places<T> = byCount) {
  const first = size(name, args, 'first');
  const last = size(name, args, 'last');
  if (first === null && last === null)
    throw new GraphQLError(`You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`, {
      extensions: { type: 'MISSING_PAGINATION_BOUNDARIES' },
    });
  const [after, before] = [placeIn(args.after), placeIn(args.before)];
  const from = after === null ? 0 : rows.findLastIndex((row, at) => places.isUpTo(row, after, at)) + 1;
  const end = before === null ? -1 : rows.findIndex((row, at) => places.of(row, at) === before);
  const to = end < 0 ? rows.length : end;
  const start = first !== null ? from : Math.max(from, to - (last ?? 0));
  const shown = rows.slice(start, first !== null ? Math.min(to, from + first) : to);
  const edges = shown.map((node, at) => ({ cursor: cursorOf(places.of(node, start + at)), node }));
  return {
    totalCount: rows.length,
    edges,
    nodes: shown,
    pageInfo: {
      hasNextPage: start + shown.length < rows.length,
      hasPreviousPage: shown.length > 0 && start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function size(name: string, args: Args, side: 'first' | 'last'): number | null {
  const asked = args[side];
  if (typeof asked !== 'number') return null;
  if (asked > 100)
    throw new GraphQLError(
      `Requesting ${asked} records on the \`${name}\` connection exceeds the \`${side}\` limit of 100 records.`,
      { extensions: { type: 'EXCESSIVE_PAGINATION' } },
    );
  return asked;
}

const cursorOf = (place: string) => Buffer.from(`cursor:${place}`).toString('base64');

function placeIn(cursor: unknown): string | null {
  if (typeof cursor !== 'string') return null;
  const found = /^cursor:([\d:]+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (found === undefined)
    throw new GraphQLError(`\`${cursor}\` does not appear to be a valid cursor.`, {
      extensions: { type: 'INVALID_CURSOR_ARGUMENTS' },
    });
  return found;
}
