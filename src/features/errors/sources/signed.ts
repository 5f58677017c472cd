/** Signatures over the raw bytes: hex HMAC-SHA256, under any secret that holds at the moment. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const shape = /^[0-9a-f]{64}$/i;
/** While a key is changed there are two; nobody is made to count a header's worth of them. */
const mostGiven = 10;

export const hmac = (secret: string, ...parts: (string | Buffer)[]): string => {
  const mac = createHmac('sha256', secret);
  for (const piece of parts) mac.update(piece);
  return mac.digest('hex');
};

/** Every signature against every secret, so that the time it takes does not tell which one matched. */
export function isSigned(given: string[], secrets: string[], ...parts: (string | Buffer)[]): boolean {
  const signatures = given.filter(one => shape.test(one)).slice(0, mostGiven);
  const macs = usable(secrets).map(secret => Buffer.from(hmac(secret, ...parts), 'hex'));
  const found = signatures.flatMap(one => macs.map(mac => timingSafeEqual(mac, Buffer.from(one, 'hex'))));
  return found.includes(true);
}

/** Anybody can sign with an empty one. */
export const usable = (secrets: string[]): string[] => secrets.filter(secret => secret !== '');
