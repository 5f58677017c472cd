import { expect, test } from 'vitest';
import { masking, openLog } from '../../src/engine/log.ts';
import { work } from '../../src/engine/work.ts';
import { openStore, type Store } from '../../src/store/connection.ts';
import { keep, settle, type Taken } from '../../src/store/deliveries.ts';
import { type Database, freshDatabase } from '../database.ts';
import { until } from '../until.ts';

/** Several workers on one database, each with a pool of its own, as replicas have. */

interface Line {
  key: string;
  number: number;
}
const lineOf = (taken: Taken): Line => JSON.parse(taken.body?.toString() ?? '');
const guidOf = ({ key, number }: Line) => `${key}-${String(number).padStart(4, '0')}`;

async function kept(store: Store, lines: Line[]): Promise<void> {
  const group = lines.map(line => ({
    guid: guidOf(line),
    source: 'github' as const,
    name: 'push',
    key: line.key,
    lane: 'rest' as const,
    body: Buffer.from(JSON.stringify(line)),
  }));
  for (let at = 0; at < group.length; at += 100) await keep(store.pool, group.slice(at, at + 100));
}

async function working(database: Database, count: number, handle: (taken: Taken, store: Store) => Promise<void>, most = 8) {
  const log: { [field: string]: unknown }[] = [];
  const mask = masking([]);
  const stores = Array.from({ length: count }, () => openStore(database.config, { warn() {} }));
  const workers = await Promise.all(
    stores.map(async (store, at) => {
      const worker = work({
        store,
        holder: `holder ${at}`,
        most,
        log: openLog('warn', mask, { write: line => void log.push(JSON.parse(line)) }),
        mask,
        handle: taken => handle(taken, store),
      });
      await store.listen('deliveries', worker.wake);
      await store.listen('wake', worker.wake);
      return worker;
    }),
  );
  return {
    log,
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map(worker => worker.stop()));
      await Promise.all(stores.map(store => store.close()));
    },
  };
}

const keys = Array.from({ length: 12 }, (_, at) => `key-${at}`);
const numbers = Array.from({ length: 40 }, (_, at) => at);

test('per key in order of arrival, never two of a key at once, each once, whoever takes them', async () => {
  const database = await freshDatabase();
  const inHand = new Map<string, number>();
  const done = new Map<string, number[]>();
  let together = 0;
  const holders = new Set<string>();
  {
    await using store = disposable(openStore(database.config, { warn() {} }));
    const handle = async (taken: Taken, own: Store): Promise<void> => {
      const { key, number } = lineOf(taken);
      inHand.set(key, (inHand.get(key) ?? 0) + 1);
      together = Math.max(together, ...inHand.values());
      holders.add(taken.holder.split('#')[0] ?? '');
      await new Promise(setImmediate);
      done.set(key, [...(done.get(key) ?? []), number]);
      inHand.set(key, (inHand.get(key) ?? 0) - 1);
      expect(await settle(own.db, taken, 'done')).toBe(true);
    };
    // So few at once that two of them cannot have all keys in hand.
    await using crew = await working(database, 3, handle, 4);
    // In the order in which GitHub might send them: all threads talk at once.
    await kept(
      store.it,
      numbers.flatMap(number => keys.map(key => ({ key, number }))),
    );
    await until(() => [...done.values()].flat().length >= keys.length * numbers.length);
    expect(crew.log).toEqual([]);
  }
  await database.drop();
  expect(together).toBe(1);
  expect(holders.size).toBe(3);
  for (const key of keys) expect(done.get(key)).toEqual(numbers);
});

test('a poisoned delivery in the middle is set aside after its tries, and those behind it go on', async () => {
  const database = await freshDatabase();
  const handled: string[] = [];
  let tries = 0;
  {
    await using store = disposable(openStore(database.config, { warn() {} }));
    await using crew = await working(database, 2, async (taken, own) => {
      const line = lineOf(taken);
      if (line.number === 2) {
        tries += 1;
        throw new Error('poison');
      }
      handled.push(guidOf(line));
      await settle(own.db, taken, 'done');
    });
    await kept(
      store.it,
      [0, 1, 2, 3, 4].map(number => ({ key: 'key-0', number })),
    );
    await until(() => handled.length === 4);
    // The failure freed the key at once: nobody had to wait for its next try.
    expect(handled).toEqual([0, 1, 3, 4].map(number => guidOf({ key: 'key-0', number })));
    const poisoned = async () =>
      (
        await store.it.db
          .selectFrom('deliveries')
          .select(['state', 'attempts', 'error'])
          .where('guid', '=', 'key-0-0002')
          .execute()
      )[0];
    for (const again of [1, 2, 3, 4, 5, 6, 7]) {
      await until(async () => (await poisoned())?.state === 'waiting');
      await database.shiftClock('61 minutes');
      await until(() => tries === again + 1);
    }
    await until(async () => (await poisoned())?.state === 'aside');
    expect(await poisoned()).toEqual({ state: 'aside', attempts: 8, error: 'Error: poison' });
    expect(crew.log.map(line => line.again_in)).toEqual([1, 5, 20, 60, 300, 900, 3_600, null]);
    // What comes later for the same thread is handled as if nothing had been.
    await kept(store.it, [{ key: 'key-0', number: 5 }]);
    await until(() => handled.length === 5);
  }
  await database.drop();
});

test('a worker that is told to stop hands back what it cannot finish, and another one takes it', {
  timeout: 20_000,
}, async () => {
  const database = await freshDatabase();
  const stuck = Promise.withResolvers<void>();
  const begun: string[] = [];
  const store = openStore(database.config, { warn() {} });
  {
    await using first = await working(database, 1, async taken => {
      begun.push(taken.guid);
      await stuck.promise;
    });
    // More than it holds at once.
    await kept(
      store,
      numbers.slice(0, 20).map(number => ({ key: `key-${number}`, number })),
    );
    await until(() => begun.length === 8);
    expect(first.log).toEqual([]);
  }
  const waiting = await store.db.selectFrom('deliveries').select('guid').where('state', '=', 'waiting').execute();
  expect(waiting).toHaveLength(20);
  const handled: string[] = [];
  {
    await using second = await working(database, 1, async (taken, own) => {
      handled.push(taken.guid);
      await settle(own.db, taken, 'done');
    });
    await until(() => handled.length === 20);
    expect(second.log).toEqual([]);
  }
  stuck.resolve();
  await store.close();
  await database.drop();
});

function disposable(it: Store) {
  return { it, [Symbol.asyncDispose]: () => it.close() };
}
