import { expect, test } from 'vitest';
import { type Query, queriesOf, scanSchema } from './config.ts';
import { type Cursor, cursorOf } from './cursor.ts';
import { isTrouble } from './line.ts';
import { afterTooMuch, nextRequest, type Reply, type Taken, taken } from './scan.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1_000);

function query(said: Record<string, unknown> = {}, page = 4): Query {
  const loki = { url: 'https://logs.example.org', query: '{}' };
  const [one] = queriesOf(scanSchema.parse({ api: { loki, ...said } }));
  if (!one) throw new Error('no query');
  return { ...one, page };
}

/** What Loki says: the lines as `[second, text]`. */
function answer(lines: [number, string][], headers: Record<string, string> = {}, status = 200): Reply {
  const values = lines.map(([second, text]) => [`${start + second * 1_000}000000`, text]);
  const body = Buffer.from(JSON.stringify({ data: { resultType: 'streams', result: [{ stream: {}, values }] } }));
  return { status, headers, body };
}

function asked(one: Query, kept: Cursor | null, now: Date) {
  const next = nextRequest(one, kept, now);
  if (next === null) return null;
  const { searchParams } = new URL(next.request.url);
  const second = (name: string) => (Number(BigInt(searchParams.get(name) ?? '') / 1_000_000n) - start) / 1_000;
  return { ...next, from: second('start'), to: second('end'), limit: Number(searchParams.get('limit')) };
}

function look(one: Query, kept: Cursor | null, now: Date, reply: Reply, enough?: () => boolean): Taken {
  const next = nextRequest(one, kept, now);
  if (next === null) throw new Error('nothing to ask');
  const result = taken(one, next.window, reply, now, enough);
  if (isTrouble(result)) throw new Error(result.trouble);
  return result;
}

const titles = ({ alerts }: Taken) => alerts.map(({ title, count }) => `${count} ${title}`);
const secondOf = (cursor: Cursor) => (Number(BigInt(cursor.at) / 1_000_000n) - start) / 1_000;

test('the first look goes back as far as it would have slept, and never to what may still come', () => {
  expect(asked(query(), null, at(0))).toMatchObject({ from: -120, to: -60, limit: 4 });
  expect(asked(query({ every: '5m', delay: '10s' }), null, at(0))).toMatchObject({ from: -310, to: -10 });
});

test('the next look begins where the last one ended', () => {
  const { cursor, more } = look(query(), null, at(0), answer([[-100, 'a']]));
  expect(more).toBe(false);
  expect(asked(query(), cursor, at(60))).toMatchObject({ from: -60, to: 0 });
});

test('nothing is asked before there is anything to ask for', () => {
  const { cursor } = look(query(), null, at(0), answer([]));
  expect(nextRequest(query(), cursor, at(0))).toBeNull();
  expect(nextRequest(query(), cursor, at(-3_600))).toBeNull();
});

test('what a place of logs says beyond what it was asked for is read when it is its turn', () => {
  const first = look(
    query({}, 10),
    null,
    at(0),
    answer([
      [-200, 'z'],
      [-100, 'a'],
      [-60, 'b'],
      [-10, 'c'],
    ]),
  );
  expect(titles(first)).toEqual(['1 a']);
  expect(
    titles(
      look(
        query({}, 10),
        first.cursor,
        at(60),
        answer([
          [-60, 'b'],
          [-10, 'c'],
        ]),
      ),
    ),
  ).toEqual(['1 b', '1 c']);
});

test('a full page goes on at once, from its last line, which it does not count again', () => {
  const first = look(
    query(),
    null,
    at(0),
    answer([
      [-100, 'a'],
      [-90, 'b'],
      [-90, 'c'],
      [-80, 'd'],
    ]),
  );
  expect([titles(first), first.more]).toEqual([['1 a', '1 b', '1 c', '1 d'], true]);
  expect(asked(query(), first.cursor, at(0))).toMatchObject({ from: -80, to: -60 });
  const second = look(
    query(),
    first.cursor,
    at(0),
    answer([
      [-80, 'd'],
      [-80, 'e'],
    ]),
  );
  expect([titles(second), second.more]).toEqual([['1 e'], false]);
});

test('more lines at one time than a page has are asked for in larger pages', () => {
  const same = (count: number): [number, string][] =>
    [...'abcdefghijklmnopqrstuvwxyz'].slice(0, count).map(letter => [-100, letter]);
  const one = query();
  const first = look(one, null, at(0), answer(same(4)));
  const stuck = look(one, first.cursor, at(0), answer(same(4)));
  expect([titles(stuck), stuck.more]).toEqual([[], true]);
  expect(asked(one, stuck.cursor, at(0))).toMatchObject({ from: -100, limit: 8 });
  const larger = look(one, stuck.cursor, at(0), answer([...same(6), [-90, 'y'], [-80, 'z']]));
  expect(titles(larger)).toEqual(['1 e', '1 f', '1 y', '1 z']);
  expect(asked(one, larger.cursor, at(0))).toMatchObject({ from: -80, limit: 4 });
});

test('more than are ever asked for are said to be missed, and others are not held up', () => {
  const same = (count: number): [number, string][] =>
    Array.from({ length: count }, (_, index) => [-100, `line${'x'.repeat(index)}`]);
  const one = query();
  let cursor: Cursor | null = null;
  let counted = 0;
  for (let step = 0; step < 20; step += 1) {
    const limit = asked(one, cursor, at(0))?.limit ?? 0;
    const result: Taken = look(one, cursor, at(0), answer(same(limit)));
    counted += result.alerts.length;
    cursor = result.cursor;
    if (result.missed === null) continue;
    expect(result.missed).toBe(
      'There are more lines at one time than are asked for at once; some of them may not have been counted.',
    );
    break;
  }
  expect(counted).toBe(20);
  expect(cursor?.at).toBe(`${start - 100_000}000001`);
});

test('whoever was away for long reads hour by hour', () => {
  const { cursor } = look(query(), null, at(0), answer([]));
  const later = at(2 * 3_600);
  expect(asked(query(), cursor, later)).toMatchObject({ from: -60, to: 3_540 });
  const first = look(query(), cursor, later, answer([]));
  expect(first.more).toBe(true);
  const second = look(query(), first.cursor, later, answer([]));
  expect([secondOf(second.cursor), second.more]).toEqual([7_140, false]);
});

test('whoever was away for more than a week is told what was not read', () => {
  const { cursor } = look(query(), null, at(0), answer([]));
  const later = at(8 * 86_400);
  expect(asked(query(), cursor, later)).toMatchObject({ from: 86_340 });
  expect(look(query(), cursor, later, answer([])).missed).toBe(
    'Nobody could ask for more than 7 days; what was logged before that was not read.',
  );
});

test('a source whose clock is behind is read to where its own clock has come', () => {
  const behind = { date: at(-300).toUTCString() };
  const { cursor } = look(
    query({ every: '10m' }),
    null,
    at(0),
    answer(
      [
        [-400, 'a'],
        [-350, 'not complete yet'],
      ],
      behind,
    ),
  );
  expect(secondOf(cursor)).toBe(-360);
  const next = look(
    query({ every: '10m' }),
    cursor,
    at(60),
    answer(
      [
        [-350, 'b'],
        [-340, 'c'],
      ],
      { date: at(-240).toUTCString() },
    ),
  );
  expect(titles(next)).toEqual(['1 b', '1 c']);
  const unmoved = look(query(), next.cursor, at(60), answer([[-290, 'd']], { date: at(-300).toUTCString() }));
  expect([titles(unmoved), unmoved.cursor.at, unmoved.more]).toEqual([[], next.cursor.at, false]);
});

test('a source whose clock is ahead is read when ours has come there', () => {
  const ahead = { date: at(300).toUTCString() };
  const { cursor } = look(query(), null, at(0), answer([], ahead));
  expect(secondOf(cursor)).toBe(-60);
});

test('a source whose clock is nowhere near is a trouble', () => {
  const next = nextRequest(query(), null, at(0));
  if (next === null) throw new Error('nothing to ask');
  expect(taken(query(), next.window, answer([], { date: at(-7_200).toUTCString() }), at(0))).toEqual({
    trouble: 'Its clock is 2 h behind ours, so lines would be missed.',
  });
  expect(taken(query(), next.window, answer([], {}, 503), at(0))).toMatchObject({ trouble: expect.stringContaining('503') });
});

test('another query begins anew, and counts nothing that the words before have counted', () => {
  const first = look(
    query(),
    null,
    at(0),
    answer([
      [-100, 'a'],
      [-90, 'b'],
      [-80, 'c'],
      [-70, 'd'],
    ]),
  );
  const other = query({ loki: { url: 'https://logs.example.org', query: '{app="web"}' } });
  expect(asked(other, first.cursor, at(0))).toMatchObject({ from: -70, to: -60 });
  expect(
    titles(
      look(
        other,
        first.cursor,
        at(0),
        answer([
          [-70, 'd'],
          [-65, 'e'],
        ]),
      ),
    ),
  ).toEqual(['1 e']);
  expect(asked(other, first.cursor, at(3_600))).toMatchObject({ from: 3_480, to: 3_540 });
  expect(asked(query(), first.cursor, at(3_600))).toMatchObject({ from: -70 });
});

test('another threshold forgets what was rare by the one before', () => {
  const first = look(
    query({ threshold: '3 in 5m' }),
    null,
    at(0),
    answer([
      [-100, 'a'],
      [-90, 'a'],
    ]),
  );
  expect(first.cursor.rare).toHaveLength(1);
  expect(titles(look(query({ threshold: '3 in 1d' }), first.cursor, at(60), answer([[-50, 'a']])))).toEqual([]);
  expect(titles(look(query({ threshold: '3 in 5m', level: 'info' }), first.cursor, at(60), answer([[-50, 'a']])))).toEqual([
    '3 a',
  ]);
});

test('an answer that is too long is asked for in smaller pages, down to a line', () => {
  const one = query();
  let cursor: Cursor | null = null;
  const limits: number[] = [];
  for (let step = 0; step < 9; step += 1) {
    const next = asked(one, cursor, at(0));
    if (next === null) break;
    limits.push(next.limit);
    cursor = afterTooMuch(one, next.window);
    if (cursor === null) break;
  }
  expect(limits).toEqual([4, 1]);
});

test('small pages end with the stretch that asked for them, and never grow back into it', () => {
  const one = query();
  const next = asked(one, null, at(0));
  const small = next && afterTooMuch(one, next.window);
  const first = look(one, small, at(0), answer([[-100, 'a']]));
  expect([titles(first), first.more, first.cursor.page]).toEqual([['1 a'], true, 1]);
  const stuck = look(one, first.cursor, at(0), answer([[-100, 'a']]));
  expect(stuck.missed).toContain('more lines at one time');
  expect(stuck.more).toBe(true);
  const done = look(one, stuck.cursor, at(0), answer([]));
  expect([done.more, done.cursor.page]).toEqual([false, 4]);
});

test('what there was no time for is asked for again', () => {
  const lines: [number, string][] = [
    [-100, 'a'],
    [-90, 'b'],
  ];
  const first = look(query(), null, at(0), answer(lines), () => true);
  expect([titles(first), first.more]).toEqual([['1 a'], true]);
  expect(titles(look(query(), first.cursor, at(0), answer(lines)))).toEqual(['1 b']);
});

test('lines that nobody can read are told', () => {
  const reply = answer([[-100, 'a']]);
  const body = Buffer.from(reply.body.toString().replace(']]', '],["soon","b"]]'));
  expect(look(query(), null, at(0), { ...reply, body }).missed).toBe('1 of what came back had no time or no text.');
});

test('a cursor is kept as JSON, and what is none begins anew', () => {
  const { cursor } = look(query({ threshold: '3 in 5m' }), null, at(0), answer([[-100, 'a']]));
  expect(cursorOf(JSON.parse(JSON.stringify(cursor)))).toEqual(cursor);
  for (const wrong of [null, {}, { ...cursor, at: 'now' }, { ...cursor, page: 0 }, 'x']) expect(cursorOf(wrong)).toBeNull();
});
