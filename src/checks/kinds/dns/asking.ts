/** Asks a name server: over UDP, again where nothing comes, and over TCP where the answer did not fit. */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { mishap } from '../../mishaps.ts';
import { bare } from '../../net.ts';
import { Failed, Late } from '../../verdict.ts';
import { type Message, type Question, questionIn, read } from './message.ts';
import { Garbled } from './wire.ts';

export interface Server {
  host: string;
  port: number;
}

/** `1.1.1.1`, `::1`, `[::1]:5353`, `ns1.example.org:53`. */
export function serverOf(said: string): Server {
  if (isIP(said) === 6) return { host: said, port: 53 };
  const [, host = said, port = '53'] = /^(.*?)(?::(\d+))?$/.exec(said) ?? [];
  return { host: bare(host), port: Number(port) };
}

/** Throws `Failed` where it does not answer. */
export async function ask({ host, port }: Server, question: Question, signal: AbortSignal): Promise<Message> {
  const aim = { host, port, family: 0 } as const;
  try {
    const { address } = await lookup(host);
    const there = { host: address, port };
    const answer = await overUdp(there, question, signal);
    return answer.truncated ? await overTcp(there, question, signal) : answer;
  } catch (error) {
    if (error instanceof Late) throw error;
    if (signal.aborted) throw new Late('no answer came');
    throw error instanceof Failed ? error : mishap(error, aim);
  }
}

/** When it is sent again, in milliseconds from the first time; after the last, nobody waits any more. */
const again = [400, 1_200, 2_800, 6_000];

function overUdp({ host, port }: Server, question: Question, signal: AbortSignal): Promise<Message> {
  const id = randomInt(0x10000);
  const bytes = questionIn(id, question);
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  const timers: NodeJS.Timeout[] = [];
  let stray = '';
  return new Promise<Message>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Late(`no answer came${stray}`)), { once: true });
    socket.on('error', reject);
    socket.on('message', packet => {
      // Anybody can send a packet. What is no answer to this may be somebody else's, so the true one is waited for.
      try {
        resolve(answerIn(packet, id, question));
      } catch (error) {
        stray = `; what came is no answer: ${error instanceof Garbled ? error.message : String(error)}`;
      }
    });
    socket.connect(port, host, () => {
      const send = () => socket.send(bytes);
      send();
      for (const after of again.slice(0, -1)) timers.push(setTimeout(send, after));
      timers.push(setTimeout(() => reject(new Failed(`${shown(host, port)} does not answer${stray}`)), again.at(-1)));
    });
  }).finally(() => {
    for (const timer of timers) clearTimeout(timer);
    socket.close();
  });
}

/** There it comes with its length before it. */
function overTcp({ host, port }: Server, question: Question, signal: AbortSignal): Promise<Message> {
  const id = randomInt(0x10000);
  const bytes = questionIn(id, question);
  const socket = connect({ host, port, signal });
  return new Promise<Message>((resolve, reject) => {
    let heard = Buffer.alloc(0);
    socket
      .on('error', reject)
      .on('close', () => reject(new Failed(`${shown(host, port)} cut its answer short, and closed the connection over TCP`)))
      .on('data', chunk => {
        heard = Buffer.concat([heard, chunk]);
        const whole = heard.length < 2 ? Number.POSITIVE_INFINITY : 2 + heard.readUInt16BE(0);
        if (heard.length < whole) return;
        try {
          const answer = answerIn(heard.subarray(2, whole), id, question);
          if (answer.truncated) reject(new Failed(`${shown(host, port)} says that its answer does not even fit over TCP`));
          else resolve(answer);
        } catch (error) {
          reject(error instanceof Garbled ? new Failed(`${shown(host, port)} answers over TCP with ${error.message}`) : error);
        }
      });
    socket.write(Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]));
  }).finally(() => socket.destroy());
}

/** Throws `Garbled` where it is none to this. */
export function answerIn(packet: Buffer, id: number, question: Question): Message {
  const message = read(packet);
  if (!message.isAnswer || message.id !== id) throw new Garbled('an answer to somebody else');
  const [about, ...more] = message.questions;
  // Some leave out what was asked where they refuse to answer it.
  const isThis = about ? about.name === question.name && about.type === question.type : message.rcode !== 0;
  if (!isThis || more.length > 0) throw new Garbled('an answer to another question');
  return message;
}

const shown = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
