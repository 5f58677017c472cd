import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Who may import whom. The picture in `.github/DESIGN.md` is drawn from these rules. */

const src = resolve(import.meta.dirname, '../../src');

interface Import {
  from: string;
  /** A path below `src` for our own, the package's name for others. */
  to: string;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  name => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'|^import '([^']+)'/gm)].map(match => {
    const named = match[1] ?? match[2] ?? '';
    const to = named.startsWith('.') ? relative(src, resolve(src, dirname(file), named)) : named;
    return { from: file, to };
  });
}

const imports = files.flatMap(importsOf);
const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const ours = (path: string) => files.includes(path);
const feature = (path: string) => /^features\/([^/]+)\//.exec(path)?.[1];

/** What stands in the way, as lines that name both ends. */
const breaking = (rule: (one: Import) => boolean) => imports.filter(rule).map(one => `${one.from} imports ${one.to}`);

test('the rules see the imports', () => {
  expect(imports.length).toBeGreaterThan(300);
  expect(imports).toContainEqual({ from: 'engine/run.ts', to: 'store/audit.ts' });
});

const room = (path: string) => path.split('/')[0] ?? '';

test.each<[room: string, may: string[]]>([
  ['text', []],
  ['time', ['text']],
  ['core', ['text', 'time']],
])('of ours %s imports nothing but %j', (here, may) => {
  const wrong = ({ from, to }: Import) => within(here)(from) && ours(to) && ![here, ...may].includes(room(to));
  expect(breaking(wrong)).toEqual([]);
});

test('they do no I/O; a digest is none', () => {
  const pure = ({ from }: Import) => ['text', 'time', 'core'].includes(room(from));
  expect(breaking(one => pure(one) && one.to.startsWith('node:') && one.to !== 'node:crypto')).toEqual([]);
});

test('engine and chat import no feature', () => {
  expect(
    breaking(({ from, to }) => /^(engine|chat|github|store|config|core|text|time)\//.test(from) && within('features')(to)),
  ).toEqual([]);
});

test('checks know core, its tools and how a file is read, and nothing else of ours', () => {
  expect(breaking(({ from, to }) => within('checks')(from) && ours(to) && !/^(checks|core|text|time|config)\//.test(to))).toEqual(
    [],
  );
});

test('features import no other feature', () => {
  expect(
    breaking(({ from, to }) => feature(from) !== undefined && feature(to) !== undefined && feature(from) !== feature(to)),
  ).toEqual([]);
});

test('features ask GitHub through core alone, and neither engine nor chat', () => {
  expect(breaking(({ from, to }) => feature(from) !== undefined && /^(github|engine|chat|cli|sandbox)\//.test(to))).toEqual([]);
});

test('only the folder github knows Octokit, and the sandbox, which is one', () => {
  expect(breaking(({ from, to }) => to.startsWith('@octokit/') && !/^(github|sandbox)\//.test(from))).toEqual([]);
});

test('SQL stays in the store and in the store.ts of a feature, or of a folder in it', () => {
  const allowed = (path: string) =>
    within('store')(path) || path === 'issues/store.ts' || /^features\/[^/]+\/(?:[^/]+\/)?store\.ts$/.test(path);
  expect(breaking(({ from, to }) => (to === 'pg' || to === 'kysely') && !allowed(from))).toEqual([]);
});

test('nothing that serves imports the sandbox', () => {
  expect(breaking(({ from, to }) => within('sandbox')(to) && !within('sandbox')(from))).toEqual([]);
});

test('only the environment is read from process.env, in one place', () => {
  const readers = files.filter(file => readFileSync(join(src, file), 'utf8').includes('process.env'));
  expect(readers).toEqual(['config/env.ts']);
});

test('nothing in src asks whether it is under test', () => {
  const asking = files.filter(file => /VITEST|NODE_ENV\s*===?\s*'test'/.test(readFileSync(join(src, file), 'utf8')));
  expect(asking).toEqual([]);
});
