/** When a quiet is over that somebody asked for. Pure. */
import type { Term } from '../../core/args.ts';
import { timeOf } from '../../time/wall-clock.ts';

/** A day begins when people come to work, so that nothing is said at midnight. */
const morning = 9 * 3_600_000;

export const endOf = (term: Term, timezone: string, now: Date): Date =>
  term.kind === 'for'
    ? new Date(now.getTime() + term.milliseconds)
    : new Date(timeOf(Date.parse(`${term.date}T00:00:00Z`) + morning, timezone, 'first'));
