/** What is unusual is said where all can see it: an override, a deploy by hand, a first one to production at night, refusal after refusal. Pure. */
import { code, inert } from '../../../core/inert.ts';
import type { Deploy } from '../deploy.ts';
import { byHand } from '../messages.ts';

/** Monday is 1, Sunday 7; times of the day as `09:00`, the second one after the first. */
export interface WorkingHours {
  days: number[];
  from: string;
  to: string;
}

/** Somebody of `override` let it through. */
export interface Override {
  by: string;
  /** What stood in the way, as people call it: `the freeze`. */
  past: string;
  reason: string;
}

export interface Happening {
  now: Date;
  timezone: string;
  /** Null: every hour of every day is as good as any. */
  workdays: WorkingHours | null;
  deploy: Deploy;
  /** Earlier ones of this environment, in any order. */
  history: Deploy[];
  override: Override | null;
}

/** One line for each, or nothing. */
export function unusual(given: Happening): string | null {
  const lines = [overridden(given), given.deploy.kind === 'hand' ? byHand(given.deploy, null) : null, atNight(given)];
  const said = lines.filter(line => line !== null);
  return said.length === 0 ? null : said.join('\n\n');
}

/** A person's first deploy to an environment gets its line, once. */
export function firstTime(given: Happening): string | null {
  const { by } = given.deploy.story;
  if (!by || !isFirst(given) || atNight(given) !== null) return null;
  return `${code(by.login)} deploys to ${bold(given.deploy)} for the first time.`;
}

const enough = 5;

/** `inARow`: this refusal and those right before it, of one person in this repository, with nothing of theirs that went well in between. */
export function refusedAgain({ login, inARow, prefix }: { login: string; inARow: number; prefix: string }): string | null {
  // Said once: somebody who tries on hears it from the refusals.
  if (inARow !== enough) return null;
  return `⚠️ ${code(login)} was refused ${enough} times in a row. ${code(`${prefix}help`)} says what each command needs.`;
}

/** By its name, as GitHub does, which takes only `production` for it. */
export const isProduction = (environment: string): boolean => /^(?:prod|production|live)(?:$|[-_/.])/i.test(environment);

const bold = ({ environment }: Deploy): string => `**${inert(environment)}**`;

function overridden({ deploy, override }: Happening): string | null {
  if (!override) return null;
  const who = deploy.story.by ? ` for ${code(deploy.story.by.login)}` : '';
  return `⚠️ ${code(override.by)} let this through to ${bold(deploy)}${who}, past ${inert(override.past)}: ${inert(override.reason)}`;
}

function atNight(given: Happening): string | null {
  const { now, timezone, workdays, deploy } = given;
  const { by } = deploy.story;
  if (!by || !workdays || deploy.kind !== 'asked' || !isProduction(deploy.environment) || !isFirst(given)) return null;
  const { day, name, time } = localTime(now, timezone);
  if (workdays.days.includes(day) && time >= workdays.from && time < workdays.to) return null;
  return `⚠️ It is ${name} ${time} (${timezone}), and ${code(by.login)} deploys to ${bold(deploy)} for the first time.`;
}

/** Nothing of theirs ever began there: what waited and was taken back does not count. */
function isFirst({ deploy, history }: Happening): boolean {
  const { by } = deploy.story;
  return !history.some(
    one => one.id !== deploy.id && one.story.by?.id === by?.id && one.state !== 'dropped' && one.state !== 'waiting',
  );
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function localTime(now: Date, timezone: string): { day: number; name: string; time: string } {
  const options = { timeZone: timezone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(one => one.type === type)?.value ?? '';
  const name = part('weekday');
  return { day: names.indexOf(name) + 1, name, time: `${part('hour')}:${part('minute')}` };
}
