import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from '../wildcard.ts';
import { locks, packagesIn } from './index.ts';
import { Unreadable } from './lock-file.ts';

const outcomeOf = (run: () => unknown): unknown => {
  try {
    run();
    return 'read';
  } catch (error) {
    return error instanceof Unreadable ? 'refused' : error;
  }
};
const either = (one: unknown): void => {
  expect(['read', 'refused']).toContain(one);
};

const words = [
  ...['lockfileVersion: 9', 'packages:', '"packages":', '"dependencies":', '"node_modules/a"', '{', '}', '[', ']', ':', ','],
  ...[
    '  ',
    '    ',
    '\n',
    '\r\n',
    '"',
    "'",
    '"""',
    '\\',
    '#',
    '? ',
    '- ',
    '/a/1.0.0',
    'a@1.0.0',
    '(b@1)',
    '_c',
    '@acme/a',
    'npm:',
  ],
  ...[
    '[[package]]',
    '[package.source]',
    'name = "a"',
    'version = "1"',
    'source = { git = "x" }',
    'version "1"',
    'resolution: "a@npm:1"',
  ],
  ...[
    'GEM',
    'specs:',
    '    a (1.0)',
    'require (',
    'require a v1.0.0',
    ')',
    'replace',
    '=>',
    'a==1',
    ' ; ',
    '--hash=x',
    '\0',
    '\ufeff',
    '𝕏',
    '=',
  ],
];
const soup = fc
  .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 })), { maxLength: 40 })
  .map(all => all.join(''));

test.each(locks.map(lock => [lock.names[0] ?? '', lock] as const))('%s of anything is read or refused', (_name, lock) => {
  fc.assert(
    fc.property(soup, text => {
      either(outcomeOf(() => packagesIn(lock, text)));
    }),
    { numRuns: 300 },
  );
});

test('JSON of any shape is read or refused', () => {
  const key = fc.oneof(
    fc.constantFrom('packages', 'dependencies', 'default', 'version', 'node_modules/a', '__proto__'),
    fc.string(),
  );
  const { shape } = fc.letrec(tie => ({
    shape: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 1, '1.0.0', []),
      fc.dictionary(key, tie('shape'), { maxKeys: 4 }),
    ),
  }));
  const some = locks.filter(({ names: [name = ''] }) => /^(?:package|Pipfile)/.test(name));
  fc.assert(
    fc.property(shape, said => {
      for (const lock of some) either(outcomeOf(() => packagesIn(lock, JSON.stringify(said))));
    }),
  );
});

const long = 60_000;
const floods: [string, string][] = [
  ['brackets', '['.repeat(long)],
  ['braces in a map', '{"dependencies":'.repeat(long / 10)],
  ['quotes', `a = ["${'\\"'.repeat(long)}`],
  ['unfinished text', `a = ["x${`"\\`.repeat(long)}`],
  ['single quotes', `a = ['${`'"`.repeat(long)}`],
  ['spaces', `a${' '.repeat(long)}b`],
  ['spaces at the margin', ' '.repeat(long)],
  ['dots', `lockfileVersion: 5\npackages:\n  ${'a.'.repeat(long)}:`],
  ['slashes', `lockfileVersion: 5\npackages:\n  ${'/1'.repeat(long)}:`],
  ['at signs', `lockfileVersion: 5\npackages:\n  ${'@a/'.repeat(long)}:`],
  ['colons', `lockfileVersion: 5\npackages:\n  ${'a: '.repeat(long)}:`],
  ['question marks', '? '.repeat(long)],
  ['letters', 'a'.repeat(long)],
  ['keys of a table in one line', `a = {${'b '.repeat(long)}`],
  ['folders', `{"packages":{"${'node_modules/'.repeat(long / 10)}":{"version":"1"}}}`],
  ['letters in an address', `git+https://example.org/${'a'.repeat(long)}/@/`],
  ['folders in an address', `git+https://example.org/${'a/'.repeat(long)}`],
  ['lines', 'a v1\n'.repeat(long)],
  ['continued lines', 'a \\\n'.repeat(long)],
  ['comments', ' #'.repeat(long)],
];
test.each(floods)('a flood of %s takes no time', (_what, text) => {
  const began = performance.now();
  for (const lock of locks) either(outcomeOf(() => packagesIn(lock, text)));
  // What grows with the square of it takes far longer.
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('what is too long is refused before it is read', () => {
  for (const lock of locks) expect(() => packagesIn(lock, ' '.repeat(20_000_001))).toThrow('is longer than 20 MB');
});

test('a star is anything', () => {
  const of = (...signs: string[]) => fc.array(fc.constantFrom(...signs), { maxLength: 6 }).map(all => all.join(''));
  fc.assert(
    fc.property(of('a', 'b', '*'), of('a', 'b'), (pattern, text) => {
      expect(matches(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
    }),
    { numRuns: 2_000 },
  );
  expect(matches('*a'.repeat(100), 'a'.repeat(5_000))).toBe(true);
});
