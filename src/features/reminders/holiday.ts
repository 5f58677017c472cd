/** Days without work, as a team writes them: `2026-12-25`, `25 Dec` (each year), or from one to another of the same kind. */
import { isDate } from '../../core/args.ts';
import type { Holiday } from '../../time/work-time.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Null: it is no such day. */
export function readHoliday(text: string): Holiday | null {
  const [from = null, to = from, ...more] = text
    .trim()
    .split(/\s+[-–]\s+/)
    .map(dayOf);
  if (from === null || to === null || more.length > 0 || from.length !== to.length) return null;
  // What comes each year may go over its end.
  return isYearly(from) || from <= to ? { from, to } : null;
}

const isYearly = (day: string): boolean => day.length === '12-25'.length;

function dayOf(text: string): string | null {
  if (isDate(text)) return text;
  const [, date = '', word = ''] = /^(\d\d?) ([a-z]{3})$/i.exec(text) ?? [];
  const day = `${String(months.indexOf(word.toLowerCase()) + 1).padStart(2, '0')}-${date.padStart(2, '0')}`;
  // Of a leap year, so that 29 February is one.
  return isDate(`2028-${day}`) ? day : null;
}
