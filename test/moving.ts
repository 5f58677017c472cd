import pg from 'pg';
import { type Running, start } from '../src/server.ts';
import { type Bot, settingsOn } from './bot.ts';
import type { Database } from './database.ts';
import { inSilence } from './silence.ts';
import { until } from './until.ts';

/** The App on another database than the one it had, on a GitHub that has gone on. */

/** Ends the App and starts another one on this database; the bot's verbs then speak of that. */
export async function moveTo(bot: Bot, database: Database): Promise<{ bot: Bot; close(): Promise<void> }> {
  const client = new pg.Client(database.config);
  await client.connect();
  const app: Running = await start(settingsOn(bot.box, database), { write() {} });
  bot.box.webhooks.url = `${app.url}/api/github/webhooks`;
  const query: Bot['query'] = async (sql, values) => (await client.query(sql, values)).rows;
  const nothingIsOpen = async () => {
    const [open] = await query<{ n: number }>(
      `select ((select count(*) from deliveries where state = 'taken' or (state = 'waiting' and (due_at <= clock() or error is not null)))
        + (select count(*) from effects where state in ('planned', 'sent')))::int as n`,
    );
    return open?.n === 0;
  };
  const quiet = () => until(() => inSilence(bot.box, nothingIsOpen));
  const later = async (minutes: number) => {
    bot.box.clock.advance(minutes * 60_000);
    await database.shiftClock(`${minutes} minutes`);
  };
  return {
    bot: { ...bot, database, app, query, quiet, later },
    async close() {
      await app.stop();
      await client.end();
      await database.drop();
    },
  };
}

export async function connected<T>(database: Database, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(database.config);
  await client.connect();
  return await work(client).finally(() => client.end());
}
