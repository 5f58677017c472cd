/** The times that a workflow's `schedule` names, in UTC. */

interface Cron {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  /** Days of the month and of the week are alternatives when both are named. */
  either: boolean;
}

const names = {
  months: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  weekdays: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};

/** Null when GitHub would not take it. */
export function readCron(text: string): Cron | null {
  const fields = text.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) return null;
  const minutes = values(minute, 0, 59);
  const hours = values(hour, 0, 23);
  const days = values(day, 1, 31);
  const months = values(month, 1, 12, names.months);
  const weekdays = values(weekday, 0, 6, names.weekdays);
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  return { minutes, hours, days, months, weekdays, either: !day.startsWith('*') && !weekday.startsWith('*') };
}

function values(field: string, low: number, high: number, words: string[] = []): Set<number> | null {
  const number = (word: string) => {
    const place = words.indexOf(word.toLowerCase());
    return place >= 0 ? place + low : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [from = '', to] = range.split('-');
    const first = range === '*' ? low : number(from);
    const last = range === '*' || (to === undefined && part.includes('/')) ? high : number(to ?? from);
    if (!(first >= low && last <= high && first <= last && Number(step) >= 1)) return null;
    for (let value = first; value <= last; value += Number(step)) found.add(value);
  }
  return found;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** The first such time after another; null when there is none in the next eight years. */
export function nextTime(cron: Cron, after: Date): Date | null {
  const from = Math.floor(after.getTime() / minute) * minute + minute;
  for (let midnight = Math.floor(from / day) * day; midnight < from + 8 * 366 * day; midnight += day) {
    if (!onDay(cron, new Date(midnight))) continue;
    for (const hour of ordered(cron.hours))
      for (const one of ordered(cron.minutes)) {
        const at = midnight + (hour * 60 + one) * minute;
        if (at >= from) return new Date(at);
      }
  }
  return null;
}

function onDay({ days, months, weekdays, either }: Cron, at: Date): boolean {
  const [byDay, byWeekday] = [days.has(at.getUTCDate()), weekdays.has(at.getUTCDay())];
  return months.has(at.getUTCMonth() + 1) && (either ? byDay || byWeekday : byDay && byWeekday);
}

const ordered = (numbers: Set<number>) => [...numbers].sort((a, b) => a - b);
