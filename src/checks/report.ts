/** What the Action leaves for the App, beside its run: every outcome, as JSON. Read by another version than wrote it, and written by whoever may change a workflow. */
import * as z from 'zod/mini';
import { filePath } from '../config/file.ts';
import type { Moment } from './kind.ts';
import { longestName } from './naming.ts';
import type { Outcome, Verdict } from './verdict.ts';

export const checksArtifact = 'shipmate-checks';
export const checksFile = 'checks.json';

const text = (most: number) =>
  z.pipe(
    z.string(),
    z.transform((said: string) => said.slice(0, most)),
  );
/** So many at most, the first: whoever may change a workflow writes what he likes. */
const first = <T>(most: number, one: z.ZodMiniType<T>) =>
  z.pipe(
    z.pipe(
      z.array(z.unknown()),
      z.transform((all: unknown[]) => all.slice(0, most)),
    ),
    z.array(one),
  );
const finding = z.object({ verdict: z.enum(['pass', 'warn', 'fail', 'unknown']), says: text(500) });
const outcome = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(longestName)),
  entry: z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
  kind: z.string().check(z.maxLength(50)),
  environment: z.nullable(z.string().check(z.maxLength(100))),
  line: z.int(),
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown']),
  findings: first(20, finding),
  details: first(3, z.object({ title: text(200), text: text(8_000) })),
  errors: first(
    50,
    z.object({
      print: text(500),
      title: text(200),
      level: z.enum(['warning', 'error', 'critical']),
      count: z.int().check(z.gte(1)),
      sample: text(4_000),
      first: z.nullable(z.string()),
      last: z.nullable(z.string()),
    }),
  ),
  attempts: z.int(),
  ms: z.number(),
});

const mostChecks = 2_000;
/** What is wrong with one of them says nothing of the others. */
const outcomes = z.pipe(
  z.array(z.unknown()).check(z.maxLength(mostChecks)),
  z.transform((all: unknown[]) =>
    all.flatMap(one => {
      const read = z.safeParse(outcome, one);
      return read.success ? [read.data] : [];
    }),
  ),
);

const report = z.object({
  version: z.literal(1),
  when: z.nullable(z.string()),
  /** Where the checks stand; null: in the workflow itself. */
  path: z.nullable(text(500)),
  /** Which job said it, and in which try of its run; null: nobody knows. */
  job: text(200),
  attempt: z.nullable(z.int()),
  checks: outcomes,
});
export type Report = z.infer<typeof report>;

export type From = Pick<Report, 'path' | 'job' | 'attempt'>;
const ofFile: From = { path: filePath, job: '', attempt: null };

/** The App takes a megabyte. What stands nowhere else is the first to be kept: the rest is in the log. */
const longest = 1_000_000;
const shapes = [
  { findings: 20, says: 500, details: 3, text: 6_000, errors: 50 },
  { findings: 10, says: 300, details: 1, text: 1_000, errors: 20 },
  { findings: 3, says: 200, details: 0, text: 0, errors: 5 },
];
const briefest = { findings: 1, says: 100, details: 0, text: 0, errors: 0 };
type Shape = typeof briefest;

/** What failed first, what has passed last. */
const order: Verdict[] = ['fail', 'unknown', 'warn', 'pass'];

/** As much of it as the App takes: less of each, and then fewer. */
export function reportText(outcomes: Outcome[], when: Moment | null, from: From = ofFile): string {
  const told = outcomes.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict)).slice(0, mostChecks);
  const textOf = (checks: Outcome[]) => JSON.stringify({ version: 1, when, ...from, checks });
  const fits = (text: string) => Buffer.byteLength(text) <= longest;
  for (const shape of shapes) {
    const text = textOf(told.map(one => shaped(one, shape)));
    if (fits(text)) return text;
  }
  const brief = told.map(one => shaped(one, briefest));
  let text = textOf(brief);
  while (!fits(text)) {
    brief.length = Math.floor(brief.length * 0.95);
    text = textOf(brief);
  }
  return text;
}

const shaped = (one: Outcome, { findings, says, details, text, errors }: Shape): Outcome => ({
  ...one,
  findings: one.findings.slice(0, findings).map(found => ({ ...found, says: found.says.slice(0, says) })),
  details: one.details.slice(0, details).map(({ title, text: long }) => ({ title, text: long.slice(-text) })),
  errors: one.errors.slice(0, errors),
});

/** Null where it is none of ours, or of a version that nobody here knows. */
export function readReport(said: string): Report | null {
  try {
    return z.parse(report, JSON.parse(said));
  } catch {
    return null;
  }
}
