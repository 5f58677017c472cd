import type pg from 'pg';

/** The tables that a backup holds: all but the list of migrations, each after those it refers to. */
export interface Table {
  name: string;
  columns: { name: string; type: string }[];
}

export async function tablesInOrder(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { after: string[] }>(`
    select c.relname as name,
      (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum), '[]')
       from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(json_agg(r.relname), '[]')
       from pg_constraint k join pg_class r on r.oid = k.confrelid
       where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid) as after
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
    order by c.relname collate "C"`);
  const ordered: Table[] = [];
  const left = new Map(rows.map(row => [row.name, row]));
  while (left.size > 0) {
    const ready = [...left.values()].find(({ after }) => !after.some(name => left.has(name)));
    if (!ready) throw new Error(`tables refer to each other in a ring: ${[...left.keys()].join(', ')}`);
    left.delete(ready.name);
    ordered.push({ name: ready.name, columns: ready.columns });
  }
  return ordered;
}

/** Null when there are no tables of ours. */
export async function newestMigration(client: pg.ClientBase): Promise<number | null> {
  const { rows: found } = await client.query<{ there: boolean }>("select to_regclass('migrations') is not null as there");
  if (!found[0]?.there) return null;
  const { rows } = await client.query<{ number: number | null }>('select max(number) as number from migrations');
  return rows[0]?.number ?? null;
}

/** Values travel as text: said so, it means the same on both sides. No limit of the pool's fits a whole database. */
export const inPlainText = `
  set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601';
  set local bytea_output = 'hex'; set local extra_float_digits = 1;
  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`;
