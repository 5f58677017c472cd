import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { Sentence } from '../../core/sentence.ts';
import { rewritten, writePrivately } from './env-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('sets and drops variables, and keeps every other line', () => {
  const before = [
    '# ours',
    'PORT=3000',
    'export APP_ID = 1 # the old one',
    'PRIVATE_KEY="-----BEGIN',
    'PORT=1',
    '-----END"',
    "NAME='a # b'",
    '# APP_ID=2',
    'LAST=1',
  ].join('\n');
  expect(rewritten(before, { APP_ID: '7' }, ['PRIVATE_KEY'])).toBe(
    [
      '# ours',
      'PORT=3000',
      "NAME='a # b'",
      '# APP_ID=2',
      'LAST=1',
      '# Written by npm run shipmate -- register',
      'APP_ID=7',
      '',
    ].join('\n'),
  );
});

it('says the same when said again', () => {
  const first = rewritten('PORT=1\r\n', { APP_ID: '7' }, []);
  expect(rewritten(first, { APP_ID: '7' }, [])).toBe(first);
});

it('loses no variable of others, or refuses', () => {
  const piece = fc.constantFrom('A=', 'B=', 'APP_ID=', 'export ', '"', "'", '`', '\n', '\r\n', 'x', '#', ' ', '=', '\\n', 'KEY');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), pieces => {
      const text = pieces.join('');
      try {
        const { APP_ID: was, ...others } = parseEnv(text);
        expect({ ...parseEnv(rewritten(text, { APP_ID: '7' }, [])) }).toEqual({ ...others, APP_ID: '7' });
      } catch (error) {
        expect(error).toBeInstanceOf(Sentence);
      }
    }),
    { numRuns: 2000 },
  );
});

it('writes for the owner alone, through a link, and leaves nothing else behind', () => {
  const file = join(folder, 'real');
  writeFileSync(file, 'old', { mode: 0o644 });
  symlinkSync(file, join(folder, '.env'));
  writePrivately(join(folder, '.env'), 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(['.env', 'real']);
});

it('leaves the old file and no draft when it cannot write', () => {
  const target = join(folder, 'a-folder');
  symlinkSync(folder, target);
  expect(() => writePrivately(target, 'new')).toThrow();
  expect(readdirSync(tmpdir()).filter(name => name.startsWith(`${folder.split('/').pop()}.`))).toEqual([]);
});
