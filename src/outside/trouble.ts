/** What went wrong on the way, as a sentence. */
import { code } from '../text/inert.ts';

const known: Record<string, string> = {
  ENOTFOUND: 'is a name that nobody knows',
  EAI_AGAIN: 'could not be looked up; the name server did not answer',
  ENODATA: 'is a name without an address',
  ECONNREFUSED: 'lets nobody in at this port',
  ECONNRESET: 'hung up',
  EPIPE: 'hung up',
  ETIMEDOUT: 'did not answer',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a certificate of another name',
  CERT_HAS_EXPIRED: 'shows a certificate that has run out',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'shows a certificate that it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'shows a certificate by somebody who is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'shows a certificate by somebody who is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'shows a certificate by somebody who is not trusted here',
  HPE_HEADER_OVERFLOW: 'answers with more headers than are read',
  ERR_INVALID_CHAR: 'was not asked: a header has a sign that cannot be sent',
};

/** `host` may be a stranger's. */
export function sentenceOf(error: unknown, host: string): string {
  const codes = codesOf(error);
  const said = codes.flatMap(one => known[one] ?? [])[0];
  if (said !== undefined) return `${code(host)} ${said}.`;
  if (codes.some(one => one.startsWith('HPE_'))) return `${code(host)} does not speak HTTP.`;
  if (codes.some(one => one.startsWith('ERR_SSL_') || one === 'EPROTO')) return `${code(host)} does not speak TLS at this port.`;
  return `${code(host)} did not answer to the end.`;
}

/** Where several addresses were tried, each has its own. */
function codesOf(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(codesOf);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? [error.code] : [];
}
