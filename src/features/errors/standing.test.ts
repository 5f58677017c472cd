import { expect, test } from 'vitest';
import { type Compared, isNews } from './standing.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 12, minutes));
const given = (parts: Partial<Compared>): Compared => ({
  standing: { beganAt: at(10), changedAt: at(20) },
  alert: { status: 'firing', at: at(20) },
  group: null,
  since: at(0),
  now: at(30),
  ...parts,
});
const group = (status: 'firing' | 'resolved' | 'acknowledged', minutes = 15) => ({ status, saidAt: at(minutes) });
const says = (status: 'firing' | 'resolved' | 'acknowledged', minutes: number | null = 20) => ({
  status,
  at: minutes === null ? null : at(minutes),
});

test.each<[string, Partial<Compared>, boolean]>([
  ['it began, and nobody told us', {}, true],
  ['it began before anybody gave a token', { since: at(11) }, false],
  ['when it began nobody says', { standing: { beganAt: null, changedAt: null } }, false],
  ['it is over, and we never heard of it', { alert: says('resolved') }, false],
  ['somebody looks at what we never heard of', { alert: says('acknowledged') }, false],
  ['it happens, as we know', { group: group('firing') }, false],
  ['it is over, and we think that it happens', { group: group('firing'), alert: says('resolved') }, true],
  ['somebody looks at it, and we do not know', { group: group('firing'), alert: says('acknowledged') }, true],
  ['it happens again', { group: group('resolved') }, true],
  ['it was over before it happened again', { group: group('firing', 25), alert: says('resolved') }, false],
  ['it is over, and nobody says since when', { group: group('firing', 25), alert: says('resolved', null) }, true],
  [
    'it was over while the source was asked, which says no time',
    { group: group('resolved', 31), alert: says('firing', null) },
    false,
  ],
  ['its letter may be on its way', { now: at(21) }, false],
  ['of old it is known all the same', { since: at(11), group: group('firing'), alert: says('resolved') }, true],
])('%s', (_name, parts, news) => {
  expect(isNews(given(parts))).toBe(news);
});
