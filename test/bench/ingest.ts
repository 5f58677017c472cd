import pg from 'pg';
import { startServer } from '../../src/store/embedded/server.ts';
import { load, median, percentile } from './load.ts';
import type { Figure } from './main.ts';
import { bareServer, newFolder, probotServer, type Served, secret, shipmate, urlOf } from './serving.ts';

/** What keeping a delivery before its 202 costs, against servers that keep nothing. Turn by turn, A B A B, so that the machine's moods cancel out. */

const rounds = 5;
const requests = 8_000;

async function perSecond(server: Served, connections: number): Promise<number> {
  const begun = performance.now();
  const samples = await load({ port: server.port, path: server.path, secret, connections, requests });
  const seconds = (performance.now() - begun) / 1_000;
  const refused = samples.filter(sample => sample.status !== 202 && sample.status !== 200).length;
  if (refused > 0) throw new Error(`${refused} of ${samples.length} deliveries were refused`);
  return samples.length / seconds;
}

export async function bench(): Promise<Figure[]> {
  const folder = newFolder();
  const database = await startServer({ folder: folder.path, log: { info() {}, warn: text => console.warn(text) } });
  const ours = await shipmate({ ROLE: 'web', DATABASE_URL: urlOf(database.connection) });
  const servers = { ours, probot: await probotServer(), bare: await bareServer() };
  try {
    const figures: Figure[] = [];
    for (const connections of [256, 32]) {
      const suffix = connections === 256 ? '' : `_${connections}`;
      const speeds: Record<'ours' | 'probot' | 'bare', number[]> = { ours: [], probot: [], bare: [] };
      // Not counted: compilers and caches warm up.
      for (const { port, path } of Object.values(servers)) await load({ port, path, secret, connections, requests });
      for (let round = 0; round < rounds; round += 1) {
        for (const name of ['ours', 'probot', 'bare'] as const) speeds[name].push(await perSecond(servers[name], connections));
      }
      const ratio = (other: 'probot' | 'bare') =>
        median(speeds.ours.map((speed, round) => speed / (speeds[other][round] ?? Number.NaN)));
      figures.push(
        { name: `ingest.ratio_probot${suffix}`, value: ratio('probot'), bound: { least: connections === 256 ? 1 : 0.7 } },
        { name: `ingest.ratio_bare${suffix}`, value: ratio('bare'), bound: null },
        { name: `ingest.per_s${suffix}`, value: median(speeds.ours), bound: null },
        { name: `ingest.probot_per_s${suffix}`, value: median(speeds.probot), bound: null },
      );
    }
    return [...figures, ...(await steady({ ...ours, secret }, database.connection, 'ingest'))];
  } finally {
    await Promise.all(Object.values(servers).map(server => server.stop()));
    await database.stop();
    folder.remove();
  }
}

/** 200 a second for half a minute: how long an answer takes, and whether each delivery is there afterwards, by its id. */
export async function steady(
  { port, path, secret }: Pick<Served, 'port' | 'path'> & { secret: string },
  connection: pg.ClientConfig,
  bench: string,
): Promise<Figure[]> {
  const samples = await load({ port, path, secret, connections: 64, requests: 6_000, rate: 200 });
  const client = new pg.Client(connection);
  await client.connect();
  const acknowledged = samples.filter(sample => sample.status === 202).map(sample => sample.guid);
  const { rows } = await client.query<{ n: string }>('select count(*) as n from deliveries where guid = any($1)', [acknowledged]);
  await client.end();
  return [
    {
      name: `${bench}.p99_ms`,
      value: percentile(
        samples.map(sample => sample.milliseconds),
        0.99,
      ),
      bound: { most: 100 },
    },
    { name: `${bench}.lost`, value: samples.length - Number(rows[0]?.n ?? 0), bound: { most: 0 } },
  ];
}
