/** What was said and has run: a command runs once for ever, so these rows stay when its delivery is gone. */
import { sql } from 'kysely';
import type { Change } from '../core/decision.ts';
import type { Session } from '../core/session.ts';
import { rowsOf } from './session.ts';

export interface Ran {
  /** `channel:node:place`. */
  id: string;
  name: string;
  actor: number;
  repository: number;
  outcome: 'done' | 'refused' | 'asked' | 'skipped';
  /** The comment was nothing but commands. */
  whole: boolean;
}

/** Whether any of them has run. */
export async function ran(session: Session, ids: string[]): Promise<boolean> {
  const found = await rowsOf(session).selectFrom('commands').select('id').where('id', 'in', ids).limit(1).execute();
  return found.length > 0;
}

/** Of these comments, by their nodes, those that were nothing but commands. */
export async function nothingElse(session: Session, nodes: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ node: string }>`
    select node from unnest(${nodes}::text[]) as node join commands on commands.id = 'comment:' || node || ':0' where whole`.execute(
    rowsOf(session),
  );
  return new Set(rows.map(({ node }) => node));
}

/**
 * Fails when one of them is there already, and with it the whole transaction: then somebody else has decided, and the next try
 * finds what `ran` did not.
 */
export function recorded(commands: Ran[]): Change {
  return {
    what: `commands ran: ${commands.map(one => one.id).join(', ')}`,
    async write(session) {
      const rows = commands.map(({ actor, repository, ...rest }) => ({ ...rest, actor_id: actor, repository_id: repository }));
      await rowsOf(session).insertInto('commands').values(rows).execute();
    },
  };
}
