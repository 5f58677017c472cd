import { expect, test } from 'vitest';
import type { Job, Step } from './run.ts';
import { about, failingIn, lastSignOf, linesOf, mostLooks, nextLook, sightOf, tableOf, usually } from './watch.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 2, 12, 0, seconds));

function step(name: string, from?: number, to?: number, conclusion: Step['conclusion'] = 'success'): Step {
  const status = from === undefined ? 'waiting' : to === undefined ? 'running' : 'ended';
  return {
    number: 1,
    name,
    status,
    conclusion: status === 'ended' ? conclusion : null,
    startedAt: from === undefined ? null : at(from),
    endedAt: to === undefined ? null : at(to),
  };
}

const job = (name: string, steps: Step[], more: Partial<Job> = {}): Job => ({
  ...step(name, 0),
  id: 1,
  attempt: 1,
  url: 'https://github.com/acme/web/actions/runs/1/job/1',
  steps,
  ...more,
});

const deploy = job('deploy', [
  step('Set up job', 0, 1),
  step('Run ./scripts/build', 1, 49),
  step('migrate', 49),
  step('restart'),
  step('Post Run actions/checkout@v4'),
  step('Complete job'),
]);

test('one job shows its steps, with how long they take, and what is to come', () => {
  expect(tableOf(linesOf([deploy]), at(71), { restart: 60_000 })).toMatchInlineSnapshot(`
    "| | step | |
    |---|---|---|
    | ✅ | ./scripts/build | 48 s |
    | 🔄 | migrate | 22 s … |
    | ⬜ | restart | usually 1 m |"
  `);
});

test('several jobs are a line each, the running one with its step; what was skipped as a job is not there', () => {
  const built = job('build', [], { status: 'ended', conclusion: 'success', endedAt: at(40) });
  const skipped = job('notify', [], { status: 'ended', conclusion: 'skipped', endedAt: at(40) });
  expect(tableOf(linesOf([built, skipped, deploy]), at(71))).toMatchInlineSnapshot(`
    "| | step | |
    |---|---|---|
    | ✅ | build | 40 s |
    | 🔄 | deploy: migrate | 1 m 11 s … |"
  `);
});

test('of many lines those round the running one are shown', () => {
  const steps = Array.from({ length: 60 }, (_, nth) =>
    nth < 30 ? step(`step ${nth}`, nth, nth + 1) : nth === 30 ? step('step 30', 30) : step(`step ${nth}`),
  );
  const table = tableOf(linesOf([job('deploy', steps)]), at(31)).split('\n');
  expect(table).toHaveLength(2 + 25 + 2);
  expect(table[2]).toBe('| | … 27 more | |');
  expect(table[6]).toBe('| 🔄 | step 30 | 1 s … |');
  expect(table.at(-1)).toBe('| | … 8 more | |');
});

test('a name from a workflow file is no markup', () => {
  expect(tableOf([{ name: '@acme/all | **x** <b>', mood: 'waiting', since: null, took: null }], at(0))).not.toMatch(
    /@acme|\*\*|<b>|\| \*/,
  );
});

test('nobody notices that time goes by', () => {
  expect(sightOf(linesOf([deploy]))).toBe('done ./scripts/build\nrunning migrate\nwaiting restart');
});

test.each([
  [
    'the step that failed',
    job('deploy', [step('build', 0, 1), step('migrate', 1, 2, 'failure')], { conclusion: 'failure' }),
    'migrate',
  ],
  ['a runner that was lost', job('deploy', [step('build', 0)], { conclusion: 'failure' }), null],
  ['out of time', job('deploy', [step('build', 0, 9, 'cancelled')], { conclusion: 'timed_out' }), null],
])('what failed: %s', (_, failed, name) => {
  const found = failingIn([job('test', [], { conclusion: 'success' }), failed]);
  expect(found?.job.name).toBe('deploy');
  expect(found?.step?.name ?? null).toBe(name);
});

test('nothing failed', () => expect(failingIn([job('deploy', [], { conclusion: 'success' })])).toBe(null));

test('the last sign is the newest time of any step', () => {
  expect(lastSignOf([deploy], at(0))).toEqual(at(49));
  expect(lastSignOf([], at(7))).toEqual(at(7));
});

test.each<[number, number | null, number, string]>([
  [0, null, 20_000, 'nobody knows how long it takes: soon'],
  [6, null, 60_000, 'and then less often'],
  [0, 20_000, 60_000, 'it will be over before anybody reads a table'],
  [3, 180_000, 20_000, 'never more often than every 20 s'],
  [3, 1_800_000, 120_000, 'spread over half an hour'],
  [mostLooks, 180_000, 600_000, 'the looks are used up; only the net is left'],
])('after %d looks at a run of %s ms the next comes in %d ms: %s', (looks, expected, wait) =>
  expect(nextLook(looks, expected)).toBe(wait),
);

test('nine in ten', () => {
  expect(usually([])).toBe(null);
  expect(usually([5])).toBe(5);
  expect(usually([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toBe(9);
  expect(usually([1, 1, 100])).toBe(100);
});

test.each([
  [3_000, '5 s'],
  [52_000, '50 s'],
  [100_000, '1 m 30 s'],
  [171_000, '3 m'],
  [1_790_000, '30 m'],
])('%d ms are about %s', (time, says) => expect(about(time)).toBe(says));
