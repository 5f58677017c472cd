/** The section `errors`: which alerts are this repository's, when they become an issue, and when that is over. */
import * as z from 'zod/mini';
import type { Section, TeamFile } from '../../core/file.ts';
import type { Level } from './alert.ts';
import { type Query, queriesOf, scanSchema } from './scan/config.ts';

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const time = z.string().check(z.regex(/^[1-9]\d{0,2}[smhd]$/), z.meta({ title: 'a time such as `10m` or `7d`' }));
export const millisecondsIn = (text: string): number => Number.parseInt(text, 10) * (units[text.slice(-1)] ?? 0);

/** Nobody counts further back: the newest hundred are remembered. */
export const mostBefore = 100;
const often = z.union([
  z.literal('never'),
  z.int().check(z.gte(1), z.lte(mostBefore)),
  z
    .string()
    .check(
      z.regex(/^(?:[1-9]\d?|100) in [1-9]\d{0,2}[smhd]$/),
      z.meta({ title: 'how often within which time, such as `3 in 2m`' }),
    ),
]);
type Often = z.infer<typeof often>;

const sometimes = z.optional(often);
const byLevel = z.strictObject({ critical: sometimes, error: sometimes, warning: sometimes, info: sometimes });
const opens = z.union([often, byLevel]);
const claim = z.string().check(z.minLength(1), z.maxLength(200));
const claims = z.union([z.literal(true), claim, z.array(claim).check(z.minLength(1), z.maxLength(50))]);
const name = z.string().check(z.regex(/^[\w-][\w.-]{0,99}$/), z.meta({ title: 'the name of an environment' }));
const repositoryName = z
  .string()
  .check(z.regex(/^[\w-]{1,39}\/[\w.-]{1,100}$/), z.meta({ title: 'a repository such as `acme/incidents`' }));

const schema = z.strictObject({
  from: z
    ._default(z.record(z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,49}$/)), claims), {})
    .check(
      z.describe(
        'Which alerts are this repository’s: by the name or kind of a hook, the projects, services or labels (`team=web`) that it is about; `true` is all of them.',
      ),
    ),
  repository: z
    .optional(repositoryName)
    .check(z.describe('Where the issues are opened, if not here; its own file says `errors: true`.')),
  public: z
    ._default(z.boolean(), false)
    .check(z.describe('Whether a public repository may have such issues, which all can read.')),
  open_after: z
    ._default(opens, { critical: 1, error: 1, warning: '3 in 10m', info: 'never' })
    .check(z.describe('How often it has to happen until there is an issue, for all or by level: `3 in 2m`, `1`, `never`.')),
  environments: z
    ._default(z.record(name, z.strictObject({ open_after: opens })), {})
    .check(z.describe('Where it counts in another way.')),
  close_after: z._default(time, '7d').check(z.describe('Quiet for so long, it is over.')),
  watch: z._default(time, '10m').check(z.describe('What begins so soon after a deploy is told to whoever deployed.')),
  scan: z
    .optional(scanSchema)
    .check(
      z.describe(
        'Queries by name that look for errors in logs, in Loki, Elasticsearch or any JSON, where no tool tells of them.',
      ),
    ),
  resolve: z._default(z.boolean(), false).check(z.describe('Whether closing the issue resolves it at the source, too.')),
});
type Written = z.infer<typeof schema>;

export const errors: Section<Written> = {
  key: 'errors',
  about:
    'An issue for each error or alert of production that a hook tells of; it closes itself when it is over. Switches on `/ack` and `/resolve`.',
  example: 'errors: { from: { sentry: acme/web } }',
  schema,
};

export interface Threshold {
  count: number;
  /** Null: however long it takes. */
  within: number | null;
}

export interface Errors {
  from: Record<string, true | string[]>;
  /** Where its issues are, when they are not here. */
  elsewhere: string | null;
  mayBePublic: boolean;
  /** Null: never. */
  opensAfter(level: Level, environment: string | null): Threshold | null;
  closeAfter: number;
  watch: number;
  resolves: boolean;
  /** Made when asked for: patterns take their time. */
  scans(): Query[];
}

/** Null: none are wanted. */
export function errorsOf(file: TeamFile): Errors | null {
  const said = file.read(errors);
  if (said === undefined) return null;
  return {
    from: Object.fromEntries(
      Object.entries(said.from).map(([hook, claimed]) => [hook, typeof claimed === 'string' ? [claimed] : claimed]),
    ),
    elsewhere: said.repository ?? null,
    mayBePublic: said.public,
    opensAfter(level, environment) {
      const here = environment === null ? undefined : said.environments[environment]?.open_after;
      return thresholdOf(oftenOf(here, level) ?? oftenOf(said.open_after, level) ?? usual[level]);
    },
    closeAfter: millisecondsIn(said.close_after),
    watch: millisecondsIn(said.watch),
    resolves: said.resolve,
    scans: () => queriesOf(said.scan ?? {}),
  };
}

const usual: Record<Level, Often> = { critical: 1, error: 1, warning: '3 in 10m', info: 'never' };

function oftenOf(said: Written['open_after'] | undefined, level: Level): Often | undefined {
  return typeof said === 'object' ? said[level] : said;
}

function thresholdOf(often: Often): Threshold | null {
  if (often === 'never') return null;
  if (typeof often === 'number') return { count: often, within: null };
  const [count = '1', time = '1d'] = often.split(' in ');
  return { count: Number(count), within: millisecondsIn(time) };
}
