/**
 * What a clock on the wall shows in a time zone, and when it shows it. A reading is the number of milliseconds that the same reading
 * would be in UTC: readings can be counted with like times, and are none.
 */

const hour = 3_600_000;
export const day = 24 * hour;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  return format;
}

/** Only names of places: what is written as `+02:00` or `CET` knows no summer, or not this team's. */
export function isTimezone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Za-z]+(?:\/[\w+-]+)+$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export function readingAt(time: number, timezone: string): number {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, date, hours, minute, second) + (((time % 1000) + 1000) % 1000);
}

/**
 * When the clock shows this. In autumn it shows an hour twice: `last` takes the second time. In spring it leaves one out: then it is
 * the moment in which the clock jumps over it.
 */
export function timeOf(reading: number, timezone: string, which: 'first' | 'last'): number {
  // No clock is set by more than a day, so one of these two offsets holds at that time.
  const offsets = [reading - 1.5 * day, reading + 1.5 * day].map(near => readingAt(near, timezone) - near);
  const times = offsets.map(offset => reading - offset).filter(time => readingAt(time, timezone) === reading);
  if (times.length > 0) return which === 'first' ? Math.min(...times) : Math.max(...times);
  let [before, after] = [reading - 1.5 * day, reading + 1.5 * day];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (readingAt(middle, timezone) < reading) before = middle;
    else after = middle;
  }
  return after;
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const fullWeekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Monday is 0; null for any other word. */
export function weekdayOf(word: string): number | null {
  const said = word.toLowerCase();
  const weekday = Math.max(weekdays.indexOf(said), fullWeekdays.indexOf(said));
  return weekday < 0 ? null : weekday;
}

/** `16:00`, in milliseconds from the start of the day; `none` for one that no clock shows, null when it is no time. */
export function clockOf(word: string): number | 'none' | null {
  const [, hours, minutes] = (/^(\d\d?):(\d\d)$/.exec(word) ?? []).map(Number);
  if (hours === undefined || minutes === undefined) return null;
  const clock = (hours * 60 + minutes) * 60_000;
  return minutes > 59 || clock > day ? 'none' : clock;
}
