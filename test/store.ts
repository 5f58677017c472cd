import { afterEach, beforeEach } from 'vitest';
import { openStore, type Store } from '../src/store/connection.ts';
import { type Database, freshDatabase } from './database.ts';

/** A store of its own for each test of a file, on a new database. */
export interface TestStore extends Store {
  /** Moves the database's clock on. */
  later(seconds: number): Promise<void>;
}

export function aStoreForEachTest(): TestStore {
  let database: Database;
  let store: Store;
  beforeEach(async () => {
    database = await freshDatabase();
    store = openStore(database.config, { warn() {} });
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });
  return {
    get db() {
      return store.db;
    },
    get pool() {
      return store.pool;
    },
    listen: (channel, heard) => store.listen(channel, heard),
    close: () => store.close(),
    later: seconds => database.shiftClock(`${seconds} seconds`),
  };
}
