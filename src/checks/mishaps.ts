/** Why a connection did not come to be, or did not last, as sentences for people. */
import * as z from 'zod/mini';
import { type Family, hasNone } from './net.ts';
import { quoted } from './quoted.ts';
import { Failed, Unknown } from './verdict.ts';

interface Aim {
  host: string;
  port: number;
  family: Family;
}

/** By Node's code. What follows the host and the port. */
const mishaps: Record<string, string> = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'closed the connection',
  EPIPE: 'closed the connection',
  ETIMEDOUT: 'does not answer',
  EPROTO: 'does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not speak TLS',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'speaks no version of TLS that is still safe',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'speaks no version of TLS that is still safe',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet',
  CERT_REVOKED: 'has a certificate that was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate of an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'has a certificate of an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate of an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate whose chain is not whole, or of an authority that is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for other names',
};

/** As what is to be thrown: `Unknown` where it is the way there that is missing. */
export function mishap(error: unknown, { host, port, family }: Aim): Error {
  const code = codeOf(error);
  const to = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  if (code === 'ENOTFOUND') return new Failed(hasNone(host, family));
  if (code === 'EAI_AGAIN') return new Unknown(`the name server gave no answer for ${host}`);
  if (code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL') return new Unknown(`there is no way to ${to} from here`);
  if (code === 'EHOSTUNREACH') return new Failed(`${to} cannot be reached`);
  const known = mishaps[code];
  if (known) return new Failed(`${to} ${known}${namesIn(error)}`, { cause: error });
  return new Failed(`${to} does not answer: ${quoted(error instanceof Error ? error.message : String(error))}`);
}

const strange = z.object({ cert: z.object({ subjectaltname: z.string() }) });

/** For whom a certificate is, where it is for somebody else. */
function namesIn(error: unknown): string {
  const read = z.safeParse(strange, error);
  return read.success ? ` (${quoted(read.data.cert.subjectaltname.replace(/\b(?:DNS|IP Address):/g, ''))})` : '';
}

export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
