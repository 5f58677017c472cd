import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const megabyte = Buffer.from(
  Array.from({ length: 8_000 }, (_, number) =>
    number % 50 === 0
      ? `2026-11-20T10:00:00Z ERROR no cart for user ${number}\n    at cartOf (src/carts.ts:${number}:5)`
      : `2026-11-20T10:00:00Z INFO request ${number} GET /api/users/${number} 200 in 12 ms from 10.0.0.${number % 250}, which is all`,
  ).join('\n'),
);

/** In a process that does nothing else. `maxRSS` would be that of whoever started it, if that was larger. */
const script = `
import { readFileSync } from 'node:fs';
import { readChecks } from '${new URL('../../reading.ts', import.meta.url).href}';
import { run } from '${new URL('../../running.ts', import.meta.url).href}';
const read = readChecks('- log: { files: app.log, first: 1GB }', { variables: {}, own: true });
const kept = () => ({ read: async () => null, write: async () => undefined });
const house = { env: {}, mask() {}, folder: process.cwd(), pull: null, github: null, variables: {}, kept };
const [outcome] = await run(read.checks, house, { parallel: 1, ended() {} });
const [, peak] = /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
console.log(JSON.stringify({ megabytes: peak / 1024, count: outcome.errors[0]?.count }));
`;

test('a log of 50 MB is read in little memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  try {
    const file = await open(join(folder, 'app.log'), 'w');
    const times = Math.ceil(50_000_000 / megabyte.length);
    for (let time = 0; time < times; time += 1) await file.write(megabyte);
    await file.close();
    const args = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    const { megabytes, count } = JSON.parse(stdout);
    // The first line of each part goes on with the last one of that before.
    expect(count).toBe(159 * times + 1);
    expect(megabytes).toBeGreaterThan(30);
    expect(megabytes).toBeLessThan(150);
  } finally {
    await rm(folder, { recursive: true });
  }
});
