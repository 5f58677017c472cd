/** When a line was written, as far as it says so. Where it names no zone, it is the clock of this machine. Pure. */

const iso = /^\[?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?\]?/;
const syslog = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)/;
const apache = /\[(?:[A-Z][a-z]{2} )?(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const day = 86_400_000;

export function timeIn(line: string, now: Date): Date | null {
  const full = iso.exec(line);
  if (full) {
    const [, year, month, date, hour, part = '', zone = ''] = full;
    return dateOf(`${year}-${month}-${date}T${hour}.${part.slice(0, 3).padEnd(3, '0')}${zoneOf(zone)}`);
  }
  const short = syslog.exec(line);
  if (short) return ofNoYear(short, now);
  const [, date, month = '', year, hour, zone = ''] = apache.exec(line.slice(0, 200)) ?? [];
  return months.includes(month) ? dateOf(`${year}-${numberOf(month)}-${date}T${hour}${zoneOf(zone)}`) : null;
}

/** A number of seconds, milliseconds, microseconds or nanoseconds, by its size: all of them are of our age. Else as a line has it. */
export function timeOf(said: unknown, now: Date): Date | null {
  if (typeof said === 'string' && !/^\d+(?:\.\d+)?$/.test(said)) return timeIn(said, now);
  if (typeof said !== 'number' && typeof said !== 'string') return null;
  let milliseconds = Number(said) * 1_000;
  while (milliseconds > 1e14) milliseconds /= 1_000;
  return milliseconds < 1e11 ? null : dateOf(milliseconds);
}

export const withoutTime = (line: string): string => line.replace(iso, '').replace(syslog, '').trim();

const numberOf = (month: string): string => String(months.indexOf(month) + 1).padStart(2, '0');
const zoneOf = (zone: string): string => zone.replace(/^(.\d\d)(\d\d)$/, '$1:$2');

function dateOf(said: string | number): Date | null {
  const date = new Date(said);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** What would be to come was last year. */
function ofNoYear([, month = '', date = '', hour = '']: RegExpExecArray, now: Date): Date | null {
  if (!months.includes(month)) return null;
  const then = (year: number) => dateOf(`${year}-${numberOf(month)}-${date.padStart(2, '0')}T${hour}`);
  const thisYear = then(now.getFullYear());
  return thisYear && thisYear.getTime() > now.getTime() + day ? then(now.getFullYear() - 1) : thisYear;
}
