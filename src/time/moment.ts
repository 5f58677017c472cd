import { readingAt } from './wall-clock.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const thereAt = (time: Date, timezone: string): Date => new Date(readingAt(time.getTime(), timezone));

/** "2 May", with its year where that is not the present one. */
export function dayOf(time: Date, timezone: string, now: Date): string {
  const [there, today] = [thereAt(time, timezone), thereAt(now, timezone)];
  const day = `${there.getUTCDate()} ${months[there.getUTCMonth()]}`;
  return there.getUTCFullYear() === today.getUTCFullYear() ? day : `${day} ${there.getUTCFullYear()}`;
}

/** "20 Nov 2026 09:40": it stays true however long it stands there. */
export function momentOf(time: Date, timezone: string): string {
  const there = thereAt(time, timezone);
  return `${there.getUTCDate()} ${months[there.getUTCMonth()]} ${there.getUTCFullYear()} ${there.toISOString().slice(11, 16)}`;
}
