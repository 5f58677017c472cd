import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastest } from '../../../test/fastest.ts';
import { fits } from './branches.ts';

test.each([
  ['main', 'main', true],
  ['main', 'mainly', false],
  ['main', 'Main', false],
  ['release/*', 'release/1.2', true],
  ['release/*', 'release/', true],
  ['release/*', 'release/1/2', false],
  ['release/**', 'release/1/2', true],
  ['**', 'a/b/c', true],
  ['*', 'a/b', false],
  ['v*.*', 'v1.2', true],
  ['v1.2', 'v1x2', false],
  ['*-fix', '🚀-fix', true],
])('%s and %s: %s', (pattern, branch, expected) => expect(fits(pattern, branch)).toBe(expected));

test('as a regular expression would say, where that ends', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
  fc.assert(
    fc.property(word, name, (pattern, branch) => {
      const source = pattern.replace(/\*+/g, stars => (stars === '*' ? '[^/]*' : '.*'));
      expect(fits(pattern, branch)).toBe(new RegExp(`^${source}$`).test(branch));
    }),
  );
});

test('the worst that a file and a branch can say together is nothing to wait for', () => {
  const [pattern, branch] = [`${'*a'.repeat(99)}*b`, 'a'.repeat(250)];
  expect(fits(pattern, branch)).toBe(false);
  expect(fastest(() => fits(pattern, branch), 50, 5)).toBeLessThan(50);
});
