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
    outcome(),
    outcome({
      ...{ name: 'logs', environment: null, verdict: 'unknown', findings: [{ verdict: 'unknown', says: 'no journal' }] },
      details: [{ title: 'trace', text: 'line' }],
      errors: [{ print: 'a', title: 'A', level: 'error', count: 2, sample: 'A: b', first: null, last: '2026-11-20T10:00:00Z' }],
    }),
  ];
  expect(readReport(reportText(outcomes, 'schedule'))).toEqual({ version: 1, when: 'schedule', checks: outcomes });
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

test.each<[string, string]>([
  ['no JSON', '{'],
  ['something else', '{"checks":[]}'],
  ['a version that nobody knows', '{"version":2,"when":null,"checks":[]}'],
  ['a check without a name', JSON.stringify({ version: 1, when: null, checks: [outcome({ name: '' })] })],
])('%s is none of ours', (_, text) => {
  expect(readReport(text)).toBe(null);
});
