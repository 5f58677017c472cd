import { expect, test } from 'vitest';
import { ownersIn } from './codeowners.ts';

/** GitHub's own rules, pattern by pattern. */

test.each<[pattern: string, path: string, fits: boolean]>([
  ['*', 'a.js', true],
  ['*', 'src/deep/a.js', true],
  ['*.js', 'a.js', true],
  ['*.js', 'src/deep/a.js', true],
  ['*.js', 'a.jsx', false],
  ['a.?s', 'src/a.ts', true],
  ['a.?s', 'src/a.tts', false],
  ['/a.js', 'a.js', true],
  ['/a.js', 'src/a.js', false],
  ['apps/', 'apps/web/a.js', true],
  ['apps/', 'src/apps/a.js', true],
  ['apps/', 'apps', false],
  ['/apps/', 'src/apps/a.js', false],
  ['/apps', 'apps/web/a.js', true],
  ['/apps', 'apps', true],
  ['/apps', 'application/a.js', false],
  ['src/apps', 'src/apps/a.js', true],
  ['src/apps', 'lib/src/apps/a.js', false],
  ['docs/*', 'docs/start.md', true],
  ['docs/*', 'docs/build/trouble.md', false],
  ['docs/*', 'lib/docs/start.md', false],
  ['docs/**', 'docs/build/trouble.md', true],
  ['docs/**', 'docs', false],
  ['**/logs', 'build/logs/a.txt', true],
  ['**/logs', 'logs', true],
  ['**/logs', 'build/catalogs/a.txt', false],
  ['src/**/test/*.ts', 'src/a/b/test/c.ts', true],
  ['src/**/test/*.ts', 'src/test/c.ts', true],
  ['src/**/test/*.ts', 'src/test/deep/c.ts', false],
  ['/my\\ docs/', 'my docs/a.md', true],
  ['Src/', 'src/a.js', false],
  ['/', 'a.js', false],
  ['!src/', 'src/a.js', false],
  ['src/[ab].js', 'src/a.js', false],
])('%s and %s: %s', (pattern, path, fits) => {
  expect(ownersIn(`${pattern} @alice`)(path) !== null).toBe(fits);
});

const file = `
# Who looks after what.
*           @alice            # unless a later line says otherwise
/src/       @bob @acme/Web    carol@example.org
/src/made/
/docs/      carol@example.org
/lib/       @dave nobody
`;

test.each<[path: string, owners: string[] | null, why: string]>([
  ['README.md', ['alice'], 'the first line is for all that no other is for'],
  ['src/a.js', ['bob', 'acme/web'], 'the last line that fits counts; an address is no name'],
  ['src/made/a.js', null, 'a line without names says that nobody owns it'],
  ['docs/a.md', null, 'an address alone names nobody'],
  ['lib/a.js', ['alice'], 'a line that GitHub cannot read counts for nothing'],
])('%s belongs to %s: %s', (path, owners) => {
  const found = ownersIn(file)(path)?.owners.map(one => (one.is === 'person' ? one.login : `${one.organisation}/${one.slug}`));
  expect(found ?? null).toEqual(owners);
});

test('the line that made it so is known as it is written', () => {
  expect(ownersIn(file)('src/a.js')?.pattern).toBe('/src/');
});

test('a file that GitHub would not read names nobody', () => {
  expect(ownersIn(`* @alice\n${'# filler\n'.repeat(400_000)}`)('a.js')).toBe(null);
});

test('a pattern that is all stars takes no longer than another', () => {
  const began = performance.now();
  expect(ownersIn(`/${'*a'.repeat(50)}b @alice`)('a'.repeat(2_000))).toBe(null);
  expect(ownersIn(`${'**/a/'.repeat(50)}b @alice`)('a/'.repeat(2_000))).toBe(null);
  expect(performance.now() - began).toBeLessThan(2_000);
});
