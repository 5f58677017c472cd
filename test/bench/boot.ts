import { readFileSync } from 'node:fs';
import pg from 'pg';
import { startGitHub } from '../../src/sandbox/github/index.ts';
import { connectionTo } from '../../src/store/embedded/entry.ts';
import { median } from './load.ts';
import type { Figure } from './main.ts';
import { newFolder, type Served, shipmate } from './serving.ts';

/** How soon it is ready, and what it costs while nothing happens. */

const warmStarts = 7;
const settleSeconds = 45;
const restSeconds = 30;

export async function bench(): Promise<Figure[]> {
  const box = await startGitHub();
  const folder = newFolder();
  const start = () =>
    shipmate({
      DATA_FOLDER: folder.path,
      GITHUB_API_URL: box.url,
      APP_ID: String(box.credentials.appId),
      PRIVATE_KEY: box.credentials.privateKey,
    });
  try {
    const cold = await start();
    await cold.stop();
    const warm: number[] = [];
    for (let round = 0; round < warmStarts; round += 1) {
      const server = await start();
      warm.push(server.readyAfter);
      await server.stop();
    }
    const resting = await start();
    const rest = await atRest(resting, folder.path);
    await resting.stop();
    return [
      { name: 'boot.warm_ms', value: median(warm), bound: { most: 1_500 } },
      { name: 'boot.cold_ms', value: cold.readyAfter, bound: { most: 6_000 } },
      ...rest,
    ];
  } finally {
    await box.close();
    folder.remove();
  }
}

export async function atRest(server: Served, folder: string, bench = 'boot'): Promise<Figure[]> {
  const client = new pg.Client(connectionTo(`${folder}/socket`));
  await client.connect();
  // Each query outside of a transaction is one of its own.
  const transactions = async () => {
    await client.query('select pg_stat_clear_snapshot()');
    const { rows } = await client.query<{ n: number }>(
      'select (xact_commit + xact_rollback)::int as n from pg_stat_database where datname = current_database()',
    );
    return rows[0]?.n ?? 0;
  };
  const seconds = (count: number) => new Promise(resolve => setTimeout(resolve, count * 1_000));
  // By then the connections of the start have left: PostgreSQL counts some of what they did when they do.
  await seconds(settleSeconds);
  const before = await transactions();
  await seconds(restSeconds);
  const queries = (await transactions()) - before;
  await client.end();
  const rss = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1_024;
  return [
    { name: `${bench}.rss_mb`, value: rss, bound: { most: 160 } },
    { name: `${bench}.idle_queries_per_s`, value: queries / restSeconds, bound: { most: 2 } },
  ];
}
