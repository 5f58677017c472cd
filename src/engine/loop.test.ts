import { expect, test } from 'vitest';
import { until } from '../../test/until.ts';
import { loop } from './loop.ts';

const hour = 3_600_000;
const gate = () => Promise.withResolvers<void>();

test('a wake during a pass is not lost', async () => {
  const busy = gate();
  let passes = 0;
  const one = loop(async () => {
    passes += 1;
    if (passes === 1) await busy.promise;
    return hour;
  }, fail);
  one.wake();
  busy.resolve();
  await until(() => passes === 2, 2_000);
  await one.stop();
});

test('a wake ends a sleep', async () => {
  let passes = 0;
  const one = loop(async () => {
    passes += 1;
    return hour;
  }, fail);
  await until(() => passes === 1, 2_000);
  await new Promise(setImmediate);
  one.wake();
  await until(() => passes === 2, 2_000);
  await one.stop();
});

test('it goes on without a pause while there is work, and ends with the pass that is under way', async () => {
  const busy = gate();
  let passes = 0;
  let ended = false;
  const one = loop(async () => {
    passes += 1;
    if (passes === 100) await busy.promise;
    return 0;
  }, fail);
  await until(() => passes === 100, 2_000);
  const stopping = one.stop().then(() => {
    ended = true;
  });
  one.wake();
  await new Promise(setImmediate);
  expect(ended).toBe(false);
  busy.resolve();
  await stopping;
  expect(passes).toBe(100);
});

test('stop ends a sleep', async () => {
  let passes = 0;
  const one = loop(async () => {
    passes += 1;
    return hour;
  }, fail);
  await until(() => passes === 1, 2_000);
  await new Promise(setImmediate);
  await one.stop();
  one.wake();
  await new Promise(setImmediate);
  expect(passes).toBe(1);
});

test('a pass that fails is told and tried again, and a wake need not wait for that', async () => {
  const told: unknown[] = [];
  let passes = 0;
  const one = loop(
    async () => {
      passes += 1;
      if (passes < 3) throw new Error(`no ${passes}`);
      return hour;
    },
    error => {
      told.push(error);
      one.wake();
    },
  );
  await until(() => passes === 3, 900);
  expect(told).toEqual([new Error('no 1'), new Error('no 2')]);
  await one.stop();
});

test('a pass knows whether there may be news, or only its sleep is over', async () => {
  const told: boolean[] = [];
  const waits = [0, 1, 1, hour, 1];
  const one = loop(async news => {
    told.push(news);
    return waits[told.length - 1] ?? hour;
  }, fail);
  await until(() => told.length === 4, 2_000);
  await new Promise(setImmediate);
  one.wake();
  await until(() => told.length === 6, 2_000);
  await one.stop();
  expect(told).toEqual([true, true, false, false, true, false]);
});

function fail(error: unknown): void {
  throw error;
}
