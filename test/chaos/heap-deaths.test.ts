import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keep } from '../../src/store/deliveries.ts';
import { addHook, listHooks } from '../../src/store/hooks.ts';
import { openDeliveries } from '../../src/store/inbox.ts';
import { aStoreForEachTest } from '../store.ts';
import { until } from '../until.ts';

/** A letter that ends whoever reads it, whatever runs there. */

const store = aStoreForEachTest();

const incoming = (word: string, at: number) =>
  ({ guid: `hook/web/${at}`, source: 'hook', name: 'generic', key: 'hook/web', lane: 'rest', body: Buffer.from(word) }) as const;

interface Life {
  read: number[];
  signal: NodeJS.Signals | null;
  log: string;
}

/** One life of a reader, from the word on: how many it read at a time, and what ended it. What it takes to come up is no part of that. */
function born(): () => Promise<Life> {
  const reader = spawn(process.execPath, [fileURLToPath(new URL('./reader.ts', import.meta.url))], {
    env: { ...process.env, CONNECTION: JSON.stringify(store.pool.options), DEADLY: 'poison' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const log: string[] = [];
  reader.stdout.setEncoding('utf8').on('data', text => void log.push(text));
  const closed = once(reader, 'close');
  return async () => {
    reader.stdin.write('go\n');
    const [, signal] = await closed;
    const all = log.join('');
    return { read: [...all.matchAll(/^\{"read":(\d+)\}$/gm)].map(([, many]) => Number(many)), signal, log: all };
  };
}
const life = (): Promise<Life> => born()();

const open = () => openDeliveries(store.db, 10);
const done = async () => {
  const { rows } = await store.pool.query<{ n: number }>(`select count(*)::int as n from deliveries where state = 'done'`);
  return rows[0]?.n;
};

test('a letter that kills its reader is found, kept aside with its name, and holds up nobody', { timeout: 120_000 }, async () => {
  await addHook(store.db, { name: 'web', kind: 'generic', owner: 'acme', repository: null, settings: {} }, 'sealed');
  const words = Array.from({ length: 500 }, (_, at) => (at === 170 ? 'poison' : `word-${at}`));
  await keep(store.pool, words.map(incoming));

  // Both deaths are of all that were in hand; then it is alone.
  for (const deaths of [1, 2]) {
    const { signal } = await life();
    expect([deaths, signal]).toEqual([deaths, 'SIGKILL']);
    await store.later(301);
  }
  // Up before the third ends: five seconds later the letter is due again, and comes first.
  const next = born();
  const third = await life();
  expect(third).toMatchObject({ signal: 'SIGKILL' });
  expect(third.read.at(-1)).toBe(1);
  expect((await open())[0]).toMatchObject({ state: 'heaped', attempts: 3, error: 'the process ended while this was read' });

  // While it waits for its next try whoever comes is read.
  await keep(store.pool, [incoming('behind it', 1_000)]);
  const alive = next();
  await until(async () => (await done()) === 500);
  for (let deaths = 4; deaths <= 6; deaths += 1) {
    await store.later(301);
    expect((deaths === 4 ? await alive : await life()).signal).toBe('SIGKILL');
  }
  await store.later(301);
  const last = await life();
  expect(last).toMatchObject({ signal: null, read: [] });
  expect(last.log).toContain('"delivery":"hook/web/170"');
  expect(last.log).toContain('set aside');
  expect(await open()).toMatchObject([
    { guid: 'hook/web/170', state: 'aside', error: 'Error: the process ended each time this was tried', hasBody: true },
  ]);
  expect(await done()).toBe(500);
  expect(await listHooks(store.db)).toMatchObject([{ name: 'web', unread: 0, aside: 1 }]);
});
