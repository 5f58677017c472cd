import * as z from 'zod/mini';
import type { Who } from '../../core/command.ts';
import type { Section, TeamFile } from '../../core/file.ts';
import { greenBranch, policyRules, policyShape } from './policy/config.ts';
import { floor } from './policy/floor.ts';

/** The section `environments`: where a team's software runs, how it gets there, and who may send it. */

const roles = ['triage', 'write', 'maintain', 'admin'] as const;
const person = z
  .string()
  .check(
    z.regex(/^@[a-z\d](?:[a-z\d-]{0,38})(?:\/[a-z\d][\w-]{0,99})?$/i),
    z.meta({ title: 'a person such as `@alice` or a team such as `@acme/web`' }),
  );
const who = z.union([z.enum(roles), person]);

const workflowFile = z
  .string()
  .check(
    z.regex(/^[\w][\w.-]{0,99}\.ya?ml$/),
    z.meta({ title: 'the name of a file in `.github/workflows`, such as `deploy.yml`' }),
  );
const input = z.string().check(z.regex(/^[a-z_][\w-]{0,99}$/i), z.meta({ title: 'the name of an input of the workflow' }));

const environment = z.strictObject({
  workflow: z._default(workflowFile, 'deploy.yml').check(z.describe('What is run, from the default branch.')),
  inputs: z
    ._default(
      z.strictObject({
        environment: z.optional(input),
        sha: z.optional(input),
        shipmate: z.optional(input),
        plan: z.optional(input),
      }),
      {},
    )
    .check(z.describe('Only where the workflow calls its inputs by other names.')),
  url: z.optional(z.url({ protocol: /^https?$/ })).check(z.describe('Where people see it.')),
  auto: z
    ._default(
      z.union([z.boolean(), z.string().check(z.minLength(1), z.maxLength(200), z.meta({ title: 'the name of a branch' }))]),
      false,
    )
    .check(z.describe('Each green commit of this branch goes here by itself; `true` is the default branch.')),
  who: z
    ._default(z.union([who, z.array(who).check(z.minLength(1), z.maxLength(20))]), 'write')
    .check(z.describe('Who may deploy here: a role, people, teams; any of these.')),
  ...policyShape,
});

const name = z
  .string()
  .check(z.regex(/^[a-z\d](?:[\w./-]{0,98}[\w])?$/i), z.meta({ title: 'one word of letters, digits, `-`, `_`, `.` and `/`' }));

export type Environment = z.infer<typeof environment>;
export type Environments = Record<string, Environment>;

export const environments: Section<Environments> = {
  key: 'environments',
  about:
    'Where the software runs. Switches on `/deploy`, `/plan`, `/status`, `/queue`, `/cancel`, `/history`, `/approve`, `/lock`, `/unlock`, `/rollback` and `/why`.',
  example: 'environments:\n  prod: true',
  schema: z.record(name, environment).check(
    z.refine(all => {
      const names = Object.keys(all).map(one => one.toLowerCase());
      return new Set(names).size === names.length;
    }, 'has two names that differ only in capitals, which are one environment on GitHub'),
    z.refine(all => Object.keys(all).length <= 40, 'has more than 40 environments'),
    z.superRefine<Record<string, unknown>>((all, context) => {
      const taken = Object.keys(all).find(one => one.toLowerCase() === 'all');
      if (taken === undefined) return;
      const message =
        'has a name that `/lock all` takes for every environment, so it could not be locked alone; give it another one';
      context.addIssue({ code: 'custom', path: [taken], message, input: taken });
    }),
    policyRules,
  ),
  floor,
};

export const environmentsOf = (file: TeamFile): Environments => file.read(environments) ?? {};

export const whoMay = (environment: Environment): Who[] => [environment.who].flat().map(asWho);

function asWho(said: string): Who {
  for (const role of roles) if (role === said) return role;
  return `@${said.replace(/^@/, '')}`;
}

/** All that it names. */
export const branchesOf = (file: TeamFile, defaultBranch: string): string[] =>
  Object.values(environmentsOf(file)).flatMap(one =>
    [autoBranch(one, defaultBranch) ?? [], greenBranch(one, defaultBranch) ?? []].flat(),
  );

/** The branch whose green commits go there by themselves; null for none. */
export function autoBranch({ auto }: Environment, defaultBranch: string): string | null {
  if (auto === false) return null;
  return auto === true ? defaultBranch : auto;
}
