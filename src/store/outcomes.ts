import type { Session } from '../core/session.ts';
import { rowsOf } from './session.ts';
import type { EffectState } from './tables.ts';

/** What became of a write: how far it is, what came back, and what went wrong with it last. */
export interface Outcome {
  state: EffectState;
  remoteId: string | null;
  error: string | null;
  /** Failed, and nobody could find out whether it happened all the same. */
  unsure: boolean;
  /** When it ended, well or not. */
  settledAt: Date | null;
}

/** By the keys of the effects; one that was never planned is not in it. */
export async function outcomeOf(session: Session, keys: string[]): Promise<Map<string, Outcome>> {
  if (keys.length === 0) return new Map();
  const rows = await rowsOf(session)
    .selectFrom('effects')
    .select(['key', 'state', 'remote_id', 'error', 'unsure', 'settled_at'])
    .where('key', 'in', keys)
    .execute();
  return new Map(
    rows.map(({ key, remote_id: remoteId, settled_at: settledAt, ...row }) => [key, { ...row, remoteId, settledAt }]),
  );
}
