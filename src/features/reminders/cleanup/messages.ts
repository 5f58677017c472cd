/** Every sentence of the monthly list. */
import { filePath } from '../../../config/file.ts';
import { code } from '../../../text/inert.ts';
import { momentOf } from '../../../time/moment.ts';
import type { Became, Box, BranchLine, EnvironmentLine, Kind, Rest } from './list.ts';
import { sizeOf } from './list.ts';

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `2026-11` → "November 2026". */
export function monthWords(month: string): string {
  const [year = '', number = '1'] = month.split('-');
  return `${monthNames[Number(number) - 1]} ${year}`;
}

export const title = (month: string): string => `Clean-up of ${monthWords(month)}`;

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** "1.2 GB", "340 MB" */
export function sizeWords(bytes: number): string {
  let [size, unit] = [bytes, 0];
  // What would be rounded to a thousand is one of the next.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  const rounded = size < 9.95 && unit > 0 ? size.toFixed(1).replace(/\.0$/, '') : String(Math.round(size));
  return `${rounded} ${units[unit]}`;
}

/** Dates on the clock of the file. */
export interface Clock {
  zone: string;
}
const momentWords = (at: number, { zone }: Clock): string => momentOf(new Date(at), zone);
const dayWords = (at: number, clock: Clock): string => momentWords(at, clock).replace(/ \d\d:\d\d$/, '');

export const opening = (repository: string, at: number, clock: Clock): string =>
  `This lay around in ${code(repository)} on ${momentWords(at, clock)} (${clock.zone}). Nothing of it goes by itself.`;

export const reworded = (at: number, clock: Clock): string =>
  `⚠️ Somebody changed the words of this list on ${momentWords(at, clock)}, so I put them back. Boxes that were ticked in other words do not count.`;

const counted = (count: number, cut: boolean, size: number): string =>
  `${cut ? 'at least ' : ''}${count.toLocaleString('en')}${size > 0 ? `, ${sizeWords(size)}` : ''}`;

const headings: Record<Kind, string> = {
  artifacts: 'Old artifacts',
  caches: 'Unused caches',
  merged: 'Merged branches',
  abandoned: 'Abandoned branches',
  environments: 'Stale environments',
};
export const heading = (kind: Kind, count: number, cut: boolean, size: number): string =>
  `### ${headings[kind]} (${counted(count, cut, size)})`;

const byTick = 'A tick deletes what the line names, if it is still the same, and needs write access.';
const byHand = 'The first command deletes the branch if it still stands there, the second brings it back.';

export const about = (kind: Kind, page: string): string =>
  ({
    artifacts: `Older than 30 days. ${byTick}`,
    caches: `Nobody has used them for 14 days. ${byTick}`,
    merged: `Merged at least a week ago, and nothing came after. ${byHand}`,
    abandoned: `No open pull request, and no commit for 90 days. ${byHand}`,
    environments: `No deployment for 90 days, and ${code(filePath)} does not name them. Whoever administers the repository [deletes them](${page}/settings/environments). That deletes their secrets and rules, too, and nothing brings them back.`,
  })[kind];

/** What was read of each kind before it was cut. */
const bounds: Record<Kind, string> = {
  artifacts: 'the 1,000 oldest',
  caches: 'the 500 longest unused',
  merged: 'some of the branches',
  abandoned: 'some of the branches',
  environments: 'the first 100',
};
export const left = (kind: Kind, { count, size }: Rest, cut: boolean): string =>
  [
    count === 0 ? '' : `And ${count.toLocaleString('en')} more${size > 0 ? ` with ${sizeWords(size)}` : ''}.`,
    cut ? `I looked at ${bounds[kind]} only.` : '',
  ]
    .filter(says => says !== '')
    .join(' ');

/** Only what no shell, no Git and no Markdown reads as anything but a branch stands in a command. */
const isPlain = (name: string): boolean =>
  /^[A-Za-z\d][\w./+-]{0,59}$/.test(name) && !/^(?:refs|heads|tags|remotes)\/|^HEAD$/.test(name);

/** A lease that names what it stood at refuses once somebody has pushed; a name in full is never that of a tag. */
const deletes = (ref: string, head: string): string => `git push --force-with-lease=${ref}:${head} origin --delete ${ref}`;
/** Whoever has never fetched the branch has nothing to push. */
const restores = (ref: string, head: string): string => `git fetch origin ${head} && git push origin FETCH_HEAD:${ref}`;

export function branchLine({ name, head, at, pull }: BranchLine, page: string, clock: Clock): string {
  const since = pull === null ? `last commit on ${dayWords(at, clock)}` : `merged with #${pull} on ${dayWords(at, clock)}`;
  const how = isPlain(name)
    ? `\`${deletes(`refs/heads/${name}`, head)}\` · \`${restores(`refs/heads/${name}`, head)}\``
    : `stands at \`${head}\`; [among all branches](${page}/branches/all) it is deleted, and Restore there brings it back`;
  return `- ${code(name)}, ${since}: ${how}`;
}

export function environmentLine({ name, deployedAt }: EnvironmentLine, clock: Clock): string {
  return `- ${code(name)}, ${deployedAt === null ? 'never deployed to' : `last deployment on ${dayWords(deployedAt, clock)}`}`;
}

export const quiet = (since: number, page: string, clock: Clock): string =>
  `Nobody has pushed, or written in an issue or a pull request, since ${dayWords(since, clock)}. If it is done, whoever administers it can [archive the repository](${page}/settings), and bring it back there.`;

const branchOf = (ref: string): string => ref.replace(/^refs\/heads\//, '').replace(/^refs\//, '');

export function boxWords(box: Box, clock: Clock): string {
  if (box.what === 'cache')
    return `${code(box.key)} of ${code(branchOf(box.ref), 40)}, ${sizeWords(box.size)}, last used on ${dayWords(box.usedAt, clock)}`;
  const [first, last] = [box.of[0]?.at ?? 0, box.of.at(-1)?.at ?? 0].map(at => dayWords(at, clock));
  const many = box.of.length > 1 ? ` × ${box.of.length}` : '';
  return `${code(box.name)}${many}, ${sizeWords(sizeOf(box))}, of ${first === last ? first : `${first} to ${last}`}`;
}

/** Nothing while it goes on: the tick stands there. */
export function becameWords(became: Became | null, clock: Clock): string {
  if (became === null || became.is === 'going') return '';
  const by = code(became.by);
  const at = momentWords(became.at, clock);
  switch (became.is) {
    case 'refused':
      return `: ${by} ticked it on ${at}, and needs write access for that`;
    case 'changed':
      return `: ${by} ticked it on ${at}; it was not what is listed here any more, so I left it`;
    case 'gone':
      return `: was gone when ${by} ticked it on ${at}`;
    case 'deleted':
      return `: deleted by ${by} on ${momentWords(became.deletedAt, clock)}`;
    case 'failed':
      return `: ${by} ticked it on ${at}, and it was not deleted (${code(became.why, 60)}). Tick it again to try again`;
  }
}

export const closing = (): string =>
  `On the first working day of the next month I look again, and close this list. \`cleanup: false\` in ${code(filePath)} ends them.`;

export const replacedBy = (month: string, number: number): string =>
  `The list of ${monthWords(month)} is #${number}, so I close this one. Its boxes delete nothing any more.`;
export const nothingLeft =
  'Nothing of what I look for lies around any more, so I close this list. Its boxes delete nothing any more.';
/** A part of it was not read: there was no time, or a slip in the file hides what it names. */
export const nothingFound =
  'As far as I could look this time, nothing lies around any more, so I close this list. Its boxes delete nothing any more.';
export const switchedOff = `${code(filePath)} asks for no clean-up any more, so I close this list. Its boxes delete nothing any more.`;
