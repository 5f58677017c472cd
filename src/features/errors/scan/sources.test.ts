import { describe, expect, test } from 'vitest';
import { askElastic, readElastic } from './elastic.ts';
import { askJson, type JsonSource, readJson } from './json.ts';
import { isTrouble, type Page, type Trouble } from './line.ts';
import { askLoki, readLoki } from './loki.ts';
import { troubleOf } from './reply.ts';
import { isoOf } from './time.ts';

const from = 1_795_168_800_123_456_789n;
const span = { from, to: from + 60_000_000_000n, page: 3 };
const bytes = (said: unknown): Buffer => Buffer.from(JSON.stringify(said));

const sight = (page: Page | Trouble) =>
  isTrouble(page)
    ? page.trouble
    : { lines: page.lines.map(({ at, text }) => `${isoOf(at).slice(11, 29)} ${text}`), full: page.full, unread: page.unread };

const ids = (page: Page | Trouble): string[] => (isTrouble(page) ? [] : page.lines.map(({ id }) => id));

describe('Loki', () => {
  test.each([
    ['https://logs.example.org', 'https://logs.example.org/loki/api/v1/query_range'],
    ['https://logs.example.org/', 'https://logs.example.org/loki/api/v1/query_range'],
    ['https://logs.example.org/tenant', 'https://logs.example.org/tenant/loki/api/v1/query_range'],
    ['https://logs.example.org/loki/api/v1/query_range', 'https://logs.example.org/loki/api/v1/query_range'],
  ])('is asked at %s', (url, whole) => {
    const request = askLoki({ url, query: '{app="api"} |= "a&b"' }, span);
    expect(request).toMatchObject({ method: 'GET', body: null });
    const { searchParams, origin, pathname } = new URL(request.url);
    expect(origin + pathname).toBe(whole);
    expect(Object.fromEntries(searchParams)).toEqual({
      query: '{app="api"} |= "a&b"',
      start: '1795168800123456789',
      end: '1795168860123456789',
      limit: '3',
      direction: 'forward',
    });
  });

  const streams = (...result: [Record<string, string>, unknown[][]][]) =>
    bytes({
      status: 'success',
      data: { resultType: 'streams', result: result.map(([stream, values]) => ({ stream, values })), stats: {} },
    });

  test('answers with streams, each in order; we want one order', () => {
    const body = streams(
      [
        { app: 'api' },
        [
          [`${from}`, 'a'],
          [`${from + 2n}`, 'c', { trace: '1' }],
        ],
      ],
      [{ app: 'web' }, [[`${from + 1n}`, 'b']]],
    );
    expect(sight(readLoki(body, 3))).toEqual({
      lines: ['10:00:00.123456789 a', '10:00:00.123456790 b', '10:00:00.123456791 c'],
      full: true,
      unread: 0,
    });
    expect(sight(readLoki(body, 4))).toMatchObject({ full: false });
  });

  test('has the same ids each time, and never one id for two lines', () => {
    const first = ids(
      readLoki(
        streams([
          { app: 'api', pod: '1' },
          [
            [`${from}`, 'a'],
            [`${from}`, 'a'],
            [`${from}`, 'b'],
          ],
        ]),
        9,
      ),
    );
    const again = ids(
      readLoki(
        streams(
          [{ app: 'web' }, [[`${from}`, 'a']]],
          [
            { pod: '1', app: 'api' },
            [
              [`${from}`, 'b'],
              [`${from}`, 'a'],
              [`${from}`, 'a'],
            ],
          ],
        ),
        9,
      ),
    );
    expect(new Set(first).size).toBe(3);
    expect(new Set(again).size).toBe(4);
    expect(first.every(id => again.includes(id))).toBe(true);
  });

  test.each([
    ['nothing', streams(), { lines: [], full: false, unread: 0 }],
    ['a line without a time', streams([{}, [['soon', 'a']]]), { lines: [], full: false, unread: 1 }],
    [
      'numbers',
      bytes({ data: { resultType: 'matrix', result: [] } }),
      'The query counts; write one that returns lines, such as `{app="api"} |= "ERROR"`.',
    ],
    ['something else', bytes({ data: [] }), 'What came back is no answer of Loki.'],
    ['no JSON', Buffer.from('<html>'), 'What came back is no answer of Loki.'],
    ['half of it', streams([{}, [[`${from}`, 'a']]]).subarray(0, 40), 'What came back is no answer of Loki.'],
  ])('says %s', (_, body, seen) => {
    expect(sight(readLoki(body, 3))).toEqual(seen);
  });
});

describe('Elasticsearch', () => {
  test('is asked for what is wanted of it and no more', () => {
    const request = askElastic({ url: 'https://search.example.org/logs-*/', query: 'level:error' }, span);
    expect(request.url).toBe('https://search.example.org/logs-*/_search?allow_partial_search_results=false');
    expect(request.method).toBe('POST');
    expect(JSON.parse(request.body ?? '')).toMatchInlineSnapshot(`
      {
        "_source": [
          "message",
          "event.original",
          "log",
          "msg",
          "body",
          "body.text",
          "error.message",
          "exception.message",
        ],
        "docvalue_fields": [
          {
            "field": "@timestamp",
            "format": "strict_date_optional_time_nanos",
          },
        ],
        "query": {
          "bool": {
            "filter": [
              {
                "range": {
                  "@timestamp": {
                    "format": "strict_date_optional_time_nanos",
                    "gte": "2026-11-20T10:00:00.123456789Z",
                    "lt": "2026-11-20T10:01:00.123456789Z",
                  },
                },
              },
              {
                "query_string": {
                  "query": "level:error",
                },
              },
            ],
          },
        },
        "size": 3,
        "sort": [
          {
            "@timestamp": "asc",
          },
          "_doc",
        ],
        "track_total_hits": false,
      }
    `);
  });

  const hit = (id: string, at: unknown, source: unknown = { message: id }) => ({
    ...{ _index: 'logs-1', _id: id, _source: source, fields: { '@timestamp': [at] } },
  });
  const found = (hits: unknown[], more = {}) =>
    bytes({ took: 1, timed_out: false, _shards: { total: 2, failed: 0 }, hits: { hits }, ...more });

  test('answers with documents', () => {
    const at = '2026-11-20T10:00:00.000000001Z';
    const body = found([
      hit('a', at),
      hit('b', at, { log: 'of a container' }),
      hit('c', '2026-11-20T10:00:00.500Z', { error: { message: 'inside' } }),
      hit('d', at, { other: 1 }),
    ]);
    expect(sight(readElastic(body, 4))).toEqual({
      lines: ['10:00:00.000000001 a', '10:00:00.000000001 of a container', '10:00:00.000000001 ', '10:00:00.500000000 inside'],
      full: true,
      unread: 1,
    });
  });

  test.each([
    ['a part, as time ran out', found([], { timed_out: true }), 'It found a part of the lines in its time; narrow the query.'],
    [
      'a part, as shards are away',
      found([], { _shards: { failed: 2 } }),
      '2 of its shards did not answer, so lines would be missed.',
    ],
    ['no time', found([hit('a', null)]), 'What it found has no time at `@timestamp`.'],
    ['something else', bytes({ hits: [] }), 'What came back is no answer of Elasticsearch or OpenSearch.'],
    ['nothing', found([]), { lines: [], full: false, unread: 0 }],
  ])('says %s', (_, body, seen) => {
    expect(sight(readElastic(body, 3))).toEqual(seen);
  });
});

describe('any JSON', () => {
  const source: JsonSource = {
    url: 'https://status.example.org/errors',
    items: 'data.list',
    message: 'text',
    at: 'when',
    id: null,
  };
  const when = '2026-11-20T10:00:00Z';

  test('is asked for the times, where its address has a place for them', () => {
    expect(askJson(source, span)).toMatchObject({ url: 'https://status.example.org/errors', method: 'GET', body: null });
    expect(askJson({ ...source, url: 'https://status.example.org/?since={from}&until={to}' }, span).url).toBe(
      'https://status.example.org/?since=2026-11-20T10:00:00.123456789Z&until=2026-11-20T10:01:00.123456789Z',
    );
  });

  test('is read by paths', () => {
    const list = [{ text: 'a', when }, { text: 5, when: 1_795_168_801 }, { text: 'no time' }, { when }, null, 'text'];
    expect(sight(readJson(source, bytes({ data: { list } })))).toEqual({
      lines: ['10:00:00.000000000 a', '10:00:01.000000000 5'],
      full: false,
      unread: 4,
    });
    expect(sight(readJson({ ...source, items: '.' }, bytes([{ text: 'a', when }])))).toMatchObject({
      lines: ['10:00:00.000000000 a'],
    });
  });

  test('counts what is listed twice as two, but not what has a name', () => {
    const twice = bytes({
      data: {
        list: [
          { text: 'a', when, key: 1 },
          { text: 'b', when, key: 1 },
          { text: 'a', when, key: 2 },
        ],
      },
    });
    expect(new Set(ids(readJson(source, twice))).size).toBe(3);
    expect(ids(readJson({ ...source, id: 'key' }, twice))).toHaveLength(2);
  });

  test.each([
    ['no list', { data: { list: {} } }, 'There is no list at `data.list` (`items`) of what came back.'],
    ['nothing there', {}, 'There is no list at `data.list` (`items`) of what came back.'],
    ['other entries', { data: { list: [{ a: 1 }] } }, 'No entry has a text at `text` (`message`) and a time at `when` (`at`).'],
    ['an empty list', { data: { list: [] } }, { lines: [], full: false, unread: 0 }],
  ])('says %s', (_, body, seen) => {
    expect(sight(readJson(source, bytes(body)))).toEqual(seen);
  });

  test('says something else', () => {
    expect(sight(readJson(source, Buffer.from('oops')))).toBe('What came back is no JSON.');
  });
});

test.each([
  [200, '{}', null],
  [401, '', 'It does not let us in (401). `auth` names the secret that is sent along.'],
  [429, 'slow down', 'It has been asked too much (429); a longer `every` helps.'],
  [400, 'parse error at line 1: unexpected }', 'It answered 400: `parse error at line 1: unexpected }`.'],
  [
    400,
    JSON.stringify({
      error: { root_cause: [{ reason: 'Failed to parse query [a:]' }], reason: 'all shards failed' },
      status: 400,
    }),
    'It answered 400: `Failed to parse query [a:]`.',
  ],
  [
    404,
    JSON.stringify({ message: '@mallory `x` <!-- shipmate -->' }),
    'It answered 404: `@mallory ˋxˋ <\u200b!-- shipmate --\u200b>`.',
  ],
  [502, '<html><body>Bad Gateway</body></html>', 'It answered 502.'],
  [302, '', 'It answered 302.'],
])('%i %s', (status, body, trouble) => {
  expect(troubleOf({ status, body: Buffer.from(body) })).toEqual(trouble === null ? null : { trouble });
});
