/** Time in which somebody is at work: days, hours, holidays, on the clock of their place. */
import type { WorkHours } from './work-hours.ts';

export interface Calendar {
  hours: WorkHours;
  timezone: string;
  /** Days without work, both ends counted in: `2026-12-24`. */
  holidays: { from: string; to: string }[];
}

/** So much working time. A day is as long as a working day, a week has as many as the team works. */
export interface WorkSpan {
  count: number;
  unit: 'h' | 'd' | 'w';
}
