import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { auditRows } from '../store/audit-rows.ts';
import { verb } from './audit.ts';
import { runVerb } from './run.ts';

const store = aStoreForEachTest();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-audit-'));
  const { host, port, user, database } = store.pool.options;
  vi.stubEnv('DATABASE_URL', `postgres:///${database}?host=${encodeURIComponent(host ?? '')}&port=${port}&user=${user}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function audit(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const streams = { say: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(`! ${line}`) };
  const code = await runVerb([verb], ['audit', ...words], streams);
  return [...lines, `exit ${code}`].join('\n').replaceAll(folder, '…');
}

const reasons = {
  says: '/deploy prod on #4',
  holds: false,
  because: [
    { says: 'bob has write, /deploy needs write', holds: true },
    { says: '**prod** is frozen\u001b[31m', holds: false },
  ],
};

async function decisions(): Promise<void> {
  await store.pool.query(
    `insert into repositories values (7, 1, 'acme', 'web', false, 'main'), (8, 1, 'acme', 'api', false, 'main')`,
  );
  await store.pool.query(
    `insert into audit (at, repository_id, scope, about, actor, outcome, reasons) values
      ('2026-11-01 10:00Z', 7, 'thread/7/4', '/deploy prod on #4', 'bob', 'refused', $1),
      ('2026-11-02 10:00Z', 8, 'thread/8/1', '/ping on #1', 'alice', 'done', '{"says": "/ping on #1", "holds": true}'),
      (clock() - interval '1 hour', 7, 'deploy/7/prod', 'deploy 12ab to prod', null, 'done', '{"says": "waiting → starting", "holds": true}')`,
    [JSON.stringify(reasons)],
  );
}

it('prints a line for each decision, oldest first, with what was in the way', async () => {
  await decisions();
  expect((await audit()).replace(/^(?!2026-11-0)\d{4}\S+ \S+Z/m, '<time>')).toMatchInlineSnapshot(`
    "2026-11-01 10:00:00Z  acme/web  bob  refused  /deploy prod on #4: **prod** is frozen\\u{1b}[31m
    2026-11-02 10:00:00Z  acme/api  alice  done  /ping on #1
    <time>  acme/web  by itself  done  deploy 12ab to prod
    exit 0"
  `);
  expect(await audit('--since', '2026-11-02', '--until', '2026-11-03T00:00:00Z')).toMatchInlineSnapshot(`
    "2026-11-02 10:00:00Z  acme/api  alice  done  /ping on #1
    exit 0"
  `);
  expect(await audit('--repository', 'Acme/API')).toMatchInlineSnapshot(`
    "2026-11-02 10:00:00Z  acme/api  alice  done  /ping on #1
    exit 0"
  `);
  expect((await audit('--since', '2h')).split('\n')).toHaveLength(2);
  expect(await audit('--until', '2026-10-01')).toMatchInlineSnapshot(`
    "Nothing was decided in that time.
    exit 0"
  `);
});

it('exports each row whole, as a line of JSON', async () => {
  await decisions();
  const [first, ...more] = (await audit('--repository', 'acme/web', '--json')).split('\n');
  expect(more).toHaveLength(2);
  expect(JSON.parse(first ?? '')).toEqual({
    seq: 1,
    at: '2026-11-01T10:00:00.000Z',
    repository: 'acme/web',
    scope: 'thread/7/4',
    about: '/deploy prod on #4',
    actor: 'bob',
    outcome: 'refused',
    delivery: null,
    reasons,
    place: 1,
    hash: expect.stringMatching(/^[\da-f]{64}$/),
  });
});

it('verifies, and says what to keep elsewhere', async () => {
  await decisions();
  const sound = await audit('--verify');
  expect(sound.replaceAll(/[\da-f]{64}/g, '<hash>')).toMatchInlineSnapshot(`
    "acme/web  2 rows  last <hash>
    acme/api  1 row  last <hash>
    3 rows fit. Whoever owns the database can make a whole chain anew: keep what --verify --json prints somewhere else, and give it back with --kept.
    exit 0"
  `);
  const kept = join(folder, 'kept');
  const [ends] = (await audit('--verify', '--json')).split(/\nexit/);
  await writeFile(kept, `${ends}\n`);
  expect(await audit('--verify', '--kept', kept)).toBe(sound);

  await store.pool.query(`alter table audit disable trigger all; update audit set outcome = 'done' where seq = 1`);
  expect((await audit('--verify', '--kept', kept)).replaceAll(/[\da-f]{64}/g, '<hash>')).toMatchInlineSnapshot(`
    "acme/web  2 rows  last <hash>
    acme/api  1 row  last <hash>
    acme/web: row 1 (2026-11-01 10:00:00Z, /deploy prod on #4, bob) does not fit: it was changed or slipped in.
    The audit is not what was written.
    exit 1"
  `);
});

it.each([
  [['--since', 'yesterday'], '! "yesterday" is no time; write 7d, 12h, 2026-11-01 or 2026-11-01T08:00:00Z.\nexit 2'],
  [['--since', '1d', '--until', '2d'], '! --since has to be before --until.\nexit 2'],
  [['--repository', 'acme/none'], '! Nobody has heard of a repository "acme/none" here. It is named as in acme/web.\nexit 1'],
  [['--verify', '--since', '1d'], '! --verify checks everything there is.\nexit 2'],
  [['--kept', 'file'], '! --kept goes with --verify.\nexit 2'],
  [
    ['--verify', '--kept', '/nowhere/kept'],
    '! /nowhere/kept cannot be read. Name the file with what "audit --verify --json" printed.\nexit 1',
  ],
])('says what is wrong with %s', async (words, says) => {
  expect((await audit(...words)).replace(/! Usage.*\n/, '')).toBe(says);
});

it('reads a page when it is wanted, and no more', async () => {
  await store.pool.query(
    `insert into audit (repository_id, scope, about, outcome, reasons) select 7, '', n::text, 'done', '{}' from generate_series(1, 1200) n`,
  );
  let asked = 0;
  const counting = store.db.withPlugin({
    transformQuery: ({ node }) => {
      asked += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  let seen = 0;
  for await (const row of auditRows(counting, { from: null, until: null, repository: null })) {
    seen += 1;
    expect(row.about).toBe(String(seen));
    expect(asked).toBe(Math.ceil(seen / 500));
  }
  expect(seen).toBe(1200);
});
