import { describe, expect, test } from 'vitest';
import { sectionOf, withCommand, withElement, withImport, withProperty } from './editing.ts';

/** Where one more goes into code as people write it, and what is said where there is no such place. */

const source = (text: string) => ({ path: 'src/some/index.ts', text });

describe('an import', () => {
  const text = `/** On top. */
import * as z from 'zod/mini';
import { b } from './b.ts';
import { d } from './d.ts';

export const x = "import { c } from './c.ts'";
`;
  const lines = (from: string) => withImport(source(text), 'name', from).split('\n').slice(0, 5);
  test('stands where its address belongs', () => {
    expect(lines('./a.ts')[2]).toBe("import { name } from './a.ts';");
    expect(lines('./c.ts')[3]).toBe("import { name } from './c.ts';");
    expect(lines('./e.ts')[4]).toBe("import { name } from './e.ts';");
  });

  test('needs another to stand beside', () => {
    expect(() => withImport(source('export const x = 1;'), 'name', './a.ts')).toThrow(
      'I do not find any import in src/some/index.ts, so I wrote nothing. Its shape has changed; teach src/cli/new where to put things now.',
    );
  });
});

test.each([
  ['const all = [];', 'const all = [x];'],
  ['const all = [a, b];', 'const all = [a, b, x];'],
  ['const all: A[] = [\n  a,\n  // ] c\n  b(["]"]),\n];', 'const all: A[] = [\n  a,\n  // ] c\n  b(["]"]), x,\n];'],
  ['export const all = [...[a], ...b];', 'export const all = [...[a], ...b, x];'],
  ['const ü = "💥[";\nconst all = [a];', 'const ü = "💥[";\nconst all = [a, x];'],
])('one more in the list %j', (before, after) => expect(withElement(source(before), 'all', 'x')).toBe(after));

test.each(['const al = [];', 'const all = new Set([a]);', 'const all = [a] as const;', '// const all = [];', 'const all = f();'])(
  'there is no such list in %j',
  text => expect(() => withElement(source(text), 'all', 'x')).toThrow('I do not find the list `all` in src/some/index.ts'),
);

test.each([
  ['const all = {};', 'const all = {x: 1};'],
  ['const all = { a, [b]: "}" };', 'const all = { a, [b]: "}", x: 1 };'],
  ['const all: Record<keyof typeof s, K> = {\n  a,\n};', 'const all: Record<keyof typeof s, K> = {\n  a, x: 1,\n};'],
])('one more in the map %j', (before, after) => expect(withProperty(source(before), 'all', 'x: 1')).toBe(after));

test('there is no such map', () => {
  expect(() => withProperty(source('const all = [a];'), 'all', 'x: 1')).toThrow('I do not find the map `all`');
});

test.each([
  ["const f = { name: 'f', commands: [a] };", "const f = { name: 'f', commands: [a, x] };"],
  ["const f = { name: 'f', commands: [] };", "const f = { name: 'f', commands: [x] };"],
  ["const f = () => ({ name: 'f', handlers: [] });", "const f = () => ({ name: 'f', commands: [x], handlers: [] });"],
  ["return { name: 'f', commands: [a, b].map(quietly) };", "return { name: 'f', commands: [a, b, x].map(quietly) };"],
  [
    "const f = { name: 'f', commands: [command({ name: 'f', summary: '[', examples: ['/f'] })] };",
    "const f = { name: 'f', commands: [command({ name: 'f', summary: '[', examples: ['/f'] }), x] };",
  ],
])('one more command in %j', (before, after) => {
  const [head, tail] = before.startsWith('return') ? ['function g() {', '}'] : ['', ''];
  expect(withCommand(source(head + before + tail), 'f', 'x')).toBe(head + after + tail);
});

test.each([
  ["const f = { name: 'g', commands: [a] };", "the one object with `name: 'f'`"],
  ["const f = { name: 'f' };\nconst g = { name: 'f' };", "the one object with `name: 'f'`"],
  ["const f = { name: 'f', commands: all };", 'the list `commands` of `f`'],
  ["const f = { name: 'f', commands: listOf(all) };", 'the list `commands` of `f`'],
])('no place for a command in %j', (text, what) => {
  expect(() => withCommand(source(text), 'f', 'x')).toThrow(`I do not find ${what} in src/some/index.ts`);
});

test('what is no TypeScript at the moment is left alone', () => {
  expect(() => withCommand(source("const f = { name: 'f', commands: [a };"), 'f', 'x')).toThrow(
    /^src\/some\/index\.ts is no TypeScript at the moment \(.+\)\. Mend that first; nothing was written\.$/,
  );
});

test('the section that switches a feature on', () => {
  const found = (sections: string, imports = "import { s } from './config.ts';") =>
    sectionOf(source(`${imports}\nconst f = { name: 'f'${sections} };`), 'f');
  expect(found(', sections: [s, t]')).toEqual({ name: 's', from: './config.ts' });
  expect(found(', sections: [s]', "import { type T, s } from './config.ts';")).toEqual({ name: 's', from: './config.ts' });
  expect(found('')).toBeNull();
  expect(found(', sections: []')).toBeNull();
  expect(found(', sections: [s]', 'const s = made();')).toBeNull();
  expect(found(', sections: all')).toBeNull();
});
