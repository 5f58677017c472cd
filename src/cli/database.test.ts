import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { verb as audit } from './audit.ts';
import { verb as backup } from './backup.ts';
import { hooks } from './hooks.ts';
import { verb as inbox } from './inbox.ts';
import { verb as report } from './report.ts';
import { runVerb } from './run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-none-'));
  vi.stubEnv('DATABASE_URL', undefined);
  vi.stubEnv('DATA_FOLDER', join(folder, 'data'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test.each([
  ['inbox', []],
  ['report', []],
  ['audit', ['--verify']],
  ['hooks', ['list']],
  ['backup', ['copy.gz']],
])('%s makes no database where there is none: an empty one says that all is well', async (name, words) => {
  const said: string[] = [];
  const say = (line: string) => void said.push(line.replaceAll(folder, '…'));
  const code = await runVerb([inbox, report, audit, hooks([]), backup], [name, ...words], { say, warn: say });
  expect([code, ...said]).toEqual([
    1,
    'There is no database in …/data, and DATABASE_URL is not set. Set DATABASE_URL or DATA_FOLDER as the server has it; a new server makes its database when it is started.',
  ]);
  expect(existsSync(join(folder, 'data'))).toBe(false);
});
