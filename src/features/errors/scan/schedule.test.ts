import { expect, test } from 'vitest';
import { queriesOf, scanSchema } from './config.ts';
import { againAfter, planned, wordsOf } from './schedule.ts';

const minute = 60_000;
const noon = new Date('2026-11-20T12:00:00Z');

const queries = (said: Record<string, Record<string, unknown>>) =>
  queriesOf(
    scanSchema.parse(
      Object.fromEntries(
        Object.entries(said).map(([name, more]) => [name, { loki: { url: 'https://logs.example.org', query: '{}' }, ...more }]),
      ),
    ),
  );

test.each([
  ['what just began', null, 1],
  ['after a minute', 1, 1],
  ['after four', 4, 4],
  ['after hours', 300, 15],
])('what fails is tried again, %s', (_name, lasted, minutes) => {
  const since = lasted === null ? null : new Date(noon.getTime() - lasted * minute);
  expect(againAfter(minute, since, noon)).toBe(minutes * minute);
});

test('never more often than it is asked anyway', () => {
  expect(againAfter(60 * minute, new Date(noon.getTime() - minute), noon)).toBe(60 * minute);
});

test('what the file says in another way begins anew, what it does not say any more goes, and the rest stays', () => {
  const known = queries({ a: {}, b: {}, c: {} }).map(one => ({ name: one.name, words: wordsOf(one) }));
  const now = queries({ a: {}, b: { pattern: 'ERROR' }, d: {} });
  const { begins, gone } = planned(now, known);
  expect([begins.map(({ name }) => name), gone]).toEqual([['b', 'd'], ['c']]);
});

test.each([
  ['ignore', { ignore: ['x'] }],
  ['every', { every: '2m' }],
  ['auth', { auth: 'logs' }],
  ['level', { level: 'warning' }],
])('%s is one of its words', (_name, more) => {
  const [plain, other] = [queries({ a: {} }), queries({ a: more })].map(([one]) => one && wordsOf(one));
  expect(plain).not.toBe(other);
});
