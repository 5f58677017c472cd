/** Errors of one kind are counted together, and count from a threshold on. Pure. */

import type { LoggedError } from '../../../core/logged-error.ts';
import { fingerprintOf } from '../../../text/fingerprint.ts';
import { type Found, longestSample, longestTitle } from './matching.ts';

export interface Threshold {
  count: number;
  /** In milliseconds; null: however long it takes. */
  within: number | null;
}

/** Seen before, and not often enough then: when, in milliseconds since 1970. */
export type Rare = [print: string, times: number[]];

export interface Counts {
  /** Often enough, the most frequent first. */
  errors: LoggedError[];
  /** Kinds that were not. */
  seldom: number;
  /** Errors of kinds beyond those that anybody can keep in mind. */
  beyond: number;
  rare: Rare[];
}

interface Kind extends Omit<Found, 'same'> {
  print: string;
  count: number;
  /** Of the newest. */
  times: number[];
  undated: number;
  first: number | null;
  last: number | null;
  enough: boolean;
}

const mostKinds = 200;
/** A threshold asks for no more of them. */
export const mostTimes = 1_000;

interface Counting {
  add(found: Found): void;
  counts(now: Date): Counts;
}

/** `hide`: before anything is cut, as nobody knows the half of a secret again; and only what is shown, as it takes its time. */
export function counting(threshold: Threshold, before: Rare[], hide: (text: string) => string): Counting {
  const kinds = new Map<string, Kind>();
  const rare = new Map(before);
  let beyond = 0;
  return {
    add(found) {
      const known = kinds.get(found.same);
      if (!known && kinds.size >= mostKinds) {
        beyond += 1;
        return;
      }
      const print = known?.print ?? fingerprintOf('log', found.same);
      const kind = known ?? begun(shown(found, hide), print, rare.get(print) ?? []);
      if (!known) kinds.set(own(found.same), kind);
      counted(kind, found.at, threshold);
    },
    counts(now) {
      const all = [...kinds.values()];
      const often = all.filter(kind => kind.enough || isEnough(kind, threshold)).sort((a, b) => b.count - a.count);
      const rest: Rare[] = all.filter(kind => !often.includes(kind)).map(({ print, times }) => [print, times]);
      const unseen = before.filter(([print]) => all.every(kind => kind.print !== print));
      return { errors: often.map(errorOf), seldom: rest.length, beyond, rare: recent([...rest, ...unseen], threshold, now) };
    },
  };
}

/** A text that was cut from many others would keep them all in memory. */
const own = (text: string): string => Buffer.from(text).toString();

const shown = (found: Found, hide: (text: string) => string): Found => ({
  ...found,
  title: hide(found.title).slice(0, longestTitle).toWellFormed(),
  sample: hide(found.sample).slice(0, longestSample).toWellFormed(),
});

const begun = ({ title, sample, level, at }: Found, print: string, times: number[]): Kind => ({
  ...{ print, title: own(title), sample: own(sample), level, at },
  ...{ count: times.length, times: [...times], undated: 0, enough: false },
  ...{ first: times[0] ?? null, last: times.at(-1) ?? null },
});

function counted(kind: Kind, at: Date | null, threshold: Threshold): void {
  kind.count += 1;
  if (!at) {
    kind.undated += 1;
    return;
  }
  const time = at.getTime();
  kind.times.push(time);
  kind.first = Math.min(kind.first ?? time, time);
  kind.last = Math.max(kind.last ?? time, time);
  if (kind.times.length < 2 * mostTimes) return;
  kind.enough ||= isEnough(kind, threshold);
  kind.times = kind.times.slice(-mostTimes);
}

/** By their own times; those without one happened since the last look, and nobody knows more. */
function isEnough({ times, undated, count }: Kind, threshold: Threshold): boolean {
  if (threshold.within === null) return count >= threshold.count;
  if (undated >= threshold.count) return true;
  const within = threshold.within;
  // Of several files one was read after the other.
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.some((time, place) => (sorted[place + threshold.count - 1] ?? Number.POSITIVE_INFINITY) - time <= within);
}

/** What may still come to the threshold with those of the next look. */
function recent(rare: Rare[], { within }: Threshold, now: Date): Rare[] {
  if (within === null) return [];
  return rare
    .map(([print, times]): Rare => [print, times.filter(time => time > now.getTime() - within).slice(-mostTimes)])
    .filter(([, times]) => times.length > 0)
    .slice(0, mostKinds);
}

const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

const errorOf = ({ print, title, level, count, sample, first, last }: Kind): LoggedError => ({
  ...{ print, title, level, count, sample },
  ...{ first: isoOf(first), last: isoOf(last) },
});
