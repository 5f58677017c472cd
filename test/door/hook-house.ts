/** The doors of hooks on a socket with a database behind them, and two sources as simple as sources can be: one signs, one names the secret. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import pg from 'pg';
import { type HookSource, hookDoor } from '../../src/engine/hook-door.ts';
import { type Hooks, hooksOn } from '../../src/engine/hooks.ts';
import { intake, type Keep } from '../../src/engine/intake.ts';
import { masking, openLog } from '../../src/engine/log.ts';
import { serve } from '../../src/engine/serve.ts';
import { openStore, type Store } from '../../src/store/connection.ts';
import { keep } from '../../src/store/deliveries.ts';
import { addHook, hookKey } from '../../src/store/hooks.ts';
import { seal } from '../../src/store/sealed.ts';
import { type Database, freshDatabase } from '../database.ts';
import { until } from '../until.ts';
import { type Answer, headOf, hmac, type Letter, say } from './knock.ts';

const same = (given: string | null, wanted: string) => {
  const [a, b] = [Buffer.from(hmac(given ?? '', 'x')), Buffer.from(hmac(wanted, 'x'))];
  return given !== null && timingSafeEqual(a, b);
};

export const signing: HookSource = {
  kind: 'signing',
  verify: ({ header, body }, secrets) => secrets.some(secret => same(header('x-signature'), hmac(body, secret))),
  idOf: ({ header }) => header('x-id'),
};
export const bearing: HookSource = {
  kind: 'bearing',
  lasting: true,
  verify: ({ header, query }, secrets) =>
    secrets.some(secret => same(header('authorization'), `Bearer ${secret}`) || same(query.get('token'), secret)),
};

export const keys = [randomBytes(32)];
export const secret = 'only-this-hook-knows-what-is-in-here-4711';

export interface HookHouse {
  database: Database;
  store: Store;
  ports: number[];
  hooks: Hooks[];
  log: string[];
  /** Letters that were to be kept, and groups of them that were written. */
  work: { letters: number; writes: number };
  add(name: string, kind?: string, itsSecret?: string): Promise<void>;
  post(name: string, letter: Partial<Letter>, port?: number): Promise<Answer | null>;
  rows(): Promise<{ guid: string; state: string; name: string; key: string; body: string }[]>;
  counts(name: string): Promise<{ heard: number; refused: number } | undefined>;
  query<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A letter with its right signature, unless a header says something else. */
export const letterTo = (name: string, { body = '{"title":"it broke"}', headers = {}, ...more }: Partial<Letter>): Letter => ({
  secret: '',
  target: `/hooks/${name}`,
  body,
  headers: {
    'x-github-event': null,
    'x-github-delivery': null,
    'x-hub-signature-256': null,
    'x-signature': hmac(body, secret),
    authorization: `Bearer ${secret}`,
    ...headers,
  },
  ...more,
});

export async function openHookHouse({
  servers = 1,
  withKeys = keys,
}: {
  servers?: number;
  withKeys?: Buffer[];
} = {}): Promise<HookHouse> {
  const database = await freshDatabase();
  const log: string[] = [];
  const mask = masking([]);
  const work = { letters: 0, writes: 0 };
  const opened = await Promise.all(
    Array.from({ length: servers }, async () => {
      const store = openStore(database.config, { warn() {} });
      const hooks = hooksOn({ store, keys: withKeys, log: openLog('info', mask, { write: line => void log.push(line) }), mask });
      const keepOne = intake(group => {
        work.writes += 1;
        return keep(store.pool, group);
      });
      const counted: Keep = one => {
        work.letters += 1;
        return keepOne(one);
      };
      const serving = await serve({
        listen: { host: '127.0.0.1', port: 0 },
        webhookPath: '/api/github/webhooks',
        door: null,
        hookDoor: hookDoor({ hooks, sources: [signing, bearing], keep: counted }),
        isReady: async () => true,
        metrics: null,
      });
      await store.listen('hooks', hooks.refresh);
      return { store, hooks, serving, port: Number(new URL(serving.url).port) };
    }),
  );
  const [first] = opened;
  if (!first) throw new Error('there is no server');
  const client = new pg.Client(database.config);
  await client.connect();
  return {
    database,
    store: first.store,
    ports: opened.map(({ port }) => port),
    hooks: opened.map(({ hooks }) => hooks),
    log,
    work,
    async add(name, kind = 'signing', itsSecret = secret) {
      const hook = { name, kind, owner: 'acme', repository: 'acme/web', settings: {} };
      await addHook(first.store.db, hook, seal(keys, hookKey(name), itsSecret));
      const known = async () => (await Promise.all(opened.map(({ hooks }) => hooks.of(name)))).every(one => one !== null);
      if (withKeys.length > 0) await until(known);
    },
    post: (name, letter, port = first.port) => {
      const whole = letterTo(name, letter);
      return say(port, [Buffer.from(headOf(whole), 'latin1'), Buffer.from(whole.body)]);
    },
    rows: async () =>
      (await client.query(`select guid, state, name, key, convert_from(body, 'UTF8') as body from deliveries order by seq`)).rows,
    counts: async name => (await client.query('select heard::int, refused::int from hooks where name = $1', [name])).rows[0],
    query: async (sql, values) => (await client.query(sql, values)).rows,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map(({ serving }) => serving.stop()));
      await Promise.all(opened.map(({ hooks }) => hooks.stop()));
      await client.end();
      await Promise.all(opened.map(({ store }) => store.close()));
      await database.drop();
    },
  };
}
