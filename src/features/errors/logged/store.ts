/** The rows of what checks found in logs: which runs were counted. */
import { sql } from 'kysely';
import type { Change } from '../../../core/decision.ts';
import type { ErrorsLogged } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { rowsOf } from '../../../store/session.ts';

type Told = Pick<ErrorsLogged, 'repository' | 'environment' | 'source'>;

const keyOf = ({ repository, environment, source: { run, attempt, check } }: Told) => ({
  ...{ repository_id: repository.id, run, attempt },
  ...{ name: textOf(check), environment: textOf(environment ?? '') },
});

/** Strangers' text may hold what PostgreSQL does not take. */
const textOf = (said: string): string => said.toWellFormed().replaceAll('\0', '\ufffd');

export async function wasCounted(session: Session, told: Told): Promise<boolean> {
  const key = keyOf(told);
  const row = await rowsOf(session)
    .selectFrom('errors_logged')
    .select('run')
    .where('repository_id', '=', key.repository_id)
    .where('run', '=', key.run)
    .where('attempt', '=', key.attempt)
    .where('name', '=', key.name)
    .where('environment', '=', key.environment)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whoever counts them does so in the same transaction. */
export const isCounted = (told: Told): Change => ({
  what: `what ${told.source.check} found in run ${told.source.run} was counted`,
  async write(session) {
    await rowsOf(session).insertInto('errors_logged').values(keyOf(told)).execute();
  },
});

/** GitHub tells nothing more of a run that ended so long ago, and runs nothing of it again. */
export async function forgetLogged(session: Session): Promise<void> {
  await sql`delete from errors_logged where at < clock() - interval '60 days'`.execute(rowsOf(session));
}
