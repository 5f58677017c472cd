/** Records, as people write them: what a message holds and what a file says become the same text where they are the same. */
import { isIPv4, isIPv6 } from 'node:net';
import { asked, Garbled, nameAt, numberAt } from './wire.ts';

export const types = {
  A: 1,
  AAAA: 28,
  CNAME: 5,
  MX: 15,
  TXT: 16,
  NS: 2,
  SRV: 33,
  CAA: 257,
  SOA: 6,
  PTR: 12,
} as const;
export type Type = keyof typeof types;

/** What stands between `from` and `to`. A type that nobody asks for is nothing. */
export function dataOf(type: number, bytes: Buffer, from: number, to: number): string {
  let at = from;
  const number = (size: 1 | 2 | 4): number => {
    at += size;
    return numberAt(bytes, at - size, size);
  };
  const name = (): string => {
    const found = nameAt(bytes, at);
    at = found.next;
    return found.name;
  };
  const text = (length: number): string => {
    at += length;
    return bytes.subarray(at - length, Math.min(at, to)).toString();
  };
  const strings = (): string => {
    const all: string[] = [];
    while (at < to) all.push(text(number(1)));
    return all.join('');
  };
  const readers: Record<number, () => string> = {
    [types.A]: () => [number(1), number(1), number(1), number(1)].join('.'),
    [types.AAAA]: () => addressOf(Array.from({ length: 8 }, () => number(2).toString(16)).join(':')),
    [types.CNAME]: name,
    [types.NS]: name,
    [types.PTR]: name,
    [types.MX]: () => `${number(2)} ${name()}`,
    [types.SRV]: () => `${number(2)} ${number(2)} ${number(2)} ${name()}`,
    [types.SOA]: () => `${name()} ${name()} ${[number(4), number(4), number(4), number(4), number(4)].join(' ')}`,
    [types.TXT]: strings,
    [types.CAA]: () => `${number(1)} ${text(number(1)).toLowerCase()} "${text(Math.max(0, to - at))}"`,
  };
  const reader = readers[type];
  if (!reader) return '';
  const data = reader();
  if (at !== to) throw new Garbled('a record of another length than it says');
  return data;
}

/** `2001:DB8::0:1` is `2001:db8::1`. */
const addressOf = (said: string): string => new URL(`http://[${said}]`).hostname.slice(1, -1);

/** Of what a file says. */
export function normal(type: Type, said: string): string {
  switch (type) {
    case 'TXT':
      return said;
    case 'AAAA':
      return isIPv6(said) ? addressOf(said) : said;
    case 'CAA': {
      const [, flags = '', tag = '', value = ''] = caa.exec(said) ?? [];
      return `${Number(flags)} ${tag.toLowerCase()} "${value}"`;
    }
    default:
      return said.split(/\s+/).map(asked).join(' ');
  }
}

const caa = /^(\d{1,3}) ([A-Za-z\d]+) "?([^"]*)"?$/;
const name = String.raw`\S+`;

/** What a record of each type looks like. Another can never be there, so somebody mistook something. */
export const forms: Record<Type, { is(said: string): boolean; like: string }> = {
  A: { is: isIPv4, like: '`A` is an IPv4 address such as `192.0.2.1`' },
  AAAA: { is: isIPv6, like: '`AAAA` is an IPv6 address such as `2001:db8::1`' },
  CNAME: shape(name, '`CNAME` is a name such as `www.example.org`'),
  MX: shape(String.raw`\d{1,5} ${name}`, '`MX` is a number and a name, such as `10 mail.example.org`'),
  TXT: { is: () => true, like: '`TXT` is text' },
  NS: shape(name, '`NS` is a name such as `ns1.example.org`'),
  SRV: shape(
    String.raw`\d{1,5} \d{1,5} \d{1,5} ${name}`,
    '`SRV` is three numbers and a name, such as `10 5 5060 sip.example.org`',
  ),
  CAA: shape(caa.source, '`CAA` is a number, a word and a value, such as `0 issue "ca.example.org"`'),
  SOA: shape(
    String.raw`${name} ${name}(?: \d{1,10}){5}`,
    '`SOA` is two names and five numbers, such as `ns1.example.org admin.example.org 1 7200 3600 1209600 300`',
  ),
  PTR: shape(name, '`PTR` is a name such as `www.example.org`'),
};

function shape(pattern: string, like: string): { is(said: string): boolean; like: string } {
  const whole = new RegExp(`^(?:${pattern})$`);
  return { is: said => whole.test(said), like };
}

/** The name under which an address is looked up; any other is its own. */
export function reversed(said: string): string {
  if (isIPv4(said)) return `${said.split('.').toReversed().join('.')}.in-addr.arpa`;
  if (!isIPv6(said)) return said;
  const [before = '', after = ''] = addressOf(said).split('::');
  const [head, tail] = [before, after].map(part => part.split(':').filter(group => group !== ''));
  const groups = [...(head ?? []), ...Array<string>(8 - (head?.length ?? 0) - (tail?.length ?? 0)).fill('0'), ...(tail ?? [])];
  return `${[...groups.map(group => group.padStart(4, '0')).join('')].toReversed().join('.')}.ip6.arpa`;
}
