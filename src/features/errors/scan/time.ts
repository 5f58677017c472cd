/** Times of lines, in nanoseconds since 1970: some sources tell lines apart by them. */

export const nanoseconds = (time: Date): bigint => BigInt(time.getTime()) * 1_000_000n;

export const dateOf = (at: bigint): Date => new Date(Number(at / 1_000_000n));

/** `2026-11-20T10:00:00.123456789Z` */
export const isoOf = (at: bigint): string =>
  `${dateOf(at).toISOString().slice(0, 19)}.${String(at % 1_000_000_000n).padStart(9, '0')}Z`;

/** After the year 2200 and before 1970 nobody has logged anything. */
const end = 7_258_118_400_000_000_000n;

const possible = (at: bigint): bigint | null => (at >= 0n && at < end ? at : null);

/** As sources write it: ISO, or a number of seconds, milliseconds, microseconds or nanoseconds; null when it is no time. */
export function timeOf(said: unknown): bigint | null {
  if (typeof said === 'number') return Number.isFinite(said) ? ofNumber(said.toFixed(9)) : null;
  if (typeof said !== 'string' || said.length > 40) return null;
  return /^\d+(?:\.\d+)?$/.test(said) ? ofNumber(said) : ofIso(said);
}

/** By its size: each unit is a thousand times the next, and all of them are of our age. */
function ofNumber(said: string): bigint | null {
  const [whole = '', part = ''] = said.split('.');
  if (!/^\d{1,20}$/.test(whole)) return null;
  const digits = whole.length <= 11 ? 9 : whole.length <= 14 ? 6 : whole.length <= 17 ? 3 : 0;
  return possible(BigInt(whole + part.slice(0, digits).padEnd(digits, '0')));
}

const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,12}))?\s?(Z|[+-]\d\d:?\d\d)?$/i;

/** Without a zone it is UTC, as servers' clocks are. */
function ofIso(said: string): bigint | null {
  const read = iso.exec(said.trim());
  if (!read) return null;
  const [, day, hour, part = '', zone = 'Z'] = read;
  const seconds = Date.parse(`${day}T${hour}${zone.toUpperCase().replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(seconds) ? null : possible(BigInt(seconds) * 1_000_000n + BigInt(part.slice(0, 9).padEnd(9, '0')));
}
