/** Every sentence about locks: their own comment, what the words answer, and the lines that other texts show of them. */
import { list } from '../../../config/words.ts';
import { code, inert } from '../../../text/inert.ts';
import { duration } from '../../../time/duration.ts';
import { blocking } from '../comment.ts';
import { type Deploy, short } from '../deploy.ts';
import type { Lock } from '../policy/rows.ts';
import { bold, moment } from '../policy/words.ts';
import type { Ending, Held } from './lock.ts';

export interface Words {
  prefix: string;
  timezone: string;
  now: Date;
}

type Of = Pick<Lock, 'environment'>;

/** How the words name it, and how sentences do. */
export const named = ({ environment }: Of): string => environment ?? 'all';
export const where = ({ environment }: Of): string => (environment === null ? 'every environment' : bold(environment));
export const say = (prefix: string, word: string, of: Of, rest = ''): string =>
  code(`${prefix}${word} ${named(of)}${rest === '' ? '' : ` ${rest}`}`, 150);

const capital = (text: string): string => text.replace(/^[a-z]/, letter => letter.toUpperCase());
/** A sentence's end, after words that may have brought their own. */
const full = (text: string): string => `${text.replace(/\.$/, '')}.`;
const person = ({ by }: Pick<Lock, 'by'>): string => (by ? code(by.login) : 'somebody');
const since = (from: Date, now: Date): string => duration(Math.max(1_000, now.getTime() - from.getTime()));
const because = ({ reason }: Lock): string => (reason === null ? '' : ` (${inert(reason)})`);
const clock = (date: Date, { timezone, now }: Words): string => `${moment(date, timezone, now)} (${timezone})`;

const what = (lock: Lock): string =>
  ({
    person: `lock of ${where(lock)}`,
    hold: `hold of ${where(lock)} for #${lock.pull}`,
    rollback: `rollback lock of ${where(lock)}`,
  })[lock.kind];

/** "the lock of **prod** by `bob` (database migration)". */
const lockOfWhom = (lock: Lock, name = person(lock)): string => `the ${what(lock)} by ${name}${because(lock)}`;

/** "`bob` is deploying `9f8e7d6` to **prod** from #40 (1 m)". */
const runs = (deploy: Deploy, now: Date): string =>
  blocking(deploy, now).replace(' there', ` ${deploy.kind === 'hand' ? 'for' : 'to'} ${bold(deploy.environment)}`);
const cancels = (running: Deploy[], prefix: string): string =>
  list(
    [...new Set(running.map(({ environment }) => environment))].slice(0, 2).map(one => code(`${prefix}cancel ${one}`, 150)),
    'or',
  );

/** What runs, and that a lock is nothing to it. */
function runsOn(running: Deploy[], { prefix, now }: Words): string | null {
  if (running.length === 0) return null;
  const lines = running.map(one => `- ${runs(one, now)}`).join('\n');
  return `Under way, and not stopped by a lock (${cancels(running, prefix)} does that):\n${lines}`;
}

/** Until when, or what has to happen. */
function until(lock: Lock, words: Words): string {
  const { prefix } = words;
  const lifts = say(prefix, 'unlock', lock);
  const ends = [
    lock.until === null ? null : clock(lock.until, words),
    lock.pull === null ? null : `#${lock.pull} is merged or closed`,
  ].filter(end => end !== null);
  if (ends.length === 0) return `It stays until somebody says ${lifts}.`;
  return `It ends ${lock.until === null ? 'when' : 'at'} ${ends.join(', or when ')}. ${lifts} lifts it before that.`;
}

const paragraphs = (...parts: (string | null)[]): string => parts.filter(part => part !== null).join('\n\n');

/** Its own comment. */
export function lockBody(lock: Held, running: Deploy[], words: Words): string {
  const why = lock.reason === null ? '' : ` · ${inert(lock.reason)}`;
  const heading = `### 🔒 ${capital(where(lock))} is locked\nby ${person(lock)}${why}`;
  return paragraphs(
    heading,
    `No deploy starts ${lock.environment === null ? 'anywhere' : 'there'}. ${until(lock, words)}`,
    timeSaid(lock, words),
    runsOn(running, words),
  );
}

/** Words are words; but whoever meant a time should see that none was taken. */
function timeSaid(lock: Held, { prefix }: Words): string | null {
  const [, count, unit] = /^(\d{1,4})\s*(m|min|h|d)[a-z]*\b/i.exec(lock.reason ?? '') ?? [];
  if (lock.until !== null || count === undefined || unit === undefined) return null;
  const time = `${count}${unit.charAt(0).toLowerCase()}`;
  return `I took all of that for the reason. ${say(prefix, 'lock', lock, time)} gives it a time.`;
}

/** The same comment when it is over. */
export function endedBody(lock: Held): string {
  const { reason, ended } = lock;
  const lasted = ended ? ` · for ${since(lock.since, ended.at)}` : '';
  const heading = `### 🔓 ${capital(where(lock))} was locked\nby ${person(lock)}${lasted}${reason === null ? '' : ` · ${inert(reason)}`}`;
  return paragraphs(heading, ended && over(lock, ended.how, ended));
}

function over(lock: Held, how: Ending, { by, reason }: NonNullable<Held['ended']>): string {
  switch (how) {
    case 'unlocked':
      return full(`${by ? code(by.login) : 'Somebody'} lifted it${reason === null ? '' : `: ${inert(reason)}`}`);
    case 'time':
      return 'Its time is over.';
    case 'merged':
    case 'closed':
      return `#${lock.pull} is ${how}, and the lock ended with it.`;
    case 'replaced':
      return 'Another one took its place.';
  }
}

export const lockedAlready = (lock: Lock, words: Words): string =>
  capital(`${person(lock)} locked ${where(lock)} ${since(lock.since, words.now)} ago${because(lock)}. ${until(lock, words)}`);

export const renewed = (lock: Held, here: number, words: Words): string =>
  paragraphs(
    `Your lock of ${where(lock)}${because(lock)} is renewed${lock.thread === null || lock.thread === here ? '' : ` (#${lock.thread})`}. ${until(lock, words)}`,
    timeSaid(lock, words),
  );

export const yoursAlready = (lock: Held, words: Words): string =>
  `You locked ${where(lock)} ${since(lock.since, words.now)} ago${because(lock)}. ${until(lock, words)} A reason or a time in ${say(words.prefix, 'lock', lock, '2h <reason>')} takes the place of what it says now.`;

export const tooLong = 'A lock has a time of at most a year. Without a time it stays until somebody unlocks.';

export function notLocked(of: Of, others: Lock[], { prefix, now }: Words): string {
  const [first] = others;
  if (of.environment !== null) {
    const all = first ? ` But ${lockOfWhom(first)} keeps deploys out: ${say(prefix, 'unlock', first)} lifts that.` : '';
    return `${where(of)} ${first ? 'has no lock of its own' : 'is not locked'}.${all}`;
  }
  if (!first) return 'Nothing is locked.';
  const lines = others.map(one => `- ${bold(one.environment ?? '')}: ${lockLine(one, now)}`);
  return `No lock is on all environments at once. ${say(prefix, 'unlock', first)} lifts one by its name:\n${lines.join('\n')}`;
}

/** There is no lock, and yet nobody gets in. */
export const onlyRuns = (of: Of, running: Deploy[], { prefix, now }: Words): string =>
  `${of.environment === null ? 'Nothing is locked' : `${where(of)} is not locked`}; ${list(
    running.map(one => runs(one, now)),
    'and',
  )}. ${cancels(running, prefix)} stops it, and a run that dies frees its environment by itself.`;

/** `by`: who wants them lifted. */
export const runsNow = (of: Of, locks: Held[], running: Deploy[], { prefix, now }: Words, by: number): string =>
  `${capital(
    list(
      running.map(one => runs(one, now)),
      'and',
    ),
  )}, and without the lock the next one goes right after it. ${say(prefix, 'unlock', of, '--override <reason>')} lifts ${list(
    locks.map(one => lockOfWhom(one)),
    'and',
  )} all the same${locks.some(one => one.by !== null && one.by.id !== by) ? ', and tells them' : ''}.`;

/** To its owner, where it was made. */
export const lifted = (lock: Held, by: string, name: string): string =>
  full(
    `${name}, ${code(by)} lifted your ${what(lock)}${because(lock)}${lock.ended?.reason ? `: ${inert(lock.ended.reason)}` : ''}`,
  );

/** To whoever unlocked. */
export const unlocked = (lock: Held, name = person(lock)): string => `🔓 ${capital(lockOfWhom(lock, name))} is lifted.`;

export const stillLocked = (lock: Lock, { prefix }: Words): string =>
  `${capital(lockOfWhom(lock))} still keeps deploys out: ${say(prefix, 'unlock', lock)} lifts that.`;

export function looksAgain(waiting: Deploy[]): string | null {
  if (waiting.length === 0) return null;
  const shown = waiting.slice(0, 5).map(one => `\`${one.sha === null ? '?' : short(one.sha)}\` for ${bold(one.environment)}`);
  const rest = waiting.length > shown.length ? [`${waiting.length - shown.length} more`] : [];
  return `What waits is looked at again: ${list([...shown, ...rest], 'and')}.`;
}

/** To whoever is deploying there, in their own thread. */
export const unlockedBeside = (deploy: Deploy, by: string, reason: string, name: string): string =>
  `${full(`${name}, ${code(by)} unlocked ${bold(deploy.environment)} while ${deploy.sha === null ? 'your deploy' : `your \`${short(deploy.sha)}\``} is on its way there: ${inert(reason)}`)} It goes on.`;

/** A hold that others waited for is over. */
export const heldNoMore = (lock: Held, how: 'time' | 'merged' | 'closed'): string =>
  how === 'time'
    ? `${capital(where(lock))} is not held for #${lock.pull} any more: its time is over. What waits there is looked at again.`
    : `#${lock.pull} is ${how}, so ${where(lock)} is not held for it any more. What waits there is looked at again.`;

/** For `/status` and the board. `when`: how a time is written where the text has to stand for long. */
export function lockLine(lock: Lock, now: Date, when?: (time: Date) => string): string {
  const begun = when?.(lock.since) ?? `${since(lock.since, now)} ago`;
  const left = lock.until === null ? null : endOf(lock.until, now, when);
  const more = (...parts: (string | null)[]) => parts.flatMap(part => (part === null ? [] : `, ${part}`)).join('');
  switch (lock.kind) {
    case 'person': {
      const said = lock.environment === null ? 'every environment is locked' : 'locked';
      return `🔒 ${said} by ${person(lock)}${because(lock)}${more(begun, left, lock.pull === null ? null : `ends with #${lock.pull}`)}`;
    }
    case 'hold':
      return `🔒 held for #${lock.pull}, which ${person(lock)} deployed${more(begun, left)}`;
    case 'rollback':
      return `🔒 ${lock.reason === null ? 'rolled back' : inert(lock.reason)} by ${person(lock)}${more(begun, left)}`;
  }
}

const endOf = (until: Date, now: Date, when?: (time: Date) => string): string =>
  when ? `until ${when(until)}` : `${duration(Math.max(1_000, until.getTime() - now.getTime()))} left`;

/** Beside an environment in a question: "locked by `bob` (database migration)"; null when nobody keeps deploys out. */
export function lockedBy(locks: Lock[], now: Date): string | null {
  const [first] = locks.filter(one => one.until === null || one.until > now).toSorted((a, b) => rank(a) - rank(b));
  if (!first) return null;
  if (first.kind === 'hold') return `held for #${first.pull}`;
  return first.kind === 'rollback' ? `rolled back by ${person(first)}` : `locked by ${person(first)}${because(first)}`;
}

const rank = ({ kind }: Lock): number => ['person', 'rollback', 'hold'].indexOf(kind);

/** What keeps a rollback out: only a person who locked, and is somebody else. */
export const keepsOut = (lock: Lock, { prefix, now }: Omit<Words, 'timezone'>): string =>
  capital(
    `${person(lock)} locked ${where(lock)} ${since(lock.since, now)} ago${because(lock)}, and that keeps rollbacks out too. ${say(prefix, 'unlock', lock)} lifts it.`,
  );
