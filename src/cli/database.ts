import type { StoreSettings } from '../config/env.ts';
import { Sentence } from '../core/sentence.ts';
import type { Store } from '../store/connection.ts';
import { hasDatabase } from '../store/embedded/folder.ts';
import { openDatabase } from '../store/open.ts';

/** None is made by a verb that asks: who forgot DATABASE_URL would read in an empty one that all is well. */
export async function mustExist({ databaseUrl, dataFolder }: StoreSettings): Promise<void> {
  if (databaseUrl === null && !(await hasDatabase(dataFolder)))
    throw new Sentence(
      `There is no database in ${dataFolder}, and DATABASE_URL is not set. Set DATABASE_URL or DATA_FOLDER as the server has it; a new server makes its database when it is started.`,
    );
}

/** The database of the server, for a verb. */
export async function onDatabase<T>(
  where: StoreSettings,
  say: (line: string) => void,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  await mustExist(where);
  const log = { info() {}, warn: (_: object, line: string) => say(line) };
  const { store, stop } = await openDatabase(where, { exclusive: false, log });
  try {
    return await work(store);
  } finally {
    await store.close();
    await stop();
  }
}
