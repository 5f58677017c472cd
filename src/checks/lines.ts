/** How outcomes look where there is only text: a log, a terminal. */
import { duration } from '../time/duration.ts';
import { type Outcome, reasonsOf, type Verdict } from './verdict.ts';

export const signs: Record<Verdict, string> = { pass: '✅', warn: '⚠️', fail: '❌', unknown: '❔' };

export function lineOf(outcome: Outcome): string {
  const { verdict, name, environment } = outcome;
  const told = reasonsOf(outcome);
  const shown = verdict === 'pass' ? told : told.slice(0, 3);
  const more = told.length > shown.length ? `, and ${told.length - shown.length} more` : '';
  const where = environment === null ? '' : ` (${environment})`;
  return `${signs[verdict]} ${name}${where}: ${shown.join('; ')}${more} · ${timeOf(outcome)}`;
}

export const timeOf = ({ ms, attempts }: Outcome): string =>
  `${ms < 1_000 ? `${ms} ms` : duration(ms)}${attempts > 1 ? `, ${attempts} tries` : ''}`;

export function countsOf(outcomes: Pick<Outcome, 'verdict'>[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, warn: 0, fail: 0, unknown: 0 };
  for (const { verdict } of outcomes) counts[verdict] += 1;
  return counts;
}

/** "12 checks: 10 passed, 1 failed, 1 unknown". */
export function summaryOf(outcomes: Pick<Outcome, 'verdict'>[]): string {
  const { pass, warn, fail, unknown } = countsOf(outcomes);
  const parts = [
    [pass, 'passed'],
    [warn, 'warned'],
    [fail, 'failed'],
    [unknown, 'unknown'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${outcomes.length} ${outcomes.length === 1 ? 'check' : 'checks'}: ${said.join(', ')}`;
}
