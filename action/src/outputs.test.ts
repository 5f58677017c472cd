import { expect, test } from 'vitest';
import { fail, type Outcome, pass } from '../../src/checks/verdict.ts';
import { jsonOf } from './outputs.ts';

const outcome = (at: number, more: Partial<Outcome> = {}): Outcome => ({
  name: `check ${at}`,
  kind: 'tcp',
  environment: null,
  line: at,
  verdict: 'pass',
  findings: [pass('it listens')],
  details: [],
  errors: [],
  attempts: 1,
  ms: 1,
  ...more,
});

test('whole where it fits', () => {
  const few = [outcome(1), outcome(2, { details: [{ title: 'diff', text: '+ a' }] })];
  expect(JSON.parse(jsonOf(few))).toEqual(few);
});

test('else without what is long, in any alphabet', () => {
  const long = [outcome(1, { details: [{ title: 'diff', text: 'ж'.repeat(500_000) }] })];
  expect(JSON.parse(jsonOf(long))).toEqual([{ ...long[0], details: [] }]);
});

test('else those that matter most, and still JSON', () => {
  const many = Array.from({ length: 10_000 }, (_, at) =>
    outcome(at, at === 9_999 ? { verdict: 'fail', findings: [fail('gone')] } : {}),
  );
  const text = jsonOf(many);
  expect(text.length).toBeLessThan(900_000);
  const kept: Outcome[] = JSON.parse(text);
  expect(kept[0]?.name).toBe('check 9999');
  expect(kept.length).toBeGreaterThan(3_000);
});
