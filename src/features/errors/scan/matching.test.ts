import { expect, test } from 'vitest';
import { type Query, queriesOf, scanSchema } from './config.ts';
import type { Line } from './line.ts';
import { matched, type Rare } from './matching.ts';
import { nanoseconds } from './time.ts';

const start = Date.parse('2026-11-20T10:00:00Z');

function query(said: Record<string, unknown> = {}): Query {
  const [one] = queriesOf(scanSchema.parse({ api: { loki: { url: 'https://logs.example.org', query: '{}' }, ...said } }));
  if (!one) throw new Error('no query');
  return one;
}

let number = 0;
const line = (text: string, seconds = 0): Line => {
  number += 1;
  return { at: nanoseconds(new Date(start + seconds * 1_000)), id: String(number), text };
};

const look = (said: Record<string, unknown>, lines: Line[], rare: Rare[] = []) => matched(query(said), rare, lines, () => false);
const counts = (said: Record<string, unknown>, lines: Line[]) =>
  look(said, lines).alerts.map(({ title, count }) => `${count} ${title}`);

test('an error is an alert with what is known of it', () => {
  const [alert, ...others] = look({ level: 'critical', environment: 'prod' }, [
    line('no answer from db 1'),
    line('no answer from db 7', 30),
  ]).alerts;
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    ...{ status: 'firing', title: 'no answer from db 1', level: 'critical', environment: 'prod', count: 2 },
    at: new Date(start + 30_000),
  });
  expect(alert?.id).toMatch(/^1-[\da-f]{20}$/);
});

test.each<[string, Record<string, unknown>, string[], string[]]>([
  ['everything, where nothing is said', {}, ['a', 'b'], ['1 a', '1 b']],
  ['what matches', { pattern: 'ERROR' }, ['ERROR a', 'INFO b'], ['1 ERROR a']],
  ['what is not ignored', { ignore: ['hung up', '(?i)TIMEOUT'] }, ['client hung up', 'a timeout', 'c'], ['1 c']],
  ['what has a text', {}, ['', '  '], []],
  ['one error by its message without numbers', {}, ['user 1 is gone', 'user 2 is gone'], ['2 user 1 is gone']],
  [
    'one error by a group',
    { pattern: '(?P<where>\\w+):', group: 'where' },
    ['db: a', 'db: b', 'web: c'],
    ['2 db: a', '1 web: c'],
  ],
  [
    'one error by a template',
    { pattern: '(\\w+): (\\w)', group: '{1}/{2}' },
    ['db: a', 'db: a', 'db: b'],
    ['2 db: a', '1 db: b'],
  ],
  ['the message where the group is empty', { pattern: 'x|(y)', group: '1' }, ['x one', 'x two'], ['1 x one', '1 x two']],
  ['the title by its name', { pattern: 'ERROR (?P<message>.*) id' }, ['10:00 ERROR it broke id 5'], ['1 it broke']],
])('counts %s', (_, said, lines, expected) => {
  expect(
    counts(
      said,
      lines.map(text => line(text)),
    ),
  ).toEqual(expected);
});

test('two queries never have one error', () => {
  const of = (name: string) => matched({ ...query(), name }, [], [line('a')], () => false).alerts[0]?.id;
  expect(of('api')).not.toBe(of('web'));
});

const threshold = { threshold: '3 in 5m' };

test.each<[string, number[], number[]]>([
  ['too few', [0, 60], []],
  ['as many as it takes', [0, 60, 120], [3]],
  ['too slow', [0, 200, 400, 600], []],
  ['those of the last minutes only', [0, 400, 420, 440], [3]],
  ['each, once it counts', [0, 1, 2, 3, 4], [5]],
  ['each while it is not quiet for so long', [0, 1, 2, 250, 500, 750], [6]],
  ['from the beginning, after it was quiet', [0, 1, 2, 400, 401], [3]],
])('a threshold counts %s', (_, seconds, expected) => {
  expect(
    look(
      threshold,
      seconds.map(second => line('a', second)),
    ).alerts.map(({ count }) => count),
  ).toEqual(expected);
});

test('a threshold goes on where the last scan ended', () => {
  const first = look(threshold, [line('a', 0), line('a', 60), line('b', 60)]);
  expect(first.alerts).toEqual([]);
  const kept: Rare[] = JSON.parse(JSON.stringify(first.rare));
  const second = look(threshold, [line('a', 120), line('a', 121), line('b', 130)], kept);
  expect(second.alerts.map(({ title, count }) => [title, count])).toEqual([['a', 4]]);
});

test('what is rare is not remembered without end', () => {
  const letters = (index: number) => [...String(index)].map(digit => 'abcdefghij'[Number(digit)]).join('');
  const many = Array.from({ length: 1_000 }, (_, index) => line(`error z${letters(index)}`, index));
  const { rare } = look({ threshold: '2 in 1d' }, many);
  expect(rare).toHaveLength(200);
  const often = look(
    { threshold: '99999 in 1d' },
    Array.from({ length: 5_000 }, (_, index) => line('a', index * 17)),
  );
  expect(JSON.stringify(often.rare).length).toBeLessThan(1_000);
});

test('hostile lines are bounded and stay as they are', () => {
  const [alert] = look({}, [line(`@mallory <!-- shipmate --> ${'x'.repeat(100_000)}\ud800`)]).alerts;
  expect(alert?.title.length).toBe(300);
});

test('there is an end when others wait', () => {
  let asked = 0;
  const enough = () => {
    asked += 1;
    return asked > 2;
  };
  expect(matched(query(), [], [line('a'), line('b'), line('c'), line('d'), line('e')], enough)).toMatchObject({ done: 3 });
  expect(matched(query(), [], [line('a'), line('b')], () => true)).toMatchObject({ done: 1 });
});
