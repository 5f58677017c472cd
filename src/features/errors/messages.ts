/** What is said in the thread of an error: only what changes its nature. */
import { list } from '../../config/words.ts';
import type { Told } from '../../core/effect.ts';
import { code, inert } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';
import { momentOf } from '../../time/moment.ts';
import type { Level } from './alert.ts';
import { checkOf, logSource } from './logged/found.ts';
import { queryOf, scanSource } from './scan/schedule.ts';
import type { Scanned } from './scan/store.ts';
import type { Problem } from './story.ts';

export const errorLabel = 'shipmate: error';

const names: Record<string, string> = {
  sentry: 'Sentry',
  rollbar: 'Rollbar',
  pagerduty: 'PagerDuty',
  'pagerduty-events': 'the pager',
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
  librato: 'Librato',
  checks: 'the monitoring',
  runscope: 'Runscope',
  [logSource]: 'the run',
};
/** Of what was looked for, by one of our own queries or a check; null: a tool told of it. */
export function finderNamed({ hook, sample: { source } }: Pick<Problem['story'], 'hook' | 'sample'>): string | null {
  if (source === scanSource) return `the scan ${code(queryOf(hook))}`;
  return source === logSource ? `the check ${code(checkOf(hook))}` : null;
}
export const sourceName = (kind: string): string => names[kind] ?? 'the source';

export const isGraver = (level: Level): string => `❗ It is ${level} now.`;
export const alsoIn = (places: string[]): string => `❗ It happens on ${boldList(places)} now, too.`;
export const alsoSeenIn = (releases: string[]): string =>
  `It happens in ${list(
    releases.slice(0, 3).map(one => code(one)),
    'and',
  )} as well.`;
export const manyTimes = (count: number): string => `It has happened ${count.toLocaleString('en')} times.`;
/** Sentry has no word for that somebody looks at it: what it tells of is that somebody put it away. */
export const acknowledgedThere = (by: string | null, kind: string): string =>
  `${kind === 'sentry' ? '🔕' : '👀'} ${by === null ? 'Somebody' : inert(by, 60)} has ${kind === 'sentry' ? 'archived' : 'acknowledged'} it at ${sourceName(kind)}.`;

export const isBack = (release: string | null, after: number): string =>
  `❗ It is back after ${duration(after)}${release === null ? '' : `, in ${code(release)}`}.`;

export const isOver = ({ story: { ending, endedBy, sample, closeAfter } }: Problem, hears: string | null = null): string => {
  if (ending === 'quiet') return `✅ It has not happened for ${duration(closeAfter)}.`;
  if (ending === 'person')
    return `✅ ${code(endedBy ?? 'somebody')} says that it is resolved.${hears === null ? '' : ` ${hearsToo(hears)}`}`;
  if (ending === 'off') return '⚪ Errors are not told here any more, so I stop looking at this.';
  return `✅ ${endedBy === null ? 'Resolved' : `${inert(endedBy, 60)} resolved it`} at ${sourceName(sample.source)}.`;
};

export const isMended = (sha: string | null): string =>
  `A merge closed this issue, so it stays closed until it happens where ${sha === null ? 'that' : code(sha.slice(0, 7))} runs, or, where nobody knows what runs, a day after the merge.`;
export const toldAgain = '❗ Errors are told here again, and this goes on.';

export const nothingShipped = (place: string): string =>
  `I know of no deploy to ${code(place)} by then, so I cannot say what it began with. Deploys are known by their names in ${code('environments')} of the file.`;

const boldList = (all: string[]): string =>
  list(
    all.slice(0, 5).map(one => `**${inert(one, 60)}**`),
    'and',
  );

export const notHere = (word: string): string =>
  `😕 ${code(word)} is for an issue of mine about an error that goes on, and this is none. They carry the label ${code(errorLabel)}.`;
export const acknowledged = (prefix: string, hears: string | null): string =>
  `👀 You look at it.${hears === null ? '' : ` ${hearsToo(hears)}`} It stays open until it is over; ${code(`${prefix}resolve`)} says that it is, ${code(`${prefix}snooze 2d`)} keeps me quiet.`;
export const knownAlready = (by: string | null): string => `👀 ${by === null ? 'Somebody' : code(by)} looks at it already.`;

type Place = { owner: string; name: string };
export const noneOpen = (elsewhere: Place | null): string =>
  elsewhere === null ? '✅ No error of production is open here.' : `✅ No error of production is open. ${toldIn(elsewhere)}`;
export const toldIn = ({ owner, name }: Place): string =>
  `What goes wrong in production is told in ${code(`${owner}/${name}`, 150)}.`;

/** Of all queries of a file, what they found and what stands in their way; empty: there are none. */
export function scanLines(scans: Scanned[], timezone: string): string[] {
  const found = scans.map(({ name, hits }) => `${code(name)} ${hits.toLocaleString('en')}`);
  const troubles = scans.flatMap(({ name, trouble, missed }) => [
    ...(trouble ? [`- ⚠️ The scan ${code(name)} has no answer since ${momentOf(trouble.since, timezone)}: ${trouble.says}`] : []),
    ...(missed ? [`- ⚠️ The scan ${code(name)} at ${momentOf(missed.at, timezone)}: ${missed.says}`] : []),
  ]);
  return scans.length === 0 ? [] : [`🔎 Found by scans: ${found.join(', ')}.`, ...troubles];
}

/** It is about to be told. */
const hearsToo = (source: string): string => `${source} hears of it, too.`;
export const notHeard = (source: string, what: Told): string =>
  `😕 ${source} has not heard that it is ${what}, and I do not try any more. Say it there; whoever runs Shipmate finds in its log why.`;
