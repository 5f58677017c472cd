import type { Event, Repository } from '../src/core/event.ts';
import { openStore } from '../src/store/connection.ts';
import { raise } from '../src/store/raised.ts';
import type { Bot } from './bot.ts';

let raised = 0;

/** What another feature would raise: in a transaction of its own, and about this repository. */
export async function raises(bot: Bot, eventOf: (known: { now: Date; repository: Repository }) => Event): Promise<void> {
  const [known] = await bot.query<{ now: Date; installation: number }>(
    'select clock() as now, installation_id::int as installation from repositories where id = $1',
    [bot.web.id],
  );
  if (!known) throw new Error('nothing has happened in this repository yet');
  const { now, installation } = known;
  const repository = { id: bot.web.id, owner: 'acme', name: 'web', installation, private: true, defaultBranch: 'main' };
  raised += 1;
  const store = openStore(bot.database.config, { warn() {} });
  try {
    await store.db
      .transaction()
      .execute(tx => raise(tx, eventOf({ now, repository }), { guid: `raised/in-a-story/${raised}`, key: null }));
  } finally {
    await store.close();
  }
}
