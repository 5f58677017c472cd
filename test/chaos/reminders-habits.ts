/** When people get round to things: how long each lets them lie, and at which moments they do something. */
import type { Shift } from './reminders-calendar.ts';
import type { Habit } from './reminders-people.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const hour = 60 * minute;
/** In UTC: those of two places are at work in each of these, or begin soon. So one moment serves many. */
const busyHours = [9, 20];

/** How many working days they let go by before they do it, by themselves and once they were told; null: they do not. */
export const delays: Record<Habit, { alone: [number, number] | null; told: [number, number] | null }> = {
  fast: { alone: [0, 2], told: [0, 1] },
  slow: { alone: [1, 5], told: [0, 3] },
  nudged: { alone: null, told: [0, 3] },
  deaf: { alone: [15, 40], told: null },
  snoozes: { alone: [2, 6], told: [4, 8] },
  mutes: { alone: [2, 8], told: [10, 20] },
  'hands over': { alone: [1, 6], told: [0, 2] },
  'opts out': { alone: [6, 15], told: [1, 3] },
};

/**
 * Each day at other minutes: what is due a day after something was done comes at none at which people do things, so that it is clear which
 * of the two was first.
 */
export function momentsIn({ from, to }: Pick<Shift, 'from' | 'to'>): number[] {
  const first = Math.floor(from / day);
  const days = Array.from({ length: Math.ceil((to - from) / day) + 1 }, (_, place) => first + place);
  const moments = days.flatMap(date => busyHours.map(at => date * day + at * hour + (56 - 5 * (date % 11)) * minute));
  return moments.filter(at => from <= at && at < to);
}
