import { expect, test } from 'vitest';
import { type Advisory, merged, nameOf, nextOf, severityOf } from './advisory.ts';
import { scoreOf } from './cvss.ts';

test.each<[string, number | null]>([
  // Of the examples of its specification.
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
  ['CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 8.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
  ['CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:H/I:H/A:H', 6.6],
  ['CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N', 4.6],
  ['CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N', 1.8],
  ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O', 7.2],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H', null],
  ['CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', null],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', null],
  ['nonsense', null],
])('%s is %s', (vector, score) => {
  expect(scoreOf(vector)).toBe(score);
});

test.each<[string | undefined, string[], string | null]>([
  ['MODERATE', ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'], 'moderate'],
  ['medium', [], 'moderate'],
  ['unknown', [], null],
  [undefined, [], null],
  [undefined, ['CVSS:4.0/AV:N'], null],
  [undefined, ['CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'], 'critical'],
  [undefined, ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H'], 'high'],
  [undefined, ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N'], 'low'],
])('the word %s and %j are %s', (word, vectors, severity) => {
  expect(severityOf(word, vectors)).toBe(severity);
});

test('the next version that mends it', () => {
  expect(nextOf(['4.17.21', '3.10.2', '10.0.0'], '4.17.20')).toBe('4.17.21');
  expect(nextOf(['3.10.2'], '4.17.20')).toBeNull();
  expect(nextOf([], '4.17.20')).toBeNull();
});

const called = (...ids: string[]): Advisory => ({ ids, summary: '', severity: null, mended: null });

test('what is the same by any name is one', () => {
  const groups = merged([
    called('PYSEC-1', 'CVE-2026-0001'),
    called('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-0002'),
    called('GHSA-bbbb-bbbb-bbbb'),
    { ids: ['SNYK-1', 'CVE-2026-0001', 'CVE-2026-0002'], summary: 'Both', severity: 'low', mended: '1.2.0' },
    { ids: ['CVE-2026-0002'], summary: 'More', severity: 'critical', mended: '1.10.0' },
  ]);
  expect(groups.map(nameOf)).toEqual(['GHSA-bbbb-bbbb-bbbb', 'GHSA-aaaa-aaaa-aaaa']);
  expect(groups[1]).toMatchObject({ severity: 'critical', mended: '1.10.0', summary: 'Both' });
});
