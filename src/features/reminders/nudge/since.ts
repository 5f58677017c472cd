/** Since when, as people say it: `since Tuesday` within a week, then the day. */
import { day, readingAt } from '../../../time/wall-clock.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function sinceWords(since: Date, at: Date, timezone: string): string {
  const [then, now] = [since, at].map(time => new Date(readingAt(time.getTime(), timezone)));
  if (!then || !now) return '';
  const days = Math.floor(now.getTime() / day) - Math.floor(then.getTime() / day);
  if (days === 0) return 'since today';
  if (days === 1) return 'since yesterday';
  // It stands there for long: a weekday is only said of the days just before it was written.
  if (days < 7) return `since ${weekdays[then.getUTCDay()]}`;
  const year = then.getUTCFullYear() === now.getUTCFullYear() ? '' : ` ${then.getUTCFullYear()}`;
  return `since ${then.getUTCDate()} ${months[then.getUTCMonth()]}${year}`;
}
