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

test('core imports nothing of ours', () => {
  expect(breaking(({ from, to }) => within('core')(from) && ours(to) && !within('core')(to))).toEqual([]);
});

test('core does no I/O; a digest is none', () => {
  expect(breaking(({ from, to }) => within('core')(from) && to.startsWith('node:') && to !== 'node:crypto')).toEqual([]);
});

test('engine and chat import no feature', () => {
  expect(breaking(({ from, to }) => /^(engine|chat|github|store|config|core)\//.test(from) && within('features')(to))).toEqual(
    [],
  );
});

test('checks know core and how a file is read, and nothing else of ours', () => {
  expect(breaking(({ from, to }) => within('checks')(from) && ours(to) && !/^(checks|core|config)\//.test(to))).toEqual([]);
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
