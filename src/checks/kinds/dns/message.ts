/** Messages between those who ask for names and those who know them, as RFC 1035 has them. Whatever comes in may be a lie. */
import { dataOf } from './records.ts';
import { Garbled, nameAt, numberAt, wireOf } from './wire.ts';

export interface Question {
  /** In lower case, without a dot at its end; the root is `.`. */
  name: string;
  type: number;
}

export interface Resource extends Question {
  /** In seconds. */
  ttl: number;
  data: string;
}

export interface Message {
  id: number;
  isAnswer: boolean;
  authoritative: boolean;
  truncated: boolean;
  rcode: number;
  questions: Question[];
  answers: Resource[];
}

const internet = 1;

/** Without EDNS, which not every server has: what is longer than 512 bytes is asked for again over TCP. */
export function questionIn(id: number, { name, type }: Question): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(0x0100, 2);
  head.writeUInt16BE(1, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(type, 0);
  tail.writeUInt16BE(internet, 2);
  return Buffer.concat([head, wireOf(name), tail]);
}

export function read(bytes: Buffer): Message {
  const flags = numberAt(bytes, 2, 2);
  let at = 12;
  const questions = Array.from({ length: numberAt(bytes, 4, 2) }, () => {
    const { name, next } = nameAt(bytes, at);
    at = next + 4;
    return { name, type: numberAt(bytes, next, 2) };
  });
  const truncated = (flags & 0x0200) !== 0;
  const answers: Resource[] = [];
  // One that was cut off is asked for again: its records may end anywhere.
  for (let left = truncated ? 0 : numberAt(bytes, 6, 2); left > 0; left -= 1) {
    const { name, next } = nameAt(bytes, at);
    const type = numberAt(bytes, next, 2);
    const ttl = numberAt(bytes, next + 4, 4);
    const length = numberAt(bytes, next + 8, 2);
    const from = next + 10;
    at = from + length;
    if (at > bytes.length) throw new Garbled('a record that is longer than its message');
    if (numberAt(bytes, next + 2, 2) === internet) answers.push({ name, type, ttl, data: dataOf(type, bytes, from, at) });
  }
  return {
    id: numberAt(bytes, 0, 2),
    isAnswer: (flags & 0x8000) !== 0,
    authoritative: (flags & 0x0400) !== 0,
    truncated,
    rcode: flags & 0x000f,
    questions,
    answers,
  };
}
