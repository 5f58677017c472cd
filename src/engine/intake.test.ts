import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Incoming } from '../store/deliveries.ts';
import { intake } from './intake.ts';

const delivery = (guid: string, bytes = 10): Incoming => ({
  guid,
  source: 'github',
  name: 'push',
  key: guid,
  lane: 'rest',
  body: Buffer.alloc(bytes),
});

/** A store whose writes are under way until the test ends them. */
function slowStore() {
  const writes: { guids: string[]; end: (kept: Set<string>) => void; fail: (error: Error) => void }[] = [];
  const keepGroup = (group: Incoming[]) =>
    new Promise<Set<string>>((resolve, reject) => {
      writes.push({ guids: group.map(one => one.guid), end: resolve, fail: reject });
    });
  return { writes, keepGroup };
}
const aTurn = () => new Promise(setImmediate);

test('who arrives in one turn is kept with one write', async () => {
  const { writes, keepGroup } = slowStore();
  const keep = intake(keepGroup);
  const answers = Promise.all(['a', 'b', 'c'].map(guid => keep(delivery(guid))));
  await aTurn();
  expect(writes.map(one => one.guids)).toEqual([['a', 'b', 'c']]);
  writes[0]?.end(new Set(['a', 'c']));
  expect(await answers).toEqual(['kept', 'known', 'kept']);
});

test('a group that fails fails for its own members', async () => {
  const { writes, keepGroup } = slowStore();
  const keep = intake(keepGroup);
  const first = Promise.allSettled([keep(delivery('a')), keep(delivery('b'))]);
  await aTurn();
  const second = Promise.allSettled([keep(delivery('c'))]);
  await aTurn();
  const third = Promise.allSettled([keep(delivery('d'))]);
  await aTurn();
  expect(writes.map(one => one.guids)).toEqual([['a', 'b'], ['c']]);
  writes[0]?.fail(new Error('disk full'));
  expect((await first).map(one => one.status)).toEqual(['rejected', 'rejected']);
  await aTurn();
  writes[1]?.end(new Set(['c']));
  writes[2]?.end(new Set(['d']));
  expect([...(await second), ...(await third)]).toEqual([
    { status: 'fulfilled', value: 'kept' },
    { status: 'fulfilled', value: 'kept' },
  ]);
});

test('a large body does not make a group larger than 4 MiB', async () => {
  const { writes, keepGroup } = slowStore();
  const keep = intake(keepGroup);
  const answers = Promise.all([25, 3, 3].map((mebibytes, at) => keep(delivery(String(at), mebibytes * 1024 * 1024))));
  for (let turn = 0; turn < 3; turn += 1) {
    await aTurn();
    for (const { guids, end } of writes) end(new Set(guids));
  }
  expect(await answers).toEqual(['kept', 'kept', 'kept']);
  expect(writes.map(one => one.guids)).toEqual([['0'], ['1'], ['2']]);
});

test('whatever arrives, ends and fails: each is written once, in order of arrival, at most two groups at a time, and answered', async () => {
  const step = fc.oneof(
    fc.record({ arrive: fc.integer({ min: 1, max: 300 }), bytes: fc.constantFrom(10, 5_000, 2_000_000) }),
    fc.record({ end: fc.nat(3), fails: fc.boolean() }),
    fc.constant('turn' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
      const { writes, keepGroup } = slowStore();
      const keep = intake(keepGroup);
      const open = new Set<(typeof writes)[number]>();
      const failed = new Set<string>();
      const outcomes: Promise<[string, string]>[] = [];
      let arrived = 0;
      let seen = 0;
      const look = () => {
        for (; seen < writes.length; seen += 1) open.add(writes[seen] ?? fail());
        expect(open.size).toBeLessThanOrEqual(2);
      };
      const close = (write: (typeof writes)[number], fails: boolean) => {
        open.delete(write);
        if (fails) for (const guid of write.guids) failed.add(guid);
        if (fails) write.fail(new Error('no'));
        else write.end(new Set(write.guids));
      };
      for (const one of steps) {
        if (one === 'turn') await aTurn();
        else if ('arrive' in one) {
          // Large ones come alone, or the test itself would need gigabytes.
          for (let left = one.bytes > 1_000_000 ? 1 : one.arrive; left > 0; left -= 1) {
            const guid = String(arrived++);
            const body = Buffer.from(new ArrayBuffer(0));
            Object.defineProperty(body, 'length', { value: one.bytes });
            const answered = keep({ ...delivery(guid), body });
            outcomes.push(
              answered.then(
                outcome => [guid, outcome],
                () => [guid, 'failed'],
              ),
            );
          }
        } else {
          const write = [...open][one.end];
          if (write) close(write, one.fails);
        }
        look();
      }
      while (writes.flatMap(one => one.guids).length < arrived || open.size > 0) {
        await aTurn();
        look();
        for (const write of open) close(write, false);
      }
      const order = writes.flatMap(one => one.guids);
      expect(order).toEqual(Array.from({ length: arrived }, (_, at) => String(at)));
      expect(writes.every(one => one.guids.length <= 128)).toBe(true);
      const expected = order.map(guid => [guid, failed.has(guid) ? 'failed' : 'kept']);
      expect(await Promise.all(outcomes)).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

function fail(): never {
  throw new Error('no such write');
}

test('while the database hangs the queue stays bounded, and has room again afterwards', async () => {
  const { writes, keepGroup } = slowStore();
  const keep = intake(keepGroup);
  const outcomes: string[] = [];
  for (let at = 0; at < 8; at += 1) {
    keep(delivery(String(at), 10 * 1024 * 1024)).then(
      () => outcomes.push(`${at} kept`),
      () => outcomes.push(`${at} refused`),
    );
  }
  await aTurn();
  // Six of ten megabytes fit; for the rest there is no room.
  expect(outcomes).toEqual(['6 refused', '7 refused']);
  for (let at = 0; at < writes.length; at += 1) {
    writes[at]?.end(new Set(writes[at]?.guids));
    await aTurn();
  }
  expect(outcomes.slice(2).sort()).toEqual(['0 kept', '1 kept', '2 kept', '3 kept', '4 kept', '5 kept']);
  const later = keep(delivery('later', 60 * 1024 * 1024));
  await aTurn();
  writes.at(-1)?.end(new Set(['later']));
  expect(await later).toBe('kept');
});
