/** Whether a chain leads from a server to somebody who is believed, and if not, what is missing. */
import { X509Certificate } from 'node:crypto';
import { type Finding, fail, pass, Unknown } from '../../verdict.ts';
import { isOwn, issuerOf, nameOf } from './naming.ts';

/** All that stand in a text. */
export function certificatesIn(pem: string, path: string): X509Certificate[] {
  try {
    return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(one => new X509Certificate(one));
  } catch {
    throw new Unknown(`\`${path}\` holds a certificate that cannot be read`);
  }
}

/** `refusal` is OpenSSL's, which has the last word. It names one thing only, and not which certificate; so they are walked for words. */
export function judgeTrust(chain: X509Certificate[], refusal: string | null, known: () => X509Certificate[]): Finding {
  const top = topOf(chain);
  const [leaf] = chain;
  if (!top || !leaf) return fail('it shows no certificate');
  if (refusal === null) return pass(`its chain is whole, up to ${issuerOf(top)}`);
  const end = known().find(root => isSame(root, top) || (top.checkIssued(root) && top.verify(root.publicKey)));
  if (end) {
    const timely = /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(refusal);
    return timely && chain.some(isOutOfTime)
      ? pass(`its chain is whole, up to ${nameOf(end)}`)
      : fail(`its chain up to ${nameOf(end)} is refused: ${refusal.toLowerCase().replaceAll('_', ' ')}`);
  }
  if (isOwn(leaf)) return fail(`the certificate of ${nameOf(leaf)} is signed by itself, by no authority`);
  if (isOwn(top)) return fail(`its chain ends at ${nameOf(top)}, a root that is not known here`);
  if (top === leaf)
    return fail(
      `an intermediate is missing: ${issuerOf(leaf)} signed ${nameOf(leaf)}, but the server does not send its certificate, and it is no root that is known here`,
    );
  return fail(`its chain ends at ${nameOf(top)}, and ${issuerOf(top)}, which signed it, is no root that is known here`);
}

/** The last one that is reached from the server's own: some servers send them in no order, or more than belong to it. */
function topOf([leaf, ...others]: X509Certificate[]): X509Certificate | undefined {
  let top = leaf;
  for (const left = new Set(others); top && !isOwn(top); ) {
    const issuer = [...left].find(one => top?.checkIssued(one));
    if (!issuer) return top;
    left.delete(issuer);
    top = issuer;
  }
  return top;
}

const isSame = (one: X509Certificate, other: X509Certificate): boolean => one.fingerprint256 === other.fingerprint256;

function isOutOfTime({ validFromDate, validToDate }: X509Certificate): boolean {
  const now = Date.now();
  return validToDate.getTime() < now || validFromDate.getTime() > now;
}
