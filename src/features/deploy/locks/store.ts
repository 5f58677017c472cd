/** The rows of locks, and what of the deploys' rows a rollback asks. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Change } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Tables } from '../../../store/tables.ts';
import { boardTouched } from '../board/store.ts';
import type { Lock } from '../policy/rows.ts';
import type { Held } from './lock.ts';
import type { Past } from './pasts.ts';

type Row = Selectable<Tables['locks']>;

const personOf = (id: number | null, login: string | null) => (id === null || login === null ? null : { id, login });

function lockOf(row: Row): Held {
  const { environment, kind, reason, pull, thread, comment, edits, since, until } = row;
  const by = personOf(row.by_id, row.by_login);
  const ended =
    row.ended_at === null || row.ended_how === null
      ? null
      : { at: row.ended_at, how: row.ended_how, by: personOf(row.ended_by_id, row.ended_by_login), reason: row.ended_reason };
  return { id: row.id, environment, kind, reason, by, pull, thread, comment, edits, since, until, ended };
}

// PostgreSQL's text keeps no null character.
const kept = (text: string | null) => text?.replaceAll('\0', '\ufffd') ?? null;

function rowOf(repository: Repository, lock: Held): Insertable<Tables['locks']> {
  const { id, environment, kind, pull, thread, comment, edits, since, until, by, ended } = lock;
  return {
    ...{ id, environment, kind, pull, thread, comment, edits, since, until },
    repository_id: repository.id,
    reason: kept(lock.reason),
    by_id: by?.id ?? null,
    by_login: by?.login ?? null,
    ended_at: ended?.at ?? null,
    ended_how: ended?.how ?? null,
    ended_by_id: ended?.by?.id ?? null,
    ended_by_login: ended?.by?.login ?? null,
    ended_reason: kept(ended?.reason ?? null),
  };
}

/** In one step: a second one of the same kind is refused by the table itself. */
export const saved = (repository: Repository, lock: Held): Change => ({
  what: `${lock.environment ?? 'every environment'} is ${lock.ended ? `free of a lock (${lock.ended.how})` : 'locked'}`,
  async write(session) {
    const { id, ...values } = rowOf(repository, lock);
    await rowsOf(session)
      .insertInto('locks')
      .values({ id, ...values })
      .onConflict(conflict => conflict.column('id').doUpdateSet(values))
      .execute();
    await boardTouched(repository).write(session);
  },
});

const locks = (session: Session, repository: Repository) =>
  rowsOf(session).selectFrom('locks').selectAll().where('repository_id', '=', repository.id);

/** All open ones that may be of this environment, its own and those of all; of the whole repository for null. */
export async function locksOf(session: Session, repository: Repository, environment: string | null): Promise<Lock[]> {
  const open = await standing(session, repository, environment);
  return open.filter(({ over }) => !over).map(({ lock }) => lock);
}

/** The same, with those whose time is over and of whom nobody has said so yet. */
export async function openLocks(session: Session, repository: Repository, environment: string | null): Promise<Held[]> {
  return (await standing(session, repository, environment)).map(({ lock }) => lock);
}

async function standing(session: Session, repository: Repository, environment: string | null) {
  let open = locks(session, repository).where('ended_at', 'is', null);
  if (environment !== null) open = open.where(eb => eb.or([eb('environment', '=', environment), eb('environment', 'is', null)]));
  const rows = await open
    .select(sql<boolean>`coalesce(until <= clock(), false)`.as('over'))
    .orderBy('since')
    .orderBy('id')
    .execute();
  return rows.map(row => ({ lock: lockOf(row), over: row.over }));
}

export async function lockById(session: Session, repository: Repository, id: string): Promise<Held | null> {
  const row = await locks(session, repository).where('id', '=', id).executeTakeFirst();
  return row ? lockOf(row) : null;
}

/** Open ones that end with this pull request. */
export async function locksOfPull(session: Session, repository: Repository, pull: number): Promise<Held[]> {
  const rows = await locks(session, repository).where('pull', '=', pull).where('ended_at', 'is', null).orderBy('id').execute();
  return rows.map(lockOf);
}

/** That the pull request of this deploy was closed or merged while it ran: what would be held for it has ended before it began. */
export async function holdIsOver(session: Session, repository: Repository, id: string): Promise<boolean> {
  return (await lockById(session, repository, id))?.ended != null;
}

/** Far enough back for everybody's nerves. */
const mostPasts = 500;

/** What ended well here, and what was tried and may have changed something: newest first. */
export async function pastsOf(session: Session, repository: Repository, environment: string): Promise<Past[]> {
  const rows = await rowsOf(session)
    .selectFrom('deploys')
    .select(['sha', 'state', 'kind', 'ended_at'])
    .select([
      sql<string>`story->>'from'`.as('from'),
      sql<Record<string, string>>`story->'inputs'`.as('inputs'),
      sql<boolean>`coalesce(story->'back', 'null') <> 'null'`.as('back'),
    ])
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where(eb =>
      eb.or([
        eb('state', 'in', ['succeeded', 'lost']),
        eb.and([eb('state', 'in', ['failed', 'cancelled']), eb('ran_at', 'is not', null)]),
      ]),
    )
    .orderBy('ended_at', 'desc')
    .orderBy('id')
    .limit(mostPasts)
    .execute();
  return rows.map(({ sha, state, kind, ended_at, from, inputs, back }) => ({
    ...{ sha, from, inputs, back },
    good: state === 'succeeded',
    byHand: kind === 'hand',
    at: ended_at ?? new Date(0),
  }));
}
