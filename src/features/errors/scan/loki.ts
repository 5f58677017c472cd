/** Loki: `query_range`, the oldest first. */
import * as z from 'zod/mini';
import { linesOf, type Page, type Request, type Span, type Trouble } from './line.ts';
import { jsonOf } from './reply.ts';

export function askLoki({ url, query }: { url: string; query: string }, { from, to, page }: Span): Request {
  const asked = new URL(url);
  asked.pathname = `${asked.pathname.replace(/\/(?:loki\/api\/v1\/query_range)?$/, '')}/loki/api/v1/query_range`;
  asked.searchParams.set('query', query);
  asked.searchParams.set('start', String(from));
  asked.searchParams.set('end', String(to));
  asked.searchParams.set('limit', String(page));
  asked.searchParams.set('direction', 'forward');
  return { url: asked.href, method: 'GET', headers: { accept: 'application/json' }, body: null };
}

const Streams = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({ stream: z.record(z.string(), z.string()), values: z.array(z.tuple([z.string(), z.string()], z.unknown())) }),
    ),
  }),
});
const Numbers = z.object({ data: z.object({ resultType: z.enum(['matrix', 'vector', 'scalar']) }) });

export function readLoki(body: Buffer, page: number): Page | Trouble {
  const said = jsonOf(body);
  const read = z.safeParse(Streams, said);
  if (!read.success)
    return {
      trouble: z.safeParse(Numbers, said).success
        ? 'The query counts; write one that returns lines, such as `{app="api"} |= "ERROR"`.'
        : 'What came back is no answer of Loki.',
    };
  const found = read.data.data.result.flatMap(({ stream, values }) => {
    const labels = JSON.stringify(Object.entries(stream).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    return values.map(([at, text]) => ({ at, text, own: `${labels} ${text}` }));
  });
  const dated = found.flatMap(line => (/^\d{1,19}$/.test(line.at) ? [{ ...line, at: BigInt(line.at) }] : []));
  return { lines: linesOf(dated), full: found.length >= page, unread: found.length - dated.length };
}
