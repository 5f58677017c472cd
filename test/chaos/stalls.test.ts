import { expect, test } from 'vitest';
import { until } from '../until.ts';
import type { Point } from './plan.ts';
import type { Process } from './process.ts';
import { Story } from './story.ts';

/**
 * A server that stops (a paused machine, a long swap) and wakes up when somebody else has long taken its work. The kernel stops it
 * with SIGSTOP; the time that its leases need is given to the database's clock, and to its own monotonic clock when it wakes.
 */

/** A delivery is leased for one minute, a chore of the house for two. */
const longerThanTheLease = 121;

const saysThatItLost = (server: Process) => server.log.some(line => line.includes('another worker has taken it over'));

test.each<[Point, (server: Process) => boolean]>([
  ['taken', saysThatItLost],
  ['factsRead', saysThatItLost],
  ['committed', server => server.passed('committed') === 1],
  ['effectSent', server => server.passed('effectEnded') === 1],
])('stops at %s and wakes after its work was done: once', { timeout: 120_000 }, async (point, hasGoneOn) => {
  await using story = await Story.begin();
  const stalled = await story.serve({ strike: { point, occurrence: 1, signal: 'SIGSTOP', asleep: longerThanTheLease } });
  const told = story.ping();
  await stalled.stopped();
  await story.serve();
  await story.later(longerThanTheLease);
  await story.quiet();
  expect(story.answersTo(told)).toBe(1);

  stalled.signal('SIGCONT');
  await until(() => hasGoneOn(stalled));
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test('stops at effectSent for less than its lease: it goes on itself', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const stalled = await story.serve({ strike: { point: 'effectSent', occurrence: 1, signal: 'SIGSTOP', asleep: 30 } });
  story.ping();
  await stalled.stopped();
  const other = story.spawn();
  await other.ready;
  await story.later(30);
  stalled.signal('SIGCONT');
  await until(() => stalled.passed('effectAnswered') === 1);
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
  expect(other.passed('effectSent')).toBe(0);
});
