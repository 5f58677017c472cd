/** What is over and whose run somebody runs again on GitHub, past us. The guard of its workflow may skip that as a whole: then it stands as it was. Pure. */
import * as z from 'zod/mini';
import { code } from '../text/inert.ts';
import type { Run } from './run.ts';

interface Row {
  state: string;
  run: number | null;
  attempt: number;
  ranAt: Date | null;
  endedAt: Date | null;
  story: { rerunBy: string | null; refused: number | null };
}

/** How it had ended when somebody ran it again. */
export const stoodSchema = z.object({
  /** The one that began then. */
  attempt: z.number(),
  endedAt: z.number(),
  ranAt: z.nullable(z.number()),
  rerunBy: z.nullable(z.string()),
});

export const stoodOf = ({ ranAt, endedAt, story: { rerunBy } }: Row, { attempt }: Run): z.infer<typeof stoodSchema> | null =>
  endedAt && { attempt, endedAt: endedAt.getTime(), ranAt: ranAt?.getTime() ?? null, rerunBy };

/** A guard let nobody past us, and did nothing. */
export const wasRefused = ({ status, conclusion, attempt }: Run, stood: { attempt: number }): boolean =>
  status === 'ended' && conclusion === 'skipped' && stood.attempt === attempt;

/** Why the run of what is over is news: somebody runs it again, or it was only lost from sight. */
export function movesAgain({ state, run: known, attempt, story }: Row, run: Run): 'rerun' | 'found' | null {
  if (run.attempt > attempt) return 'rerun';
  const same = run.attempt === attempt && attempt !== story.refused && (known === null || known === run.id);
  return state === 'lost' && same ? 'found' : null;
}

/** `attempt 2, by carol`; null where the first one counts. */
export function attemptOf({ attempt, story: { rerunBy, refused } }: Pick<Row, 'attempt' | 'story'>): string | null {
  if (attempt === 1 || attempt === refused) return null;
  return `attempt ${attempt}${rerunBy ? `, by ${code(rerunBy)}` : ''}`;
}
