import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/checks/kinds/index.ts';
import { schemaText, withTable } from '../../src/config/reference.ts';
import { sections } from '../../src/features.ts';

const folder = join(import.meta.dirname, '../../src/config');
const textOf = (name: string) => readFile(join(folder, name), 'utf8');

describe('what is generated from the sections is fresh (else run "npm run generate" and read the diff)', () => {
  test('schema.json', async () => expect(await textOf('schema.json')).toBe(schemaText(sections)));

  test('the table in README.md', async () => {
    const page = await textOf('README.md');
    expect(withTable(page, sections)).toBe(page);
  });
});

test('every key of an environment stands on the page about deploying', async () => {
  const page = await readFile(join(folder, '../features/deploy/README.md'), 'utf8');
  const keys = [...(await textOf('README.md')).matchAll(/^\| `environments\.<name>\.(\w+)`/gm)].map(([, key]) => key ?? '');
  expect(keys.length).toBeGreaterThan(15);
  expect(keys.filter(key => !page.includes(`| \`${key}\``))).toEqual([]);
});

test('no two sections have one key, and none is called what the file needs for itself', () => {
  const keys = sections.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).not.toContain('enforced');
});

test('every section says what it is for, in one line', () => {
  for (const { key, about } of sections) expect(about, key).toMatch(/^[^\n|]+\.$/);
});

test('every key of reminders stands on the page about them', async () => {
  const page = await textOf('../features/reminders/README.md');
  const keys = [...(await textOf('README.md')).matchAll(/^\| `reminders\.(\w+)`/gm)].map(([, key]) => key ?? '');
  expect(keys.length).toBeGreaterThan(15);
  expect(keys.filter(key => !new RegExp(`\\b${key}:`).test(page))).toEqual([]);
});

test('every kind of check stands on the page about them', async () => {
  const page = await textOf('../checks/README.md');
  expect(Object.keys(kinds).filter(name => !page.includes(`- ${name}:`) && !page.includes(`    ${name}:`))).toEqual([]);
});
