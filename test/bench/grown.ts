import { statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { verify } from '../../src/store/audit-chain.ts';
import { backup } from '../../src/store/backup/backup.ts';
import { openStore } from '../../src/store/connection.ts';
import { startServer } from '../../src/store/embedded/server.ts';
import { countOpen, countOpenEffects, oldestWaitingMs } from '../../src/store/inbox.ts';
import { key } from './alerts.ts';
import { drained } from './backlog.ts';
import { atRest } from './boot.ts';
import { deployed, warmUp } from './cost.ts';
import { multiply, type Place } from './grown/multiply.ts';
import { files } from './grown/stories.ts';
import { livedThrough, type Templates } from './grown/templates.ts';
import { mustBeWhole } from './grown/whole.ts';
import { type House, openHouse } from './house.ts';
import { steady } from './ingest.ts';
import { alone, together } from './latency.ts';
import { median, percentile } from './load.ts';
import type { Figure } from './main.ts';
import { shipmate, urlOf } from './serving.ts';

/**
 * Two years later: a thousand repositories, a hundred thousand deploys and all that belongs to them. What the numbers of the first day are then,
 * and how much more it takes than on an empty database that is asked in turn with it.
 */

const size = {
  deploys: Number(process.env.BENCH_DEPLOYS ?? 100_000),
  repositories: Number(process.env.BENCH_REPOSITORIES ?? 1_000),
};
const owners = 20;
const rounds = 5;
const log = { info() {}, warn: (text: string) => console.error(text) };

const say = (words: string) => console.error(`grown: ${words}`);

export async function bench(): Promise<Figure[]> {
  await using grown = await openHouse(files, { SECRETS_KEY: key.toString('base64') });
  const grownTo = await grow(grown);
  await using empty = await openHouse();
  const houses = { empty, grown };
  const starts = await booted(houses);
  for (const house of Object.values(houses))
    await warmUp(house, house.web.issue({ by: house.box.person('bob'), title: 'Before anything is counted' }));
  await forgetCounts(grown);
  const figures = [...grownTo, ...starts];
  const parts = [
    () => said(houses),
    () => asked(houses),
    () => chores(grown),
    () => metered(grown),
    () => rested(grown),
    () => counted(grown),
    () => underLoad(grown),
    () => whole(grown),
  ];
  // It takes long: whatever is known is told, in case that the rest never is.
  for (const { name, value } of figures) say(`${name} ${value}`);
  for (const part of parts) {
    const more = await part();
    for (const { name, value } of more) say(`${name} ${value}`);
    figures.push(...more);
  }
  return figures;
}

async function grow(house: House): Promise<Figure[]> {
  const { box, web, quiet } = house;
  say('lives through each story once');
  const templates = await livedThrough(house);
  // What is measured is a repository that asks for deploys and nothing else, as elsewhere.
  web.push('main', { '.github/shipmate.yml': 'environments: { prerelease: true, prod: true }\n' }, { by: box.person('bob') });
  await quiet();
  const places = placesIn(house);
  await quiet();
  const begun = performance.now();
  await house.restart({ between: () => seed(house, templates, places) });
  say(`has grown in ${Math.round((performance.now() - begun) / 1_000)} s`);
  return sizes(house);
}

async function sizes({ query }: House): Promise<Figure[]> {
  const count = async (what: string) => Number((await query<{ n: string }>(`select ${what} as n`))[0]?.n);
  const rowsOf = (table: string) => count(`(select count(*) from ${table})`);
  return [
    { name: 'grown.repositories', value: await rowsOf('repositories'), bound: { least: size.repositories } },
    { name: 'grown.deploys', value: await rowsOf('deploys'), bound: { least: size.deploys } },
    { name: 'grown.deliveries', value: await rowsOf('deliveries'), bound: { least: size.deploys * 10 } },
    { name: 'grown.effects', value: await rowsOf('effects'), bound: null },
    { name: 'grown.decisions', value: await rowsOf('audit'), bound: null },
    { name: 'grown.database_mb', value: (await count('pg_database_size(current_database())')) / 1e6, bound: null },
  ];
}

/** The first is the one in which people speak. */
function placesIn({ box, web }: House): Place[] {
  const first = { '.github/shipmate.yml': files['.github/shipmate.yml'] };
  const all = Array.from({ length: size.repositories - 1 }, (_, at) => {
    const owner = at % owners === 0 ? 'acme' : `acme-${at % owners}`;
    return { owner, made: box.repository(`${owner}/service-${at}`, { private: false, files: first }) };
  });
  const installations = new Map(
    [...new Set(['acme', ...all.map(one => one.owner)])].map(owner => [owner, box.install(owner).id]),
  );
  return [{ owner: 'acme', made: web }, ...all].map(({ owner, made }) => ({
    ...{ id: made.id, owner, name: made.row.name, installation: installations.get(owner) ?? 0 },
  }));
}

async function seed({ folder, box }: House, templates: Templates, places: Place[]): Promise<void> {
  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    max_wal_size: '16GB',
    shared_buffers: '1GB',
    maintenance_work_mem: '512MB',
  };
  const server = await startServer({ folder, log, settings });
  const client = new pg.Client(server.connection);
  await client.connect();
  try {
    await multiply(client, templates, { deploys: size.deploys, places, now: box.clock.now(), say });
    await mustBeWhole(client, server.connection);
    await client.query(`alter system set shared_preload_libraries = 'pg_stat_statements'`);
    await client.query('create schema watched; create extension pg_stat_statements schema watched; checkpoint');
  } finally {
    await client.end();
    await server.stop();
  }
}

interface Houses {
  empty: House;
  grown: House;
}

/** Both in turn, A B A B: each time in milliseconds. */
async function inTurn(
  houses: Houses,
  many: number,
  one: (house: House) => Promise<number>,
): Promise<Record<keyof Houses, number[]>> {
  const times = { empty: [] as number[], grown: [] as number[] };
  for (let round = 0; round < many; round += 1)
    for (const name of ['empty', 'grown'] as const) times[name].push(await one(houses[name]));
  return times;
}

const ratio = ({ empty, grown }: Record<keyof Houses, number[]>) => median(grown) / median(empty);

async function booted(houses: Houses): Promise<Figure[]> {
  say('starts');
  const times = await inTurn(houses, rounds, async house => {
    await house.restart();
    return house.server.readyAfter;
  });
  return [
    { name: 'grown.warm_ms', value: median(times.grown), bound: { most: 1_500 } },
    { name: 'grown.warm_ratio', value: ratio(times), bound: null },
  ];
}

/** From what somebody says until the answer stands there. */
async function answer({ box, quiet, later, web }: House, words: string): Promise<number> {
  const stands = box.when({
    only: ({ route, body }) => route.endsWith('/issues/{issue_number}/comments') || body.includes('addComment'),
  });
  const begun = performance.now();
  web.threads.find(({ row }) => row.pull === null)?.comment(box.person('bob'), words);
  await stands;
  const took = performance.now() - begun;
  await quiet();
  await later(5);
  return took;
}

async function said(houses: Houses): Promise<Figure[]> {
  say('people speak');
  const signs: Record<keyof Houses, number[]> = { empty: [], grown: [] };
  for (let round = 0; round < 4; round += 1)
    for (const name of ['empty', 'grown'] as const) signs[name].push(...(await alone(houses[name], 45, 5)));
  const figures: Figure[] = [
    { name: 'grown.first_sign_p50_ms', value: percentile(signs.grown, 0.5), bound: { most: 100 } },
    { name: 'grown.first_sign_p99_ms', value: percentile(signs.grown, 0.99), bound: { most: 300 } },
    { name: 'grown.first_sign_ratio', value: ratio(signs), bound: { most: 2 } },
    { name: 'grown.tenth_sign_ms', value: median(await together(houses.grown)), bound: { most: 1_000 } },
  ];
  const status = await inTurn(houses, rounds, house => answer(house, '/status'));
  const history = await inTurn(houses, rounds, house => answer(house, '/history prerelease'));
  const queue = await inTurn(houses, rounds, house => answer(house, '/queue'));
  return [
    ...figures,
    { name: 'grown.status_ms', value: median(status.grown), bound: { most: 1_000 } },
    { name: 'grown.status_ratio', value: ratio(status), bound: null },
    { name: 'grown.history_ms', value: median(history.grown), bound: { most: 1_000 } },
    { name: 'grown.history_ratio', value: ratio(history), bound: null },
    { name: 'grown.queue_ms', value: median(queue.grown), bound: { most: 1_000 } },
    { name: 'grown.queue_ratio', value: ratio(queue), bound: null },
  ];
}

async function asked({ grown, empty }: Houses): Promise<Figure[]> {
  say('somebody deploys');
  await deployed(empty);
  const { calls, polls, comments } = await deployed(grown);
  return [
    { name: 'grown.deploy.calls', value: calls.length, bound: { most: 10 } },
    { name: 'grown.deploy.polls', value: polls.length, bound: { most: 15 } },
    { name: 'grown.deploy.comments', value: comments, bound: { most: 1 } },
  ];
}

/** The first pass finds what a day has left; the second one next to nothing. The longer one counts. */
async function chores(house: House): Promise<Figure[]> {
  const names = (await house.query<{ name: string }>('select name from chores order by name')).map(({ name }) => name);
  const figures: Figure[] = [];
  for (const name of names) {
    say(`the chore "${name}"`);
    const times: number[] = [];
    for (let pass = 0; pass < 2; pass += 1) {
      const begun = performance.now();
      await house.chore(name);
      times.push(performance.now() - begun);
    }
    figures.push({ name: `grown.chore_${name.replaceAll(' ', '_')}_ms`, value: Math.max(...times), bound: { most: 60_000 } });
  }
  return figures;
}

/** What `/metrics` asks the database each time. */
async function metered({ connection }: House): Promise<Figure[]> {
  const store = openStore(connection, { warn() {} });
  try {
    await store.pool.query('select 1');
    const begun = performance.now();
    await countOpen(store.db);
    await countOpenEffects(store.db);
    await oldestWaitingMs(store.db);
    return [{ name: 'grown.metrics_ms', value: performance.now() - begun, bound: { most: 1_000 } }];
  } finally {
    await store.close();
  }
}

async function rested(house: House): Promise<Figure[]> {
  say('rests');
  await house.restart();
  return atRest(house.server, house.folder, 'grown');
}

/** As in the benches of the door and of the backlog, on this database. */
async function underLoad(house: House): Promise<Figure[]> {
  const figures: Figure[] = [];
  await house.restart({
    async between() {
      say('a backlog is drained');
      figures.push(...(await drained(house.folder, 'grown')));
      say('200 deliveries a second for half a minute');
      figures.push(...(await kept(house)));
    },
  });
  return figures;
}

async function kept({ folder, box }: House): Promise<Figure[]> {
  const database = await startServer({ folder, log });
  const { webhookSecret } = box.credentials;
  const web = await shipmate({ ROLE: 'web', DATABASE_URL: urlOf(database.connection), WEBHOOK_SECRET: webhookSecret });
  try {
    return await steady({ ...web, secret: webhookSecret }, database.connection, 'grown');
  } finally {
    await web.stop();
    await database.stop();
  }
}

/** From here on only what the App itself asks is counted. */
async function forgetCounts({ query }: House): Promise<void> {
  await query('select pg_stat_reset(), watched.pg_stat_statements_reset()');
}

/**
 * Whatever grows with a table shows in how much of it is read, however fast the machine is: pages of 8 KB that a statement looks at each time it
 * is run, and rows that were read without an index.
 */
async function counted({ query }: House): Promise<Figure[]> {
  const statements = await query<{ query: string; calls: number; pages: number; ms: number }>(`
    select query, calls::int, ((shared_blks_hit + shared_blks_read) / calls)::int as pages, mean_exec_time::float8 as ms
    from watched.pg_stat_statements where query not like '%pg_stat%' order by 3 desc limit 40`);
  const tables = await query<{ name: string; rows: number; scans: number; through: number }>(`
    select c.relname as name, c.reltuples::bigint as rows, seq_scan::int as scans, seq_tup_read::int as through
    from pg_stat_user_tables t join pg_class c on c.oid = t.relid where t.schemaname = 'public' and c.reltuples > 10000 order by 4 desc`);
  if (process.env.BENCH_TELL) {
    for (const { query: text, calls, pages, ms } of statements)
      console.error(`${pages} pages, ${ms.toFixed(1)} ms, ${calls} times: ${text.replaceAll(/\s+/g, ' ').slice(0, 1_500)}`);
    console.error(tables);
  }
  return [
    { name: 'grown.most_pages', value: statements[0]?.pages ?? 0, bound: null },
    { name: 'grown.rows_without_index', value: tables.reduce((sum, { through }) => sum + through, 0), bound: { most: 0 } },
  ];
}

async function whole({ connection, folder }: House): Promise<Figure[]> {
  say('is verified and backed up');
  const store = openStore(connection, { warn() {} });
  try {
    const begun = performance.now();
    const { misfits } = await verify(store.pool);
    const verified = performance.now();
    const file = join(folder, 'backup');
    const client = await store.pool.connect();
    try {
      await backup(client, file);
    } finally {
      client.release();
    }
    return [
      { name: 'grown.misfits', value: misfits.length, bound: { most: 0 } },
      { name: 'grown.verify_s', value: (verified - begun) / 1_000, bound: null },
      { name: 'grown.backup_s', value: (performance.now() - verified) / 1_000, bound: null },
      { name: 'grown.backup_mb', value: statSync(file).size / 1e6, bound: null },
    ];
  } finally {
    await store.close();
  }
}
