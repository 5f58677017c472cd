/** The policy of an environment: what has to be true before a deploy goes there. The keys, their forms, and what only holds between them. */
import * as z from 'zod/mini';
import { whoOf, whoSchema } from '../../../config/parts.ts';
import { list } from '../../../config/words.ts';
import { arg } from '../../../core/args.ts';
import type { Who } from '../../../core/command.ts';
import { code } from '../../../text/inert.ts';
import { nearest } from '../../../text/nearest.ts';
import { allowedFreezes, readFreeze } from './freeze-words.ts';

/** All checks of an environment have passed, not longer ago than that. */
export interface Demand {
  /** Null: of the environment whose policy it is. */
  of: string | null;
  /** In milliseconds. */
  within: number;
}

const time = arg.duration();
const longest = 30 * 86_400_000;
const millisecondsOf = (said: string): number => {
  const read = time.read(said, { environments: [] });
  return read.ok ? read.value : 0;
};
const duration = z.pipe(
  z.string().check(
    z.refine(said => /^(?:\d{1,4}[smhdw])+$/i.test(said) && millisecondsOf(said) >= 60_000 && millisecondsOf(said) <= longest),
    z.meta({ title: 'a time from `1m` to `30d`, such as `8h`' }),
  ),
  z.transform(millisecondsOf),
);

const freeze = z.string().check(
  z.superRefine((said, context) => {
    const read = readFreeze(said);
    if (!read.ok) context.addIssue({ code: 'custom', message: read.says, input: said });
  }),
  z.meta({ title: `a time such as ${allowedFreezes}` }),
);
const checkName = z.string().check(z.minLength(1), z.maxLength(200));
const branch = z.string().check(z.minLength(1), z.maxLength(200), z.meta({ title: 'the name of a branch' }));

const checks = z.union([z.enum(['required', 'all', 'none']), z.array(checkName).check(z.minLength(1), z.maxLength(50))]);
const reviews = z.int().check(z.gte(0), z.lte(6));
const plan = z.union([z.literal('required'), z.boolean()]);
const forks = z.union([z.literal('reviewed'), z.literal(false)]);
const place = z.string().check(z.minLength(1), z.maxLength(100), z.meta({ title: 'the name of an environment' }));
const ownChecks = z.pipe(
  duration,
  z.transform((within: number): Demand[] => [{ of: null, within }]),
);
const infrastructure = z.union([
  ownChecks,
  z.pipe(
    z.strictObject({
      of: z
        .optional(z.union([place, z.array(place).check(z.minLength(1), z.maxLength(20))]))
        .check(z.describe('Whose checks: of these environments; without, of this one.')),
      within: duration.check(z.describe('How long ago they may have passed.')),
    }),
    z.transform(({ of = null, within }): Demand[] => [...new Set([of].flat())].map(one => ({ of: one, within }))),
  ),
]);
const freezes = z.union([freeze, z.array(freeze).check(z.maxLength(50))]);

/** Beside the keys that say how a deploy goes. */
export const policyShape = {
  after: z
    .optional(z.string().check(z.minLength(1), z.meta({ title: 'the name of another environment' })))
    .check(z.describe('Only what already works there: the same files succeeded in that environment.')),
  checks: z
    ._default(checks, 'required')
    .check(z.describe('Which checks of the commit have to be green: those that the branch requires, all, none, or these.')),
  reviews: z
    ._default(reviews, 0)
    .check(z.describe('How many people who can write have to approve this very commit in a review.')),
  approved_by: z
    .optional(whoSchema)
    .check(z.describe('One of these has to say `/approve`; never who asked, who wrote it or who pushed it.')),
  plan: z._default(plan, false).check(z.describe('A `/plan` of this very commit has to come first.')),
  drafts: z._default(z.boolean(), false).check(z.describe('Whether a draft may go here.')),
  forks: z
    ._default(forks, false)
    .check(z.describe('Whether a commit from a fork may go here, by its digits, from somebody who has read it.')),
  up_to_date: z._default(z.boolean(), false).check(z.describe('The commit has to have all commits of the branch it goes into.')),
  green: z
    ._default(z.union([z.boolean(), branch]), false)
    .check(z.describe('The head of this branch has to be green; `true` is the default branch.')),
  infrastructure: z
    .optional(infrastructure)
    .check(z.describe('All checks of `infrastructure` for this environment passed, not longer ago than that.')),
  freeze: z._default(freezes, []).check(z.describe('When nothing goes here, in the time zone of `timezone`.')),
  override: z.optional(whoSchema).check(z.describe('Who may let one deploy through a freeze that somebody else asks for.')),
  hold: z
    .optional(duration)
    .check(
      z.describe(
        'After a deploy from a pull request the environment stays that one’s so long at most, else until merge or close.',
      ),
    ),
  wait: z.prefault(duration, '24h').check(z.describe('How long a deploy waits at most for what it lacks, before it is dropped.')),
};

/**
 * What an organisation can enforce of it. `after` names an environment of one repository, and `hold` keeps nobody out: these it cannot.
 * Of branches it knows the default one, and of the checks of infrastructure those of the environment itself.
 */
export const enforcedPolicy = z.strictObject({
  who: z.optional(whoSchema),
  checks: z.optional(checks),
  reviews: z.optional(reviews),
  approved_by: z.optional(whoSchema),
  plan: z.optional(plan),
  drafts: z.optional(z.boolean()),
  forks: z.optional(forks),
  up_to_date: z.optional(z.boolean()),
  green: z.optional(z.boolean()),
  infrastructure: z.optional(ownChecks),
  freeze: z.optional(freezes),
  override: z.optional(whoSchema),
  wait: z.optional(duration),
});
export type EnforcedPolicy = z.infer<typeof enforcedPolicy>;

interface Policy {
  auto?: string | boolean | undefined;
  reviews?: number | undefined;
  plan?: string | boolean | undefined;
  after?: string | undefined;
  freeze: string | string[];
  green: string | boolean;
  approved_by?: z.infer<typeof whoSchema> | undefined;
  override?: z.infer<typeof whoSchema> | undefined;
  infrastructure?: Demand[] | undefined;
}

/** What only holds between environments: `after` and `of` name one of them, and following `after` never comes back. */
export const policyRules = z.superRefine<Record<string, Policy>>((all, context) => {
  const names = Object.keys(all);
  for (const [name, { after, auto, infrastructure: demands = [] }] of Object.entries(all)) {
    if (auto !== undefined && auto !== false) for (const key of neverAlone(all[name])) context.addIssue(alone(name, key));
    for (const { of } of demands) {
      if (of === null || names.some(isSame(of))) continue;
      context.addIssue({ code: 'custom', path: [name, 'infrastructure', 'of'], message: unknown(of, names), input: of });
    }
    if (after === undefined) continue;
    const wrong = names.includes(after)
      ? circle(all, name)
      : unknown(
          after,
          names.filter(one => one !== name),
        );
    if (wrong) context.addIssue({ code: 'custom', path: [name, 'after'], message: wrong, input: after });
  }
});

/** What asks for a pull request or for a person, where nobody asks for the deploy. */
const neverAlone = ({ reviews = 0, plan = false }: Partial<Policy> = {}): string[] => [
  ...(reviews > 0 ? ['reviews'] : []),
  ...(plan === false ? [] : ['plan']),
];

const alone = (name: string, key: string) => ({
  code: 'custom' as const,
  path: [name, key],
  message: `never lets ${code('auto')} go: nobody asks for such a deploy, so there is no ${key === 'plan' ? 'plan' : 'review'} of it; take one of the two out`,
  input: key,
});

/** GitHub knows one environment by its name in capitals, too. */
export const isSame = (name: string) => (other: string) => name.toLowerCase() === other.toLowerCase();

function unknown(said: string, others: string[]): string {
  const meant = nearest(said, others);
  if (meant) return `names no environment of this file: ${code(said)}; the nearest is ${code(meant)}`;
  return `names no environment of this file: ${code(said)}; ${
    others.length === 0
      ? 'there is no other one'
      : `the others are ${list(
          others.map(one => code(one)),
          'and',
        )}`
  }`;
}

/** Said at the one that stands first in the file, so that one circle is one mistake. */
function circle(all: Record<string, Policy>, name: string): string | null {
  const way = [name];
  for (let next = all[name]?.after; next !== undefined && !way.includes(next); next = all[next]?.after) way.push(next);
  const last = all[way.at(-1) ?? name]?.after;
  if (last !== name || way.some(one => Object.keys(all).indexOf(one) < Object.keys(all).indexOf(name))) return null;
  if (way.length === 1) return 'names its own environment, so nothing could ever go there';
  return `goes round in a circle, so nothing could ever go there: ${[...way, name].map(one => code(one)).join(' after ')}`;
}

/** Each environment whose checks have to have passed, once. */
export function checkedFirst({ infrastructure: demands = [] }: Policy, self: string): { of: string; within: number }[] {
  const named = Map.groupBy(demands, ({ of }) => of ?? self);
  return [...named].map(([of, all]) => ({ of, within: Math.min(...all.map(({ within }) => within)) }));
}

export const freezesOf = ({ freeze }: Policy): string[] => [freeze].flat();

/** The branch that has to be green; null for none. */
export function greenBranch({ green }: Policy, defaultBranch: string): string | null {
  if (green === false) return null;
  return green === true ? defaultBranch : green;
}

/** Who may approve; null when nobody has to. */
export const approversOf = ({ approved_by }: Policy): Who[] | null => (approved_by === undefined ? null : whoOf(approved_by));
/** Who may let one through a freeze; nobody when the file names none. */
export const overridersOf = ({ override }: Policy): Who[] => (override === undefined ? [] : whoOf(override));
