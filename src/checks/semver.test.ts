import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, isRelease, isVersion } from './semver.ts';

test.each([
  [
    'as semver.org orders them',
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0',
  ],
  ['numbers are counted, not spelled', '0.9.0 0.10.0 1.2.9 1.2.10 1.10.0 2.0.0 10.0.0'],
  ['numbers before words', '1.0.0-1 1.0.0-2 1.0.0-10 1.0.0-a'],
  ['longer than a number can hold', '1.0.9007199254740993 1.0.9007199254740994 1.0.10000000000000000000000'],
  ['with a day as a number', '0.0.0-20230101000000-abc 0.0.0-20240101000000-abc 0.0.1'],
  ['as PyPI orders them', '1.0.dev1 1.0a1 1.0a2 1.0b1 1.0rc1 1.0rc2 1.0 1.0.post1 1.0.post2 1.0.1 1!0.1'],
  ['as RubyGems orders them', '7.0.0.alpha 7.0.0.rc1 7.0.0 7.0.0.1 7.0.1'],
  ['what is none before all others', 'nonsense 0.0.0-a 0.0.0'],
])('%s: %s', (_what, ordered) => {
  const all = ordered.split(' ');
  for (const [a, one] of all.entries())
    for (const [b, other] of all.entries())
      expect(`${one} ${other} ${Math.sign(compare(one, other))}`).toBe(`${one} ${other} ${Math.sign(a - b)}`);
});

test.each([
  ['1.0', '1.0.0'],
  ['v1.2.3', '1.2.3'],
  ['1.0.0+a', '1.0.0+b'],
  ['1.0rc1', '1.0.0-rc.1'],
  ['1.0.0-RC1', '1.0.0-rc.1'],
  ['2.0.0+incompatible', '2.0.0'],
  ['01.2', '1.02'],
])('%s is as new as %s', (one, other) => {
  expect(Math.abs(compare(one, other))).toBe(0);
});

test('which are releases', () => {
  const all = '1.0.0 1 1.0.post1 1.0.0+build v2.0 1.0.0-rc.1 1.0.0-0 1.0rc1 1.0.dev3 7.0.0.alpha latest ^1.0.0 1.x'.split(' ');
  expect(all.filter(isRelease).join(' ')).toBe('1.0.0 1 1.0.post1 1.0.0+build v2.0');
  expect(all.filter(one => !isVersion(one)).join(' ')).toBe('latest ^1.0.0 1.x');
});

test('it is an order', () => {
  const part = fc.constantFrom('0', '1', '2', '10', 'a', 'rc', 'rc1', 'dev', '.', '-', '+x', 'post1');
  const version = fc
    .tuple(fc.nat(3), fc.nat(3), fc.array(part, { maxLength: 5 }))
    .map(([a, b, rest]) => `${a}.${b}${rest.join('')}`);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
      if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});
