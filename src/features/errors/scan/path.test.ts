import { expect, test } from 'vitest';
import { isPath, partOf, textOf } from './path.ts';

const value = {
  data: { items: [{ name: 'a' }, { name: 'b' }] },
  'error.message': 'dotted',
  error: { 'root.cause': 1 },
  empty: null,
};

test.each([
  ['.', value],
  ['data.items.1.name', 'b'],
  ['error.message', 'dotted'],
  ['error.root.cause', 1],
  ['empty', null],
  ['data.nothing', undefined],
  ['data.items.7', undefined],
  ['empty.more', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
  ['data.items.length', 2],
  ['data.toString', undefined],
])('%s', (path, part) => {
  expect(partOf(value, path)).toEqual(part);
});

test.each(['', 'a..b', '.a', 'a b', 'a[0]', 'x'.repeat(100), Array(20).fill('a').join('.')])('%j is no path', said => {
  expect(isPath(said)).toBe(false);
});

test.each([
  ['text', 'text'],
  [5, '5'],
  [false, 'false'],
  [{ a: [1] }, '{"a":[1]}'],
  [null, null],
  [undefined, null],
])('%j as text', (part, text) => {
  expect(textOf(part)).toBe(text);
});
