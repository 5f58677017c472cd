import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Box, type Repository, startGitHub } from '../../src/sandbox/github/index.ts';
import { connectionTo } from '../../src/store/embedded/entry.ts';
import { deployWorkflow } from '../deploying.ts';
import { newFolder, type Served, shipmate } from './serving.ts';

/** The whole App as a process of its own, on a GitHub in this one: what people say, what that costs, and how long it takes. */

export interface House {
  box: Box;
  web: Repository;
  /** As it runs now. */
  readonly server: Served;
  folder: string;
  /** To its database. */
  connection: pg.ClientConfig;
  /** Stops the App and its database, and starts them again on the same folder. */
  restart(how?: Restart): Promise<void>;
  query<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  /** Until nothing is under way: no webhook, no delivery that is due, no write. */
  quiet(): Promise<void>;
  /** Moves the clocks of GitHub and of the database, and waits for what is due then. */
  later(seconds: number): Promise<void>;
  chore(name: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Restart {
  env?: Record<string, string>;
  /** With nobody there. */
  between?(): Promise<void>;
}

const first = {
  '.github/shipmate.yml': 'environments: { prerelease: true, prod: true }\n',
  '.github/workflows/deploy.yml': deployWorkflow(['prerelease', 'prod']),
  'app.js': '// 1\n',
};

/** acme/web, public, with bob, who may write, and mallory, who has no tie to it. */
export async function openHouse(files: Record<string, string> = {}, env: Record<string, string> = {}): Promise<House> {
  const box = await startGitHub();
  const web = box.repository('acme/web', {
    private: false,
    files: { ...first, ...files },
  });
  web.collaborator(box.person('bob'), 'write');
  box.person('mallory');
  box.install('acme');
  const folder = newFolder();
  const { appId, privateKey, webhookSecret } = box.credentials;
  const connection = connectionTo(`${folder.path}/socket`);
  const start = async (more: Record<string, string> = {}): Promise<Served> => {
    const server = await shipmate({
      DATA_FOLDER: folder.path,
      GITHUB_API_URL: box.url,
      APP_ID: String(appId),
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: webhookSecret,
      ...env,
      ...more,
    });
    box.webhooks.url = `http://127.0.0.1:${server.port}${server.path}`;
    return server;
  };
  const enter = async (): Promise<pg.Client> => {
    const entered = new pg.Client(connection);
    await entered.connect();
    // Where statements are counted, only those of the App are.
    await entered.query('set pg_stat_statements.track = none');
    return entered;
  };
  let server = await start();
  let client = await enter();
  let ahead = 0;

  const empty = async (sql: string) => (await client.query(sql)).rowCount === 0;
  const until = async (sql: string) => {
    do await pause(5);
    while (!(await empty(sql)));
  };
  const open = `select 1 from deliveries where state = 'taken' or (state = 'waiting' and due_at <= clock())
    union all select 1 from effects where state in ('planned', 'sent')`;
  const quiet = async () => {
    for (let calm = 0; calm < 2; ) {
      await box.settled();
      calm = (await empty(open)) ? calm + 1 : 0;
      await pause(5);
    }
  };

  return {
    box,
    web,
    get server() {
      return server;
    },
    folder: folder.path,
    connection,
    async restart({ env: more, between } = {}) {
      await client.end();
      await server.stop();
      await between?.();
      server = await start(more);
      client = await enter();
    },
    query: async (sql, values) => (await client.query(sql, values)).rows,
    quiet,
    async later(seconds) {
      await quiet();
      ahead += seconds;
      box.clock.advance(seconds * 1_000);
      await client.query(
        `create or replace function clock() returns timestamptz language sql stable as 'select now() + interval ''${ahead} seconds'''`,
      );
      for (const channel of ['wake', 'deliveries', 'effects']) await client.query('select pg_notify($1, $2)', [channel, '']);
      await quiet();
    },
    async chore(name) {
      await client.query('update chores set due_at = clock() where name = $1', [name]);
      await client.query(`select pg_notify('wake', '')`);
      await until('select 1 from chores where due_at <= clock() or lease_until is not null');
      await quiet();
    },
    async [Symbol.asyncDispose]() {
      await client.end();
      await server.stop();
      await box.close();
      folder.remove();
    },
  };
}
