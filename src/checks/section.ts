/** The section `infrastructure` of a team's file: a list of checks. */
import * as z from 'zod/mini';
import { list } from '../config/words.ts';
import type { Section } from '../core/file.ts';
import { code } from '../text/inert.ts';
import { type Kind, moments, type Probe } from './kind.ts';
import { kinds, settings } from './kinds/index.ts';
import { shaped, some, span } from './parts.ts';

const environment = shaped(/^\w[\w./-]{0,99}$/, 'the name of an environment');

/** What may be said of a check of any kind. */
export const common = {
  name: z
    .optional(z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^[^\n\r]+$/)))
    .check(z.describe('What it is called in logs and issues; without, what it looks at.')),
  environment: z
    .optional(some(environment, 20))
    .check(z.describe('Which environment it is about; of several, one check for each. `{{environment}}` is its name.')),
  when: z
    .optional(some(z.enum(moments), moments.length))
    .check(z.describe('When it runs; without, always but for pull requests.')),
  within: z.optional(span).check(z.describe('How long it may take.')),
  retries: z
    ._default(z.int().check(z.gte(0), z.lte(10)), 0)
    .check(z.describe('How often it is tried again before it has failed.')),
  pause: z
    .prefault(span, '1s')
    .check(z.describe('How long before the first of them; each waits twice as long as the one before.')),
  level: z
    ._default(z.enum(['fail', 'warn']), 'fail')
    .check(z.describe('Whether the build is red where it fails, or only warned.')),
};

const known = z.object(common);

/** One check as its file says it. */
export type Entry = z.infer<typeof known> & { kind: Kind; probe: Probe };

const all = Object.values(kinds);

export const entry = z.pipe(
  z.strictObject({ ...common, ...settings }).check(
    z.refine(
      said => all.filter(({ name }) => Object.hasOwn(said, name)).length === 1,
      `has to say what it checks, by one of ${list(
        all.map(({ name }) => code(name)),
        'or',
        20,
      )}`,
    ),
    z.meta({ title: 'a check such as `{ tls: example.org }`' }),
  ),
  z.transform(said => {
    for (const [name, kind] of entriesOf(kinds)) {
      const probe = said[name];
      if (probe) return { ...said, kind, probe };
    }
    throw new Error('an entry without a kind was let through');
  }),
);

export const infrastructure: Section<Entry[]> = {
  key: 'infrastructure',
  about: 'Checks that the Action runs in CI: whether what runs is what should run. What fails has an issue until it is mended.',
  example: 'infrastructure:\n  - tcp: db.example.org:5432',
  schema: z.array(entry).check(z.minLength(1), z.maxLength(500)),
};

function entriesOf<K extends string, V>(record: Record<K, V>): [K, V][] {
  const keys: K[] = [];
  for (const key in record) keys.push(key);
  return keys.map(key => [key, record[key]]);
}
