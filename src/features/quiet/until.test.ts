import { expect, test } from 'vitest';
import { arg } from '../../core/args.ts';
import { endOf } from './until.ts';

const read = (word: string) => {
  const term = arg.term().read(word, { environments: [] });
  return term.ok ? term.value : term.says;
};

test.each([
  ['2d', { kind: 'for', milliseconds: 2 * 86_400_000 }],
  ['1d12h', { kind: 'for', milliseconds: 36 * 3_600_000 }],
  ['until 2026-12-01', { kind: 'until', date: '2026-12-01' }],
  ['Until  2026-12-01', { kind: 'until', date: '2026-12-01' }],
  ['2026-12-01', { kind: 'until', date: '2026-12-01' }],
  ['until 2028-02-29', { kind: 'until', date: '2028-02-29' }],
])('%s is a time', (word, term) => {
  expect(read(word)).toEqual(term);
});

test.each(['', '0d', 'until', 'until 2d', 'until tomorrow', 'until 2026-11-31', 'until 2027-02-29', '2026-1-1', '+012026-01-01'])(
  '%s is none, and what would be one is said',
  word => {
    expect(read(word)).toBe('is no time; write `30m`, `2h` or `3d`, or `until 2026-12-01`');
  },
);

test.each(['2d please', 'until 2026-12-01 or so', '2d 3d'])('%s has more words than a time', word => {
  expect(read(word)).toBe('has words after it that say nothing here; write `30m`, `2h` or `3d`, or `until 2026-12-01`');
});

test('a day is taken as it is written, and what is none is said', () => {
  const day = (word: string) => arg.date().read(word, { environments: [] });
  expect(day('2026-12-01')).toEqual({ ok: true, value: '2026-12-01' });
  expect(day('2026-02-30')).toMatchObject({ ok: false, says: 'is no day; write it as `2026-12-01`' });
});

test.each([
  ['2026-12-01', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
  ['2026-07-01', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
  ['2026-12-01', 'Asia/Kolkata', '2026-12-01T03:30:00.000Z'],
  ['2027-03-28', 'Europe/Berlin', '2027-03-28T07:00:00.000Z'],
])('until %s in %s is until that morning', (date, zone, end) => {
  expect(endOf({ kind: 'until', date }, zone, new Date('2026-11-22T12:00:00Z')).toISOString()).toBe(end);
});

test('a time ends so much later, whatever the clock', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  expect(endOf({ kind: 'for', milliseconds: 90_000 }, 'Europe/Berlin', now).getTime()).toBe(now.getTime() + 90_000);
});
