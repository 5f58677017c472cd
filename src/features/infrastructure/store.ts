/** The rows of what checks came to: the only SQL of this feature, besides what it shares. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Change } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { rowsOf } from '../../store/session.ts';
import type { Tables } from '../../store/tables.ts';
import type { Standing } from './standing.ts';

type Row = Selectable<Tables['infrastructure_checks']>;

function standingOf({ environment, name, kind, line, ...row }: Row): Standing {
  const { at, run, attempt, verdict, says } = row;
  const { unknown_at: lostAt, unknown_run: lostIn, unknown_attempt: lostTry, unknown_says: why } = row;
  return {
    ...{ environment, name, kind, line },
    known: at && run !== null && attempt !== null && verdict && says !== null ? { at, run, attempt, verdict, says } : null,
    unknown:
      lostAt && lostIn !== null && lostTry !== null && why !== null
        ? { at: lostAt, run: lostIn, attempt: lostTry, says: why }
        : null,
  };
}

function rowOf({ id }: Repository, { known, unknown, ...what }: Standing): Insertable<Tables['infrastructure_checks']> {
  return {
    repository_id: id,
    ...what,
    ...(known ?? { at: null, run: null, attempt: null, verdict: null, says: null }),
    unknown_at: unknown?.at ?? null,
    unknown_run: unknown?.run ?? null,
    unknown_attempt: unknown?.attempt ?? null,
    unknown_says: unknown?.says ?? null,
  };
}

export async function standings(session: Session, { id }: Repository): Promise<Standing[]> {
  const rows = await rowsOf(session)
    .selectFrom('infrastructure_checks')
    .selectAll()
    .where('repository_id', '=', id)
    .orderBy('environment')
    .orderBy('line')
    .orderBy('name')
    .execute();
  return rows.map(standingOf);
}

/** All with one statement; there are at most five hundred. */
export const saved = (repository: Repository, checks: Standing[]): Change => ({
  what: `${checks.length} checks of infrastructure are known`,
  async write(session) {
    if (checks.length === 0) return;
    await rowsOf(session)
      .insertInto('infrastructure_checks')
      .values(checks.map(one => rowOf(repository, one)))
      .onConflict(conflict =>
        conflict.columns(['repository_id', 'environment', 'name']).doUpdateSet(({ ref }) => ({
          kind: ref('excluded.kind'),
          line: ref('excluded.line'),
          at: ref('excluded.at'),
          run: ref('excluded.run'),
          attempt: ref('excluded.attempt'),
          verdict: ref('excluded.verdict'),
          says: ref('excluded.says'),
          unknown_at: ref('excluded.unknown_at'),
          unknown_run: ref('excluded.unknown_run'),
          unknown_attempt: ref('excluded.unknown_attempt'),
          unknown_says: ref('excluded.unknown_says'),
        })),
      )
      .execute();
  },
});

/** The file does not name them any more. */
export const forgotten = ({ id }: Repository, checks: Pick<Standing, 'environment' | 'name'>[]): Change => ({
  what: `${checks.length} checks of infrastructure are gone`,
  async write(session) {
    for (const { environment, name } of checks)
      await rowsOf(session)
        .deleteFrom('infrastructure_checks')
        .where('repository_id', '=', id)
        .where('environment', '=', environment)
        .where('name', '=', name)
        .execute();
  },
});

const day = sql<Date>`clock() - interval '1 day'`;

/** Somebody has read it lately, and it does not run the Action. A push whose webhook got lost is forgotten after a day. */
export async function isUnrelated(session: Session, { id }: Repository, file: string): Promise<boolean> {
  const row = await rowsOf(session)
    .selectFrom('infrastructure_unrelated')
    .select('file')
    .where('repository_id', '=', id)
    .where('file', '=', file)
    .where('read_at', '>', day)
    .executeTakeFirst();
  return row !== undefined;
}

export const unrelated = ({ id }: Repository, file: string): Change => ({
  what: `${file} does not run the Action`,
  async write(session) {
    const read = { read_at: sql<Date>`clock()` };
    await rowsOf(session)
      .insertInto('infrastructure_unrelated')
      .values({ repository_id: id, file, ...read })
      .onConflict(conflict => conflict.columns(['repository_id', 'file']).doUpdateSet(read))
      .execute();
  },
});

/** Any of them may run it now. */
export const relatedAgain = ({ id }: Repository): Change => ({
  what: 'what the workflows use is read anew',
  async write(session) {
    await rowsOf(session).deleteFrom('infrastructure_unrelated').where('repository_id', '=', id).execute();
  },
});

export async function hasUnrelated(session: Session, { id }: Repository): Promise<boolean> {
  const one = rowsOf(session).selectFrom('infrastructure_unrelated').select('file').where('repository_id', '=', id);
  return (await one.executeTakeFirst()) !== undefined;
}
