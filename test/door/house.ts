/** The door on a socket with a database behind it, and no one who works: what was kept stays to be counted. */
import pg from 'pg';
import { door } from '../../src/engine/door.ts';
import { intake } from '../../src/engine/intake.ts';
import { serve } from '../../src/engine/serve.ts';
import { routeOf } from '../../src/github/route.ts';
import { openStore } from '../../src/store/connection.ts';
import { keep } from '../../src/store/deliveries.ts';
import { type Database, freshDatabase } from '../database.ts';
import { type Answer, knock, type Letter, path } from './knock.ts';

export interface House {
  port: number;
  database: Database;
  kept(): Promise<{ guid: string; name: string; key: string }[]>;
  bodyOf(guid: string): Promise<string>;
  send(letter: Omit<Letter, 'secret'> & { secret?: string }): Promise<Answer | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const secret = 'only-this-test-knows-what-is-in-here-4711';
export const olderSecret = 'this-one-is-on-its-way-out-but-valid-0815';

export async function openHouse(): Promise<House> {
  const database = await freshDatabase();
  const store = openStore(database.config, { warn() {} });
  const keepOne = intake(group => keep(store.pool, group));
  const serving = await serve({
    listen: { host: '127.0.0.1', port: 0 },
    webhookPath: path,
    door: door({ secrets: [secret, olderSecret], keep: keepOne, routeOf }),
    isReady: async () => true,
    metrics: null,
  });
  const port = Number(new URL(serving.url).port);
  const client = new pg.Client(database.config);
  await client.connect();
  return {
    port,
    database,
    kept: async () => (await client.query('select guid, name, key from deliveries order by seq')).rows,
    bodyOf: async guid => (await client.query('select body from deliveries where guid = $1', [guid])).rows[0]?.body.toString(),
    send: letter => knock(port, { secret, ...letter }),
    async [Symbol.asyncDispose]() {
      await serving.stop();
      await client.end();
      await store.close();
      await database.drop();
    },
  };
}
