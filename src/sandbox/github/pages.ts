/** Lists in pages, with GitHub's `Link` header. */
import { type Answer, type Call, ok } from './call.ts';
import { Refusal } from './refusal.ts';

export function page<T>(
  call: Call,
  rows: T[],
  show: (row: T) => unknown,
  wrap: (rows: unknown[]) => unknown = all => all,
): Answer {
  const size = perPage(call);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const here = Math.max(1, Number(call.query('page') ?? 1) || 1);
  const shown = rows.slice((here - 1) * size, here * size).map(show);
  const links: [string, number][] = [];
  if (here > 1) links.push(['prev', Math.min(here - 1, last)]);
  if (here < last) links.push(['next', here + 1], ['last', last]);
  if (here > 1) links.push(['first', 1]);
  return {
    ...ok(wrap(shown)),
    headers: linkHeader(
      call,
      links.map(([rel, number]) => [rel, { page: String(number) }]),
    ),
  };
}

/** Newest first, by a cursor that names the last one shown. */
export function cursorPage<T extends { id: number }>(
  call: Call,
  newestFirst: T[],
  show: (row: T) => unknown,
  name = 'cursor',
): Answer {
  const cursor = call.query(name);
  const from = cursor === undefined ? 0 : newestFirst.findIndex(row => row.id < readCursor(cursor));
  const rows = from < 0 ? [] : newestFirst.slice(from, from + perPage(call));
  const last = rows.at(-1);
  const more = last !== undefined && last !== newestFirst.at(-1);
  const links: [string, Record<string, string>][] = more ? [['next', { [name]: `v1_${last.id}` }]] : [];
  return { ...ok(rows.map(show)), headers: linkHeader(call, links) };
}

function readCursor(cursor: string): number {
  const id = /^v1_(\d+)$/.exec(cursor)?.[1];
  if (!id) throw new Refusal(422, 'Invalid cursor');
  return Number(id);
}

function perPage(call: Call): number {
  const asked = Number(call.query('per_page') ?? 30);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, 100) : 30;
}

function linkHeader(call: Call, links: [string, Record<string, string>][]): Record<string, string> {
  if (links.length === 0) return {};
  const one = ([rel, query]: [string, Record<string, string>]) => {
    const url = new URL(call.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return `<${url}>; rel="${rel}"`;
  };
  return { link: links.map(one).join(', ') };
}

/** Since when, as GitHub reads it: rows changed at that time or after. */
export function since(call: Call): (row: { updatedAt: Date }) => boolean {
  const asked = call.query('since');
  if (asked === undefined) return () => true;
  const from = Date.parse(asked);
  if (Number.isNaN(from)) throw new Refusal(422, 'Validation Failed', { errors: ['since must be an ISO 8601 time'] });
  // Answers carry whole seconds, so whole seconds are what callers can ask by.
  const seconds = (time: number) => Math.floor(time / 1000);
  return row => seconds(row.updatedAt.getTime()) >= seconds(from);
}
