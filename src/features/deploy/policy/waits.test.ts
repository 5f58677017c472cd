import { expect, test } from 'vitest';
import { waited } from './waits.ts';

const at = (minute: number) => new Date(minute * 60_000);
const checks = { for: 'checks', what: 'CI / e2e' };
const approval = { for: 'approval', what: '@acme/release' };

test('what stands in the way begins once and ends when it no longer does', () => {
  const first = waited([], [checks, approval], at(1));
  const second = waited(first, [approval], at(3));
  expect(waited(second, [approval], at(4))).toEqual(second);
  expect(waited(second, [checks], at(5))).toEqual([
    { ...checks, from: 60_000, to: 180_000 },
    { ...approval, from: 60_000, to: 300_000 },
    { ...checks, from: 300_000, to: null },
  ]);
});
