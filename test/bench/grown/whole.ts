import type pg from 'pg';
import { approvedLately } from '../../../src/features/deploy/approvals/store.ts';
import { history, queue } from '../../../src/features/deploy/store.ts';
import { unlooked } from '../../../src/features/errors/store.ts';
import { allRows } from '../../../src/features/reminders/store.ts';
import { going } from '../../../src/issues/store.ts';
import { openStore } from '../../../src/store/connection.ts';
import { repositoryOf } from '../../../src/store/repositories.ts';
import { sessionOn } from '../../../src/store/session.ts';

/** What was made in bulk is what the App reads: nothing points nowhere, no mark is left, and its own readers take a sample of it. */
export async function mustBeWhole(client: pg.Client, connection: pg.ClientConfig): Promise<void> {
  for (const table of ['audit', 'effects', 'commands'])
    await mustBeNone(
      client,
      `${table}: names a delivery that is not there`,
      `
      select t.* from ${table} t where delivery is not null and not exists (select from deliveries d where d.seq = t.delivery)`,
    );
  await mustBeNone(
    client,
    'an edit of a comment that nobody wrote',
    `
    select * from effects e where kind = 'edit' and not exists (select from effects made where made.key = e.what ->> 'comment')`,
  );
  await mustBeNone(
    client,
    'a mark was not filled in',
    `
    select * from (select guid || key from deliveries union all select key || what from effects union all select scope || about || reasons from audit
      union all select id || story from deploys union all select convert_from(body, 'UTF8') from deliveries where source = 'ours' and body is not null)
      as texts (said) where said like '%«%'`,
  );
  const store = openStore(connection, { warn() {} });
  try {
    const sample = await store.db.selectFrom('repositories').selectAll().orderBy('id').limit(20).execute();
    await store.db.transaction().execute(async tx => {
      const session = sessionOn(tx);
      let read = 0;
      for (const repository of sample.map(repositoryOf)) {
        for (const environment of ['prerelease', 'prod']) {
          read += (await history(session, repository, environment, 50)).length;
          await approvedLately(session, repository, environment, 5);
        }
        await queue(session, repository);
        for (const kind of ['builds', 'errors']) await going(session, repository, kind);
        await unlooked(session, repository, 100);
        await allRows(session, repository);
      }
      if (read === 0) throw new Error('none of the deploys could be read');
    });
  } finally {
    await store.close();
  }
}

async function mustBeNone(client: pg.Client, what: string, query: string): Promise<void> {
  const { rows } = await client.query(`${query} limit 1`);
  if (rows[0]) throw new Error(`${what}: ${JSON.stringify(rows[0]).slice(0, 600)}`);
}
