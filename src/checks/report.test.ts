import { expect, test } from 'vitest';
import { readReport, reportText } from './report.ts';
import type { Outcome } from './verdict.ts';

const outcome = (parts: Partial<Outcome> = {}): Outcome => ({
  ...{ name: 'tls example.org', kind: 'tls', environment: 'prod', line: 3, verdict: 'pass', attempts: 1, ms: 7 },
  ...{ findings: [{ verdict: 'pass', says: 'it is as it should be' }], details: [], errors: [] },
  ...parts,
});

test('what is written can be read', () => {
  const outcomes = [
    outcome({
      ...{ name: 'logs', environment: null, verdict: 'unknown', findings: [{ verdict: 'unknown', says: 'no journal' }] },
      details: [{ title: 'trace', text: 'line' }],
      errors: [{ print: 'a', title: 'A', level: 'error', count: 2, sample: 'A: b', first: null, last: '2026-11-20T10:00:00Z' }],
    }),
    outcome({ name: 'release 7', entry: 'release {{nth}}' }),
  ];
  const from = { path: '.github/shipmate.yml', job: 'check', attempt: 2 };
  expect(readReport(reportText(outcomes, 'schedule', from))).toEqual({ version: 1, when: 'schedule', ...from, checks: outcomes });
});

test('however much was found, it is short enough to be taken; what failed is kept, and says why', () => {
  const long = 'é'.repeat(1_000);
  const many = Array.from({ length: 2_100 }, (_, nth) =>
    outcome({
      ...{ name: `tls ${nth}`, verdict: nth === 2_050 ? 'fail' : 'pass' },
      findings: Array.from({ length: 12 }, () => ({ verdict: nth === 2_050 ? 'fail' : 'pass', says: long })),
      details: [{ title: 'all', text: long }],
    }),
  );
  const text = reportText(many, null);
  expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
  const [first, ...rest] = readReport(text)?.checks ?? [];
  expect(first).toMatchObject({ name: 'tls 2050', verdict: 'fail', findings: [{ says: expect.stringMatching(/^é{100}$/) }] });
  expect(rest).toHaveLength(1_999);
});

test('where even that is too much, what has passed is left out', () => {
  const many = Array.from({ length: 2_000 }, (_, nth) =>
    outcome({ name: 'é'.repeat(200), line: nth, verdict: nth < 1_000 ? 'pass' : nth === 1_999 ? 'fail' : 'warn' }),
  );
  const text = reportText(many, null);
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  const checks = readReport(text)?.checks ?? [];
  expect(checks[0]).toMatchObject({ line: 1_999, verdict: 'fail' });
  expect(checks.filter(({ verdict }) => verdict !== 'pass')).toHaveLength(1_000);
  expect(checks.length).toBeGreaterThan(1_500);
});

test.each<[string, string]>([
  ['no JSON', '{'],
  ['something else', '{"checks":[]}'],
  ['a version that nobody knows', '{"version":2,"when":null,"checks":[]}'],
])('%s is none of ours', (_, text) => {
  expect(readReport(text)).toBe(null);
});

test('what is wrong with one check, or too much of it, says nothing of the others', () => {
  const many = <T>(one: T): T[] => Array.from({ length: 4_000 }, () => one);
  const error = { print: 'a', title: 'A', level: 'error' as const, count: 2, sample: 'A: b', first: null, last: null };
  const big = outcome({
    ...{
      name: 'big',
      findings: many({ verdict: 'fail', says: 'x' }),
      details: many({ title: 't', text: 'x' }),
      errors: many(error),
    },
  });
  const whole = JSON.parse(reportText([], null));
  const { checks = [] } = readReport(JSON.stringify({ ...whole, checks: [outcome({ name: '' }), 7, big] })) ?? {};
  expect(checks.map(({ name, findings, details, errors }) => [name, findings.length, details.length, errors.length])).toEqual([
    ['big', 20, 3, 50],
  ]);
});
