import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { keep, take } from './deliveries.ts';
import { newHolder, releaseDead } from './holder.ts';

const store = aStoreForEachTest();

const one = (guid: string) => ({
  guid,
  source: 'github' as const,
  name: 'push',
  key: guid,
  lane: 'rest' as const,
  body: Buffer.from(''),
});
const holderOf = (pid: number) => newHolder().replace(` ${process.pid} `, ` ${pid} `);

async function held(by: string): Promise<void> {
  await keep(store.pool, [one('kept')]);
  expect(await take(store.pool, `${by}#1`, 1)).toHaveLength(1);
}

test('a process of this machine that is gone holds nothing', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await held(holderOf(pid));
  expect(await releaseDead(store.db, false)).toBe(1);
  expect(await take(store.pool, 'me', 1)).toHaveLength(1);
});

test('one that lives, or lives elsewhere, keeps what it has', async () => {
  await held(holderOf(process.ppid));
  expect(await releaseDead(store.db, false)).toBe(0);
  await store.pool.query(`update deliveries set holder = 'another-machine/pid:[1] 4711 x#1'`);
  expect(await releaseDead(store.db, false)).toBe(0);
  expect(await take(store.pool, 'me', 1)).toEqual([]);
});

test('alone on the database, everybody else is gone', async () => {
  await held('another-machine/pid:[1] 4711 x');
  expect(await releaseDead(store.db, true)).toBe(1);
  expect(await take(store.pool, 'me', 1)).toHaveLength(1);
});
