import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf } from '../../src/chat/lex.ts';
import { parse } from '../../src/chat/parse.ts';
import { between } from '../../src/config/reference.ts';
import { usageOf } from '../../src/core/usage.ts';
import { commandTable } from '../../src/features/help/table.ts';
import { commands } from '../../src/features.ts';

/** What is written about commands is what they are. */

test('the table of commands in README.md is fresh (else run "npm run generate" and read the diff)', async () => {
  const page = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(between(page, commandTable(commands.everywhere.all), 'commands')).toBe(page);
});

test.each(commands.everywhere.all.map(one => [one.name, one] as const))('the examples of /%s are understood', (name, command) => {
  expect(command.examples.length).toBeGreaterThan(0);
  for (const example of command.examples) {
    expect(example).toMatch(new RegExp(`^/${name}( |$)`));
    const line = lineOf(example, 1);
    const known = { environments: ['prod', 'prerelease', 'staging', 'production'] };
    const fits = line && parse(line, { args: command.args, more: {}, known });
    // What only a repository's own workflow takes is no argument here.
    if (!command.more) expect(fits?.kind, example).toBe('values');
  }
});

test.each(commands.everywhere.all.map(one => [one.name, one] as const))('/%s says what it is for, in one line', (_, command) => {
  expect(command.summary).toMatch(/^[A-Z][^\n|]+\.$/);
  expect(usageOf(command.name, command.args)).not.toContain('\n');
});
