/** Phrases that the sentences of several gates are made of. */
import { list } from '../../../config/words.ts';
import type { Who } from '../../../core/command.ts';
import { code, inert } from '../../../text/inert.ts';
import { readingAt } from '../../../time/wall-clock.ts';
import { short } from '../deploy.ts';
import type { Judging } from './gate.ts';

export const bold = (environment: string): string => `**${inert(environment)}**`;
export const commit = (sha: string): string => `\`${short(sha)}\``;

/** So many digits of a commit a person has to type: nobody makes another one that starts with them. */
export const digits = 12;
export const typed = (sha: string): string => sha.slice(0, digits);

type Said = Pick<Judging, 'prefix' | 'name'>;

/** A command for this environment, to copy. */
export const say = ({ prefix, name }: Said, word: string, rest = ''): string =>
  code(`${prefix}${word} ${name}${rest === '' ? '' : ` ${rest}`}`, 150);

export const deployOf = (given: Said, sha: string): string => say(given, 'deploy', `@${typed(sha)}`);

/** The same command once more. */
export function again({ named, ...given }: Said & Pick<Judging, 'named'>): string {
  return say(given, 'deploy', named.said === null ? '' : `${named.how === 'sha' ? '@' : ''}${named.said}`);
}

export const setting = ({ name }: Said, key: string): string => `environments.${name}.${key}`;
export const settingOf = ({ name }: Said, key: string): string => code(`${setting({ name, prefix: '' }, key)}`, 150);

export const counted = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** Names of people, teams and roles; those that may be called are live. People who are called for a team stand behind it. */
export function whoWords(who: Who[], live: string[], joint: 'and' | 'or' = 'or'): string {
  const said = who.map(one => {
    if (!one.startsWith('@')) return `somebody with ${code(one)}`;
    return live.includes(one) ? one : code(one);
  });
  const others = live.filter(one => !who.some(known => known === one)).slice(0, 2);
  return `${list(said, joint)}${others.length === 0 ? '' : ` (${others.join(' ')})`}`;
}

export const logins = (people: { login: string }[]): string =>
  list(
    people.map(({ login }) => code(login)),
    'and',
  );

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Mon 08:00" within a week, then "5 Jan 08:00", then with its year; where the team's clock hangs. */
export function moment(date: Date, timezone: string, now: Date): string {
  const [there, here] = [new Date(readingAt(date.getTime(), timezone)), new Date(readingAt(now.getTime(), timezone))];
  const time = there.toISOString().slice(11, 16);
  if (there.toISOString().slice(0, 10) === here.toISOString().slice(0, 10)) return time;
  if (there.getTime() - here.getTime() < 6 * 86_400_000) return `${weekdays[there.getUTCDay()]} ${time}`;
  const year = there.getUTCFullYear() === here.getUTCFullYear() ? '' : ` ${there.getUTCFullYear()}`;
  return `${there.getUTCDate()} ${months[there.getUTCMonth()]}${year} ${time}`;
}
