import { expect, test } from 'vitest';
import { isoOf, timeOf } from './time.ts';

test.each([
  ['ISO', '2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000000000Z'],
  ['nanoseconds', '2026-11-20T10:00:00.123456789Z', '2026-11-20T10:00:00.123456789Z'],
  ['more than nanoseconds', '2026-11-20T10:00:00.1234567891Z', '2026-11-20T10:00:00.123456789Z'],
  ['a part with a comma, as Python logs', '2026-11-20 10:00:00,5', '2026-11-20T10:00:00.500000000Z'],
  ['a zone', '2026-11-20T12:00:00+02:00', '2026-11-20T10:00:00.000000000Z'],
  ['a zone without a colon', '2026-11-20T05:30:00-0430', '2026-11-20T10:00:00.000000000Z'],
  ['seconds', 1_795_168_800, '2026-11-20T10:00:00.000000000Z'],
  ['seconds with a part', 1_795_168_800.5, '2026-11-20T10:00:00.500000000Z'],
  ['milliseconds', 1_795_168_800_123, '2026-11-20T10:00:00.123000000Z'],
  ['microseconds', '1795168800123456', '2026-11-20T10:00:00.123456000Z'],
  ['nanoseconds as text', '1795168800123456789', '2026-11-20T10:00:00.123456789Z'],
  ['seconds as text', '1795168800.25', '2026-11-20T10:00:00.250000000Z'],
])('a time in %s', (_, said, iso) => {
  const at = timeOf(said);
  expect(at === null ? null : isoOf(at)).toBe(iso);
});

test.each([
  '',
  'yesterday',
  '2026-13-40T10:00:00Z',
  '10:00:00',
  -5,
  Number.NaN,
  1e30,
  '9'.repeat(30),
  '2026-11-20T10:00:00 and more',
  null,
  true,
  {},
  ['2026-11-20T10:00:00Z'],
])('%j is no time', said => {
  expect(timeOf(said)).toBeNull();
});
