import { expect, test } from 'vitest';
import { askOf } from '../../../test/asking.ts';
import { aStoreForEachTest } from '../../../test/store.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import type { CommentPosted, Repository } from '../../core/event.ts';
import { sessionOn } from '../../store/session.ts';
import { environments } from './config.ts';
import { opinions } from './reviews.ts';

const store = aStoreForEachTest();
const text = 'environments: { prod: true }\n';
const file = effective(loadFile([environments], text, '.github/shipmate.yml', { organisation: false }), null);
const repository: Repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const at = new Date('2026-11-20T10:00:00Z');
const said: CommentPosted = {
  type: 'CommentPosted',
  at,
  repository,
  subject: { kind: 'pull_request', number: 7 },
  channel: 'review',
  node: 'PRR_1',
  author: { id: 2, login: 'bob', bot: false },
  body: 'Looks fine to me',
  throughApp: null,
  stranger: false,
};

async function raisedBy(event: CommentPosted) {
  const prepared = await opinions.prepare(event, askOf(repository, { file: async () => file }));
  return prepared && (await store.db.transaction().execute(tx => prepared.decide(sessionOn(tx), at))).raises;
}

test('the yes of a review with words is told as well as its words', async () => {
  expect(await raisedBy({ ...said, review: { state: 'approved', commit: 'abc' } })).toEqual([
    { type: 'ReviewGiven', at, repository, number: 7, by: said.author, state: 'approved', commit: 'abc' },
  ]);
});

test('words alone are no review', async () => {
  expect(await raisedBy(said)).toBe(null);
});
