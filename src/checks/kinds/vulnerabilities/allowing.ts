/** What a team has looked at and lets be there, for a reason and a time. */
import * as z from 'zod/mini';
import type { Advisory } from './advisory.ts';

const id = z
  .string()
  .check(
    z.regex(/^(?:GHSA(?:-[\da-z]{4}){3}|CVE-\d{4}-\d{4,10}|(?:PYSEC|GO|RUSTSEC|MAL|OSV)-[\w-]{1,40})$/),
    z.meta({ title: 'an id such as `GHSA-35jh-r3h4-6jhm` or `CVE-2026-1234`' }),
  );
const shape = /^\d{4}-\d\d-\d\d$/;
const day = z.string().check(
  z.regex(shape),
  z.refine(said => !shape.test(said) || !Number.isNaN(Date.parse(said)), 'is no day of the calendar'),
  z.meta({ title: 'a day such as `2026-12-01`' }),
);

export const allowance = z.strictObject({
  id: id.check(z.describe('Which one.')),
  reason: z.string().check(z.minLength(1), z.maxLength(300), z.describe('Why it does no harm here.')),
  until: day.check(z.describe('The last day on which it may be there, by UTC.')),
});
export type Allowance = z.infer<typeof allowance>;

export const isOver = ({ until }: Allowance, now: Date): boolean => now.toISOString().slice(0, 10) > until;

/** The one that lasts longest. */
export const allowanceFor = ({ ids }: Advisory, all: Allowance[]): Allowance | undefined =>
  all.filter(one => ids.includes(one.id)).toSorted((a, b) => (a.until < b.until ? 1 : -1))[0];
