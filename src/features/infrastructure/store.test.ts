import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { aStoreForEachTest } from '../../../test/store.ts';
import { entry } from '../../checks/section.ts';
import { sessionOn } from '../../store/session.ts';
import { healthOf } from './health.ts';
import type { Standing } from './standing.ts';
import { forgotten, hasUnrelated, isUnrelated, relatedAgain, saved, standings, unrelated } from './store.ts';

const store = aStoreForEachTest();
const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: true, defaultBranch: 'main' };
const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));

const standing = (name: string, environment: string, parts: Partial<Standing>): Standing => ({
  ...{ name, environment, kind: 'tls', line: 3, known: null, unknown: null },
  ...parts,
});
const known = (verdict: 'pass' | 'warn' | 'fail', hour = 10) => ({
  known: { verdict, at: at(hour), run: 5, attempt: 1, says: 'so it is' },
});
const unknown = (hour: number) => ({ unknown: { at: at(hour), run: 6, attempt: 2, says: 'no resolver' } });

test('what is written is read, and written over; what is forgotten is gone', async () => {
  await store.db.transaction().execute(async tx => {
    const session = sessionOn(tx);
    const first = [standing('a', 'prod', known('fail')), standing('b', '', unknown(9))];
    await saved(repository, first).write(session);
    await saved(repository, []).write(session);
    expect(await standings(session, repository)).toEqual([first[1], first[0]]);
    expect(await standings(session, { ...repository, id: 8 })).toEqual([]);
    const next = standing('a', 'prod', { ...known('pass', 11), ...unknown(12) });
    await saved(repository, [next]).write(session);
    await forgotten(repository, [{ name: 'b', environment: '' }]).write(session);
    expect(await standings(session, repository)).toEqual([next]);
  });
});

test('an environment is as well as its own checks and those that are about none', async () => {
  await store.db.transaction().execute(async tx => {
    const session = sessionOn(tx);
    const entries = [
      ...[
        { name: 'passes', tls: 'a.example.org', environment: ['prod', 'stage'] },
        { name: 'nobody knows', tls: 'b.example.org' },
      ],
      ...[
        { name: 'nobody looked', tls: 'c.example.org' },
        { tls: '{{environment}}.acme.dev', environment: 'PROD' },
      ],
      ...[
        { name: 'elsewhere', tls: 'd.example.org', environment: 'stage' },
        { tls: 'e.example.org', when: 'pull-request' },
      ],
      { name: 'filled in', tls: 'f.example.org', environment: '{{stage}}' },
    ].map(one => z.parse(entry, one));
    const unseen = ['nobody looked', 'tls PROD.acme.dev'];
    expect(await healthOf(session, repository, 'prod', entries)).toEqual({
      ...{ at: null, failing: [], unknown: [], count: 0 },
      unseen: ['passes', 'nobody knows', ...unseen],
    });
    expect(await healthOf(session, repository, 'prod', entries.slice(-1))).toMatchObject({ unseen: ['filled in'] });
    await saved(repository, [
      standing('passes', 'prod', known('pass', 12)),
      standing('warns', 'prod', known('warn', 11)),
      standing('failed, and nobody knows since', 'prod', { ...known('fail', 8), ...unknown(12) }),
      standing('nobody knows', '', unknown(10)),
      standing('fails elsewhere', 'stage', known('fail', 7)),
    ]).write(session);
    expect(await healthOf(session, repository, 'Prod', entries)).toEqual({
      ...{ at: at(10), unknown: ['nobody knows'], unseen, count: 4 },
      failing: [{ name: 'failed, and nobody knows since', since: null, issue: null }],
    });
  });
});

test('what a workflow uses is known for a day, or until a push touches one', async () => {
  const isKnown = () => store.db.transaction().execute(tx => isUnrelated(sessionOn(tx), repository, 'ci.yml'));
  const write = (change: ReturnType<typeof unrelated>) => store.db.transaction().execute(tx => change.write(sessionOn(tx)));
  expect(await isKnown()).toBe(false);
  await write(unrelated(repository, 'ci.yml'));
  expect(await isKnown()).toBe(true);
  await store.later(86_401);
  expect(await isKnown()).toBe(false);
  await write(unrelated(repository, 'ci.yml'));
  expect(await isKnown()).toBe(true);
  await write(relatedAgain(repository));
  expect(await isKnown()).toBe(false);
  expect(await store.db.transaction().execute(tx => hasUnrelated(sessionOn(tx), repository))).toBe(false);
});
