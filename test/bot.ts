import pg from 'pg';
import { readEnv, type Settings } from '../src/config/env.ts';
import type { Box, BoxOptions, Comment, Issue, PullRequest, Repository } from '../src/sandbox/github/index.ts';
import { type Running, start } from '../src/server.ts';
import { startBox } from './box.ts';
import { type Database, freshDatabase } from './database.ts';
import { environmentOn } from './environment.ts';
import { inSilence } from './silence.ts';
import { until } from './until.ts';

/** The whole App on a GitHub in a box and a database of its own, for tests that read like the story they tell. */

export interface Bot {
  box: Box;
  database: Database;
  app: Running;
  /** acme/web, with alice (admin), bob (write), carol (maintain), dave (read) and mallory, who has no tie to it. */
  web: Repository;
  /** What the App wrote to its log. */
  log: string[];
  /** Resolves when nothing is under way any more: no webhook, no delivery, no write. */
  quiet(): Promise<void>;
  /** The answers of the App in a thread that the test has not read yet, after all is quiet. */
  says(thread: Issue | PullRequest): Promise<string[]>;
  query<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  /** Moves the clocks of GitHub and of the database. */
  later(minutes: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Options {
  box?: BoxOptions;
  env?: Record<string, string>;
  private?: boolean;
  files?: Record<string, string>;
}

/** The settings that `npm start` would read from such an environment. */
export function settingsOn(box: Box, database: Database, env: Record<string, string> = {}): Settings {
  const read = readEnv(environmentOn(box, database, env), '/');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.settings;
}

const withoutMarker = (body: string) => body.replace(/\n\n<!-- shipmate:\S+ -->$/, '');

export function acmeWeb(box: Box, { private: hidden = true, files = {} }: Pick<Options, 'private' | 'files'> = {}): Repository {
  const web = box.repository('acme/web', { private: hidden, files });
  const roles = { alice: 'admin', bob: 'write', carol: 'maintain', dave: 'read' } as const;
  for (const [login, role] of Object.entries(roles)) web.collaborator(box.person(login), role);
  box.person('mallory');
  box.install('acme');
  return web;
}

export async function startBot({ box: boxOptions, env, private: hidden, files }: Options = {}): Promise<Bot> {
  const [box, database] = await Promise.all([startBox(boxOptions), freshDatabase()]);
  const web = acmeWeb(box, { private: hidden ?? true, files: files ?? {} });
  const log: string[] = [];
  const app = await start(settingsOn(box, database, env), { write: line => void log.push(line) });
  if (boxOptions?.webhookUrl === undefined) box.webhooks.url = `${app.url}/api/github/webhooks`;
  const client = new pg.Client(database.config);
  await client.connect();
  const read = new Set<number>();

  const bot: Bot = {
    box,
    database,
    app,
    web,
    log,
    query: async (sql, values) => (await client.query(sql, values)).rows,
    async quiet() {
      const nothingIsOpen = async () => {
        const [open] = await bot.query<{ n: string }>(
          `select (select count(*) from deliveries where state = 'taken' or (state in ('waiting', 'heaped') and (due_at <= clock() or error is not null))) + (select count(*) from effects where state in ('planned', 'sent')) as n`,
        );
        return Number(open?.n) === 0;
      };
      await until(() => inSilence(box, nothingIsOpen));
    },
    async says(thread) {
      await bot.quiet();
      return unread(thread, read).map(comment => {
        read.add(comment.id);
        return withoutMarker(comment.body);
      });
    },
    async later(minutes) {
      box.clock.advance(minutes * 60_000);
      await database.shiftClock(`${minutes} minutes`);
    },
    async [Symbol.asyncDispose]() {
      try {
        await app.stop();
      } finally {
        await client.end();
        await box.close();
        await database.drop();
      }
      if (box.unknownRoutes.length > 0) throw new Error(`the box does not know ${box.unknownRoutes.join(', ')}`);
      const left = web.threads.flatMap(thread => unread(thread, read));
      if (left.length > 0) throw new Error(`nobody read what the bot said: ${left.map(comment => comment.body).join('\n')}`);
    },
  };
  return bot;

  function unread(thread: Issue | PullRequest, known: Set<number>): Comment[] {
    return thread.comments.filter(comment => comment.author === box.bot.login && !known.has(comment.id));
  }
}
