/** What is held against a server's certificates, besides whether they are believed. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { dayOf, momentOf } from '../../../time/moment.ts';
import { type Finding, fail, pass, warn } from '../../verdict.ts';
import { isFor, isOwn, nameOf } from './naming.ts';

const day = 86_400_000;
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

export interface Limits {
  warn: number;
  fail: number;
}

/** Of all that are sent: one in the middle that ends takes the server with it. */
export function judgeDays(chain: X509Certificate[], limits: Limits, now: Date): Finding[] {
  const wrong = chain.flatMap(cert => judgeOne(cert, limits, now) ?? []);
  const [first] = chain.toSorted((a, b) => a.validToDate.getTime() - b.validToDate.getTime());
  if (wrong.length > 0 || !first) return wrong;
  const left = days(daysLeft(first, now));
  const which = chain.length === 1 ? 'its certificate' : `of its ${chain.length} certificates that of ${nameOf(first)}`;
  return [pass(`${which} ends${chain.length === 1 ? '' : ' first,'} in ${left} (${dayOf(first.validToDate, 'UTC', now)})`)];
}

const daysLeft = ({ validToDate }: X509Certificate, now: Date): number =>
  Math.floor((validToDate.getTime() - now.getTime()) / day);

function judgeOne(cert: X509Certificate, limits: Limits, now: Date): Finding | null {
  const whose = `the certificate of ${nameOf(cert)}`;
  const left = daysLeft(cert, now);
  const when = dayOf(cert.validToDate, 'UTC', now);
  if (cert.validFromDate > now) return fail(`${whose} is not valid before ${momentOf(cert.validFromDate, 'UTC')} UTC`);
  if (left < -1) return fail(`${whose} ended ${days(-left - 1)} ago (${when})`);
  if (left < 0) return fail(`${whose} ended at ${momentOf(cert.validToDate, 'UTC')} UTC`);
  if (left < limits.fail) return fail(`${whose} ends in ${days(left)} (${when}), less than ${limits.fail}`);
  return left < limits.warn ? warn(`${whose} ends in ${days(left)} (${when}), less than ${limits.warn}`) : null;
}

/** By its alternative names alone, as browsers do. */
export function judgeNames([leaf]: X509Certificate[], names: string[]): Finding[] {
  if (!leaf) return [];
  const strange = names.filter(name => !covers(leaf, name));
  return strange.length === 0
    ? [pass(`it is for ${names.join(', ')}`)]
    : strange.map(name => fail(`its certificate is for ${isFor(leaf)}, not for ${name}`));
}

const covers = (leaf: X509Certificate, name: string): boolean =>
  (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(domainToASCII(name), { subject: 'never' })) !== undefined;

/** A root is believed for what it is, so how it signed itself does not matter. */
export function judgeStrength(chain: X509Certificate[]): Finding[] {
  const wrong = chain.flatMap(cert => [
    ...weakKey(cert),
    ...(/sha-?1(?!\d)|md\d/i.test(cert.signatureAlgorithm ?? '') && !isOwn(cert)
      ? [fail(`the certificate of ${nameOf(cert)} is signed with ${cert.signatureAlgorithm}, which can be forged`)]
      : []),
  ]);
  return wrong.length > 0 ? wrong : [pass('no key and no signature is weak')];
}

function weakKey(cert: X509Certificate): Finding[] {
  const { asymmetricKeyType = '', asymmetricKeyDetails: { modulusLength } = {} } = cert.publicKey;
  return modulusLength !== undefined && modulusLength < 2_048
    ? [fail(`the key of ${nameOf(cert)} has ${modulusLength} bits (${asymmetricKeyType.toUpperCase()}), less than 2048`)]
    : [];
}
