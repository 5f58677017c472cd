/** A name server that tells what it is told to tell, over UDP and TCP: the truth, lies, garbage or nothing. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { checked, told } from './checks.ts';

/** One that asks, and how; `times`: how often it has, this time included. */
export interface Asking {
  query: Buffer;
  over: 'udp' | 'tcp';
  times: number;
}

/** What is sent back, one after the other; over TCP as it stands, with its length or without. */
export type Tell = (asking: Asking) => Buffer[];

export interface NameServer extends AsyncDisposable {
  port: number;
}

export async function nameServer(tell: Tell, host = '127.0.0.1'): Promise<NameServer> {
  let times = 0;
  const open = new Set<Socket>();
  const tcp = createServer(socket => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', asked => {
      times += 1;
      for (const bytes of tell({ query: asked.subarray(2), over: 'tcp', times })) socket.write(bytes);
    });
  }).listen(0, host);
  await once(tcp, 'listening');
  const address = tcp.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  udp.on('message', (query, from) => {
    times += 1;
    for (const bytes of tell({ query, over: 'udp', times })) udp.send(bytes, from.port, from.address);
  });
  udp.bind(port, host);
  await once(udp, 'listening');
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      udp.close();
      tcp.close();
      await Promise.all([once(udp, 'close'), once(tcp, 'close')]);
    },
  };
}

/** Of the name that was asked for, where it says none. */
export interface Entry {
  name?: Buffer;
  type: number;
  ttl?: number;
  data: Buffer;
}

interface Told {
  id?: number;
  rcode?: number;
  authoritative?: boolean;
  truncated?: boolean;
  isQuestion?: boolean;
  /** Null: none at all. */
  question?: Buffer | null;
  entries?: Entry[];
}

export function answer(query: Buffer, told: Told): Buffer {
  const { id = query.readUInt16BE(0), rcode = 0, entries = [], question = query.subarray(12) } = told;
  const flags =
    0x0180 | (told.isQuestion ? 0 : 0x8000) | (told.authoritative ? 0x0400 : 0) | (told.truncated ? 0x0200 : 0) | rcode;
  return Buffer.concat([short(id, flags, question ? 1 : 0, entries.length, 0, 0), question ?? empty, ...entries.map(entryOf)]);
}

const empty = Buffer.alloc(0);
/** The name of the question, which stands after the head. */
export const sameName = Buffer.from([0xc0, 12]);

function entryOf({ name = sameName, type, ttl = 300, data }: Entry): Buffer {
  return Buffer.concat([name, short(type, 1, ttl >> 16, ttl & 0xffff, data.length), data]);
}

export function short(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2);
  for (const [place, number] of numbers.entries()) bytes.writeUInt16BE(number, place * 2);
  return bytes;
}

/** `www.` goes on where `end` points. */
export const nameAs = (labels: string, end: Buffer = Buffer.from([0])): Buffer =>
  Buffer.concat([...labels.split('.').flatMap(label => [Buffer.from([label.length]), Buffer.from(label)]), end]);

export const stringAs = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
export const withLength = (bytes: Buffer): Buffer => Buffer.concat([short(bytes.length), bytes]);
export const a = (address: string, more: Partial<Entry> = {}): Entry => ({
  type: 1,
  data: Buffer.from(address.split('.').map(Number)),
  ...more,
});

/** What is found where a server tells this. */
export async function found(more: string, tell: Tell, common = ''): Promise<string> {
  await using server = await nameServer(tell);
  const outcomes = await checked(`- { dns: { name: www.example.org, resolver: '127.0.0.1:${server.port}'${more} }${common} }`);
  return told(outcomes).join('\n').replaceAll(`${server.port}`, 'PORT');
}

/** A server that knows these. */
export const holding =
  (...entries: Entry[]): Tell =>
  ({ query }) => [answer(query, { entries })];
