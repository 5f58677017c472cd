import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { Sentence } from '../core/sentence.ts';
import { validate } from './validate.ts';
import { Misuse } from './verb.ts';

const verb = validate(
  ['builds', 'reminders'].map(key => ({ key, about: '', schema: z.strictObject({ word: z.optional(z.string()) }) })),
);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-validate-'));
  path = join(folder, 'shipmate.yml');
});
afterEach(() => rm(folder, { recursive: true }));

async function run(content: string | Uint8Array, ...more: string[]): Promise<{ code: number; lines: string[] }> {
  await writeFile(path, content);
  const lines: string[] = [];
  const code = await verb.run([path, ...more], line => lines.push(line.replaceAll(folder, '')));
  return { code, lines };
}

test('a sound file: what it switches on', async () => {
  expect(await run('builds: true\nreminders:\n')).toEqual({
    code: 0,
    lines: ['/shipmate.yml is sound. Switched on: `builds` and `reminders`.'],
  });
});

test('a bad file: each mistake at its place, as editors and terminals link it', async () => {
  expect(await run('bilds: true\nreminders: {word: 1}\n')).toEqual({
    code: 1,
    lines: [
      '/shipmate.yml:1:1 `bilds` is not a section; did you mean `builds`?',
      '/shipmate.yml:2:19 `reminders.word` has to be text; put quotes round `1` to make it text.',
    ],
  });
});

test('bytes that are no UTF-8', async () => {
  expect(await run(Buffer.from([0x61, 0x3a, 0x20, 0xff]))).toMatchObject({
    code: 1,
    lines: ['/shipmate.yml:1:4 This character is not text; save the file as UTF-8.'],
  });
});

test('an organisation’s file may enforce', async () => {
  expect(await run('enforced: {builds: true}', '--organisation')).toMatchObject({
    code: 0,
    lines: [expect.stringContaining('`builds`')],
  });
  expect(await run('enforced: {builds: true}')).toMatchObject({ code: 1, lines: [expect.stringContaining('organisation')] });
});

describe('what cannot be read is a sentence', () => {
  const failing = async (...args: string[]) => verb.run(args, () => {}).catch((error: unknown) => error);
  test('no such file', async () => {
    const error = await failing('/nowhere/shipmate.yml');
    expect(error).toBeInstanceOf(Sentence);
    expect(error).toHaveProperty('message', 'There is no file /nowhere/shipmate.yml.');
  });
  test('a folder', async () => {
    expect(await failing(folder)).toHaveProperty(
      'message',
      `${folder} is a folder; name the file in it, such as ${folder}/.github/shipmate.yml.`,
    );
  });
  test('no argument, or two', async () => {
    for (const args of [[], [path, path]]) expect(await failing(...args)).toBeInstanceOf(Misuse);
  });
});
