import { describe, expect, test } from 'vitest';
import type { Artifact, Branch, Cache, UsedEnvironment } from '../../../core/leftover.ts';
import { type Found, leftBranches, listed } from './choosing.ts';

const now = new Date('2026-11-02T09:00:00Z');
const ago = (days: number): Date => new Date(now.getTime() - days * 24 * 3_600_000);
const whole = <T>(...all: T[]) => ({ all, cut: false });

describe('branches', () => {
  const sha = 'a'.repeat(40);
  const merged = (days: number, head = sha) => [{ number: 12, head, at: ago(days) }];
  const branch = (parts: Partial<Branch>): Branch => ({
    ...{ name: 'feature', head: sha, committedAt: ago(1), isProtected: false, hasOpenPull: false, merged: [] },
    ...parts,
  });
  const gone = branch({ committedAt: ago(100) });

  test.each<[what: string, branch: Branch, as: 'merged' | 'abandoned' | null]>([
    ['merged a week ago', branch({ merged: merged(7) }), 'merged'],
    ['merged yesterday', branch({ merged: merged(1) }), null],
    ['merged long ago, and pushed to since', branch({ merged: merged(30, 'b'.repeat(40)) }), null],
    [
      'merged long ago, pushed to since, and left alone for 90 days',
      branch({ ...gone, merged: merged(95, 'b'.repeat(40)) }),
      'abandoned',
    ],
    [
      'merged by an earlier pull request than the last',
      branch({ merged: [...merged(3, 'b'.repeat(40)), ...merged(9)] }),
      'merged',
    ],
    ['merged, and asked for again', branch({ merged: merged(30), hasOpenPull: true }), null],
    ['merged, and protected', branch({ merged: merged(30), isProtected: true }), null],
    ['the default branch', branch({ ...gone, name: 'main' }), null],
    ['that the file names, merged', branch({ name: 'release/1', merged: merged(30) }), null],
    ['that the file names, old', branch({ ...gone, name: 'release/2' }), null],
    ['without a commit for 90 days', branch({ committedAt: ago(90) }), 'abandoned'],
    ['without a commit for 89 days', branch({ committedAt: ago(89) }), null],
    ['old, with an open pull request', branch({ ...gone, hasOpenPull: true }), null],
    ['old, and protected', branch({ ...gone, isProtected: true }), null],
    ['where a site is served from', branch({ ...gone, name: 'gh-pages' }), null],
    ["in GitHub's line for merging", branch({ ...gone, name: 'gh-readonly-queue/main/pr-1' }), null],
  ])('%s', (_, one, as) => {
    const [line] = leftBranches([one], name => name === 'main' || name.startsWith('release/'), now);
    expect(line ? (line.pull === null ? 'abandoned' : 'merged') : null).toBe(as);
  });
});

const nothing: Found = {
  ...{ branches: whole(), artifacts: whole(), caches: whole(), environments: whole() },
  ...{ bases: new Set<string>(), named: [], activeAt: ago(1) },
};
const found = (parts: Partial<Found>) => listed({ ...nothing, ...parts }, now, 'UTC');

test('where nothing lies around there is no list', () => {
  expect(found({})).toBe(null);
  expect(found({ activeAt: ago(366) })).toMatchObject({ quietSince: ago(366).getTime() });
  expect(found({ activeAt: ago(364) })).toBe(null);
});

test('what a pull request would be merged into is left alone', () => {
  const line = { name: 'base', head: 'a'.repeat(40), at: ago(100).getTime(), pull: null };
  expect(found({ branches: whole(line), bases: new Set(['base']) })).toBe(null);
  expect(found({ branches: whole(line) })?.abandoned).toEqual([line]);
});

test('thirty branches of a kind are enough, those first that lie there for the longest time', () => {
  const all = Array.from({ length: 35 }, (_, age) => ({ name: `old-${age}`, head: 'a'.repeat(40), at: -age, pull: null }));
  const findings = found({ branches: whole(...all) });
  expect(findings?.abandoned[0]?.name).toBe('old-34');
  expect(findings).toMatchObject({ abandoned: { length: 30 }, rest: { abandoned: { count: 5 } } });
});

describe('artifacts', () => {
  let id = 0;
  const artifact = (parts: Partial<Artifact>): Artifact => ({
    ...{ id: id++, name: 'dist', size: 1_000, createdAt: ago(40), expired: false },
    ...parts,
  });
  const lines = (...all: Artifact[]) =>
    found({ artifacts: whole(...all) })?.boxes.map(box => box.what === 'artifacts' && `${box.name} × ${box.of.length}`);

  test.each<[what: string, parts: Partial<Artifact>, listed: boolean]>([
    ['of 30 days ago', { createdAt: ago(30) }, true],
    ['of 29 days ago', { createdAt: ago(29) }, false],
    ['expired', { expired: true }, false],
  ])('one %s', (_, parts, is) => expect(lines(artifact(parts)) !== undefined).toBe(is));

  test('the largest come first, and many of one name are one line', () => {
    const many = [1, 2, 3, 4].map(size => artifact({ name: 'many', size: size * 1_000 }));
    expect(lines(artifact({ name: 'small', size: 1 }), ...many, artifact({ name: 'large', size: 100_000 }))).toEqual([
      ...['large × 1', 'many × 4', 'small × 1'],
    ]);
  });

  test('one box deletes a hundred of them at most, the oldest, and forty boxes are enough', () => {
    const alike = Array.from({ length: 130 }, (_, at) => artifact({ name: 'many', createdAt: ago(31 + at), size: 10 }));
    const findings = found({ artifacts: whole(...alike) });
    expect(findings?.boxes).toMatchObject([{ of: { length: 100 } }]);
    expect(findings?.boxes[0]).toMatchObject({
      of: expect.arrayContaining([expect.objectContaining({ at: ago(160).getTime() })]),
    });
    expect(findings?.rest.artifacts).toEqual({ count: 30, size: 300 });
    const different = Array.from({ length: 50 }, (_, at) => artifact({ name: `one-${at}`, size: at }));
    expect(found({ artifacts: whole(...different) })).toMatchObject({
      boxes: { length: 40 },
      rest: { artifacts: { count: 10, size: 45 } },
    });
  });
});

test.each<[what: string, used: number, listed: boolean]>([
  ['for 14 days', 14, true],
  ['for 13 days', 13, false],
])('a cache that nobody used %s', (_, days, is) => {
  const cache: Cache = { id: 1, key: 'npm', ref: 'refs/heads/main', size: 1, createdAt: ago(100), usedAt: ago(days) };
  expect(found({ caches: whole(cache) }) !== null).toBe(is);
});

test.each<[what: string, parts: Partial<UsedEnvironment>, listed: boolean]>([
  ['deployed to 90 days ago', { deployedAt: ago(90) }, true],
  ['deployed to 89 days ago', { deployedAt: ago(89) }, false],
  ['made long ago, never deployed to', { deployedAt: null }, true],
  ['made just now, not deployed to yet', { deployedAt: null, madeAt: ago(1) }, false],
  ['that the file names, in other capitals', { name: 'Prod', deployedAt: ago(200) }, false],
])('an environment %s', (_, parts, is) => {
  const environment = { name: 'staging', madeAt: ago(300), deployedAt: null, ...parts };
  expect(found({ environments: whole(environment), named: ['prod'] }) !== null).toBe(is);
});

test('what was not read to its end says so', () => {
  const line = { name: 'old', head: 'a'.repeat(40), at: ago(100).getTime(), pull: null };
  expect(found({ branches: { all: [line], cut: true }, caches: { all: [], cut: true } })?.cut).toEqual([
    ...['caches', 'merged', 'abandoned'],
  ]);
});
