import { afterEach, expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { until } from '../../test/until.ts';
import { keep } from '../store/deliveries.ts';
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
  worker = work({
    store,
    holder: 'me',
    handle: () => Promise.reject(new Error('no luck')),
    log: openLog('silent', mask),
    mask,
  });
  for (let attempt = 1; attempt <= 12; attempt++) {
    await until(async () => {
      worker?.wake();
      const [turn, forged] = [await row('turn'), await row('forged')];
      return (
        turn?.attempts === attempt &&
        turn.state === 'waiting' &&
        (forged?.state === 'aside' || forged?.attempts === attempt) &&
        forged?.state !== 'taken'
      );
    });
    if (attempt > 8) expect((await row('turn'))?.wait).toBeGreaterThan(3_500);
    await store.later(3_601);
  }
  expect((await row('forged'))?.state).toBe('aside');
}, 30_000);
