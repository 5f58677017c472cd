import type pg from 'pg';
import { stories } from './stories.ts';
import { home, type Template, type Templates } from './templates.ts';

/** Each story many times over, in other repositories and at other times: one statement for each table. */

export interface Place {
  id: number;
  installation: number;
  owner: string;
  name: string;
}

interface Wanted {
  deploys: number;
  /** The first of them has a twentieth of all that happens. */
  places: Place[];
  /** By the clock of the database, which is ahead. */
  now: Date;
  say(words: string): void;
}

const years = 2;
/** What GitHub counts against us within the hour is over. */
const quiet = '2 hours';
/** What people write is kept for a week, and one day of it waits for the chore that forgets it. */
const bodies = '8 days';

export async function multiply(client: pg.ClientBase, templates: Templates, wanted: Wanted): Promise<void> {
  await client.query(
    `set session_replication_role = replica; set synchronous_commit = off; set work_mem = '256MB'; create schema grown`,
  );
  await given(client, templates, wanted);
  await copies(client, wanted.deploys);
  await client.query(`
    insert into installations (id) select distinct installation from grown.places on conflict do nothing;
    insert into repositories (id, installation_id, owner, name, private, default_branch, adopted_at, heard_at)
      select id, installation, owner, name, false, 'main', clock() - interval '${years} years', clock() - power(random(), 3) * interval '90 days'
      from grown.places on conflict do nothing`);
  const tables = new Map<string, Template[]>();
  for (const row of templates.rows) tables.set(row.of, [...(tables.get(row.of) ?? []), row]);
  for (const table of tables.keys()) {
    const { rowCount } = await client.query(await statement(client, table));
    wanted.say(`${rowCount} rows of ${table}`);
  }
  await chained(client);
  wanted.say('the audit is chained');
  await settled(client);
  await client.query(`drop schema grown cascade; reset session_replication_role`);
  await client.query('vacuum (analyze)');
}

async function given(client: pg.ClientBase, { rows, spans }: Templates, { places, now }: Wanted): Promise<void> {
  const shares = Object.entries(stories).map(([story, { share }]) => ({ story, share }));
  await client.query(`
    create table grown.templates as select * from jsonb_to_recordset('[]') as t (story text, of text, "row" text, body text);
    create table grown.spans (story text, began timestamptz, seconds float8, share int, upto int, lately boolean);
    create table grown.places (place int, id bigint, installation bigint, owner text, name text)`);
  await client.query(
    `insert into grown.templates select * from jsonb_to_recordset($1) as t (story text, of text, "row" text, body text)`,
    [JSON.stringify(rows)],
  );
  for (const { story, began, seconds } of spans) {
    const at = shares.findIndex(one => one.story === story);
    const upto = shares.slice(0, at + 1).reduce((sum, { share }) => sum + share, 0);
    await client.query('insert into grown.spans values ($1, $2, $3, $4, $5, $6)', [
      ...[story, began, seconds, shares[at]?.share ?? 0, at < 0 ? -1 : upto, stories[story]?.lately ?? false],
    ]);
  }
  for (const [place, { id, installation, owner, name }] of places.entries())
    await client.query('insert into grown.places values ($1, $2, $3, $4, $5)', [place, id, installation, owner, name]);
  await client.query(`select setseed(0.42)`);
  await client.query(
    `create function grown.now() returns timestamptz language sql immutable as $$ select '${now.toISOString()}'::timestamptz $$`,
  );
}

/** More happens lately than long ago; our numbers go up with time. */
async function copies(client: pg.ClientBase, deploys: number): Promise<void> {
  const share = Object.values(stories).reduce((sum, one) => sum + (one.deploys ? one.share : 0), 0);
  // Lots are drawn: a few more, so that they are not fewer.
  const many = Math.round((deploys * 101) / share);
  await client.query(`
    create table grown.copies as
    with drawn as materialized (
      select n, random() * 100 as lot, interval '${365 * years} days' * (1 - sqrt(n::float8 / ${many})) as age,
        case when random() < 0.05 then 0 else floor(power(random(), 2) * (select count(*) from grown.places))::int end as place
      from generate_series(1, ${many}) as n),
    chosen as (
      select n, age, place, case when s.lately and age > interval '30 days' then 'talk' else s.story end as story
      from drawn, lateral (select * from grown.spans where upto > lot order by upto limit 1) as s
      union all select ${many} + 1 + place, interval '0', place, '${home}' from grown.places where place > 0),
    sized as (
      select c.*, (select count(*) from grown.templates t where t.story = c.story and t.of = 'deliveries') as deliveries,
        (select count(*) from grown.templates t where t.story = c.story and t.of = 'effects') as effects,
        (select count(*) from grown.templates t where t.story = c.story and t.of = 'audit') as audits
      from chosen c)
    select c.n, c.story, p.id as repository, p.installation, p.owner, p.name,
      100 + row_number() over (partition by p.id order by n) as thread,
      lpad(to_hex((n * 2654435761) % 4294967296), 8, '0') as h,
      case c.story when '${home}' then interval '0' else grown.now() - interval '${quiet}' - make_interval(secs => s.seconds) - c.age - s.began end as shift,
      coalesce((select max(seq) from deliveries), 0) + 1 + sum(c.deliveries) over before - c.deliveries as delivery0,
      coalesce((select max(id) from effects), 0) + 1 + sum(c.effects) over before - c.effects as effect0,
      coalesce((select max(seq) from audit), 0) + 1 + sum(c.audits) over before - c.audits as audit0
    from sized c join grown.spans s using (story) join grown.places p using (place)
    window before as (order by n)`);
  await client.query('analyze grown.copies, grown.templates');
}

const filled = (text: string) =>
  ["'«h»', c.h", "'«k»', left(c.h, 7)", "'«r»', c.repository::text", "'«t»', c.thread::text", "'«n»', (100000 + c.n)::text"]
    .concat(["'«o»', c.owner", "'«w»', c.name"])
    .reduce((sql, part) => `replace(${sql}, ${part})`, text);

const numbers: Record<string, Record<string, string>> = {
  deliveries: { seq: 'c.delivery0' },
  effects: { id: 'c.effect0', delivery: 'c.delivery0' },
  audit: { seq: 'c.audit0', delivery: 'c.delivery0' },
  commands: { delivery: 'c.delivery0' },
};

async function statement(client: pg.ClientBase, of: string): Promise<string> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns where table_schema = 'public' and table_name = $1 order by ordinal_position`,
    [of],
  );
  const value = (name: string, type: string): string => {
    const base = numbers[of]?.[name];
    if (base) return `r.${name} + ${base}`;
    if (name === 'installation_id') return 'c.installation';
    if (of === 'deliveries') return ofDelivery(name, type);
    return type.startsWith('timestamp') ? `r.${name} + c.shift` : `r."${name}"`;
  };
  return `
    insert into ${of} (${columns.map(({ name }) => `"${name}"`).join(', ')}) overriding system value
    select ${columns.map(({ name, type }) => value(name, type)).join(', ')}
    from grown.copies c join grown.templates p on p.story = c.story and p.of = '${of}',
      lateral jsonb_populate_record(null::${of}, (${filled('p."row"')})::jsonb) as r
    on conflict do nothing`;
}

/** A turn that lay ahead has had its time by now, but for the newest. */
function ofDelivery(name: string, type: string): string {
  const ahead = `(r.state = 'waiting' and r.due_at + c.shift > grown.now() and p."row" not like '%/reminders/%')`;
  switch (name) {
    case 'guid':
      return `case when r.guid like 'raised/«d«%' then 'raised/' || (split_part(split_part(r.guid, '«d«', 2), '/', 1)::bigint + c.delivery0) || '/' || split_part(r.guid, '/', 3)
        when r.guid like 'effect/«e«%' then 'effect/' || (split_part(r.guid, '«e«', 2)::bigint + c.effect0) else r.guid end`;
    case 'state':
      return `case when r.state = 'waiting' and not ${ahead} then 'done' else r.state end`;
    case 'settled_at':
      return `case when ${ahead} then null else coalesce(r.settled_at, least(r.due_at, grown.now() - c.shift)) + c.shift end`;
    case 'body':
      return `case when r.received_at + c.shift > grown.now() - interval '${bodies}' or ${ahead} then convert_to(${filled('p.body')}, 'UTF8') end`;
    default:
      return type.startsWith('timestamp') ? `r.${name} + c.shift` : `r."${name}"`;
  }
}

/** As the trigger would have linked them, in the order of their numbers; `audit --verify` says whether that is so. */
async function chained(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create function grown.link(before bytea, begins bytea, says text) returns bytea language sql immutable
      as $$ select coalesce(begins, sha256(before || convert_to(says, 'UTF8'))) $$;
    create aggregate grown.linked (bytea, text) (sfunc = grown.link, stype = bytea, initcond = '');
    create table grown.links as
    with loose as (
      select a.*, coalesce(a.repository_id, 0) as chain,
        coalesce(k.links, 0) + row_number() over (partition by coalesce(a.repository_id, 0) order by a.seq) as place
      from audit a left join audit_chains k on k.repository_id = coalesce(a.repository_id, 0)
      where not exists (select from audit_links l where l.seq = a.seq)),
    said as (
      select chain, place, seq, null::bytea as begins, jsonb_build_array(chain, place, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        delivery, scope, about, actor, outcome, reasons)::text as says from loose
      union all select repository_id, 0, null, hash, null from audit_chains)
    select chain, place, seq, grown.linked(begins, says) over (partition by chain order by place) as hash from said;
    insert into audit_links select chain, place, seq, hash from grown.links where seq is not null order by seq;
    insert into audit_chains select distinct on (chain) chain, place, hash from grown.links where place > 0 order by chain, place desc
      on conflict (repository_id) do update set links = excluded.links, hash = excluded.hash`);
}

/** What is over leaves nothing behind; each repository has its next look; and counting goes on after the last number. */
async function settled(client: pg.ClientBase): Promise<void> {
  await client.query(`
    select setval(pg_get_serial_sequence('deliveries', 'seq'), (select max(seq) from deliveries)),
      setval(pg_get_serial_sequence('effects', 'id'), (select max(id) from effects)),
      setval(pg_get_serial_sequence('audit', 'seq'), (select max(seq) from audit));
    delete from pull_turns where since < grown.now() - interval '20 days';
    delete from heads where at < grown.now() - interval '20 days';
    delete from build_reports b using (select ctid, row_number() over (partition by repository_id, about order by number desc, attempt desc) as place
      from build_reports) as old where old.ctid = b.ctid and old.place > 100;
    delete from deliveries where source = 'hook' and received_at < grown.now() - interval '${bodies}';
    delete from alert_groups where last_at < grown.now() - interval '30 days';
    update reminder_books set next_at = grown.now() + interval '12 hours' + random() * interval '24 hours'
      where repository_id in (select id from grown.places where place > 0);
    insert into deliveries (guid, source, name, key, lane, due_at, body)
      select 'look/' || r.id || '/' || b.next_at, 'ours', 'Due', r.id || '/reminders/' || r.id, 1, b.next_at, convert_to(jsonb_build_object('type', 'Due',
        'at', to_char(b.next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'repository', jsonb_build_object('id', r.id, 'installation', r.installation_id,
        'owner', r.owner, 'name', r.name, 'private', r.private, 'defaultBranch', r.default_branch), 'of', 'reminders', 'id', r.id::text)::text, 'UTF8')
      from reminder_books b join repositories r on r.id = b.repository_id where b.repository_id in (select id from grown.places where place > 0)`);
}
