/** What is unusual is said where all can see it: an override, a deploy by hand, a first one to production at night, refusal after refusal. Pure. */
import { code, inert } from '../../../text/inert.ts';
import { isAtWork, localTime, type WorkHours } from '../../../time/work-hours.ts';
import type { Deploy } from '../deploy.ts';
import { byHand } from '../messages.ts';

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
  workdays: WorkHours;
  deploy: Deploy;
  /** How many of this person's ever began in this environment, without this one. */
  earlier: number;
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
  if (!by || given.deploy.kind !== 'asked' || given.earlier > 0 || atNight(given) !== null) return null;
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

function atNight({ now, timezone, workdays, deploy, earlier }: Happening): string | null {
  const { by } = deploy.story;
  if (!by || deploy.kind !== 'asked' || !isProduction(deploy.environment) || earlier > 0) return null;
  if (isAtWork(workdays, timezone, now)) return null;
  const { weekday, clock } = localTime(timezone, now);
  const time = `${names[weekday]} ${new Date(clock).toISOString().slice(11, 16)}`;
  return `⚠️ It is ${time} (${timezone}), and ${code(by.login)} deploys to ${bold(deploy)} for the first time.`;
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
