import { request } from 'node:http';
import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { Story } from './story.ts';

/** SIGTERM: no new work, what is in hand is finished or handed back, and the process is gone within ten seconds. */

const patience = 10_000;
const role = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
const comment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

const readiness = (url: string) =>
  fetch(`${url}/readyz`).then(
    answer => answer.status,
    () => 'closed',
  );

test.concurrent('what is in hand is finished', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const server = await story.serve();
  const url = (await server.ready) ?? '';
  expect(await readiness(url)).toBe(200);
  story.box.faults.next({ route: comment }, { delay: 1_500 });
  const leaving = story.box.when({ route: comment }, 'before');
  story.ping();
  await leaving;
  const begun = performance.now();
  server.signal('SIGTERM');
  await until(async () => (await readiness(url)) !== 200);
  expect(server.over).toBeNull();
  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun).toBeLessThan(patience);
  expect(await story.query(`select 1 from effects where state <> 'done'`)).toEqual([]);
  await story.serve();
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test.concurrent('one that has not come up yet ends as cleanly', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const guests = () =>
    story.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'shipmate'`,
    );
  const before = (await guests()).map(({ pid }) => pid);
  const server = story.spawn();
  await until(async () => (await guests()).some(({ pid }) => !before.includes(pid)), 60_000);
  server.signal('SIGTERM');
  expect(await server.ended).toEqual({ code: 0, signal: null });
});

test.concurrent('what hangs while GitHub is asked is handed back', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const server = await story.serve();
  story.box.faults.next({ route: role }, { before: 'hang' });
  const hanging = story.box.when({ route: role }, 'before');
  story.ping();
  await hanging;
  const begun = performance.now();
  server.signal('SIGTERM');
  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun).toBeLessThan(patience);
  expect(await story.query(`select error from deliveries where state = 'waiting'`)).toEqual([
    { error: 'the process was stopped' },
  ]);
  story.box.release();
  await story.serve();
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test.concurrent('a write that hangs does not hold the process, and is looked for later', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const server = await story.serve();
  story.box.faults.next({ route: comment }, { after: 'hang' });
  const hanging = story.box.when({ route: comment });
  story.ping();
  await hanging;
  const begun = performance.now();
  server.signal('SIGTERM');
  await server.ended;
  expect(performance.now() - begun).toBeLessThan(patience);
  story.box.release();
  expect(await story.query(`select state from effects`)).toEqual([{ state: 'sent' }]);
  await story.serve();
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test.concurrent('somebody who never ends his request holds neither the process nor its work', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const server = await story.serve();
  const url = (await server.ready) ?? '';
  story.box.faults.next({ route: role }, { before: 'hang' });
  const hanging = story.box.when({ route: role }, 'before');
  story.ping();
  await hanging;
  const slow = request(`${url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': 1_000,
      'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      'x-github-delivery': 'a-slow-one',
      'x-github-event': 'push',
    },
  });
  slow.on('error', () => {});
  await new Promise<void>(resolve => slow.write('{', () => resolve()));
  const begun = performance.now();
  server.signal('SIGTERM');
  await server.ended;
  expect(performance.now() - begun).toBeLessThan(patience);
  expect(await story.query(`select error from deliveries where state = 'waiting'`)).toEqual([
    { error: 'the process was stopped' },
  ]);
  story.box.release();
  await story.serve();
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});
