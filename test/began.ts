import type { ErrorBegan } from '../src/core/event.ts';
import { openStore } from '../src/store/connection.ts';
import { raise } from '../src/store/raised.ts';
import type { Bot } from './bot.ts';

let raised = 0;

/** An error on prod as the feature that follows errors raises it: in a transaction of its own, and about this repository. */
export async function errorBegins(bot: Bot, parts: Partial<ErrorBegan> = {}): Promise<void> {
  const store = openStore(bot.database.config, { warn() {} });
  const [known] = await bot.query<{ now: Date; installation: number }>(
    'select clock() as now, installation_id::int as installation from repositories where id = $1',
    [bot.web.id],
  );
  if (!known) throw new Error('nothing has happened in this repository yet');
  const event: ErrorBegan = {
    type: 'ErrorBegan',
    at: known.now,
    repository: {
      id: bot.web.id,
      owner: 'acme',
      name: 'web',
      installation: known.installation,
      private: true,
      defaultBranch: 'main',
    },
    environment: 'prod',
    title: 'TypeError in createUser',
    level: 'error',
    issue: null,
    url: null,
    id: 'e1',
    watch: 600_000,
    ...parts,
  };
  raised += 1;
  try {
    await store.db.transaction().execute(tx => raise(tx, event, { guid: `raised/began/${raised}`, key: null }));
  } finally {
    await store.close();
  }
}
