/** Whether all that is checked of some environments is well, and somebody has looked lately enough. */
import { list } from '../../../../config/words.ts';
import type { Reason } from '../../../../core/decision.ts';
import { code } from '../../../../text/inert.ts';
import { duration } from '../../../../time/duration.ts';
import { checkedFirst } from '../config.ts';
import { closedTo, type Gate, type Judging, open, waits } from '../gate.ts';
import { type Health, noHealth } from '../rows.ts';
import { again, bold, say, setting, settingOf } from '../words.ts';

export function infrastructure(given: Judging): Gate | null {
  const looks = checkedFirst(given.environment, given.name).map(one => look(one, given));
  const [only, ...others] = looks;
  if (!only) return null;
  const parts = { name: 'infrastructure' as const, setting: setting(given, 'infrastructure') };
  const because: Reason[] = looks.map(({ says, holds }) => ({ says, holds }));
  const all = {
    ...parts,
    says: others.length === 0 ? only.says : `every check of ${bolds(looks.map(({ of }) => of))} passed`,
    ...(others.length === 0 ? {} : { because }),
  };
  const inTheWay = looks.find(({ fails }) => fails) ?? looks.find(({ holds }) => !holds);
  if (!inTheWay) return open(all);
  return inTheWay.fails ? closedTo(given.asker, { ...all, way: inTheWay.way }) : waits({ ...all, way: inTheWay.way });
}

interface Look {
  of: string;
  holds: boolean;
  /** Somebody has to mend something: another look alone does not help. */
  fails: boolean;
  says: string;
  way: string;
}

function look({ of, within }: { of: string; within: number }, given: Judging): Look {
  const { name, rows, now, prefix, defaultBranch } = given;
  const health = rows.health.find(({ environment }) => environment === of) ?? noHealth;
  const { at, failing, unknown, unseen, count } = health;
  const there = bold(of);
  const check = say({ prefix, name: of }, 'check');
  const [passes, passed] = [`every check of ${there} passes`, `every check of ${there} passed within ${duration(within)}`];
  if (failing.length > 0)
    return {
      ...{ of, holds: false, fails: true, says: passes },
      way: `${list(
        failing.map(one => failure(one, now)),
        'and',
        most,
      )} ${failing.length === 1 ? 'fails' : 'fail'} on ${there}, and nothing goes to ${bold(name)} until all is well there. Mend it and say ${check}, then ${again(given)}.`,
    };
  // No look could ever pass.
  if (count === 0 && unseen.length === 0)
    return {
      ...{ of, holds: false, fails: true, says: passes },
      way: `No check of ${code('infrastructure')} is about ${there}, so nothing could ever go to ${bold(name)}. Add one, or take ${settingOf(given, 'infrastructure')} out.`,
    };
  const waiting = { of, holds: false, fails: false };
  // Nothing that was looked at has passed.
  if (at === null || count === 0)
    return {
      ...waiting,
      says: `${passes}: ${check} (none has reported yet)`,
      way: `No check of ${there} has reported on ${code(defaultBranch)} yet, and ${bold(name)} waits until all have passed. ${check} runs them.`,
    };
  if (unseen.length > 0)
    return {
      ...waiting,
      says: `${passes}: ${check} (of ${codes(unseen)} nobody has looked yet)`,
      way: `Nobody has looked yet at ${codes(unseen)} of ${there} on ${code(defaultBranch)}, and ${bold(name)} waits until all have passed. ${check} looks.`,
    };
  if (unknown.length > 0)
    return {
      ...waiting,
      says: `${passes}: ${check} (of ${codes(unknown)} nobody could say)`,
      way: `Nobody could say whether ${codes(unknown)} ${unknown.length === 1 ? 'passes' : 'pass'} on ${there}, and ${bold(name)} waits until all do. ${check} looks again.`,
    };
  const age = now.getTime() - at.getTime();
  const ago = `${duration(Math.max(1_000, age))} ago`;
  if (age > within)
    return {
      ...waiting,
      says: `${passed}: ${check} (the last time was ${ago})`,
      way: `The checks of ${there} passed ${ago}, and ${bold(name)} wants that within ${duration(within)}. ${check} looks again.`,
    };
  const which = count === 1 ? `the check of ${there}` : `all ${count} checks of ${there}`;
  return { of, holds: true, fails: false, says: `${which} passed ${ago}`, way: '' };
}

/** What is in the way has to be found, not counted. */
const most = 5;

function failure({ name, since, issue }: Health['failing'][number], now: Date): string {
  const known = [
    since && `for ${duration(Math.max(1_000, now.getTime() - since.getTime()))}`,
    issue === null ? null : `#${issue}`,
  ].filter(part => part !== null);
  return `${code(name, 80)}${known.length === 0 ? '' : ` (${known.join(', ')})`}`;
}

const codes = (names: string[]): string =>
  list(
    names.map(one => code(one, 80)),
    'and',
    most,
  );
const bolds = (names: string[]): string => list(names.map(bold), 'and');
