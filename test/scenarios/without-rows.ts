import pg from 'pg';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn } from '../bot.ts';
import { freshDatabase } from '../database.ts';
import { ours } from './builds.ts';
import { after, settles } from './deploys.ts';

/** The same App on a database that knows nothing, by the clock of GitHub as it is now. */
export async function withoutRows(old: Bot, env: Record<string, string> = {}): Promise<{ bot: Bot; close(): Promise<void> }> {
  await old.app.stop();
  const database = await freshDatabase();
  const ahead = Math.round((old.box.clock.now().getTime() - Date.now()) / 1_000);
  const client = new pg.Client(database.config);
  await client.connect();
  await client.query(`update births set born_at = now() + make_interval(secs => ${ahead})`);
  await database.shiftClock(`${ahead} seconds`);
  const app = await start(settingsOn(old.box, database, env), { write() {} });
  old.box.webhooks.url = `${app.url}/api/github/webhooks`;
  const query: Bot['query'] = async (sql, values) => (await client.query(sql, values)).rows;
  const bot: Bot = {
    ...old,
    ...{ database, app, query },
    async later(minutes) {
      old.box.clock.advance(minutes * 60_000);
      await database.shiftClock(`${minutes} minutes`);
    },
    async says(thread) {
      await settles(bot);
      const comments = thread.comments.filter(({ author, id }) => author === old.box.bot.login && !read.has(id));
      for (const { id } of comments) read.add(id);
      return comments.map(({ body }) => body);
    },
  };
  const read = new Set<number>();
  for (const issue of ours(old)) for (const { id } of issue.comments) read.add(id);
  await after(bot, 5);
  return {
    bot,
    async close() {
      await app.stop();
      await client.end();
      await database.drop();
      await Promise.all(ours(old).map(issue => old.says(issue)));
    },
  };
}
