import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Box } from '../../src/sandbox/github/index.ts';
import { startBox } from '../box.ts';
import { type Database, freshDatabase } from '../database.ts';
import { type Answer, headOf, knock, type Letter, shout } from '../door/knock.ts';
import { environmentOn } from '../environment.ts';
import { until } from '../until.ts';

/** A real server in a process of its own, its memory as the kernel counts it, and people without the secret who would fill it. */

const mebibyte = 1024 * 1024;

let box: Box;
let database: Database;
let port: number;
let pid: number;
let stop: () => Promise<void>;
/** The most that it takes for real work, before the first of them comes. */
let rest: number;

const memory = (what: 'VmRSS' | 'VmHWM') => {
  const [, kilobytes] = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
};
/** From here on `VmHWM` counts anew. */
const forgetHighest = () => writeFileSync(`/proc/${pid}/clear_refs`, '5');

const filler = 'x'.repeat(15_000);
const realOne = () =>
  knock(port, { secret: box.credentials.webhookSecret, event: 'star', body: JSON.stringify({ action: 'created', filler }) });

async function begin(): Promise<void> {
  [box, database] = await Promise.all([startBox(), freshDatabase()]);
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.ts', import.meta.url))], {
    env: { PATH: process.env.PATH ?? '', ...environmentOn(box, database) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let log = '';
  child.stdout.on('data', data => {
    log += data;
  });
  await until(() => log.includes('"ready"') || child.exitCode !== null);
  port = Number(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(log)?.[1]);
  pid = child.pid ?? 0;
  stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  // What real work needs is not counted against strangers, and it takes a while until it has had the most of it.
  rest = 0;
  for (let [round, grown] = [0, 0]; round < Math.min(400, grown + 60); round += 1) {
    await Promise.all(Array.from({ length: 40 }, realOne));
    if (memory('VmHWM') > rest) grown = round;
    rest = memory('VmHWM');
  }
}

async function finish(): Promise<void> {
  await stop();
  await Promise.all([box.close(), database.drop()]);
}

const anySignature = `sha256=${'0123456789abcdef'.repeat(4)}`;
const unsigned = (headers: Letter['headers']) =>
  Buffer.from(headOf({ secret: '', body: '', headers: { 'x-hub-signature-256': anySignature, ...headers } }));
const ofLength = (bytes: number) => unsigned({ 'content-length': String(bytes) });
const inChunks = () => unsigned({ 'content-length': null, 'transfer-encoding': 'chunked' });
const chunk = (bytes: Buffer) => Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

const one = Buffer.alloc(mebibyte, 'x');
function* saying(first: Buffer, count: number, piece = one): Iterable<Buffer> {
  yield first;
  for (let at = 0; at < count; at += 1) yield piece;
}

type Attack = (over: AbortSignal) => Promise<unknown>;
/** So many at once; whoever is thrown out comes again, until they have said 600 MB or so much. */
const crowd =
  (size: number, say: () => Iterable<Buffer>, most = 600): Attack =>
  async over => {
    let said = 0;
    const counted = function* () {
      for (const part of say()) {
        said += part.length;
        yield part;
      }
    };
    const member = async () => {
      do await shout(port, counted(), over);
      while (!over.aborted && said < most * mebibyte);
    };
    await Promise.all(Array.from({ length: size }, member));
  };

const bomb = gzipSync(Buffer.alloc(600 * mebibyte), { level: 1 });
const bodies: [string, Attack][] = [
  [
    '600 MB without a signature',
    crowd(1, () =>
      saying(
        Buffer.from(
          headOf({ secret: '', body: '', headers: { 'x-hub-signature-256': null, 'content-length': `${600 * mebibyte}` } }),
        ),
        600,
      ),
    ),
  ],
  ['600 MB with a signature of somebody', crowd(1, () => saying(ofLength(600 * mebibyte), 600))],
  ['600 MB in chunks without a length', crowd(1, () => saying(inChunks(), 600, chunk(one)))],
  ['600 MB that were to be ten bytes', crowd(1, () => saying(ofLength(10), 600))],
  ['24 MB from each of 25', crowd(25, () => saying(ofLength(24 * mebibyte), 24))],
  ['3 of 24 MB from each of 200, and then silence', crowd(200, () => saying(ofLength(24 * mebibyte), 3), 0)],
  ['a little from each of 800, and then silence', crowd(800, () => [ofLength(mebibyte), one.subarray(0, 100_000)], 0)],
  ['zeros as gzip', crowd(4, () => [unsigned({ 'content-encoding': 'gzip', 'content-length': String(bomb.length) }), bomb])],
  ['chunks of one byte', crowd(8, () => saying(inChunks(), 100, Buffer.from('1\r\nx\r\n'.repeat(20_000))), 10)],
];
const connections: [string, Attack][] = [
  [
    '600 MB to a page that is not there',
    crowd(2, () => saying(Buffer.from(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${600 * mebibyte}\r\n\r\n`), 600)),
  ],
  [
    'headers that do not end, from each of 1,500',
    crowd(1_200, () => [Buffer.from(`POST / HTTP/1.1\r\nx: ${'x'.repeat(7_500)}`)]),
  ],
  ['silence from each of 1,500', crowd(1_200, () => [])],
  [
    'floods of headers',
    crowd(8, () => saying(Buffer.from('POST / HTTP/1.1\r\n'), 100, Buffer.from('x: y\r\n'.repeat(20_000))), 40),
  ],
];

// A server for each kind, and all of a kind one after the other on it: what one leaves behind counts for the next.
describe.skipIf(process.platform !== 'linux').each([
  ['bodies', bodies],
  ['connections and headers', connections],
])('memory grows by less than 32 MB under %s, and who has the secret is heard', (_, attacks) => {
  // Up to 16,000 real ones: a slow machine takes its time for them.
  beforeAll(begin, 300_000);
  afterAll(finish);

  test.each(attacks)('%s', async (name, attack) => {
    forgetHighest();
    const over = new AbortController();
    const attacking = attack(over.signal);
    const answers: (Answer | null)[] = [];
    let slowest = 0;
    const begun = performance.now();
    try {
      while (answers.length < 10 || performance.now() - begun < 1_200) {
        const asked = performance.now();
        answers.push(await realOne());
        slowest = Math.max(slowest, performance.now() - asked);
      }
    } finally {
      over.abort();
      await attacking;
    }
    const grown = memory('VmHWM') - rest;
    console.log(
      `${name}: ${grown} MB more than ${rest}, ${answers.length} real ones, the slowest took ${Math.round(slowest)} ms`,
    );
    expect(answers.map(answer => answer?.status)).toEqual(answers.map(() => 202));
    expect(slowest).toBeLessThan(10_000);
    expect(grown).toBeLessThan(32);
  });
});
