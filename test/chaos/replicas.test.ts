import { expect, test } from 'vitest';
import { until } from '../until.ts';
import type { Point } from './plan.ts';
import { Story } from './story.ts';

/** Two servers on one database: nothing is done twice, and what one leaves behind the other one finishes. */

const looking = { route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments' } as const;

test('the same delivery at two doors at once is one', { timeout: 120_000 }, async () => {
  await using story = await Story.begin({ threads: 12 });
  const servers = [story.spawn(), story.spawn()];
  const urls = await Promise.all(servers.map(one => one.ready));
  story.box.webhooks.drop(story.threads.length);
  for (const thread of story.threads) story.ping(thread);
  const answers = await Promise.all(
    story.deliveries.flatMap(({ headers, body }) =>
      urls.map(url => fetch(`${url}/api/github/webhooks`, { method: 'POST', headers, body }).then(answer => answer.status)),
    ),
  );
  expect(answers).toEqual(answers.map(() => 202));
  await story.quiet();
  expect(servers.reduce((sum, one) => sum + one.passed('committed'), 0)).toBe(story.commands.length);
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test('two workers share what a third server has kept', { timeout: 120_000 }, async () => {
  await using story = await Story.begin({ threads: 30 });
  const door = story.spawn({}, { ROLE: 'web' });
  const workers = [story.spawn({}, { ROLE: 'worker' }), story.spawn({}, { ROLE: 'worker' })];
  await Promise.all(workers.map(one => one.ready));
  await story.sendTo(door);
  // More than one of them takes at once, and nobody goes on before both have some.
  story.box.faults.next({ route: 'POST /graphql', times: story.threads.length }, { before: 'hang' });
  for (const thread of story.threads) story.ping(thread);
  await until(() => workers.every(one => one.passed('taken') > 0));
  story.box.faults.clear();
  story.box.release();
  await story.quiet();
  const shares = workers.map(one => one.passed('committed'));
  expect(shares.reduce((sum, share) => sum + share)).toBe(story.commands.length);
  expect(Math.min(...shares)).toBeGreaterThan(0);
  expect(door.passed('taken')).toBe(0);
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test.each<Point>(['taken', 'factsRead', 'effectSent', 'effectAnswered'])(
  'one of two dies at %s, and the other one waits for its lease and goes on',
  { timeout: 120_000 },
  async point => {
    await using story = await Story.begin();
    const dying = await story.serve({ strike: { point, occurrence: 1, signal: 'SIGKILL' } });
    const other = story.spawn();
    await other.ready;
    other.signal('SIGSTOP');
    const left = story.ping();
    await dying.ended;
    await story.box.settled();

    // The other one works, and leaves alone what the dead one may still have in hand.
    other.signal('SIGCONT');
    await story.sendTo(other);
    await story.later(50);
    const later = story.ping(story.threads[1]);
    await until(() => story.answersTo(later) === 1);
    const before = point === 'effectAnswered' ? 1 : 0;
    expect(story.answersTo(left)).toBe(before);

    const looked = point.startsWith('effect') ? story.box.when(looking) : null;
    await story.later(10);
    await (looked ?? until(() => story.answersTo(left) === 1));
    await story.quietForGood();
    expect(await story.wrongs()).toEqual([]);
  },
);

test.each<Point>(['taken', 'committed'])(
  'on the same machine what was left at %s goes on at once',
  { timeout: 120_000 },
  async point => {
    await using story = await Story.begin();
    const dying = await story.serve({ strike: { point, occurrence: 1, signal: 'SIGKILL' } });
    const left = story.ping();
    await dying.ended;
    await story.box.settled();
    await story.serve();
    const begun = performance.now();
    // No clock is moved here.
    await until(() => story.answersTo(left) === 1);
    expect(performance.now() - begun).toBeLessThan(10_000);
    await story.quietForGood();
    expect(await story.wrongs()).toEqual([]);
  },
);
