import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Secrets of others at rest. Sealed for one place each, so that whoever writes to the database cannot move one to another. The first
 * key seals and all of them open: while a key is being changed there are two.
 */

/** What was sealed, in one word; the number in front says how. */
const shape = /^1\.([\w-]{16})\.([\w-]{22})\.([\w-]+)$/;

export function seal(keys: Buffer[], place: string, secret: string): string {
  const [key] = keys;
  if (!key) throw new Error('there is no key to seal with');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', derived(key), nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return ['1', ...[nonce, cipher.getAuthTag(), sealed].map(bytes => bytes.toString('base64url'))].join('.');
}

/** Null when none of the keys opens it, or it was sealed for another place. */
export function unseal(keys: Buffer[], place: string, text: string): string | null {
  const [, ...parts] = shape.exec(text) ?? [];
  const [nonce, tag, sealed] = parts.map(part => Buffer.from(part, 'base64url'));
  if (!nonce || !tag || !sealed) return null;
  for (const key of keys) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', derived(key), nonce, { authTagLength: 16 });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
    } catch {
      // Another key's.
    }
  }
  return null;
}

/** Not the key itself: it may have to seal something else one day. */
const derived = (key: Buffer) => Buffer.from(hkdfSync('sha256', key, '', 'shipmate/sealed/1', 32));
