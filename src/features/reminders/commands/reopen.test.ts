import { beforeEach, describe, expect, test } from 'vitest';
import { askOf } from '../../../../test/asking.ts';
import { aDatabase, type Chat, chat, place, repository, wordsOf } from '../../../../test/chat.ts';
import type { Invocation } from '../../../core/command.ts';
import type { Person } from '../../../core/event.ts';
import type { NamedCommit, Pull } from '../../../core/reads.ts';
import { sessionOn } from '../../../store/session.ts';
import { reminders } from '../config.ts';
import type { Stale } from '../row.ts';
import { threadsSaved } from '../stale/store.ts';
import { reopen } from './reopen.ts';

/** `/reopen`, where we closed something, and elsewhere. */

const database = aDatabase();
let one: Chat;
let hand: Person | null;
const shipmate: Person = { id: 900, login: 'shipmate[bot]', bot: true };

const story: Stale = {
  ...{ comment: 'stale:7:42:1', askedAt: new Date('2026-06-01T08:00:00Z'), head: 'a1', asks: 2, nextAt: null },
  ...{ keptUntil: new Date('2026-09-01T08:00:00Z'), closedAt: new Date('2026-06-21T08:00:00Z') },
};
const known = (stale: Stale) =>
  database.store.db.transaction().execute(tx => threadsSaved(repository, false, [{ ...stale, number: 42 }]).write(sessionOn(tx)));

beforeEach(async () => {
  hand = shipmate;
  one = chat({
    ...{ store: () => database.store, features: [{ name: 'reminders', sections: [reminders], commands: [reopen] }] },
    reads: { closedBy: async () => hand },
  });
  one.file.said = { reminders: reminders.schema.parse({}) };
  await known(story);
});

const pull: Pull = {
  head: { sha: 'a1', tree: 't1', title: 'Better', committedAt: new Date('2026-05-01T10:00:00Z') },
  ...{ branch: 'better', base: 'main', title: 'Better', openedAt: new Date('2026-05-01T10:00:00Z'), draft: false },
  ...{ author: null, fork: true, state: 'closed', merged: null },
};
const said = async (login: string, more: { pull?: Partial<Pull>; by?: string } = {}) =>
  one.comment(login, '/reopen', { place: { ...place, author: one.person(more.by ?? 'alice'), pull: { ...pull, ...more.pull } } });

describe('where we closed it', () => {
  test.each([
    ['its author, a stranger anywhere else', 'alice', 'read'],
    ['somebody who can triage', 'bob', 'triage'],
  ] as const)('%s opens it again', async (_, login, role) => {
    one.roles[login] = role;
    const decision = await said(login);
    expect(wordsOf(decision)).toMatch(/^I open it again\. I do not ask again before \d+ \w+/);
    expect(decision?.effects).toMatchObject([
      { kind: 'thread-state', number: 42, state: 'open', repository },
      { kind: 'comment' },
    ]);
    expect(decision?.effects[0]).toHaveProperty('then', { of: 'stale-ended', id: 'reopen 42' });
    // GitHub may refuse.
    expect(decision?.changes.map(({ what }) => what).filter(what => what.includes('open again'))).toEqual([]);
  });

  test('what somebody has closed since is theirs', async () => {
    hand = one.person('carol');
    const decision = await said('alice');
    expect(wordsOf(decision)).toBe(
      '😕 `/reopen` opens again what I closed because nobody had moved there, and I did not close this.',
    );
    expect(decision?.effects.map(({ kind }) => kind)).toEqual(['comment']);
  });

  test('not somebody else who only reads, and they get no answer', async () => {
    one.roles.mallory = 'read';
    expect(await said('mallory')).toMatchObject({ outcome: 'ignored', effects: [] });
  });

  test.each<[string, Partial<Pull>, string]>([
    ['it is open', { state: 'open' }, 'It is open already.'],
    ['it is merged', { state: 'merged' }, '😕 It is merged, so there is nothing to open again.'],
  ])('%s', async (_, more, says) => {
    const decision = await said('bob', { pull: more });
    expect(wordsOf(decision)).toBe(says);
    expect(decision?.effects.map(({ kind }) => kind)).not.toContain('thread-state');
  });
});

test.each<[string, Partial<Pull>, NamedCommit['as'] | null, boolean]>([
  ['its branch is gone', {}, null, true],
  ['only a tag has that name', {}, 'tag', true],
  ['its branch is there', {}, 'branch', false],
  ['it came from a fork, whose branches nobody here sees', { fork: true }, null, false],
])('%s', async (_, more, as, refused) => {
  const invocation: Invocation = {
    ...{ id: 'comment:IC_1:0', actor: one.person('bob'), role: 'triage', repository, at: new Date(0), sign: null, comment: null },
    ...{ prefix: '/', file: { present: true, problems: [], read: () => undefined } },
    place: { ...place, pull: { ...pull, fork: false, ...more } },
  };
  const ready = await reopen.prepare(
    { invocation, args: {}, more: {} },
    askOf(repository, {
      github: { closedBy: async () => shipmate, commit: async () => as && { ...pull.head, as, draft: null } },
    }),
  );
  const { reply, effects = [] } = await database.store.db
    .transaction()
    .execute(tx => ready.decide(sessionOn(tx), new Date('2026-07-01T08:00:00Z')));
  expect(reply?.refused).toBe(refused);
  expect(effects).toHaveLength(refused ? 0 : 1);
});

describe('where we closed nothing', () => {
  beforeEach(() => known({ ...story, closedAt: null }));
  test('whoever belongs here is told', async () => {
    const decision = await said('bob');
    expect(wordsOf(decision)).toBe(
      '😕 `/reopen` opens again what I closed because nobody had moved there, and I did not close this.',
    );
    expect(decision?.effects.map(({ kind }) => kind)).toEqual(['comment']);
  });

  test('whoever passes by makes us write nothing, in their own thread either', async () => {
    one.roles.alice = 'read';
    for (const state of ['closed', 'open'] as const) expect((await said('alice', { pull: { state } }))?.effects).toEqual([]);
  });
});
