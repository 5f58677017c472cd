/** For senders that sign nothing: the secret itself, in a header, or in the address where they can set nothing else. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { usable } from './signed.ts';
import type { Letter } from './source.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Digests are of one length, so that neither that of the secret nor where the first difference is can be timed. */
export function isSecret(given: (string | null)[], secrets: string[]): boolean {
  const ours = usable(secrets).map(digest);
  const found = given.flatMap(one => (one === null ? [] : ours.map(secret => timingSafeEqual(secret, digest(one)))));
  return found.includes(true);
}

/** `Authorization: Bearer …`, the password of basic auth, or `?token=`. */
export function bears(letter: Letter, secrets: string[]): boolean {
  const authorization = letter.header('authorization') ?? '';
  const bearer = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? null;
  const basic = /^basic +([\w+/=-]+)$/i.exec(authorization)?.[1] ?? null;
  const tokens = letter.query.getAll('token');
  return isSecret([bearer, basic && passwordIn(basic), tokens.length === 1 ? (tokens[0] ?? null) : null], secrets);
}

/** The user's name may be anything: some tools insist on one. */
function passwordIn(basic: string): string | null {
  const both = Buffer.from(basic, 'base64').toString();
  const colon = both.indexOf(':');
  return colon < 0 ? null : both.slice(colon + 1);
}

export const bearerHeaders = (secret: string, type = 'application/json'): Record<string, string> => ({
  'content-type': type,
  authorization: `Bearer ${secret}`,
});

/** The address with its secret in it. */
export const withToken = (url: string, secret: string): string => {
  const whole = new URL(url);
  whole.searchParams.set('token', secret);
  return whole.href;
};
