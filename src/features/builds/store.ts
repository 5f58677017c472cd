/** The rows of what was reported on builds: the only SQL of this feature, besides what it shares. */
import { type Selectable, sql } from 'kysely';
import type { Change } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { rowsOf } from '../../store/session.ts';
import type { Tables } from '../../store/tables.ts';
import type { News, Report } from './report.ts';

/** As far back as anybody looks: the strip, what is usual, what passed since. */
const most = 100;

const reportOf = (row: Selectable<Tables['build_reports']>): Report => ({
  ...{ run: row.run, attempt: row.attempt, number: row.number, source: row.source, sha: row.sha, queued: row.queued },
  ...{ verdict: row.verdict, url: row.url, beganAt: row.began_at, at: row.at, looked: row.looked },
});

/** The newest of a source, the newest first. */
export async function reportsOf(session: Session, { id }: Repository, about: string): Promise<Report[]> {
  const rows = await rowsOf(session)
    .selectFrom('build_reports')
    .selectAll()
    .where('repository_id', '=', id)
    .where('about', '=', about)
    .orderBy('number', 'desc')
    .orderBy('attempt', 'desc')
    .limit(most)
    .execute();
  return rows.map(reportOf);
}

/** What was said last of a run. */
export async function lastReport(session: Session, { id }: Repository, about: string, { run }: Report): Promise<Report | null> {
  const row = await rowsOf(session)
    .selectFrom('build_reports')
    .selectAll()
    .where('repository_id', '=', id)
    .where('about', '=', about)
    .where('run', '=', run)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? reportOf(row) : null;
}

/** What comes twice was said once. */
export const reported = (repository: Repository, about: string, { report, instead }: News): Change => ({
  what: `${about}: ${report.sha.slice(0, 7)} is ${report.verdict}`,
  async write(session) {
    const { beganAt, ...rest } = report;
    const db = rowsOf(session);
    if (instead !== null)
      await db
        .deleteFrom('build_reports')
        .where('repository_id', '=', repository.id)
        .where('about', '=', about)
        .where('run', '=', report.run)
        .where('attempt', '=', instead)
        .execute();
    await db
      .insertInto('build_reports')
      .values({ repository_id: repository.id, about, ...rest, began_at: beganAt })
      .onConflict(conflict => conflict.doNothing())
      .execute();
    await pruned(session, repository, about);
  },
});

/** What nobody asks for any more goes. */
const pruned = (session: Session, { id }: Repository, about: string) =>
  sql`
  delete from build_reports where repository_id = ${id} and about = ${about} and looked and (number, attempt) < (
    select number, attempt from build_reports where repository_id = ${id} and about = ${about}
    order by number desc, attempt desc offset ${most} limit 1)`.execute(rowsOf(session));

export interface Looks {
  lookedAt: Date | null;
  nextAt: Date | null;
}

export async function looksAt(session: Session, { id }: Repository, about: string): Promise<Looks> {
  const row = await rowsOf(session)
    .selectFrom('build_looks')
    .selectAll()
    .where('repository_id', '=', id)
    .where('about', '=', about)
    .executeTakeFirst();
  return { lookedAt: row?.looked_at ?? null, nextAt: row?.next_at ?? null };
}

export const looksSaved = ({ id }: Repository, about: string, { lookedAt, nextAt }: Looks): Change => ({
  what: `${about} is looked at ${nextAt ? `at ${nextAt.toISOString()}` : 'when somebody reports'}`,
  async write(session) {
    const values = { looked_at: lookedAt, next_at: nextAt };
    await rowsOf(session)
      .insertInto('build_looks')
      .values({ repository_id: id, about, ...values })
      .onConflict(conflict => conflict.columns(['repository_id', 'about']).doUpdateSet(values))
      .execute();
  },
});

/** These were looked at. */
export const looked = ({ id }: Repository, about: string, reports: Report[]): Change => ({
  what: `${reports.length} reports of ${about} were looked at`,
  async write(session) {
    for (const { run, attempt } of reports)
      await rowsOf(session)
        .updateTable('build_reports')
        .set({ looked: true })
        .where('repository_id', '=', id)
        .where('about', '=', about)
        .where('run', '=', run)
        .where('attempt', '=', attempt)
        .execute();
  },
});
