/** Deploys and refusals of a stretch of time, as little of each as a report needs. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export interface DeployTimes {
  repository: string;
  environment: string;
  kind: 'asked' | 'auto' | 'hand';
  state: 'succeeded' | 'failed' | 'cancelled' | 'lost' | 'dropped';
  who: string | null;
  askedAt: Date;
  startedAt: Date | null;
  endedAt: Date;
  /** Whether others were before it when it was asked for. */
  waited: boolean;
  /** As the deploy wrote them down; null where it wrote nothing. */
  waits: unknown;
  /** When its commit came onto the default branch; null when it was not there, or nobody knows. */
  landed: number | null;
  /** It had succeeded in this environment before. */
  again: boolean;
}

interface Span {
  from: Date;
  until: Date;
  repository: number | null;
}

/** What ended in that time, in the order in which it did. */
export async function deployTimes(db: Kysely<Tables>, { from, until, repository }: Span): Promise<DeployTimes[]> {
  const { rows } = await sql<DeployTimes>`
    select coalesce(r.owner || '/' || r.name, d.repository_id::text) as repository, d.environment, d.kind, d.state, d.story #>> '{by,login}' as who,
      d.asked_at as "askedAt", d.started_at as "startedAt", d.ended_at as "endedAt", (d.story ->> 'waited')::boolean as waited,
      d.story -> 'waits' as waits, (d.story ->> 'landed')::float8 as landed,
      exists (select from deploys b where b.repository_id = d.repository_id and b.environment = d.environment
              and b.sha = d.sha and b.state = 'succeeded' and b.ended_at < d.ended_at) as again
    from deploys d left join repositories r on r.id = d.repository_id
    where d.ended_at >= ${from} and d.ended_at < ${until} and (${repository}::bigint is null or d.repository_id = ${repository})
    order by d.ended_at`.execute(db);
  return rows;
}

export interface Refusals {
  repository: string;
  who: string;
  times: number;
}

/** From the audit: who was told no, the most often told first. */
export async function refusals(db: Kysely<Tables>, { from, until, repository }: Span): Promise<Refusals[]> {
  const { rows } = await sql<Refusals>`
    select coalesce(r.owner || '/' || r.name, a.repository_id::text, '') as repository, a.actor as who, count(*)::int as times
    from audit a left join repositories r on r.id = a.repository_id
    where a.outcome = 'refused' and a.actor is not null and a.at >= ${from} and a.at < ${until}
      and (${repository}::bigint is null or a.repository_id = ${repository})
    group by 1, 2 order by 3 desc, 2`.execute(db);
  return rows;
}
