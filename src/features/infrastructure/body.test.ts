import { expect, test } from 'vitest';
import { newEpisode } from '../../issues/episode.ts';
import { withHidden } from '../../issues/hidden.ts';
import type { Round } from '../../issues/kind.ts';
import { shows, titleOf } from './body.ts';
import { checkKind } from './kind.ts';
import { linesOf } from './status.ts';
import { changed, type Story, type Trouble } from './story.ts';

const round: Round = {
  ...{ repository: { owner: 'acme', name: 'web', private: true }, page: 'https://github.com/acme/web' },
  ...{ prefix: '/', timezone: 'UTC' },
};
const at = Date.UTC(2026, 10, 20, 10);
const seen = { run: 1, number: 815, sha: 'a1b2c3d', url: 'https://github.com/acme/web/actions/runs/1', at };
const story: Story = {
  ...{ environment: 'prod', name: 'tls example.org', kind: 'tls', line: 3, details: [], first: seen, last: seen, runs: 1 },
  findings: [{ verdict: 'fail', says: 'the certificate ends in 5 days' }],
  ...{ unknown: null, ending: null, mended: null, warns: '', before: null },
};
const open: Trouble = newEpisode({
  ...{ id: 'e1', of: 'infrastructure', about: 'prod/tls', key: 'k', state: 'open' as const, beganAt: new Date(at), story },
});
const bodyOf = (row: Partial<Trouble>, parts: Partial<Story>): string => shows(changed(open, row, parts), round).body;

test.each<[string, Partial<Story>, string]>([
  ['an environment', {}, '[prod] tls example.org'],
  ['none', { environment: '' }, 'tls example.org'],
  ['words that would be live', { name: '@alice fixes #1 `x`' }, '[prod] @\u200balice fixes #\u200b1 ˋxˋ'],
])('the title of a check of %s', (_, parts, title) => {
  expect(titleOf({ ...story, ...parts })).toBe(title);
});

test.each<[string, Partial<Trouble>, Partial<Story>, string]>([
  ['fails', {}, {}, '❌ Fails since 20 Nov 2026 10:00 (UTC), in run [#815]'],
  ['fails again', {}, { runs: 2 }, '❌ Fails since 20 Nov 2026 10:00 (UTC), in 2 runs; last in run [#815]'],
  ['has failed before', {}, { before: { number: 7, endedAt: at } }, 'Seen before in #7, until 20 Nov 2026 10:00.'],
  ['has failed before in this issue', {}, { before: { number: null, endedAt: at } }, 'Seen before here, until'],
  ['cannot be looked at', {}, { unknown: { run: 2, at, says: 'no resolver' } }, '/actions/runs/2): no resolver'],
  ['can be run now', {}, {}, '`/check prod` runs it now'],
  ['is about none', {}, { environment: '' }, '`/check` runs it now'],
  ['is about one that is no name', {}, { environment: 'a b' }, '`/check` runs it now'],
  ['passed', { state: 'closed', endedAt: new Date(at) }, { mended: seen, ending: 'passed' }, '✅ It passed in run [#815]'],
  ['only warns', { state: 'closed' }, { mended: seen, ending: 'warned', warns: 'in 9 days' }, '> ⚠️ in 9 days'],
  ['is named no more', { state: 'moot' }, { ending: 'gone' }, '⚪ Nobody looks at it any more'],
])('of a check that %s', (_, row, parts, expected) => {
  expect(bodyOf(row, parts)).toContain(expected);
});

test('what only counts on is no news; what was found is', () => {
  const news = (parts: Partial<Story>) => shows(changed(open, {}, parts), round).news;
  expect(news({ runs: 9, last: { ...seen, run: 9, number: 823, at: at + 1 } })).toBe(news({}));
  expect(news({ findings: [{ verdict: 'fail', says: 'the certificate has ended' }] })).not.toBe(news({}));
});

test('however much strangers write, it fits, and none of it is live', () => {
  const long = '@bob <!-- shipmate:x --> </details> `` #1 '.repeat(400);
  const findings = Array.from({ length: 30 }, () => ({ verdict: 'fail' as const, says: long }));
  const details = Array.from({ length: 9 }, () => ({ title: long, text: long }));
  const flood = changed(open, {}, { findings, details, name: long.slice(0, 200), warns: long.slice(0, 300) });
  const { title, body } = shows(flood, round);
  expect(title.length).toBeLessThan(256);
  expect(body.replaceAll(/^(?:```+)\n[\s\S]*?\n```+$/gm, '')).not.toMatch(/@bob|<!--|#1 /);
  expect(body).toContain('and 10 more');
  const hidden = { about: '', beganAt: at, badAt: at, endedAt: null, muted: false, snoozedUntil: null, locked: false };
  const whole = withHidden(body, { ...hidden, story: checkKind.keeps(flood) });
  expect(whole.startsWith(body)).toBe(true);
});

test('what an issue keeps is enough to go on with, and joins what was seen since', () => {
  const kept = checkKind.keeps(changed(open, {}, { runs: 3 }));
  expect(checkKind.again(kept, null)).toMatchObject({ state: 'open', story: { runs: 3 } });
  const since = changed(open, {}, { first: { ...seen, run: 9 }, last: { ...seen, run: 9 } });
  expect(checkKind.again(kept, since)).toMatchObject({ state: 'open', story: { runs: 4, first: { run: 1 }, last: { run: 9 } } });
  expect(checkKind.again({ made: 'up' }, null)).toBe(null);
});

test('what /status says', () => {
  const known = { verdict: 'pass' as const, at: new Date(at), run: 1, attempt: 1, says: '' };
  const one = { environment: '', name: 'a', kind: 'tls', line: 1, known, unknown: null };
  expect(linesOf([], [])).toContain('No run of the default branch has reported');
  expect(linesOf([one], [])).toBe('✅ The check of infrastructure passes.');
  expect(linesOf([one, { ...one, name: 'b' }], [])).toBe('✅ All 2 checks of infrastructure pass.');
  const warns = { ...one, known: one.known && { ...one.known, verdict: 'warn' as const } };
  expect(linesOf([warns], [])).toBe('⚠️ The check of infrastructure only warns.');
  expect(linesOf([warns, warns], [])).toBe('⚠️ All 2 checks of infrastructure only warn.');
  expect(linesOf([one, warns], [])).toBe('⚠️ 1 of 2 checks of infrastructure only warns, and all others pass.');
  expect(
    linesOf(
      [{ ...one, name: 'tls example.org', environment: 'prod', known: { ...known, verdict: 'fail' } }],
      [{ ...open, number: 7 }],
    ),
  ).toBe('- ❌ infrastructure: the only check fails in **prod**: `tls example.org` (#7)');
});
