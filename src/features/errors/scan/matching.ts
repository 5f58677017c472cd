/** Which lines are errors, which of them are one error, and whether it happens often enough to count. Pure. */
import { fingerprintOf, masked } from '../../../text/fingerprint.ts';
import { type Alert, plainAlert } from '../alert.ts';
import type { Query } from './config.ts';
import type { Line } from './line.ts';
import { filled } from './pattern.ts';
import { dateOf } from './time.ts';

/** An error that happened, and maybe not often enough yet: how often in each twentieth of the time that the threshold looks at. */
export interface Rare {
  id: string;
  slots: [slot: number, count: number][];
  /** It was often enough, and has not been quiet for so long since. */
  counting: boolean;
}

const twentieths = 20;
/** Of those that happened longest ago none is remembered beyond these. */
const mostRare = 200;
const longestTitle = 300;

export interface Matched {
  /** Each with how often it happened here, which is not how often it ever did. */
  alerts: Alert[];
  rare: Rare[];
  /** How many of the lines were looked at. */
  done: number;
}

/** `enough`: asked after each line, so that others need not wait for a page of them. */
export function matched(query: Query, rare: Rare[], lines: Line[], enough: () => boolean): Matched {
  const alerts = new Map<string, Alert>();
  const known = new Map(rare.map(one => [one.id, one]));
  let done = 0;
  for (const line of lines) {
    if (done > 0 && enough()) break;
    done += 1;
    const error = errorIn(query, line);
    if (error === null) continue;
    const counts = query.threshold === null ? 1 : often(query.threshold, known, error.id, dateOf(line.at));
    if (counts === 0) continue;
    const before = alerts.get(error.id);
    const count = (before?.count ?? 0) + counts;
    alerts.set(error.id, { ...(before ?? plainAlert(error)), count, at: dateOf(line.at) });
  }
  return { alerts: [...alerts.values()], rare: [...known.values()].slice(-mostRare), done };
}

function errorIn({ name, pattern, ignore, group, level, environment }: Query, { text }: Line) {
  const line = text.trim();
  if (line === '' || pattern?.test(line) === false || ignore.some(one => one.test(line))) return null;
  const groups = pattern?.groups(line) ?? (() => null);
  const title = (groups('message')?.trim() || line).slice(0, longestTitle).toWellFormed();
  const same = (group === null ? null : filled(group, groups)) ?? masked(title);
  return { id: fingerprintOf('scan', name, same), title, level, environment };
}

/** How many more of it count now: none while it is rare, and with the one that is too many those before it. */
function often({ count, within }: { count: number; within: number }, known: Map<string, Rare>, id: string, at: Date): number {
  const slot = Math.floor(at.getTime() / (within / twentieths));
  const before = known.get(id);
  const recent = (before?.slots ?? []).filter(([when]) => when >= slot - twentieths);
  const wasCounting = before?.counting === true && recent.length > 0;
  const slots = added(wasCounting ? [] : recent, slot);
  const happened = slots.reduce((sum, [, times]) => sum + times, 0);
  const counting = wasCounting || happened >= count;
  // Again at the end: what happened last is forgotten last.
  known.delete(id);
  known.set(id, { id, slots, counting });
  if (wasCounting) return 1;
  return counting ? happened : 0;
}

function added(slots: Rare['slots'], slot: number): Rare['slots'] {
  const times = slots.find(([when]) => when === slot)?.[1] ?? 0;
  return [...slots.filter(([when]) => when !== slot), [slot, times + 1]];
}
