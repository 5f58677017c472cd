/** Hosts and their addresses: IPv4 and IPv6 as separate answers, where that is asked. */
import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { type Answer, Failed, fail, Late, Unknown } from './verdict.ts';

/** Of one connection; 0: whichever answers. */
export type Family = 0 | 4 | 6;

export const families = z
  ._default(z.literal(['any', 4, 6, 'both']), 'any')
  .check(z.describe('IPv4, IPv6, whichever answers, or each of both by itself.'));
export type Families = z.output<typeof families>;

const place = String.raw`\{\{ ?\w+ ?\}\}`;
const host = String.raw`(?:\[[\da-fA-F:.]{2,45}\]|(?:${place}|[^\s:/@[\]]){1,253})`;
const port = String.raw`(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]|${place})`;

/** `db.example.org:5432`, `[::1]:5432`, and what is still to be filled in. */
export const hostAndPort = z
  .string()
  .check(
    z.regex(new RegExp(`^(?:${host}:${port}|${place})$`)),
    z.meta({ title: 'a host and a port, such as `db.example.org:5432` or `[::1]:5432`' }),
  );

export function placeOf(said: string): { host: string; port: number } {
  const colon = said.lastIndexOf(':');
  return { host: bare(said.slice(0, colon)), port: Number(said.slice(colon + 1)) };
}

/** `::1` of `[::1]`. */
export const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

/** An address is taken as it is, whatever family was asked for: it has to be looked at before. */
export function asFamily(host: string, family: Family): Family {
  const own = isIP(host);
  if (family !== 0 && own !== 0 && own !== family) throw new Failed(hasNone(host, family));
  return family;
}

export const hasNone = (host: string, family: Family): string => `${host} has no ${nameOf(family)}address`;
const nameOf = (family: Family): string => (family === 0 ? '' : `IPv${family} `);

/** What `look` found over each family that was asked for. */
export async function overEach(families: Families, look: (family: Family) => Promise<Answer>): Promise<Answer> {
  if (families !== 'both') return orFailed(() => look(families === 'any' ? 0 : families));
  const [four, six] = await Promise.all([overOne(4, look), overOne(6, look)]);
  const answers = [four, six].filter(one => 'findings' in one);
  const lost = [four, six].find(one => one instanceof Unknown);
  // What has failed has failed, whatever the other would have said.
  if (lost && !answers.some(({ findings }) => findings.some(({ verdict }) => verdict === 'fail'))) throw lost;
  return {
    findings: answers.flatMap(({ findings }) => findings),
    details: answers.flatMap(({ details = [] }) => details),
  };
}

async function overOne(family: 4 | 6, look: (family: Family) => Promise<Answer>): Promise<Answer | Unknown> {
  const over = `over IPv${family}: `;
  try {
    const { findings, details = [] } = await orFailed(() => look(family));
    return {
      findings: findings.map(one => ({ ...one, says: over + one.says })),
      details: details.map(({ title, text }) => ({ title: `${title} over IPv${family}`, text })),
    };
  } catch (error) {
    if (error instanceof Unknown) return new Unknown(over + error.message);
    if (error instanceof Late) throw new Late(over + error.message);
    throw error;
  }
}

async function orFailed(look: () => Promise<Answer>): Promise<Answer> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failed) return { findings: [fail(error.message)] };
    throw error;
  }
}
