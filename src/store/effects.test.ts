import { describe, expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import type { Effect } from '../core/effect.ts';
import { take } from './deliveries.ts';
import {
  type Ending,
  endSending,
  installationsToServe,
  nextSending,
  pauseInstallation,
  plan,
  type Sending,
  takeDoubtful,
  takeToSend,
  takeToTell,
} from './effects.ts';
import { outcomeOf } from './outcomes.ts';
import { sessionOn } from './session.ts';

const store = aStoreForEachTest();
const repository = { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' };
const common = { repository, lane: 'answer' } as const;
const deployment = (key = 'd'): Effect => ({
  ...common,
  kind: 'deployment',
  key,
  environment: 'prod',
  sha: 'abc',
  description: '',
});
const status = (key: string, of: string | number = 'd'): Effect => ({
  ...common,
  kind: 'deployment-status',
  key,
  deployment: of,
  state: 'success',
  description: '',
  url: null,
  log: null,
});
const then = { of: 'deploy', id: '5' };

const planned = (...effects: Effect[]) => store.db.transaction().execute(tx => plan(tx, effects, null));
const sent = () => takeToSend(store.db, 5, 'me', 20);
const keys = (all: Sending[]) => all.map(one => one.effect.key);
const only = ([one]: Sending[]): Sending => {
  if (!one) throw new Error('nothing was taken');
  return one;
};
/** The turns that were raised. */
const turns = async () => (await take(store.pool, 'me', 10)).map(one => JSON.parse(one.body?.toString() ?? ''));

const done: Ending = { state: 'done', remoteId: '99' };
const failed: Ending = { state: 'failed', error: 'no', unsure: true };
const dropped: Ending = { state: 'dropped', error: 'gone' };

describe('a status waits for its deployment', () => {
  test('and learns its number', async () => {
    await planned(deployment(), status('s'));
    const first = await sent();
    expect(keys(first)).toEqual(['d']);
    expect(await sent()).toEqual([]);
    await endSending(store.db, only(first), done);
    expect(await sent()).toMatchObject([{ effect: { key: 's' }, remoteId: '99' }]);
  });

  test('and has none when that failed', async () => {
    await planned(deployment(), status('s'));
    await endSending(store.db, only(await sent()), failed);
    expect(await sent()).toMatchObject([{ effect: { key: 's' }, remoteId: null }]);
  });

  test("somebody else's is there already", async () => {
    await planned(deployment(), status('s', 12));
    expect(keys(await sent())).toEqual(['d', 's']);
  });
});

test('a comment, its edits and its folding away leave one after the other', async () => {
  const comment = { ...common, kind: 'comment', key: 'c', on: 1, body: 'a' } as const;
  await planned(
    comment,
    { ...common, kind: 'edit', key: 'e', comment: 'c', body: 'b' },
    { ...common, kind: 'hide', key: 'h', comment: 'c' },
  );
  for (const key of ['c', 'e', 'h']) {
    const taken = await sent();
    expect(keys(taken)).toEqual([key]);
    await endSending(store.db, only(taken), { ...done, remoteId: 'IC_1' });
  }
});

describe('whoever waits for the end of a write has a turn', () => {
  test.each([done, failed, dropped])('when it is $state', async ending => {
    await planned({ ...deployment(), then });
    await endSending(store.db, only(await sent()), ending);
    expect(await turns()).toEqual([{ type: 'Due', at: expect.any(String), repository, ...then, ended: 'd' }]);
  });

  test('when it was too late to leave', async () => {
    await planned({ ...deployment(), then, leaveBy: new Date(Date.now() + 1_000) });
    await store.later(2);
    expect(await sent()).toEqual([]);
    expect(await turns()).toMatchObject([{ ended: 'd' }]);
  });

  test('not while it is tried again, not by somebody whose lease is gone, and once', async () => {
    await planned({ ...deployment(), then });
    const one = only(await sent());
    await endSending(store.db, one, { state: 'sent', seconds: 10, looks: 0, error: 'no answer' });
    await endSending(store.db, { ...one, holder: 'you' }, done);
    expect(await turns()).toEqual([]);
    await endSending(store.db, one, done);
    await endSending(store.db, one, done);
    expect(await turns()).toHaveLength(1);
  });
});

test('a feature reads what became of its writes', async () => {
  await planned(deployment('one'), deployment('two'), deployment('three'));
  const [one, two] = await sent();
  if (!one || !two) throw new Error('nothing was taken');
  await endSending(store.db, one, done);
  await endSending(store.db, two, failed);
  const read = await store.db.transaction().execute(tx => outcomeOf(sessionOn(tx), ['one', 'two', 'three', 'four']));
  expect([...read]).toEqual(
    expect.arrayContaining([
      ['one', { state: 'done', remoteId: '99', error: null, unsure: false, settledAt: expect.any(Date) }],
      ['two', { state: 'failed', remoteId: null, error: 'no', unsure: true, settledAt: expect.any(Date) }],
      ['three', { state: 'sent', remoteId: null, error: null, unsure: false, settledAt: null }],
    ]),
  );
  expect(read.size).toBe(3);
  expect(await store.db.transaction().execute(tx => outcomeOf(sessionOn(tx), []))).toEqual(new Map());
});

const outcomeOfAll = (...keys: string[]) => store.db.transaction().execute(tx => outcomeOf(sessionOn(tx), keys));

describe('what a source is told', () => {
  const tell = (key: string, what: 'acknowledged' | 'resolved' = 'acknowledged', id = 'Q1'): Effect => ({
    ...common,
    ...{ kind: 'tell', key, hook: 'pagerduty', id, what },
  });
  const told = () => takeToTell(store.db, 'me', 20);
  const again: Ending = { state: 'planned', seconds: 60, counts: true, error: 'no' };

  test('is no write to GitHub, and waits for none of its pauses', async () => {
    await planned(tell('t'));
    expect(await installationsToServe(store.db)).toEqual([]);
    expect(await sent()).toEqual([]);
    await pauseInstallation(store.db, 5, 600);
    expect(await nextSending(store.db)).toBeLessThanOrEqual(0);
    expect(keys(await told())).toEqual(['t']);
    expect(keys(await told())).toEqual([]);
  });

  test('costs nothing of what GitHub allows', async () => {
    await planned(...Array.from({ length: 200 }, (_, place) => tell(`t${place}`, 'resolved', `Q${place}`)));
    expect(await takeToTell(store.db, 'me', 200)).toHaveLength(200);
    await planned(deployment());
    expect(keys(await sent())).toEqual(['d']);
  });

  test('is said again by whoever finds that nobody knows how it went', async () => {
    await planned(tell('t'));
    await told();
    await store.later(3_600);
    expect(await takeDoubtful(store.pool, 'other', 10)).toEqual([]);
    expect(await takeToTell(store.db, 'other', 20)).toMatchObject([{ attempts: 2 }]);
  });

  test('goes one after the other for one thing, and at once for two', async () => {
    await planned(tell('ack'));
    const first = only(await told());
    await planned(tell('resolve', 'resolved'), tell('other', 'resolved', 'Q2'));
    expect(keys(await told())).toEqual(['other']);
    await endSending(store.db, first, done);
    expect(keys(await told())).toEqual(['resolve']);
  });

  test.each([
    ['it waits', async () => {}],
    ['it went wrong and would be tried again', async () => endSending(store.db, only(await told()), again)],
  ])('is overtaken by a newer word while %s', async (_name, before) => {
    await planned(tell('ack'));
    await before();
    await planned(tell('resolve', 'resolved'));
    await store.later(120);
    expect(keys(await told())).toEqual(['resolve']);
    const [ack] = (await outcomeOfAll('ack')).values();
    expect(ack?.state).toBe('merged');
  });

  test('is overtaken when it goes wrong while the newer word waits', async () => {
    await planned(tell('ack'));
    const first = only(await told());
    await planned(tell('resolve', 'resolved'));
    await endSending(store.db, first, again);
    await endSending(store.db, only(await told()), done);
    await store.later(120);
    expect(keys(await told())).toEqual([]);
    expect((await outcomeOfAll('ack')).get('ack')?.state).toBe('merged');
  });
});
