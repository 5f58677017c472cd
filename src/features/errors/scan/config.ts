/** The key `scan` of the section `errors`: named queries that look for errors which no tool reports. */
import * as z from 'zod/mini';
import { type Level, levels } from '../alert.ts';
import { isPath } from './path.ts';
import { groupProblem, type Pattern, patternOf, patternProblem } from './pattern.ts';

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

const url = z.string().check(
  z.maxLength(2_000),
  z.refine(said => {
    const read = URL.parse(said);
    return read !== null && /^https?:$/.test(read.protocol) && read.username === '' && read.password === '';
  }),
  z.meta({ title: 'a whole address without a user or a password, such as `https://logs.example.org`' }),
);

const path = z.string().check(z.refine(isPath), z.meta({ title: 'a path of names and numbers, such as `data.items`' }));

const pattern = z.string().check(
  z.superRefine((said, context) => {
    const message = patternProblem(said);
    if (message !== null) context.addIssue({ code: 'custom', message, input: said });
  }),
  z.meta({ title: 'a regular expression as RE2 reads it, such as `ERROR (?P<where>\\S+)`' }),
);

const time = (title: string, from: number, to: number) =>
  z.string().check(
    z.regex(/^\d{1,4}[smhd]$/, { abort: true }),
    z.refine(said => milliseconds(said) >= from && milliseconds(said) <= to),
    z.meta({ title }),
  );

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

const threshold = z.string().check(
  z.regex(/^[1-9]\d{0,4} in \d{1,4}[smhd]$/, { abort: true }),
  z.refine(said => {
    const within = milliseconds(said.split(' ').at(-1) ?? '');
    return within >= minute && within <= day;
  }),
  z.meta({ title: 'how many in which time, from `1m` to `1d`, such as `3 in 5m`' }),
);

const name = z
  .string()
  .check(z.regex(/^[a-z\d][\w-]{0,49}$/i), z.meta({ title: 'a name of letters, digits, `-` and `_`, at most 50' }));

const source = z.strictObject({ url, query: text(4_000) });

const one = z
  .strictObject({
    loki: z.optional(source).check(z.describe('Asks Loki; the query is LogQL and returns lines.')),
    elasticsearch: z
      .optional(source)
      .check(
        z.describe('Asks Elasticsearch or OpenSearch; the address ends with the index, and the query is as in its search box.'),
      ),
    json: z
      .optional(z.strictObject({ url, items: z._default(path, '.'), message: path, at: path, id: z.optional(path) }))
      .check(
        z.describe(
          'Asks for any JSON that has a list: where that is, and in each entry the message, its time, and what tells it from others. `{from}` and `{to}` in the address are the times asked for.',
        ),
      ),
    every: z._default(time('a time from `30s` to `1d`', 30 * second, day), '1m').check(z.describe('How often it is asked.')),
    delay: z
      ._default(time('a time from `0s` to `1h`', 0, 60 * minute), '1m')
      .check(z.describe('How late a line may come: what is younger is read the next time.')),
    pattern: z.optional(pattern).check(z.describe('What a line has to match; all of them if nothing is said.')),
    ignore: z._default(z.array(pattern).check(z.maxLength(20)), []).check(z.describe('What is no error after all.')),
    threshold: z.optional(threshold).check(z.describe('How often one error has to happen before it counts.')),
    group: z
      .optional(text(200))
      .check(
        z.describe(
          'What makes two lines one error: a group of the pattern by name or number, or text with such in braces, `{where} {1}`; the message without its numbers and ids if nothing is said.',
        ),
      ),
    level: z._default(z.enum(levels), 'error').check(z.describe('How bad they are.')),
    environment: z.optional(text(100)).check(z.describe('Where it happens.')),
    auth: z.optional(name).check(z.describe('The name of a secret for this address, which whoever runs Shipmate has added.')),
  })
  .check(
    z.refine(
      ({ loki, elasticsearch, json }) => [loki, elasticsearch, json].filter(said => said !== undefined).length === 1,
      'has to say where to ask: one of `loki`, `elasticsearch` and `json`',
    ),
    z.superRefine(({ group, pattern: expression }, context) => {
      const message = group === undefined ? null : groupProblem(group, expression ?? null);
      if (message !== null) context.addIssue({ code: 'custom', path: ['group'], message, input: group });
    }),
  );

export const scanSchema = z.record(name, one).check(z.refine(all => Object.keys(all).length <= 20, 'has more than 20 queries'));

export type Scan = z.infer<typeof scanSchema>;

export interface Query {
  name: string;
  source:
    | { kind: 'loki' | 'elasticsearch'; url: string; query: string }
    | { kind: 'json'; url: string; items: string; message: string; at: string; id: string | null };
  /** These in milliseconds. */
  every: number;
  delay: number;
  pattern: Pattern | null;
  ignore: Pattern[];
  threshold: { count: number; within: number } | null;
  group: string | null;
  level: Level;
  environment: string | null;
  auth: string | null;
  /** How many lines are asked for at once. */
  page: number;
}

export const queriesOf = (scan: Scan): Query[] =>
  Object.entries(scan).flatMap(([called, said]) => {
    const from = sourceOf(said);
    if (from === null) return [];
    return {
      name: called,
      source: from,
      every: milliseconds(said.every),
      delay: milliseconds(said.delay),
      pattern: said.pattern === undefined ? null : patternOf(said.pattern),
      ignore: said.ignore.map(patternOf),
      threshold: said.threshold === undefined ? null : thresholdOf(said.threshold),
      group: said.group ?? null,
      level: said.level,
      environment: said.environment ?? null,
      auth: said.auth ?? null,
      page: 1_000,
    };
  });

function sourceOf({ loki, elasticsearch, json }: Scan[string]): Query['source'] | null {
  if (loki) return { kind: 'loki', ...loki };
  if (elasticsearch) return { kind: 'elasticsearch', ...elasticsearch };
  return json ? { kind: 'json', ...json, id: json.id ?? null } : null;
}

function thresholdOf(said: string): { count: number; within: number } {
  const [count = '', , within = ''] = said.split(' ');
  return { count: Number(count), within: milliseconds(within) };
}

const units: Record<string, number> = { s: second, m: minute, h: 60 * minute, d: day };

const milliseconds = (said: string): number => Number.parseInt(said, 10) * (units[said.slice(-1)] ?? 0);
