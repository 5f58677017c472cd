/** Numbers and names as they stand in a message of the DNS. */
import { domainToASCII } from 'node:url';

/** All that reading a message throws. */
export class Garbled extends Error {}

export function numberAt(bytes: Buffer, at: number, size: 1 | 2 | 4): number {
  if (at + size > bytes.length) throw new Garbled('a message that ends too early');
  return bytes.readUIntBE(at, size);
}

/** No honest message has as many. */
const mostHops = 126;

/** A name, and where it ends. It may go on where an earlier one stands; only ever further back, so none goes round in circles. */
export function nameAt(bytes: Buffer, from: number): { name: string; next: number } {
  const labels: string[] = [];
  let length = 0;
  let next: number | null = null;
  let [at, begin] = [from, from];
  for (let hops = 0; ; ) {
    const size = numberAt(bytes, at, 1);
    if (size === 0) return { name: labels.join('.') || '.', next: next ?? at + 1 };
    if (size >= 0xc0) {
      next ??= at + 2;
      at = numberAt(bytes, at, 2) & 0x3fff;
      hops += 1;
      if (at >= begin || hops > mostHops) throw new Garbled('a name that goes round in circles');
      begin = at;
    } else {
      length += size + 1;
      if (size > 63 || length > 254) throw new Garbled('a name that is too long');
      if (at + 1 + size > bytes.length) throw new Garbled('a message that ends too early');
      labels.push(labelIn(bytes.subarray(at + 1, at + 1 + size)));
      at += size + 1;
    }
  }
}

/** A dot within a label is none between two. */
const labelIn = (bytes: Buffer): string =>
  bytes
    .toString('latin1')
    .replace(/[A-Z]/g, letter => letter.toLowerCase())
    .replace(/[.\\]/g, '\\$&')
    .replace(/[^!-~]/g, sign => `\\${sign.charCodeAt(0).toString().padStart(3, '0')}`);

export function wireOf(name: string): Buffer {
  const labels = name === '.' ? [] : name.split('.').map(label => Buffer.from(label));
  return Buffer.concat([...labels.flatMap(label => [Buffer.from([label.length]), label]), Buffer.from([0])]);
}

/** As it is asked for: `Bücher.example.` is `xn--bcher-kva.example`. */
export function asked(name: string): string {
  const ascii = /[^!-~]/.test(name) ? domainToASCII(name) : name;
  return ascii.toLowerCase().replace(/(?<=.)\.$/, '');
}

export const canBeAsked = (name: string): boolean =>
  name === '.' ||
  (asked(name).length <= 253 &&
    asked(name)
      .split('.')
      .every(label => label !== '' && label.length <= 63));
