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

const report = z.object({
  version: z.literal(1),
  when: z.nullable(z.string()),
  checks: z.array(outcome).check(z.maxLength(2_000)),
});
export type Report = z.infer<typeof report>;

/** Enough for an issue; what is longer stands in the log. */
const mostFindings = 20;
const mostText = 6_000;
const mostErrors = 50;

export function reportText(outcomes: Outcome[], when: Moment | null): string {
  const checks = outcomes.map(one => ({
    ...one,
    findings: one.findings.slice(0, mostFindings),
    details: one.details.slice(0, 3).map(({ title, text: long }) => ({ title, text: long.slice(-mostText) })),
    errors: one.errors.slice(0, mostErrors),
  }));
  return JSON.stringify({ version: 1, when, checks });
}

/** Null where it is none of ours, or of a version that nobody here knows. */
export function readReport(said: string): Report | null {
  try {
    return z.parse(report, JSON.parse(said));
  } catch {
    return null;
  }
}
