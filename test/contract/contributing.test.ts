import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../../src/cli/new/check.ts';
import { command } from '../../src/cli/new/command.ts';
import { projectIn } from '../../src/cli/new/project.ts';
import { source } from '../../src/cli/new/source.ts';

/** What `.github/CONTRIBUTING.md` names is there: whoever follows it word for word comes through. */

const root = join(import.meta.dirname, '../..');
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const page = textOf('.github/CONTRIBUTING.md');
const found = (pattern: RegExp): string[] => [...new Set([...page.matchAll(pattern)].map(([, name]) => name ?? ''))];

test('every test that a script is given', () => {
  // What `npm run new` has written by then is not there yet.
  const given = found(/npm (?:test|run chaos) -- (\S+)/g).filter(path => !path.includes('freeze'));
  expect(given.length).toBeGreaterThan(2);
  expect(given.filter(path => !existsSync(join(root, path)))).toEqual([]);
});

test('every lever', () => {
  const levers = found(/(?<!\*)\*([A-Z][^*]+)\*(?!\*)/g);
  expect(levers.length).toBeGreaterThan(4);
  const known = textOf('src/sandbox/page/levers.ts');
  expect(levers.filter(words => !known.includes(`'${words}'`))).toEqual([]);
});

test('every command, source and check that it has somebody write', async () => {
  const all = [...page.matchAll(/npm run new -- (\w+) ([\w/-]+)/g)];
  expect(all.length).toBeGreaterThan(2);
  for (const [, kind, name = ''] of all) {
    const maker = [command, source, check].find(one => one.name === kind);
    expect((await maker?.plan(name, projectIn(root)))?.changes.length, `${kind} ${name}`).toBeGreaterThan(2);
  }
});
