/** What a change of the team's file makes easier, environment by environment, in words for whoever reviews it. Pure. */
import { list } from '../../../config/words.ts';
import type { Who } from '../../../core/command.ts';
import type { Feature, Loosening } from '../../../core/feature.ts';
import { code } from '../../../text/inert.ts';
import { duration } from '../../../time/duration.ts';
import { autoBranch, type Environment, type Environments, whoMay } from '../config.ts';
import { approversOf, checkedFirst, freezesOf, greenBranch, overridersOf } from './config.ts';
import { isOver } from './freeze.ts';
import { areAmong, isName } from './people.ts';
import { bold } from './words.ts';

export interface Counting {
  environments: Environments;
  /** Where the clock hangs that freezes are read from. */
  timezone: string;
}
type Round = Parameters<NonNullable<Feature['loosens']>>[2];

interface Change extends Round {
  name: string;
  before: Environment;
  after: Environment;
  all: Environments;
  timezones: { before: string; after: string };
}
/** They name the environment in the first clause of a sentence; in the others they say as little as they can. */
interface Where {
  to: string;
  at: string;
}
type Rule = (change: Change) => ((where: Where) => string) | null;

/** One that comes or goes loosens nothing: nobody deploys to what is not in the file. GitHub knows no capitals in their names. */
export function loosened(before: Counting, after: Counting, round: Round): Loosening[] {
  const known = new Map(Object.entries(before.environments).map(([name, one]) => [name.toLowerCase(), one]));
  const timezones = { before: before.timezone, after: after.timezone };
  return Object.entries(after.environments).flatMap(([name, one]) => {
    const was = known.get(name.toLowerCase());
    if (!was) return [];
    const change = { name, before: was, after: one, all: after.environments, timezones, ...round };
    const clauses = rules.flatMap(rule => rule(change) ?? []);
    const said = clauses.map((clause, place) => clause(whereOf(name, place === 0)));
    if (said.length === 0) return [];
    const [first, ...rest] = said;
    const joined = rest.length === 0 ? first : `${said.slice(0, -1).join(', ')}, and ${said.at(-1)}`;
    return [{ path: ['environments', name], says: `After this change ${joined}.` }];
  });
}

const whereOf = (name: string, first: boolean): Where =>
  first ? { to: ` to ${bold(name)}`, at: ` for ${bold(name)}` } : { to: ' there', at: '' };

const now = (said: string): string => ` (now: ${said})`;
const codes = (names: string[], joint: 'and' | 'or' = 'and'): string =>
  list(
    names.map(one => code(one)),
    joint,
  );

function people(who: Who[]): string {
  const said = who.map(one => (isName(one) ? code(one) : one === 'admin' ? 'every admin' : `everyone who can ${one}`));
  return list(said, 'and');
}

const who: Rule = ({ before, after }) => {
  const [was, is] = [whoMay(before), whoMay(after)];
  return areAmong(is, was) ? null : ({ to }) => `${people(is)} may deploy${to}${now(people(was))}`;
};

const auto: Rule = ({ before, after, defaultBranch }) => {
  const [was, is] = [autoBranch(before, defaultBranch), autoBranch(after, defaultBranch)];
  if (is === null || is === was) return null;
  return ({ to }) =>
    `every green commit of ${code(is)} goes${to} by itself${now(was === null ? 'none does' : `those of ${code(was)}`)}`;
};

const after: Rule = ({ before: { after: was }, after: { after: is }, all }) => {
  if (was === undefined || was === is) return null;
  for (let next = is, steps = 0; next !== undefined && steps < 50; next = all[next]?.after, steps++)
    if (next === was) return null;
  const first = (name: string) => `have worked in ${code(name)} first`;
  return ({ at }) =>
    is === undefined
      ? `a commit need not ${first(was)}${at}${now('it has to')}`
      : `a commit has to ${first(is)}${at}${now(`in ${code(was)}`)}`;
};

const checks: Rule = ({ before: { checks: was }, after: { checks: is } }) => {
  const [wanted, left] = [checksIn(was), checksIn(is)];
  if (left.includes('all') || wanted.every(one => left.includes(one))) return null;
  const which = (all: string[]) =>
    list(
      all.map(one => (one === 'required' ? 'the required ones' : one === 'all' ? 'all' : code(one))),
      'and',
    );
  const [only, ...more] = left;
  const what = only === 'required' && more.length === 0 ? 'the required checks' : which(left);
  const verb = left.length === 1 && only !== 'required' ? 'has' : 'have';
  return ({ at }) =>
    only === undefined
      ? `no check has to be green${at}${now(which(wanted))}`
      : `only ${what} ${verb} to be green${at}${now(which(wanted))}`;
};
const checksIn = (said: Environment['checks']): string[] => (said === 'none' ? [] : [said].flat());

const reviews: Rule = ({ before: { reviews: was }, after: { reviews: is } }) => {
  if (is >= was) return null;
  const enough = is === 0 ? 'no review is needed' : is === 1 ? '1 review is enough' : `${is} reviews are enough`;
  return ({ at }) => `${enough}${at}${now(String(was))}`;
};

const approval: Rule = ({ before, after }) => {
  const [was, is] = [approversOf(before), approversOf(after)];
  if (was === null) return null;
  if (is === null) return ({ at }) => `nobody has to approve${at}${now(people(was))}`;
  return areAmong(is, was) ? null : ({ at }) => `${people(is)} may approve${at}${now(people(was))}`;
};

const plan: Rule = ({ before, after }) =>
  before.plan !== false && after.plan === false ? ({ at }) => `no plan has to come first${at}${now('one has to')}` : null;

const drafts: Rule = ({ before, after }) =>
  !before.drafts && after.drafts ? ({ to }) => `drafts may go${to}${now('none may')}` : null;

const forks: Rule = ({ before, after }) =>
  before.forks === false && after.forks !== false
    ? ({ to }) => `commits of forks that somebody has read may go${to}${now('none may')}`
    : null;

const upToDate: Rule = ({ before, after }) =>
  before.up_to_date && !after.up_to_date
    ? ({ at }) => `a commit may lack commits of the branch it goes into${at}${now('none')}`
    : null;

const green: Rule = ({ before, after, defaultBranch }) => {
  const [was, is] = [greenBranch(before, defaultBranch), greenBranch(after, defaultBranch)];
  if (was === null || was === is) return null;
  return ({ at }) =>
    is === null ? `${code(was)} need not be green${at}${now('it has to')}` : `${code(is)} has to be green${at}${now(code(was))}`;
};

/** Whose checks have to have passed now, and how lately; then not at all, or longer ago. */
function lostChecks({ name, before, after }: Change): { of: string; was: number; is: number | null }[] {
  const left = new Map(checkedFirst(after, name).map(({ of, within }) => [of, within]));
  return checkedFirst(before, name).map(({ of, within }) => ({ of, was: within, is: left.get(of) ?? null }));
}

const unchecked: Rule = change => {
  const gone = lostChecks(change).filter(({ is }) => is === null);
  if (gone.length === 0) return null;
  return ({ at }) => `the checks of ${codes(gone.map(({ of }) => of))} need not have passed${at}${now('they have to')}`;
};

const longerAgo: Rule = change => {
  const longer = lostChecks(change).flatMap(({ of, was, is }) => (is !== null && is > was ? [{ of, was, is }] : []));
  if (longer.length === 0) return null;
  const [was, is] = [Math.min(...longer.map(one => one.was)), Math.max(...longer.map(one => one.is))];
  return ({ at }) =>
    `the checks of ${codes(longer.map(({ of }) => of))} may have passed ${duration(is)} ago${at}${now(duration(was))}`;
};

/** Entries are compared as they are written; one that lies in the past froze nothing any more. */
const freeze: Rule = ({ before, after, timezones, now: time }) => {
  const plain = (said: string) => said.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const left = freezesOf(after).map(plain);
  const gone = freezesOf(before).filter(one => !left.includes(plain(one)) && !isOver(one, timezones.before, time));
  if (gone.length > 0) return ({ to }) => `deploys go${to} in the time of ${codes(gone)} too${now('none do')}`;
  if (left.length === 0 || timezones.before === timezones.after) return null;
  return ({ at }) => `the freezes are read on the clock of ${code(timezones.after)}${at}${now(code(timezones.before))}`;
};

const override: Rule = ({ before, after }) => {
  const [was, is] = [overridersOf(before), overridersOf(after)];
  if (freezesOf(after).length === 0 || freezesOf(before).length === 0 || areAmong(is, was)) return null;
  return ({ at }) => `${people(is)} may let a deploy through a freeze${at}${now(was.length === 0 ? 'nobody' : people(was))}`;
};

const wait: Rule = ({ before, after }) =>
  after.wait > before.wait
    ? ({ at }) => `a deploy may wait ${duration(after.wait)} for what it lacks${at}${now(duration(before.wait))}`
    : null;

/** `hold` is no part of it: it keeps an environment for a pull request, and lets nobody in or out. */
const rules: Rule[] = [
  ...[who, auto, after, checks, reviews, approval, plan],
  ...[drafts, forks, upToDate, green, unchecked, longerAgo, freeze, override, wait],
];
