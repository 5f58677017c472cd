import { expect, test } from 'vitest';
import { plainAlert } from './alert.ts';
import { beginningOf, placeOf, releaseOf } from './beginning.ts';
import { folded } from './fold.ts';
import type { Group } from './group.ts';

const noon = Date.parse('2026-11-20T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1_000);
const group = (many: [number, Partial<Parameters<typeof plainAlert>[0]>?][]) =>
  many.reduce<Group | null>(
    (known, [time, parts]) =>
      folded(known, {
        alert: plainAlert({ title: 'boom', ...parts }),
        ...{ print: 'p', hook: 'h', source: 'generic', receivedAt: at(time) },
      }),
    null,
  );

const prod = { environment: 'prod' };
const staging = { environment: 'staging' };
const over = (seconds: number) => ({ endedAt: at(seconds) });

test.each<[string, Parameters<typeof group>[0], ReturnType<typeof over> | null, number, string | null]>([
  [
    'where it was first',
    [
      [0, prod],
      [5, staging],
    ],
    null,
    0,
    'prod',
  ],
  ['where it was first, as far as anybody said', [[0], [5, staging]], null, 0, 'staging'],
  [
    'where it was first since it ended',
    [
      [0, prod],
      [20, staging],
      [25, prod],
    ],
    over(10),
    20,
    'staging',
  ],
  [
    'in the second of its end',
    [
      [0, prod],
      [10.5, staging],
    ],
    over(10.25),
    10.25,
    'staging',
  ],
  ['nowhere, when nobody said', [[0, prod], [20]], over(10), 20, null],
  [
    'where it was last, when no time is left',
    [
      [0, prod],
      [5, staging],
    ],
    over(10),
    5,
    'staging',
  ],
  [
    'with what counted it, when what was before is forgotten',
    [
      [20, prod],
      [25, staging],
    ],
    over(10),
    20,
    'prod',
  ],
])('it began %s', (_where, many, last, began, environment) => {
  const all = group(many);
  expect(all && beginningOf(all, last)).toEqual({ at: at(began), environment });
});

test('where it was last is what was said that time, and nothing from before', () => {
  const seen = (many: Parameters<typeof group>[0]) => {
    const all = group(many);
    return all && [placeOf(all), releaseOf(all)];
  };
  expect(
    seen([
      [0, { ...prod, release: '1' }],
      [5, { ...staging, release: '2' }],
    ]),
  ).toEqual(['staging', '2']);
  expect(
    seen([
      [0, { ...prod, release: '1' }],
      [5, prod],
    ]),
  ).toEqual(['prod', null]);
  expect(seen([[0, { ...prod, release: '1' }], [5]])).toEqual([null, null]);
});
