/** Connects, listens, goes on in TLS and talks, as far as a file says. What was found until something failed is told, too. */
import { valueIn } from '../../given.ts';
import type { Round } from '../../kind.ts';
import type { Family } from '../../net.ts';
import { type Quote, quoted, quoting } from '../../quoted.ts';
import { askForTls } from '../../starttls.ts';
import { type Talk, talkOver } from '../../talking.ts';
import type { Trust } from '../../trust.ts';
import { type Answer, Failed, type Finding, fail, pass } from '../../verdict.ts';
import type { Settings } from '../tcp.ts';
import { connected, secured } from './connecting.ts';

export async function converse(said: Settings, family: Family, trust: Trust, round: Round): Promise<Answer> {
  const { to, starttls, dialogue = [] } = said;
  // Before anything is sent: without a variable there is nothing to say.
  const steps = dialogue.map(({ send, expect }) => ({ send: send === undefined ? null : bytesOf(send, round), expect }));
  const quote = quoting(round.hide);
  const plain = await connected(said, family, round.signal);
  const findings: Finding[] = [pass(`${to} listens`)];
  try {
    let talk = talkOver(plain, round.signal, quote);
    if (said.banner !== undefined) findings.push(await greeting(talk, said.banner, quote));
    if (starttls !== undefined) {
      await askForTls(talk, starttls);
      talk = talkOver(await secured(plain, said, trust, round.signal), round.signal, quote);
      findings.push(pass('goes on in TLS, with a certificate that is good'));
    }
    for (const { send, expect } of steps) {
      if (send !== null) talk.say(send);
      if (expect !== undefined) findings.push(pass(`said ${shown(await talk.hear(searchFor(expect), named(expect)), quote)}`));
    }
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    findings.push(fail(error.message.startsWith(to) ? error.message : `${to} ${error.message}`));
  } finally {
    plain.destroy();
  }
  return { findings };
}

/** What comes next may begin with it: a greeting is a part of the protocol. */
const greeting = async (talk: Talk, banner: string, quote: Quote): Promise<Finding> =>
  pass(`greets with ${shown(await talk.overhear(searchFor(banner), named(banner)), quote)}`);

const named = (wanted: string): string => `what matches ${quoted(wanted)}`;
const shown = ([found]: RegExpExecArray, quote: Quote): string => quote(Buffer.from(found, 'latin1').toString());

/** Talk is of bytes, so a pattern is of the bytes that it is written with. */
const searchFor = (wanted: string): RegExp => new RegExp(latin(wanted), 'mu');
const latin = (text: string): string => Buffer.from(text).toString('latin1');

/** What the environment holds is sent as it is. */
const bytesOf = (send: NonNullable<NonNullable<Settings['dialogue']>[number]['send']>, round: Round): string =>
  typeof send === 'string' ? unescaped(latin(send)) : latin(valueIn(send, round));

const signs: Record<string, string> = { r: '\r', n: '\n', t: '\t', '\\': '\\' };

/** YAML leaves `\r\n` as it is where there are no double quotes round it. */
const unescaped = (text: string): string =>
  text.replace(/\\(?:x([\da-fA-F]{2})|([rnt\\]))/g, (_, hex: string | undefined, sign: string) =>
    hex === undefined ? (signs[sign] ?? sign) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
