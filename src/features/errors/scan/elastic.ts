/** Elasticsearch and OpenSearch: `_search` over `@timestamp`, the oldest first. */
import * as z from 'zod/mini';
import { linesOf, type Page, type Request, type Span, type Trouble } from './line.ts';
import { partOf, textOf } from './path.ts';
import { jsonOf } from './reply.ts';
import { isoOf, timeOf } from './time.ts';

/** Where shippers put what was logged; only that is asked for, as the rest of a document may be large. */
const messages = ['message', 'event.original', 'log', 'msg', 'body', 'body.text', 'error.message', 'exception.message'];

/** With nanoseconds, which old servers know as well; numbers of that size do not survive JSON. */
const format = 'strict_date_optional_time_nanos';

/**
 * The next page begins at the time where the last one ended, and what was seen at that time is left out by its id. `search_after` would need
 * something that tells two documents of one time apart and stays: `_doc` is another at each request, and clusters refuse to sort by `_id`.
 */
export function askElastic({ url, query }: { url: string; query: string }, { from, to, page }: Span): Request {
  const asked = new URL(url);
  asked.pathname = `${asked.pathname.replace(/\/(?:_search)?$/, '')}/_search`;
  // Half of the shards would be half of the lines, and nobody would ask for the others again.
  asked.searchParams.set('allow_partial_search_results', 'false');
  const body = {
    size: page,
    track_total_hits: false,
    _source: messages,
    docvalue_fields: [{ field: '@timestamp', format }],
    query: {
      bool: {
        filter: [{ range: { '@timestamp': { gte: isoOf(from), lt: isoOf(to), format } } }, { query_string: { query } }],
      },
    },
    sort: [{ '@timestamp': 'asc' }, '_doc'],
  };
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  return { url: asked.href, method: 'POST', headers, body: JSON.stringify(body) };
}

const Found = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ failed: z.number() }),
  hits: z.object({
    hits: z.array(
      z.object({ _index: z.string(), _id: z.string(), _source: z.optional(z.unknown()), fields: z.optional(z.unknown()) }),
    ),
  }),
});

export function readElastic(body: Buffer, page: number): Page | Trouble {
  const read = z.safeParse(Found, jsonOf(body));
  if (!read.success) return { trouble: 'What came back is no answer of Elasticsearch or OpenSearch.' };
  const { timed_out: late, _shards: shards, hits } = read.data;
  if (late) return { trouble: 'It found a part of the lines in its time; narrow the query.' };
  if (shards.failed > 0) return { trouble: `${shards.failed} of its shards did not answer, so lines would be missed.` };
  const found = hits.hits.flatMap(({ _index, _id, _source, fields }) => {
    const at = timeOf(partOf(partOf(fields, '@timestamp'), '0'));
    const text = messages.map(path => textOf(partOf(_source, path))).find(one => one !== null && one !== '') ?? '';
    return at === null ? [] : { at, text, own: `${_index}/${_id}` };
  });
  if (hits.hits.length > 0 && found.length === 0) return { trouble: 'What it found has no time at `@timestamp`.' };
  return { lines: linesOf(found), full: hits.hits.length >= page, unread: found.filter(({ text }) => text === '').length };
}
