import { expect, test } from 'vitest';
import { chosen } from './patterns.ts';

test.each([
  [['main'], 'main', true],
  [['main'], 'mainly', false],
  [['release/*'], 'release/1', true],
  [['release/*'], 'release/1/2', false],
  [['release/**'], 'release/1/2', true],
  [['**.md'], 'docs/a.md', true],
  [['docs/**'], 'src/docs/a', false],
  [['**/package.json'], 'package.json', true],
  [['**', '!main'], 'main', false],
  [['v[0-9].*'], 'v2.1', true],
])('%j and %s: %s', (patterns, name, is) => {
  expect(chosen(patterns, name)).toBe(is);
});
