import { pino } from 'pino';
import { withoutSecrets } from '../text/secrets.ts';

/** What operators read: one JSON line each, with everything secret masked on the way out, whoever wrote it there. */

export type Log = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error'>;

export type Mask = (text: string) => string;

/** Masks what has a secret's shape, and these very values. */
export function masking(secrets: string[]): Mask {
  const values = secrets.flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1)]).filter(value => value.length >= 8);
  // One may be the beginning of another.
  values.sort((a, b) => b.length - a.length);
  return text => {
    let masked = text;
    for (const value of values) masked = masked.replaceAll(value, '***');
    return withoutSecrets(masked);
  };
}

export function openLog(level: string, mask: Mask, out: { write(line: string): void } = process.stdout): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write: line => void out.write(mask(line)) });
}

/** What an error says, in one line: stacks and causes stay here, they may quote anything. Masked whole: half a secret has no shape. */
export function reasonOf(error: unknown, mask: Mask): string {
  const inner = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  const text = inner instanceof Error ? `${inner.name}: ${inner.message}` : String(inner);
  return mask(text).replaceAll(/\s+/g, ' ').slice(0, 500);
}
