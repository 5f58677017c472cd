/** What the Action leaves for the App, beside its run: every outcome, as JSON. Read by another version than wrote it, and written by whoever may change a workflow. */
import * as z from 'zod/mini';
import type { Moment } from './kind.ts';
import type { Outcome } from './verdict.ts';

export const checksArtifact = 'shipmate-checks';
export const checksFile = 'checks.json';

const text = (most: number) =>
  z.pipe(
    z.string(),
    z.transform((said: string) => said.slice(0, most)),
  );
const finding = z.object({ verdict: z.enum(['pass', 'warn', 'fail', 'unknown']), says: text(500) });
const outcome = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  kind: z.string().check(z.maxLength(50)),
  environment: z.nullable(z.string().check(z.maxLength(100))),
  line: z.int(),
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown']),
  findings: z.array(finding),
  details: z.array(z.object({ title: text(200), text: text(8_000) })),
  errors: z.array(
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
const report = z.object({
  version: z.literal(1),
  when: z.nullable(z.string()),
  checks: z.array(outcome).check(z.maxLength(mostChecks)),
});
export type Report = z.infer<typeof report>;

/** The App takes a megabyte. What stands nowhere else is the first to be kept: the rest is in the log. */
const longest = 1_000_000;
const shapes = [
  { findings: 20, says: 500, details: 3, text: 6_000, errors: 50 },
  { findings: 10, says: 300, details: 1, text: 1_000, errors: 20 },
  { findings: 3, says: 200, details: 0, text: 0, errors: 5 },
  { findings: 1, says: 100, details: 0, text: 0, errors: 0 },
];
type Shape = (typeof shapes)[number];

/** As much of it as the App takes, what failed first. */
export function reportText(outcomes: Outcome[], when: Moment | null): string {
  const told = outcomes.toSorted((a, b) => Number(b.verdict === 'fail') - Number(a.verdict === 'fail')).slice(0, mostChecks);
  const texts = shapes.map(shape => () => JSON.stringify({ version: 1, when, checks: told.map(one => shaped(one, shape)) }));
  return texts.reduce((text, next) => (Buffer.byteLength(text) > longest || text === '' ? next() : text), '');
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
