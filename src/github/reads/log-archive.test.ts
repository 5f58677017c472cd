import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { zip } from '../../checks/zip.ts';
import { inParts } from './kept.ts';
import { endOfEntry, entriesOf } from './log-archive.ts';

/** Archives as a store hands them out: in parts, or only as a whole; and archives that lie about themselves. */

const mega = 1024 * 1024;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A store with one thing in it, and how many bytes of it were asked for in each request. */
async function store(bytes: Buffer, { ranges = Number.POSITIVE_INFINITY, status = 200 } = {}) {
  const asked: (number | 'all')[] = [];
  const server = createServer((request, response) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (status !== 200) return void response.writeHead(status).end();
    if (asked.length >= ranges || from === undefined) {
      asked.push('all');
      return void response.writeHead(200).end(bytes);
    }
    const part = bytes.subarray(Number(from), Number(to) + 1);
    asked.push(part.length);
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`;
    response.writeHead(206, { 'content-range': range }).end(part);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { port }: AddressInfo = Object(server.address());
  return { location: `http://127.0.0.1:${port}/`, asked };
}

/** Of each file in it the last bytes. */
async function endsIn(location: string, most = 100, whole = 32 * mega): Promise<Record<string, string | null> | null> {
  const archive = await inParts(location, whole);
  if (!archive) return null;
  const ends: Record<string, string | null> = {};
  for (const entry of await entriesOf(archive)) ends[entry.name] = (await endOfEntry(archive, entry, most))?.toString() ?? null;
  return ends;
}
const endsOf = async (bytes: Buffer, most = 100) => endsIn((await store(bytes)).location, most);

/** Text that does not get smaller. */
const noise = (length: number) => randomBytes(length / 2).toString('hex');
const noisy = { '0_build.txt': `${noise(3 * mega)} built`, '1_test.txt': `${noise(2 * mega)} red`, 'build/1_x.txt': noise(mega) };

describe('from a store', () => {
  test('a small one comes in one request', async () => {
    const { location, asked } = await store(zip({ '0_build.txt': 'built', '1_test.txt': 'red — 🚢' }));
    expect(await endsIn(location)).toEqual({ '0_build.txt': 'built', '1_test.txt': 'red — 🚢' });
    expect(asked).toHaveLength(1);
  });

  test('of a large one only what is wanted is asked for', async () => {
    const bytes = zip(noisy);
    const { location, asked } = await store(bytes);
    const archive = await inParts(location, 32 * mega);
    const wanted = archive && (await entriesOf(archive)).find(entry => entry.name === '1_test.txt');
    if (!wanted) throw new Error('it is not there');
    const end = await endOfEntry(archive, wanted, 6);
    expect(end?.toString()).toBe(noisy['1_test.txt'].slice(-6));
    expect(asked).toEqual([mega, 22 + 0xffff, 30, wanted.packed]);
  });

  test('a directory that is longer than the end is asked for by itself', async () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, nth) => [`job ${nth}/1_${nth}.txt`, '']));
    const bytes = zip({ ...many, ...noisy, '2_last.txt': 'last' });
    const ends = await (async () => {
      const archive = await inParts((await store(bytes)).location, 32 * mega);
      if (!archive) return null;
      const entries = await entriesOf(archive);
      expect(entries).toHaveLength(3_004);
      const last = entries.at(-1);
      return last && endOfEntry(archive, last, 100);
    })();
    expect(ends?.toString()).toBe('last');
  });

  test('one that knows no ranges is read as a whole, if it is not too long', async () => {
    const bytes = zip(noisy);
    const { location, asked } = await store(bytes, { ranges: 0 });
    expect((await endsIn(location, 4))?.['1_test.txt']).toBe(' red');
    expect(asked).toEqual(['all']);
    expect(await endsIn(location, 4, mega)).toBe(null);
  });

  test('what it hands out otherwise than asked for is not taken for that', async () => {
    for (const ranges of [1, 2, 3]) {
      const archive = await inParts((await store(zip(noisy), { ranges })).location, 32 * mega);
      const first = archive && (await entriesOf(archive))[0];
      expect(first?.name).toBe(ranges === 1 ? undefined : '0_build.txt');
      if (archive && first) expect(await endOfEntry(archive, first, 100)).toBe(null);
    }
  });

  test('what is gone is gone, and a store that fails is a fault', async () => {
    for (const status of [404, 410]) expect(await endsIn((await store(zip({}), { status })).location)).toBe(null);
    await expect(endsIn((await store(zip({}), { status: 503 })).location)).rejects.toThrow('503');
  });
});

test('of a long log only its end is kept', async () => {
  const long = `${'a line of it\n'.repeat(4_000_000)}the end`;
  const ends = await endsOf(zip({ '0_build.txt': long }), 256 * 1024);
  expect(ends?.['0_build.txt']).toBe(long.slice(-256 * 1024));
});

describe('an archive that lies', () => {
  const good = zip({ '0_a.txt': 'a'.repeat(1_000), '1_b.txt': 'good' });
  const directory = good.readUInt32LE(good.length - 6);
  const lying = (at: number, value: number, bytes = 4) => {
    const copy = Buffer.from(good);
    copy.writeUIntLE(value, at, bytes);
    return copy;
  };
  const fine = { '0_a.txt': 'a'.repeat(100), '1_b.txt': 'good' };

  test.each<[string, at: number, value: number, bytes?: number]>([
    ['of how long it is: longer', directory + 24, 1_001],
    ['of how long it is: shorter', directory + 24, 999],
    ['of how long it is: by far', directory + 24, 0xfffffffe],
    ['of how long it is: zip64', directory + 24, 0xffffffff],
    ['of how long it is packed: shorter', directory + 20, 3],
    ['of how long it is packed: zip64', directory + 20, 0xffffffff],
    ['of where it is', directory + 42, 7],
    ['of where it is: outside', directory + 42, 0xffffff],
    ['of where it is: zip64', directory + 42, 0xffffffff],
    ['of how it is packed', directory + 10, 0, 2],
    ['of how it is packed: in a way nobody knows', directory + 10, 14, 2],
    ['of where its text begins', 28, 60_000, 2],
    ['of what it is', 0, 0],
  ])('%s: that entry is missing', async (_, at, value, bytes) => {
    expect(await endsOf(good)).toEqual(fine);
    expect(await endsOf(lying(at, value, bytes))).toEqual({ ...fine, '0_a.txt': null });
  });

  test('of how long it is packed: longer is no harm', async () => {
    const packed = good.readUInt32LE(directory + 20);
    expect(await endsOf(lying(directory + 20, packed + 20))).toEqual(fine);
  });

  test('of its directory: nothing is there', async () => {
    const end = good.length - 22;
    for (const at of [directory + 1, good.length, 0xffffffff]) expect(await endsOf(lying(end + 16, at))).toEqual({});
    expect(await endsOf(lying(end + 12, 0xfffffffe))).toEqual({});
    expect(await endsOf(lying(end + 10, 0xffff, 2))).toEqual(fine);
    for (const none of ['', 'PK', 'PK\x05\x06', 'no archive at all']) expect(await endsOf(Buffer.from(none))).toEqual({});
  });

  test('whatever is broken in it, nothing is thrown, and nothing is longer than it may be', async () => {
    const parts = (bytes: Buffer) => ({
      size: bytes.length,
      async *from(at: number, length: number) {
        yield bytes.subarray(at, at + length);
      },
    });
    const broken = fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length)).map(([at, byte, length]) => {
      const copy = Buffer.from(good);
      copy[at] = byte;
      return copy.subarray(length % 2 === 0 ? 0 : length);
    });
    await fc.assert(
      fc.asyncProperty(broken, async bytes => {
        for (const entry of await entriesOf(parts(bytes)))
          expect((await endOfEntry(parts(bytes), entry, 100))?.length ?? 0).toBeLessThanOrEqual(100);
      }),
      { numRuns: 500 },
    );
  });
});
