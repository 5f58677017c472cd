/** Asks a server that began in the clear to go on in TLS: each protocol has its own words for it. */

import { quoted } from './quoted.ts';
import type { Talk } from './talking.ts';
import { Failed } from './verdict.ts';

export const protocols = ['smtp', 'imap', 'pop3', 'ldap', 'postgres'] as const;
export type Protocol = (typeof protocols)[number];

/** Afterwards the socket is the server's to shake hands on. Throws `Failed` where it will not. */
export async function askForTls(talk: Talk, protocol: Protocol): Promise<void> {
  await asking[protocol](talk);
  talk.leave();
}

const asking: Record<Protocol, (talk: Talk) => Promise<void>> = {
  async smtp(talk) {
    agreed(await smtpReply(talk, 'its greeting'), '220');
    talk.say('EHLO shipmate.invalid\r\n');
    const offers = agreed(await smtpReply(talk, 'its answer to EHLO'), '250');
    if (!/^250[ -]STARTTLS\s*$/im.test(offers)) throw new Failed('does not offer STARTTLS');
    talk.say('STARTTLS\r\n');
    agreed(await smtpReply(talk, 'its answer to STARTTLS'), '220');
  },
  async imap(talk) {
    agreed(await talk.hear(/^\* (\w+).*\r?\n/m, 'its greeting'), 'OK');
    talk.say('a STARTTLS\r\n');
    agreed(await talk.hear(/^a (\w+).*\r?\n/m, 'its answer to STARTTLS'), 'OK');
  },
  async pop3(talk) {
    agreed(await talk.hear(/^([+-]\w+).*\r?\n/m, 'its greeting'), '+OK');
    talk.say('STLS\r\n');
    agreed(await talk.hear(/^([+-]\w+).*\r?\n/m, 'its answer to STLS'), '+OK');
  },
  /** RFC 4511, 4.14: an extended request. */
  async ldap(talk) {
    talk.say('\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037');
    const answer = await ldapMessage(talk);
    // Its number, that it is an extended response, and the result code.
    const at = answer.indexOf('\x0a\x01');
    if (!answer.startsWith('\x02\x01\x01\x78') || at < 0) throw new Failed(strange);
    const code = answer.charCodeAt(at + 2);
    if (code !== 0) throw new Failed(`refuses TLS (result code ${code})`);
  },
  async postgres(talk) {
    talk.say('\0\0\0\x08\x04\xd2\x16\x2f');
    const [said] = await talk.hear(/[\s\S]/, 'its answer');
    if (said !== 'S') throw new Failed('refuses TLS');
  },
};

/** Line by line: whoever never comes to the last would else be heard from the beginning, over and over. */
async function smtpReply(talk: Talk, what: string): Promise<[all: string, code: string]> {
  let all = '';
  while (all.length < 65_536) {
    const [line, code = '', sign] = await talk.hear(/^(\d{3})(?:([ -]).*)?\r?\n/m, what);
    all += line;
    if (sign !== '-') return [all, code];
  }
  throw new Failed(`said more than 64 KB before ${what} ended`);
}

/** A length takes one byte, or comes after how many it takes. */
async function ldapMessage(talk: Talk): Promise<string> {
  const head = await taken(talk, 2);
  const size = head.charCodeAt(1);
  if (!head.startsWith('\x30') || size === 128 || size > 132) throw new Failed(strange);
  const length = size < 128 ? size : bigEndian(await taken(talk, size - 128));
  if (length > 4_096) throw new Failed(strange);
  return taken(talk, length);
}

const strange = 'answers with something else than LDAP';
const bigEndian = (bytes: string): number => Buffer.from(bytes, 'latin1').readUIntBE(0, bytes.length);

const taken = async (talk: Talk, count: number): Promise<string> =>
  (await talk.hear(new RegExp(`[\\s\\S]{${count}}`), 'its answer'))[0];

function agreed([all = '', said = '']: readonly string[], wanted: string): string {
  if (said.toUpperCase() !== wanted) throw new Failed(`answers ${quoted(all.trim(), 60)}, where ${wanted} was to come`);
  return all;
}
