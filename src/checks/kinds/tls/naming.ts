/** Certificates, as people call them. */
import type { X509Certificate } from 'node:crypto';
import { list } from '../../../config/words.ts';
import { momentOf } from '../../../time/moment.ts';
import { quoted } from '../../quoted.ts';

export const nameOf = (cert: X509Certificate): string => commonName(cert.subject) ?? namesOf(cert)[0] ?? 'nobody';
export const issuerOf = (cert: X509Certificate): string => commonName(cert.issuer) ?? 'nobody';
export const isOwn = (cert: X509Certificate): boolean => cert.checkIssued(cert);

/** All that is said of one, for whoever looks closer. */
export const listed = (cert: X509Certificate): string =>
  [
    nameOf(cert),
    `  for ${isFor(cert)}`,
    `  by ${issuerOf(cert)}`,
    `  from ${momentOf(cert.validFromDate, 'UTC')} to ${momentOf(cert.validToDate, 'UTC')} UTC`,
    `  serial number ${cert.serialNumber}`,
  ].join('\n');

/** Whom it is for, in a few words. */
export const isFor = (cert: X509Certificate): string => list(namesOf(cert), 'and', 4) || 'no names at all';

const namesOf = ({ subjectAltName = '' }: X509Certificate): string[] =>
  subjectAltName === '' ? [] : subjectAltName.split(', ').map(one => plain(one.replace(/^(?:DNS|IP Address):/, '')));

function commonName(said: string): string | null {
  const name = /^CN=(.+)$/m.exec(said)?.[1];
  return name === undefined ? null : plain(name);
}

/** What is odd comes with quotes from Node, and spelled out. */
const plain = (name: string): string =>
  name.startsWith('"') ? name.slice(0, 82) : /^[\p{L}\p{N} .,:*_()'-]{1,80}$/u.test(name) ? name : quoted(name);
