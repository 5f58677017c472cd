/** What may be a secret of ours: GitHub's private key in any of the shapes people paste, and a webhook secret nobody guesses. */
import { createPrivateKey, type KeyObject, scryptSync } from 'node:crypto';
import { Sentence } from '../core/sentence.ts';

const download = 'generate one on the settings page of the App, under "Private keys"';

/** The key as PKCS#8. Accepts PEM, PEM with `\n` written out or spaces for line breaks, and all of that in base64, as Probot does. */
export function privateKey(text: string): string {
  const unpacked = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString();
  const [, label, body] = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/.exec(unpacked.replaceAll('\\n', '\n')) ?? [];
  if (label === undefined || body === undefined)
    throw new Sentence(`must be the whole .pem file, from "-----BEGIN" to the end of "-----END …-----"; ${download}.`);
  if (label.includes('PUBLIC')) throw new Sentence(`is a public key, and the private one is needed; ${download}.`);
  if (label.includes('OPENSSH')) throw new Sentence(`is an SSH key, and the App's own key is needed; ${download}.`);
  if (label.includes('ENCRYPTED') || body.includes('ENCRYPTED'))
    throw new Sentence('is locked with a passphrase; put the key there as GitHub gave it.');
  const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  const key = opened(`-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`);
  if (key?.asymmetricKeyType !== 'rsa')
    throw new Sentence(`is ${key ? 'no RSA key' : 'cut off or damaged'}; copy the .pem file again, or ${download}.`);
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new Sentence(`is an RSA key of less than 2048 bits, which GitHub does not make; ${download}.`);
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function opened(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** 32 bytes in base64 or hex, or a long passphrase, which is stretched: whoever has the database and no key has to guess it. */
export function secretsKey(text: string): Buffer {
  const bytes = /^[\da-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[\w+/-]{43}=?$/.test(text)
      ? Buffer.from(text, 'base64')
      : null;
  if (bytes ? new Set(bytes).size < 8 : weakness(text) !== null)
    throw new Sentence('must be 32 random bytes in base64; make one with "openssl rand -base64 32".');
  return bytes ?? scryptSync(text, 'shipmate/secrets/1', 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 });
}

/** Words from documentation and templates. A random secret holds one of them once in some thousand million. */
const known = [
  'changeme',
  'changethis',
  'correcthorsebattery',
  'development',
  'example',
  'insertyour',
  'itsasecrettoeverybody',
  'mysecret',
  'notasecret',
  'password',
  'placeholder',
  'qwertyui',
  'replaceme',
  'replacethis',
  'replacewith',
  'secretkey',
  'supersecret',
  'topsecret',
  'webhooksecret',
  'yoursecret',
  'yourwebhook',
];

/** Why anybody could guess this webhook secret; null when nobody can. Whoever knows it can give the bot orders. */
export function weakness(secret: string): string | null {
  if (secret.trim() !== secret) return 'begins or ends with a space or a line break';
  if (secret.length < 32) return 'is shorter than 32 characters';
  const letters = secret.toLowerCase().replace(/[^a-z]/g, '');
  if (known.some(word => letters.includes(word))) return 'holds a word from documentation that everybody knows';
  if (new Set(secret).size < 8 || repeats(secret)) return 'repeats itself';
  if (runs(secret)) return 'counts up or down';
  return null;
}

/** The first half comes again further on: `changechangechange…`, with or without an odd end. */
function repeats(text: string): boolean {
  return text.includes(text.slice(0, Math.floor(text.length / 2)), 1);
}

/** More than half of the characters are next to the one before: `abcdef…`, `987654…`. */
function runs(text: string): boolean {
  const codes = Array.from(text, character => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).filter((code, index) => Math.abs(code - (codes[index] ?? 0)) === 1);
  return steps.length > text.length / 2;
}
