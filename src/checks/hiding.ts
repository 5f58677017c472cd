/** Takes out of what leaves what the environment held, and whatever has a secret's shape. */
import { withoutSecrets } from '../text/secrets.ts';

export interface Hiding {
  add(value: string): void;
  hide(text: string): string;
}

export function hiding(): Hiding {
  let known: string[] = [];
  return {
    add(value) {
      // What begins with another comes before that: else its end would be left.
      known = [...new Set([...known, ...formsOf(value)])].sort((a, b) => b.length - a.length);
    },
    hide: text => withoutSecrets(known.reduce((left, value) => left.replaceAll(value, '***'), text)),
  };
}

/** As it is, in an address, in JSON, and in base64. Of three letters, any word might be one. */
const formsOf = (value: string): string[] =>
  [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), Buffer.from(value).toString('base64')].filter(
    one => one.length > 3,
  );
