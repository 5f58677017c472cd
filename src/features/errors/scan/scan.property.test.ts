import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Query } from './config.ts';
import { type Cursor, cursorOf } from './cursor.ts';
import { isTrouble } from './line.ts';
import { nextRequest, type Reply, taken } from './scan.ts';

/** A place of logs: each line has a time, comes somewhat later, and is one of many at that time. */
interface Logged {
  second: number;
  late: number;
}

const delay = 60;
const lasts = 400;
const start = Date.parse('2026-11-20T10:00:00Z');
const page = 4;

const query = (kind: 'loki' | 'elasticsearch'): Query => ({
  name: 'api',
  source: { kind, url: 'https://logs.example.org', query: '{app="api"}' },
  every: 60_000,
  delay: delay * 1_000,
  pattern: null,
  ignore: [],
  threshold: null,
  group: null,
  level: 'error',
  environment: null,
  auth: null,
  page,
});

const at = (second: number) => new Date(start + second * 1_000);
/** Letters: numbers in a message are masked, and each of these is an error of its own. */
const nameOf = (number: number) => `error ${[...String(number)].map(digit => 'abcdefghij'[Number(digit)]).join('')}z`;

/** What it answers at that moment: what has come, in the order of time, and where times are equal in any order. */
function answerOf(
  logged: Logged[],
  kind: 'loki' | 'elasticsearch',
  request: { url: string; body: string | null },
  second: number,
  order: number,
): Reply {
  const { searchParams } = new URL(request.url);
  const range: { gte: string; lt: string } | null =
    kind === 'loki' ? null : JSON.parse(request.body ?? '').query.bool.filter[0].range['@timestamp'];
  const limit = kind === 'loki' ? Number(searchParams.get('limit')) : Number(JSON.parse(request.body ?? '').size);
  const from = range ? Date.parse(range.gte) : Number(BigInt(searchParams.get('start') ?? '') / 1_000_000n);
  const to = range ? Date.parse(range.lt) : Number(BigInt(searchParams.get('end') ?? '') / 1_000_000n);
  const found = logged
    .map((line, number) => ({ ...line, number }))
    .filter(line => line.second + line.late <= second && at(line.second).getTime() >= from && at(line.second).getTime() < to)
    .toSorted((a, b) => a.second - b.second || ((a.number * order) % 101) - ((b.number * order) % 101))
    .slice(0, limit);
  const said =
    kind === 'loki'
      ? {
          status: 'success',
          data: {
            resultType: 'streams',
            result: ['even', 'odd'].map((stream, odd) => ({
              stream: { stream },
              values: found
                .filter(({ number }) => number % 2 === odd)
                .map(line => [`${at(line.second).getTime()}000000`, nameOf(line.number)]),
            })),
          },
        }
      : {
          timed_out: false,
          _shards: { failed: 0 },
          hits: {
            hits: found.map(line => ({
              _index: 'logs',
              _id: String(line.number),
              _source: { message: nameOf(line.number) },
              fields: { '@timestamp': [at(line.second).toISOString()] },
            })),
          },
        };
  return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(said)) };
}

/** What may happen between the request and the commit; nothing of it may be counted twice or never. */
const fates = ['well', 'refused', 'died before', 'died after', 'interrupted'] as const;

const lines = fc.array(
  fc.record({ second: fc.integer({ min: 0, max: 8 }).map(time => time * 45), late: fc.integer({ min: 0, max: delay }) }),
  { minLength: 20, maxLength: 60 },
);
/** At one time not more than are asked for at once. */
const few = lines.filter(all => {
  const most = Math.max(
    0,
    ...Map.groupBy(all, ({ second }) => second)
      .values()
      .map(same => same.length),
  );
  return most < page * 5;
});
const looks = fc.array(
  fc.record({ pause: fc.integer({ min: 1, max: 90 }), fate: fc.constantFrom(...fates), order: fc.integer({ min: 1, max: 100 }) }),
  { minLength: 10, maxLength: 40 },
);

test.each(['loki', 'elasticsearch'] as const)('every line of %s counts once, whatever happens meanwhile', kind => {
  fc.assert(
    fc.property(few, looks, (logged, happening) => {
      const asked = query(kind);
      const counts = new Map<string, number>();
      // Kept as a row keeps it. Reading begins before the first line.
      let row = JSON.stringify(null);
      let second = -1;

      const look = (fate: (typeof fates)[number], order: number): boolean => {
        const kept: Cursor | null = cursorOf(JSON.parse(row));
        const next = nextRequest(asked, kept, at(second));
        if (next === null || fate === 'died before') return false;
        const reply = answerOf(logged, kind, next.request, second, order);
        let looked = 1;
        const enough = () => {
          looked += 1;
          return fate === 'interrupted' && looked > 1 + (order % 3);
        };
        const result = taken(asked, next.window, fate === 'refused' ? { ...reply, status: 503 } : reply, at(second), enough);
        if (isTrouble(result) || fate === 'died after') return false;
        expect(result.missed).toBeNull();
        for (const { title, count } of result.alerts) counts.set(title, (counts.get(title) ?? 0) + (count ?? 1));
        row = JSON.stringify(result.cursor);
        return result.more;
      };

      look('well', 1);
      for (const { pause, fate, order } of happening) {
        second += pause;
        for (let page = order; look(fate, page) && fate === 'well'; page += 1) expect(page).toBeLessThan(order + 200);
      }
      second = Math.max(second, lasts + 2 * delay) + delay;
      for (let page = 1; look('well', page); page += 1) expect(page).toBeLessThan(500);
      expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(logged.map((_, number) => [nameOf(number), 1])));
    }),
    { numRuns: 150 },
  );
});
