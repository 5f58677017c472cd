import { afterEach, expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { until } from '../../test/until.ts';
import { keep, settle } from '../store/deliveries.ts';
import { openLog } from './log.ts';
import type { Loop } from './loop.ts';
import { work } from './work.ts';

const store = aStoreForEachTest();
let worker: Loop | undefined;
afterEach(async () => worker?.stop());

const row = async (guid: string) => {
  const { rows } = await store.pool.query<{ state: string; attempts: number; wait: number }>(
    `select state, attempts, extract(epoch from due_at - clock())::float8 as wait from deliveries where guid = $1`,
    [guid],
  );
  return rows[0];
};

test('an intent has its turn again every hour, for ever; all else is set aside', async () => {
  const mask = (text: string) => text;
  const of = (guid: string, source: 'ours' | 'github') =>
    ({ guid, source, name: 'Due', key: guid, lane: 'rest', body: Buffer.from('{}') }) as const;
  await keep(store.pool, [of('turn', 'ours'), of('forged', 'github')]);
  let turns = 0;
  worker = work({
    store,
    holder: 'me',
    handle({ guid }) {
      turns += guid === 'turn' ? 1 : 0;
      return Promise.reject(new Error('no luck'));
    },
    log: openLog('silent', mask),
    mask,
  });
  for (let attempt = 1; attempt <= 12; attempt++) {
    await until(async () => {
      worker?.wake();
      const [turn, forged] = [await row('turn'), await row('forged')];
      return (
        turns === attempt &&
        turn?.state === 'waiting' &&
        turn.wait > 0 &&
        (forged?.state === 'aside' || forged?.attempts === attempt) &&
        forged?.state !== 'taken'
      );
    });
    if (attempt > 8) expect((await row('turn'))?.wait).toBeGreaterThan(3_500);
    await store.later(3_601);
  }
  expect((await row('forged'))?.state).toBe('aside');
}, 30_000);

test('an intent whose turn failed for long is handled again once that is mended; one that ends its process each time is not', async () => {
  const mask = (text: string) => text;
  const of = (guid: string) => ({ guid, source: 'ours', name: 'Due', key: guid, lane: 'rest', body: Buffer.from('{}') }) as const;
  await keep(store.pool, [of('healed'), of('deadly')]);
  await store.pool.query(`update deliveries set attempts = 30 where guid = 'healed'`);
  await store.pool.query(`update deliveries set attempts = 8, deaths = 8 where guid = 'deadly'`);
  const handled: string[] = [];
  worker = work({
    store,
    holder: 'me',
    handle: async taken => {
      handled.push(taken.guid);
      await settle(store.db, taken, 'done');
    },
    log: openLog('silent', mask),
    mask,
  });
  for (let hours = 0; hours < 3; hours++) {
    await until(async () => {
      worker?.wake();
      const deadly = await row('deadly');
      return (await row('healed'))?.state === 'done' && deadly?.attempts === 9 + hours && deadly.state === 'waiting';
    });
    await store.later(3_601);
  }
  expect(handled).toEqual(['healed']);
}, 30_000);
