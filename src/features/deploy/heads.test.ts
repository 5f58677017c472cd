import { expect, test } from 'vitest';
import { askOf } from '../../../test/asking.ts';
import { aStoreForEachTest } from '../../../test/store.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import type { Event, HeadMoved, PullMoved, Repository } from '../../core/event.ts';
import { headsOf } from '../../store/heads.ts';
import { sessionOn } from '../../store/session.ts';
import { environments } from './config.ts';
import { headMoves, headsLeft } from './heads.ts';
import { seenBy } from './policy/seen.ts';

/** Where a pull request's head has been, as its webhooks come: late, twice, out of order. */

const store = aStoreForEachTest();
const text = 'environments: { prod: true }\n';
const file = effective(loadFile([environments], text, '.github/shipmate.yml', { organisation: false }), null);
const repository: Repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const bob = { id: 2, login: 'bob', bot: false };
const start = Date.parse('2026-11-20T10:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);

const moved = (text: string, how: HeadMoved['how'], number = 7): HeadMoved => {
  const [, before = '', head = '', seconds] = /^(\w*)>(\w+)@(\d+)$/.exec(text) ?? [];
  return {
    type: 'HeadMoved',
    at: at(Number(seconds)),
    repository,
    number,
    how,
    before: before || null,
    head,
    base: 'main',
    by: bob,
  };
};
const opened = (text: string) => moved(text, 'opened');
const pushed = (text: string) => moved(text, 'pushed');
const closed: PullMoved = {
  type: 'PullMoved',
  at: at(999),
  repository,
  number: 7,
  how: 'closed',
  head: 'C',
  base: 'main',
  by: bob,
};

async function happens(...events: Event[]): Promise<void> {
  for (const event of events) {
    for (const one of [headMoves, headsLeft]) {
      const prepared = await one.prepare(event, askOf(repository, { file: async () => file }));
      await store.db.transaction().execute(async tx => {
        const session = sessionOn(tx);
        const decision = await prepared?.decide(session, at(0));
        for (const change of decision?.changes ?? []) await change.write(session);
      });
    }
  }
}
const heads = (pull = 7) => store.db.transaction().execute(tx => headsOf(sessionOn(tx), { repository: repository.id, pull }));
const shown = async (pull?: number) =>
  (await heads(pull)).map(one => `${one.before ?? ''}>${one.after}@${(one.at.getTime() - start) / 1000} by ${one.by?.login}`);

test('each push is kept with its time and who pushed, the same webhook once', async () => {
  await happens(opened('>A@0'), pushed('A>B@60'), pushed('A>B@60'), moved('>X@5', 'opened', 8));
  expect(await shown()).toEqual(['>A@0 by bob', 'A>B@60 by bob']);
});

test('back and forth are moves of their own', async () => {
  await happens(opened('>A@0'), pushed('A>B@60'), pushed('B>A@120'), pushed('A>B@180'));
  expect(await shown()).toEqual(['>A@0 by bob', 'A>B@60 by bob', 'B>A@120 by bob', 'A>B@180 by bob']);
});

test('whatever order they come in, the same is known', async () => {
  await happens(pushed('B>C@120'), opened('>A@0'), pushed('A>B@60'));
  expect(await shown()).toEqual(['>A@0 by bob', 'A>B@60 by bob', 'B>C@120 by bob']);
  expect(seenBy({ heads: await heads(), head: 'C', said: at(130), opened: new Date(0), activity: null })).toBe('seen');
  expect(seenBy({ heads: await heads(), head: 'C', said: at(125), opened: new Date(0), activity: null })).toEqual({
    moved: 'C',
    secondsBefore: 5,
  });
});

test('what is no move is none: a new title, another base; but a head that nobody told of is kept', async () => {
  await happens(
    opened('>A@0'),
    moved('>A@30', 'edited'),
    pushed('A>B@60'),
    moved('>B@90', 'retargeted'),
    moved('>A@45', 'edited'),
  );
  expect(await shown()).toEqual(['>A@0 by bob', 'A>B@60 by bob']);
  await happens(moved('>C@200', 'reopened'));
  expect(await shown()).toEqual(['>A@0 by bob', 'A>B@60 by bob', '>C@200 by undefined']);
});

test('only the newest fifty are kept, and none of a pull request that is closed', async () => {
  for (let number = 0; number < 60; number++) await happens(pushed(`A${number}>A${number + 1}@${number}`));
  expect(await heads()).toHaveLength(50);
  expect((await heads())[0]?.after).toBe('A11');
  await happens(moved('>X@5', 'opened', 8), closed);
  expect([await heads(), await shown(8)]).toEqual([[], ['>X@5 by bob']]);
});

test('where nothing is deployed nothing is kept', async () => {
  const ask = askOf(repository, { file: async () => effective(null, null) });
  expect(await headMoves.prepare(opened('>A@0'), ask)).toBe(null);
  expect(await headsLeft.prepare(closed, ask)).toBe(null);
});
