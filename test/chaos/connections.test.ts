import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/connection.ts';
import { freshDatabase } from '../database.ts';

/** The database ends a connection that is in use but has no query under way: its next query fails, and the process lives. */

test('a connection ends between two queries of a transaction', async () => {
  const database = await freshDatabase();
  const store = openStore(database.config, { warn() {} });
  try {
    const broken = store.db.transaction().execute(async tx => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await store.pool.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
      await sql`select 1`.execute(tx);
    });
    await expect(broken).rejects.toThrow();
    expect((await store.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  } finally {
    await store.close();
    await database.drop();
  }
});
