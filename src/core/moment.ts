import { readingAt } from './wall-clock.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "20 Nov 2026 09:40": it stays true however long it stands there. */
export function momentOf(time: Date, timezone: string): string {
  const there = new Date(readingAt(time.getTime(), timezone));
  return `${there.getUTCDate()} ${months[there.getUTCMonth()]} ${there.getUTCFullYear()} ${there.toISOString().slice(11, 16)}`;
}
