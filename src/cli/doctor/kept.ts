import type { StoreSettings } from '../../config/env.ts';
import { unknownOf } from '../../store/deliveries.ts';
import { hasDatabase } from '../../store/embedded/folder.ts';
import { openDatabase } from '../../store/open.ts';

/** Which of these deliveries are in the database, however they came there. A doctor makes none where there is none. */
export async function keptOf(where: StoreSettings, guids: string[]): Promise<Set<string>> {
  if (where.databaseUrl === null && !(await hasDatabase(where.dataFolder))) return new Set();
  const { store, stop } = await openDatabase(where, { exclusive: false, log: { info() {}, warn() {} } });
  try {
    return new Set(guids).difference(await unknownOf(store.db, guids));
  } finally {
    await store.close();
    await stop();
  }
}
