import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The page that says how each figure is measured, held against what the benches call their figures. */

const folder = join(import.meta.dirname, '../bench');

/** A name with something filled in is a pattern: whatever that is, it may stand there. */
async function named(): Promise<{ name: string; fits: RegExp }[]> {
  const files = globSync('**/*.ts', { cwd: folder });
  const texts = await Promise.all(files.map(file => readFile(join(folder, file), 'utf8')));
  const names = texts.flatMap(text => [...text.matchAll(/\bname: (['`])(.*?)\1/g)].map(([, , name]) => name ?? ''));
  const figures = names.filter(name => /^(?:\w+|\$\{.*?\})\.[\w.${} ()'",?!=<>:|-]+$/.test(name));
  return [...new Set(figures)].map(name => ({
    name,
    fits: new RegExp(
      `^${name
        .split(/\$\{.*?\}/)
        .map(part => part.replaceAll('.', '\\.'))
        .join('[\\w.]*')}$`,
    ),
  }));
}

async function explained(): Promise<string[]> {
  const page = await readFile(join(folder, 'README.md'), 'utf8');
  return [...page.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`([\w.]+)`/g)].map(([, name]) => name ?? ''),
  );
}

test('every figure that a bench can print is explained in test/bench/README.md, and nothing else is', async () => {
  const [figures, page] = [await named(), await explained()];
  expect(figures.length).toBeGreaterThan(80);
  expect(figures.filter(({ fits }) => !page.some(name => fits.test(name))).map(({ name }) => name)).toEqual([]);
  expect(page.filter(name => !figures.some(({ fits }) => fits.test(name)))).toEqual([]);
});
