import { expect, it } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { type Misfit, verify } from './audit-chain.ts';
import { openStore } from './connection.ts';

const store = aStoreForEachTest();

const write = (repository: number | null, about: string, at = store.pool) =>
  at.query(
    `insert into audit (repository_id, scope, about, actor, outcome, reasons) values ($1, 'thread/1', $2, 'bob', 'done', '{"says": "é", "holds": true}')`,
    [repository, about],
  );

async function written(): Promise<void> {
  await store.pool.query(`insert into repositories values (7, 1, 'acme', 'web', false, 'main')`);
  for (const about of ['one', 'two', 'three', 'four']) await write(7, about);
  await write(null, 'of the house');
}

/** As somebody who owns the database, and whom no trigger stops. */
async function past(...statements: string[]): Promise<void> {
  const client = await store.pool.connect();
  await client.query("set session_replication_role = 'replica'");
  for (const statement of statements) await client.query(statement);
  client.release(true);
}

const short = ({ name, place, why, row }: Misfit) => [name, place, why, row?.about ?? null];
const misfits = async (...kept: Parameters<typeof verify>[1][]) => (await verify(store.pool, kept[0])).misfits.map(short);

it('chains each repository by itself, and finds nothing wrong with what was written', async () => {
  await written();
  const verdict = await verify(store.pool);
  expect(verdict).toMatchObject({ rows: 5, older: 0, misfits: [] });
  expect(verdict.ends).toEqual([
    { repository: 0, name: null, links: 1, hash: expect.stringMatching(/^[\da-f]{64}$/) },
    { repository: 7, name: 'acme/web', links: 4, hash: expect.stringMatching(/^[\da-f]{64}$/) },
  ]);
});

it('an audit that is empty is sound', async () => {
  expect(await verify(store.pool)).toEqual({ ends: [], rows: 0, older: 0, misfits: [] });
});

it.each([
  ['a changed word', ["update audit set about = 'other' where about = 'two'"], ['acme/web', 2, 'changed', 'other']],
  ['another person', ["update audit set actor = 'alice' where about = 'two'"], ['acme/web', 2, 'changed', 'two']],
  ['another time', ["update audit set at = at + interval '1 ms' where about = 'one'"], ['acme/web', 1, 'changed', 'one']],
  ['another reason', [`update audit set reasons = '{"says": "e"}' where about = 'four'`], ['acme/web', 4, 'changed', 'four']],
  [
    'two that swapped what they say',
    ["update audit set about = case about when 'two' then 'three' else 'two' end where about in ('two', 'three')"],
    ['acme/web', 2, 'changed', 'three'],
  ],
  [
    'two that swapped places',
    ['update audit_links set place = -place where place in (2, 3)', 'update audit_links set place = 5 + place where place < 0'],
    ['acme/web', 2, 'changed', 'three'],
  ],
  ['a row deleted', ["delete from audit where about = 'two'"], ['acme/web', 2, 'gone', null]],
  [
    'a row deleted with its link',
    ['delete from audit_links where repository_id = 7 and place = 2', "delete from audit where about = 'two'"],
    ['acme/web', 2, 'links gone', 'three'],
  ],
  [
    'the last ones deleted',
    ['delete from audit_links where repository_id = 7 and place > 2', "delete from audit where about in ('three', 'four')"],
    ['acme/web', 3, 'cut off', null],
  ],
  ['a repository left out of the chains', ['delete from audit_chains where repository_id = 7'], [null, 1, 'no chain', 'one']],
  [
    'a row slipped in without a link',
    [
      `insert into audit (repository_id, scope, about, outcome, reasons) values (7, '', 'slipped in', 'done', '{}')`,
      // Later rows are linked as ever.
      `set session_replication_role = 'origin'`,
      `insert into audit (repository_id, scope, about, outcome, reasons) values (7, '', 'five', 'done', '{}')`,
    ],
    ['acme/web', null, 'not linked', 'slipped in'],
  ],
  [
    'a row slipped in with a link of its own making',
    [
      `insert into audit (repository_id, scope, about, outcome, reasons) values (7, '', 'slipped in', 'done', '{}')`,
      `insert into audit_links select 7, 5, seq, sha256('x') from audit where about = 'slipped in'`,
    ],
    ['acme/web', 5, 'changed', 'slipped in'],
  ],
  [
    'a row moved to another repository',
    ["update audit set repository_id = 8 where about = 'four'"],
    ['acme/web', 4, 'changed', 'four'],
  ],
])('finds %s', async (_, statements, first) => {
  await written();
  await past(...statements);
  expect(await misfits()).toEqual([first]);
});

it('knows by what was kept elsewhere that a chain was cut off and mended, or made anew', async () => {
  await written();
  const [, kept] = (await verify(store.pool)).ends;
  if (!kept) throw new Error('there is no chain');
  await write(7, 'later');
  expect(await misfits([kept])).toEqual([]);
  await past(
    'delete from audit_links where repository_id = 7 and place > 2',
    "delete from audit where about in ('three', 'four', 'later')",
    'update audit_chains c set links = 2, hash = l.hash from audit_links l where l.repository_id = 7 and l.place = 2 and c.repository_id = 7',
  );
  expect(await misfits()).toEqual([]);
  expect(await misfits([kept])).toEqual([['acme/web', 3, 'cut off', null]]);
  for (const about of ['three', 'FOUR']) await write(7, about);
  expect(await misfits()).toEqual([]);
  expect(await misfits([kept])).toEqual([['acme/web', 4, 'not as kept', 'FOUR']]);
});

it('says how many rows are older than the chain', async () => {
  await past(`insert into audit (repository_id, scope, about, outcome, reasons) values (7, '', 'old', 'done', '{}')`);
  expect(await verify(store.pool)).toMatchObject({ rows: 0, older: 1, misfits: [] });
  await written();
  expect(await verify(store.pool)).toMatchObject({ rows: 5, older: 1, misfits: [] });
});

it('several writers at once make one chain, and those who give up leave no gap', async () => {
  const replicas = [store.pool, ...[1, 2].map(() => openStore(store.pool.options, { warn() {} }).pool)];
  const writing = replicas.flatMap((pool, replica) =>
    Array.from({ length: 40 }, async (_, at) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query(
          `insert into audit (repository_id, scope, about, outcome, reasons) select 1 + ($1 + n) % 2, '', $1 || ' of ' || $2, 'done', '{}' from generate_series(1, 2) n where n = 1`,
          [at, replica],
        );
        await client.query(at % 5 === 0 ? 'rollback' : 'commit');
      } finally {
        client.release();
      }
    }),
  );
  await Promise.all(writing);
  for (const pool of replicas.slice(1)) await pool.end();
  const verdict = await verify(store.pool);
  expect(verdict).toMatchObject({ rows: 96, misfits: [] });
  expect(verdict.ends.map(({ links }) => links)).toEqual([48, 48]);
});
