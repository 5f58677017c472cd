import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Figure } from './main.ts';
import { newFolder } from './serving.ts';

/** How long a newcomer waits for `npm run sandbox`: from its start until it prints its address, bot and database included. */

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export async function bench(): Promise<Figure[]> {
  const folder = newFolder();
  try {
    const cold = await start(folder.path);
    const warm = await start(folder.path);
    return [
      { name: 'sandbox.cold_ms', value: cold, bound: { most: 6_000 } },
      { name: 'sandbox.warm_ms', value: warm, bound: null },
    ];
  } finally {
    folder.remove();
  }
}

async function start(dataFolder: string): Promise<number> {
  const begun = performance.now();
  const args = ['--require', file('../../src/runtime.cjs'), file('../../src/sandbox/main.ts'), '--port', '0'];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, DATA_FOLDER: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error('It ended before it was ready.')))]);
  const readyAfter = performance.now() - begun;
  child.kill('SIGTERM');
  await ended;
  return readyAfter;
}
