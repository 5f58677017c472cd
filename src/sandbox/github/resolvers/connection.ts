/** GraphQL's pages. */
import { GraphQLError } from 'graphql';
import type { Args } from './fields.ts';

export function connection<T>(name: string, rows: T[], args: Args) {
  const first = size(name, args, 'first');
  const last = size(name, args, 'last');
  if (first === null && last === null)
    throw new GraphQLError(`You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`, {
      extensions: { type: 'MISSING_PAGINATION_BOUNDARIES' },
    });
  const edges = rows.map((node, place) => ({ cursor: cursorOf(place), node }));
  const after = place(args.after, -1);
  const before = place(args.before, rows.length);
  const inside = edges.slice(after + 1, before);
  const shown = first !== null ? inside.slice(0, first) : inside.slice(-(last ?? 0));
  const start = shown[0] ? edges.indexOf(shown[0]) : 0;
  return {
    totalCount: rows.length,
    edges: shown,
    nodes: shown.map(edge => edge.node),
    pageInfo: {
      hasNextPage: start + shown.length < rows.length,
      hasPreviousPage: start > 0,
      startCursor: shown[0]?.cursor ?? null,
      endCursor: shown.at(-1)?.cursor ?? null,
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

const cursorOf = (place: number) => Buffer.from(`cursor:${place}`).toString('base64');

function place(cursor: unknown, otherwise: number): number {
  if (typeof cursor !== 'string') return otherwise;
  const found = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (found === undefined)
    throw new GraphQLError(`\`${cursor}\` does not appear to be a valid cursor.`, {
      extensions: { type: 'INVALID_CURSOR_ARGUMENTS' },
    });
  return Number(found);
}
