import { beforeEach, expect, test } from 'vitest';
import { aDatabase, repository } from '../../../test/chat.ts';
import type { Session } from '../../core/session.ts';
import { sessionOn } from '../../store/session.ts';
import { type Deploy, newDeploy, newStory } from './deploy.ts';
import { shaOfRelease, shippedTo } from './index.ts';
import { saved } from './store.ts';

const own = aDatabase();
const within = <T>(work: (session: Session) => Promise<T>) => own.store.db.transaction().execute(tx => work(sessionOn(tx)));
beforeEach(() => own.store.pool.query('truncate deploys'));

const at = (time: string) => new Date(`2026-11-02T${time}:00Z`);
const sha = (digits: string) => digits.padEnd(40, '0');
const alice = { id: 1, login: 'alice', bot: false };
const story = newStory({ by: alice, from: '#42', title: 'Better', workflow: 'deploy.yml', branch: 'main' });
const deploy = (id: string, began: string, ended: string | null, more: Partial<Deploy> = {}): Deploy =>
  newDeploy({
    ...{ id, environment: 'prod', kind: 'asked', sha: sha(id), tree: sha('e'), thread: 42, story },
    ...{ state: ended === null ? 'running' : 'succeeded', askedAt: at('08:00'), startedAt: at(began), ranAt: at(began) },
    endedAt: ended === null ? null : at(ended),
    ...more,
  });
const write = (...all: Deploy[]) =>
  within(async session => {
    for (const one of all) await saved(repository, one).write(session);
  });
const there = (time: string, environment = 'prod') =>
  within(session => shippedTo(session, { id: repository.id }, environment, at(time)));
const shaThere = async (time: string) => (await there(time))?.sha.replace(/0+$/, '') ?? null;

test('what ran there at each time, and what before it', async () => {
  const back = { from: sha('b'), passed: 0, leaves: null };
  await write(
    deploy('a', '09:00', '09:10'),
    deploy('b', '10:00', '10:10', { kind: 'auto', thread: null, story: { ...story, from: 'main', by: null } }),
    deploy('c', '11:00', '11:10', { state: 'failed' }),
    deploy('d', '12:00', '12:10', { sha: sha('a'), story: { ...story, back } }),
    deploy('e', '12:30', '12:40', { state: 'cancelled', ranAt: null }),
    deploy('f', '13:00', null),
    deploy('x', '12:45', '12:50', { environment: 'staging' }),
  );
  const times = ['08:59', '09:00', '09:10', '09:59', '10:05', '10:30', '11:05', '11:30', '12:05', '12:35', '12:55', '13:30'];
  expect(await Promise.all(times.map(async time => `${time} ${await shaThere(time)}`))).toEqual([
    ...['08:59 null', '09:00 a', '09:10 a', '09:59 a', '10:05 b', '10:30 b', '11:05 c', '11:30 b', '12:05 a', '12:35 a'],
    ...['12:55 a', '13:30 f'],
  ]);
  expect(await there('09:30')).toEqual({
    ...{ environment: 'prod', sha: sha('a'), tree: sha('e'), startedAt: at('09:00'), endedAt: at('09:10'), before: null },
    ...{ by: { id: 1, login: 'alice' }, pull: 42, thread: 42, kind: 'asked' },
  });
  expect(await there('10:30')).toMatchObject({ before: sha('a'), by: null, pull: null, thread: null, kind: 'auto' });
  expect(await there('12:20')).toMatchObject({ before: sha('b'), pull: 42, kind: 'rollback' });
  expect(await there('13:30')).toMatchObject({ before: sha('a'), endedAt: null });
});

test('nobody knows what runs there after one that was lost, or that somebody ran by hand', async () => {
  await write(
    deploy('a', '09:00', '09:10'),
    deploy('b', '10:00', '10:10', { state: 'lost' }),
    deploy('c', '11:00', '11:10', { kind: 'hand', sha: null }),
    deploy('d', '12:00', '12:10'),
  );
  expect(await Promise.all(['09:30', '10:05', '10:30', '11:05', '11:30', '12:30'].map(shaThere))).toEqual([
    ...['a', 'b', null, null, null, 'd'],
  ]);
  expect(await there('12:30')).toMatchObject({ before: null });
  expect(await there('12:30', 'nowhere')).toBe(null);
});

test('before what somebody made by hand, in one moment, was what was there before', async () => {
  const byHand = { startedAt: null, ranAt: null, askedAt: at('10:00'), kind: 'hand' } as const;
  await write(deploy('a', '09:00', '09:10'), deploy('b', '10:00', '10:00', byHand));
  expect(await there('10:30')).toMatchObject({ sha: sha('b'), before: sha('a'), startedAt: at('10:00'), kind: 'hand' });
});

test('a release is the commit that it names and that went somewhere, if there is only one', async () => {
  await write(
    deploy('a', '09:00', '09:10', { sha: sha('abc1234') }),
    deploy('b', '10:00', '10:10', { sha: sha('abc1234'), environment: 'staging' }),
    deploy('c', '11:00', '11:10', { sha: sha('def56781') }),
    deploy('d', '12:00', '12:10', { sha: sha('def56782') }),
    deploy('e', '13:00', null, { sha: sha('fed4321'), state: 'waiting', ranAt: null }),
  );
  const releases = ['abc1234', sha('abc1234'), 'web@1.2.3+abc1234', 'def5678', 'def56782', 'fed4321', '0000000', 'web@1.2.3', ''];
  expect(await Promise.all(releases.map(release => within(session => shaOfRelease(session, repository, release))))).toEqual([
    ...[sha('abc1234'), sha('abc1234'), sha('abc1234'), null, sha('def56782'), null, null, null, null],
  ]);
  expect(await within(session => shaOfRelease(session, { id: repository.id + 1 }, 'abc1234'))).toBe(null);
});
