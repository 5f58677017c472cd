/** A repository's policy with what its organisation enforces on top: for each key as strict as both. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { whoOf } from '../../../config/parts.ts';
import type { Who } from '../../../core/command.ts';
import type { Environment } from '../config.ts';
import type { Demand, EnforcedPolicy } from './config.ts';
import { among } from './people.ts';

type Key = keyof EnforcedPolicy;
type Joining = { [K in Key]: (enforced: EnforcedPolicy, own: Environment) => Environment[K] };

/** Also the keys that count as something else than the repository says: `own` is looser there. */
export function strictest(enforced: EnforcedPolicy, own: Environment): { environment: Environment; raised: Key[] } {
  const environment: Environment = {
    ...own,
    who: joining.who(enforced, own),
    checks: joining.checks(enforced, own),
    reviews: joining.reviews(enforced, own),
    approved_by: joining.approved_by(enforced, own),
    plan: joining.plan(enforced, own),
    drafts: joining.drafts(enforced, own),
    forks: joining.forks(enforced, own),
    up_to_date: joining.up_to_date(enforced, own),
    green: joining.green(enforced, own),
    infrastructure: joining.infrastructure(enforced, own),
    freeze: joining.freeze(enforced, own),
    override: joining.override(enforced, own),
    wait: joining.wait(enforced, own),
  };
  const keys: Key[] = [
    'who',
    'checks',
    'reviews',
    'approved_by',
    'plan',
    'drafts',
    'forks',
    'up_to_date',
    'green',
    'infrastructure',
    'freeze',
    'override',
    'wait',
  ];
  return { environment, raised: keys.filter(key => !isDeepStrictEqual(plain(environment[key]), plain(own[key]))) };
}

/** One and a list of one say the same. */
const plain = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

const joining: Joining = {
  who: ({ who }, own) => (who === undefined ? own.who : kept(own.who, among(whoOf(who), whoOf(own.who)))),
  approved_by({ approved_by }, own) {
    if (approved_by === undefined) return own.approved_by;
    return own.approved_by === undefined ? approved_by : kept(own.approved_by, among(whoOf(approved_by), whoOf(own.approved_by)));
  },
  checks: ({ checks }, own) => (checks === undefined ? own.checks : checksOf(checks, own.checks)),
  reviews: ({ reviews = 0 }, own) => Math.max(reviews, own.reviews),
  plan: ({ plan = false }, own) => (own.plan === false ? plan : own.plan),
  drafts: ({ drafts = true }, own) => drafts && own.drafts,
  forks: ({ forks = 'reviewed' }, own) => (forks === false ? false : own.forks),
  up_to_date: ({ up_to_date = false }, own) => up_to_date || own.up_to_date,
  // One branch can be asked for, and the default one is what the organisation means.
  green: ({ green = false }, own) => green || own.green,
  infrastructure: ({ infrastructure }, own) =>
    infrastructure === undefined ? own.infrastructure : demandsOf(infrastructure, own.infrastructure),
  freeze({ freeze = [] }, own) {
    const [above, below] = [[freeze].flat(), [own.freeze].flat()];
    const more = above.filter(one => !below.includes(one));
    return more.length === 0 ? own.freeze : [...below, ...more];
  },
  /** Through a freeze goes only what that file allows which wants the freeze: with nobody named there, nobody lets anything through. */
  override(enforced, own) {
    const freezes = (said: string | string[] = []) => [said].flat().length > 0;
    const [above, below] = [enforced.override, own.override];
    if ((above === undefined && freezes(enforced.freeze)) || (below === undefined && freezes(own.freeze))) return undefined;
    if (above === undefined || below === undefined) return above ?? below;
    return kept(below, among(whoOf(above), whoOf(below)));
  },
  wait: ({ wait }, own) => (wait === undefined ? own.wait : Math.min(wait, own.wait)),
};

/** Of each environment as lately as both want it. */
function demandsOf(above: Demand[], below: Demand[] = []): Demand[] {
  const all = Map.groupBy([...below, ...above], ({ of }) => of);
  return [...all].map(([of, same]) => ({ of, within: Math.min(...same.map(({ within }) => within)) }));
}

/** As the repository wrote it, where that says the same. */
const kept = (own: Environment['who'], all: Who[]): Environment['who'] =>
  isDeepStrictEqual(whoOf(own).toSorted(), all.toSorted()) ? own : all;

/** `required` and `all` stand beside names in a list where both are asked for. */
function checksOf(above: Environment['checks'], below: Environment['checks']): Environment['checks'] {
  const listed = (one: Environment['checks']): string[] => (one === 'none' ? [] : [one].flat());
  const both = [...new Set([...listed(below), ...listed(above)])];
  const all = both.includes('all') ? both.filter(one => one !== 'required') : both;
  const [only, ...more] = all;
  if (only === undefined) return 'none';
  return more.length === 0 && (only === 'required' || only === 'all') ? only : all;
}
