/** Whether the checks that count are green. What runs is waited for; so is what has not reported yet, for half an hour after the push. */
import { list } from '../../../../config/words.ts';
import type { Reason } from '../../../../core/decision.ts';
import type { Check } from '../../../../core/reads.ts';
import { code } from '../../../../text/inert.ts';
import { duration } from '../../../../time/duration.ts';
import { closed, type Gate, type Judging, open, waits } from '../gate.ts';
import { again, bold, commit as commitWords, counted, setting, settingOf } from '../words.ts';

/** CI of some teams starts this late. */
export const lateness = 30 * 60_000;
/** A list of a hundred is read by nobody. */
const mostNamed = 8;

interface Wanted {
  reported: Check[];
  /** Names of those that have not. */
  missing: string[];
}

export function checks(given: Judging): Gate | null {
  const { environment, commit, pushedAt, now } = given;
  if (environment.checks === 'none') return null;
  const wanted = wantedOf(given);
  const { reported, missing } = wanted;
  const parts = { name: 'checks' as const, setting: setting(given, 'checks') };
  const nothing = reported.length === 0 && missing.length === 0;
  if (nothing && environment.checks === 'required')
    return { ...open({ ...parts, says: 'no check is required here' }), quiet: true };

  const because = nothing ? [{ says: 'the checks are green (nothing has reported yet)', holds: false }] : linesOf(wanted, now);
  const full = { ...parts, says: because.map(one => one.says).join('; '), because };
  if (because.every(({ holds }) => holds)) return open(full);
  const bad = reported.filter(({ state }) => state === 'failure' || state === 'unknown');
  if (bad.length > 0) return closed({ ...full, way: wayPastRed(bad, given) });
  const late = pushedAt === null ? now : new Date(pushedAt.getTime() + lateness);
  const silent = nothing || missing.length > 0;
  if (silent && late <= now) return closed({ ...full, way: wayPastSilence(missing, given) });
  const notYet = [...reported.filter(({ state }) => state === 'running').map(one => one.name), ...missing];
  const what = commitWords(commit.sha);
  const way = nothing
    ? `Nothing has reported on ${what} yet. It goes once the checks are green.`
    : `${names(notYet)} ${areOrIs(notYet)} not green yet on ${what}. It goes once ${notYet.length === 1 ? 'it is' : 'they are'}.`;
  return waits({ ...full, way, until: silent ? late : undefined });
}

/** Green ones are counted, all others have a line of their own. */
function linesOf({ reported, missing }: Wanted, now: Date): Reason[] {
  const green = reported.filter(({ state }) => state === 'success');
  const all = green.length === reported.length && missing.length === 0;
  const sum = all ? 'the checks are green' : `${counted(green.length, 'check')} ${areOrIs(green)} green`;
  const why = ({ state, since }: Check): string => {
    if (state === 'failure') return 'failed';
    if (state === 'unknown') return 'nobody knows how it ended';
    return since ? `running, ${duration(Math.max(1_000, now.getTime() - since.getTime()))}` : 'running';
  };
  const order = ['failure', 'unknown', 'running'];
  const others = reported.filter(one => !green.includes(one)).toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return [
    ...(green.length > 0 ? [{ says: sum, holds: true }] : []),
    ...others.map(one => ({ says: `${code(one.name)} is green (${why(one)})`, holds: false })),
    ...missing.map(one => ({ says: `${code(one)} is green (not reported yet)`, holds: false })),
  ];
}

const areOrIs = (some: unknown[]): string => (some.length === 1 ? 'is' : 'are');

/** A name that a rule wants from one App is missing for as long as only others report under it. */
function wantedOf({ environment, judged }: Judging): Wanted {
  const wanted = environment.checks;
  const never = judged.missing.map(one => one.name);
  if (wanted === 'required') return { reported: judged.checks.filter(({ required }) => required), missing: never };
  if (typeof wanted === 'string') return { reported: judged.checks, missing: never };
  // What an organisation enforces may stand beside names, as a word.
  const named = wanted.filter(one => one !== 'required' && one !== 'all');
  const whole = wanted.includes('all') || wanted.includes('required');
  const reported = judged.checks.filter(one => wanted.includes('all') || wanted.includes(one.name) || (whole && one.required));
  const missing = named.filter(one => never.includes(one) || !reported.some(known => known.name === one));
  return { reported, missing: [...new Set([...missing, ...(whole ? never : [])])] };
}

const names = (all: string[]): string =>
  list(
    [...new Set(all)].map(one => code(one)),
    'and',
    mostNamed,
  );

function wayPastRed(bad: Check[], given: Judging): string {
  const failed = bad.filter(({ state }) => state === 'failure');
  const unknown = bad.filter(({ state }) => state === 'unknown');
  const on = commitWords(given.commit.sha);
  const parts = [
    failed.length > 0 ? `${linked(failed)} ${failed.length === 1 ? 'is' : 'are'} red on ${on}` : null,
    unknown.length > 0 ? `nobody knows how ${linked(unknown)} ended${failed.length > 0 ? '' : ` on ${on}`}` : null,
  ].filter(part => part !== null);
  const sentence = parts.join(', and ').replace(/^nobody/, 'Nobody');
  return `${sentence}. Run ${bad.length === 1 ? 'it' : 'them'} again or push a fix, then ${again(given)}.`;
}

function wayPastSilence(missing: string[], given: Judging): string {
  const { name, environment, commit } = given;
  const who =
    missing.length > 0 ? `${names(missing)} ${missing.length === 1 ? 'has' : 'have'} never reported` : 'No check has reported';
  const or =
    environment.checks === 'required'
      ? 'let the branch rules ask for what exists'
      : `let ${settingOf(given, 'checks')} name what exists`;
  return `${who} on ${commitWords(commit.sha)}, and ${bold(name)} wants ${missing.length === 1 ? 'it' : 'them'} green. Start what should report, then ${again(given)}; or ${or}.`;
}

function linked(all: Check[]): string {
  const shown = all.map(({ name, url }) =>
    url !== null && /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${code(name)}](${url})` : code(name),
  );
  return list(shown, 'and', mostNamed);
}
