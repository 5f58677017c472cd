import type { StoreSettings } from '../../config/env.ts';
import { hasDatabase } from '../../store/embedded/folder.ts';
import { keptOf, withUnmigrated } from '../../store/unmigrated.ts';

/** Which of these deliveries are in the database, however they came there. A doctor changes nothing: it makes no database, and migrates none. */
export async function fetchedSince(where: StoreSettings, guids: string[]): Promise<Set<string>> {
  if (where.databaseUrl === null && !(await hasDatabase(where.dataFolder))) return new Set();
  return await withUnmigrated(
    where,
    () => {},
    client => keptOf(client, guids),
  );
}
