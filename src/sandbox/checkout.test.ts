import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCheckout } from './checkout.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-checkout-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string | Buffer = 'x\n'): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
function link(to: string, path: string): string {
  const from = join(folder, path);
  mkdirSync(dirname(from), { recursive: true });
  symlinkSync(to, from);
  return from;
}
function made(path: string): string {
  mkdirSync(join(folder, path), { recursive: true });
  return join(folder, path);
}

test('takes every text below .github, whatever its line ends', () => {
  write('web/.github/shipmate.yml', 'prefix: /\r\n');
  write('web/.github/workflows/ci.yml', 'on: push\njobs: { a: { uses: ./.github/workflows/other.yml } }\n');
  write('web/src/index.js');
  expect(readCheckout(join(folder, 'web'))).toEqual({
    files: {
      '.github/shipmate.yml': 'prefix: /\r\n',
      '.github/workflows/ci.yml': 'on: push\njobs: { a: { uses: ./.github/workflows/other.yml } }\n',
    },
    notes: [],
  });
});

test('a link into the checkout counts, and what is left out is told with its reason', () => {
  write('web/shared.yml', 'on: push\njobs: {}\n');
  write('secret.txt', 'nobody asked for this');
  write('web/.github/big.md', 'x'.repeat(1_000_001));
  write('web/.github/logo.png', Buffer.from([137, 80, 0, 1]));
  write('web/.github/workflows/broken.yml', 'on: [push\n');
  link('../../../shared.yml', 'web/.github/workflows/deep/shared.yml');
  link('../../secret.txt', 'web/.github/secret.txt');
  link('nowhere', 'web/.github/lost.yml');
  link('loop', 'web/.github/loop');
  link('..', 'web/.github/all');
  const { files, notes } = readCheckout(join(folder, 'web'));
  expect(Object.keys(files).sort()).toEqual(['.github/workflows/broken.yml', '.github/workflows/deep/shared.yml']);
  expect(notes.sort()).toEqual([
    '.github/all is left out: it is no file.',
    '.github/big.md is left out: it has more than 1 MB.',
    '.github/logo.png is left out: it is no text.',
    '.github/loop is left out: it is a link that leads nowhere.',
    '.github/lost.yml is left out: it is a link that leads nowhere.',
    '.github/secret.txt is left out: it is a link that leads out of the checkout.',
    'GitHub would not run .github/workflows/broken.yml: it is no sound YAML, or lacks "on" or "jobs".',
  ]);
});

test.each<[string, RegExp, () => string]>([
  [
    'a path that does not exist',
    /^There is no folder .*nowhere\. Name the root of a checkout, as in --repo/,
    () => join(folder, 'nowhere'),
  ],
  ['a file', /file\.txt is a file\. Name the root/, () => write('file.txt')],
  ['a path through a file', /^There is no folder /, () => join(write('file.txt'), 'web')],
  ['a link that leads nowhere', /^There is no folder /, () => link('gone', 'dangling')],
  ['a link to itself', /is a link that leads back to itself/, () => link('self', 'self')],
  ['no .github', /has no folder \.github\. Name the root/, () => dirname(write('web/src.js'))],
  ['.github is a file', /\.github is a file\./, () => dirname(write('web/.github'))],
  ['an empty .github', /has no file to try out\. Write .*web\/\.github\/shipmate\.yml first/, () => dirname(made('web/.github'))],
  [
    '.github leads out of the tree',
    /leads out of the checkout/,
    () => dirname(link(relative(made('web'), made('other')), 'web/.github')),
  ],
  [
    'too many files',
    /holds 501 files, and 500 are the most/,
    () => dirname(dirname(Array.from({ length: 501 }, (_, number) => write(`web/.github/${number}.md`))[0] ?? '')),
  ],
])('%s is a sentence', (_, sentence, path) => {
  expect(() => readCheckout(path())).toThrow(sentence);
});

test.skipIf(process.getuid?.() === 0)('what may not be read is a sentence', () => {
  const file = write('web/.github/a.yml');
  write('web/.github/b.yml');
  chmodSync(file, 0);
  expect(readCheckout(join(folder, 'web')).notes).toEqual([
    '.github/a.yml is left out: it may not be read by whoever runs this.',
  ]);
});
