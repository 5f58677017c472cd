import { afterEach, beforeEach, expect, test } from 'vitest';
import { askOf } from '../../../test/asking.ts';
import { type Database, freshDatabase } from '../../../test/database.ts';
import { effective } from '../../config/effective.ts';
import type { BranchPushed, Repository } from '../../core/event.ts';
import { openStore, type Store } from '../../store/connection.ts';
import { blobOf } from '../../store/files.ts';
import { sessionOn } from '../../store/session.ts';
import { configCheck } from './index.ts';

const repository: Repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const now = new Date('2026-11-20T10:00:00Z');
const pushed: BranchPushed = { type: 'BranchPushed', at: now, repository, branch: 'main', head: 'def' };

let database: Database;
let store: Store;
beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.config, { warn: () => {} });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

async function push(file: { blob: string; text: string } | null): Promise<string | undefined> {
  const ask = askOf(repository, { github: { file: async () => file }, file: async () => effective(null, null) });
  const handler = configCheck({ sections: [], workflows: () => [], loosened: () => [] }).handlers?.find(
    one => one.on === 'BranchPushed',
  );
  const prepared = await handler?.prepare(pushed, ask);
  return store.db.transaction().execute(async tx => {
    const session = sessionOn(tx);
    const decision = await prepared?.decide(session, now);
    for (const change of decision?.changes ?? []) await change.write(session);
    return decision?.outcome;
  });
}

test('a push to the default branch says which file counts from now on', async () => {
  expect(await push({ blob: 'one', text: '' })).toBe('done');
  expect(await blobOf(store.db, repository.id)).toBe('one');
  expect(await push({ blob: 'one', text: '' })).toBe('ignored');
  expect(await push(null)).toBe('done');
  expect(await blobOf(store.db, repository.id)).toBe(null);
});
