import { expect, test } from 'vitest';
import type { Relation } from './given.ts';
import { judge } from './judge.ts';
import { keysOf } from './keys.ts';
import type { About, Fault, Reading, Report, Result, Verdict } from './report.ts';
import { inOrder } from './report.ts';
import type { Build } from './story.ts';

/** Pure: what reports make of episodes. A little world of one branch stands in for GitHub. */

const about: About = { kind: 'workflow', name: 'ci.yml', branch: 'main' };
const began = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;

/** Commits by letters, each the child of the one before it. */
const relation = (first: string, second: string): Relation => (first < second ? 'ahead' : 'behind');

const fault = (fatal: string): Fault => ({ tool: null, fatal, around: [fatal], rest: [], print: fatal });
const red = (check: string, fatal: string | null = 'it broke'): Result => ({
  ...{ check, verdict: 'fail', url: null, cause: null },
  fault: fatal === null ? null : fault(fatal),
});
const green = (check: string): Result => ({ check, verdict: 'pass', url: null, fault: null, cause: null });
const none = (check: string): Result => ({ check, verdict: 'none', url: null, fault: null, cause: null });
const outage = (check: string): Result => ({ ...red(check), cause: { key: 'npm', sentence: 'npm did not answer' } });

function report(sha: string, verdict: Verdict, more: Partial<Report> = {}): Report {
  const number = sha.charCodeAt(0) - 96;
  const at = new Date(began + number * minute);
  return {
    ...{ run: number, attempt: 1, number, source: 'CI', sha, queued: false, verdict, url: null, beganAt: null, at },
    looked: false,
    ...more,
  };
}
const ran = (sha: string, results: Result[], more: Partial<Report> = {}): Reading => ({
  report: report(sha, results.some(({ verdict }) => verdict === 'fail') ? 'fail' : 'pass', more),
  results,
});

class World {
  builds: Build[] = [];
  reports: Report[] = [];
  refused: string[] = [];
  unread: Report[] = [];
  now = began + 60 * minute;
  readonly of: About;
  readonly confirm: number | null;
  constructor(of = about, confirm: number | null = 0) {
    this.of = of;
    this.confirm = confirm;
  }
  hear(...readings: Reading[]) {
    this.reports.push(...readings.map(one => one.report));
    const on = this.builds.filter(({ state }) => state === 'watching' || state === 'open');
    const keys = keysOf(this.of, readings);
    const last = this.builds.filter(({ key, state }) => keys.includes(key) && (state === 'closed' || state === 'moot'));
    const judged = judge({
      ...{ about: this.of, readings, unread: this.unread, confirm: this.confirm, relation, now: new Date(this.now) },
      refused: this.refused,
      on: on.filter(({ story }) => story.shape !== 'cause'),
      causes: on.filter(({ story }) => story.shape === 'cause'),
      last: new Map(last.map(one => [one.key, one])),
      passesSince: time => this.reports.filter(one => one.verdict === 'pass' && one.at.getTime() > time).length,
      ids: Array.from({ length: 12 }, (_, place) => `${this.builds.length}-${place}`),
    });
    for (const judgement of judged.builds) {
      // As its visit would do.
      const build = judgement.state === 'open' ? { ...judgement, issue: `issue ${judgement.id}`, number: 1 } : judgement;
      const place = this.builds.findIndex(({ id }) => id === build.id);
      if (place < 0) this.builds.push(build);
      else this.builds[place] = build;
    }
    return judged;
  }
  later(minutes: number): this {
    this.now += minutes * minute;
    return this;
  }
  get states() {
    return this.builds.map(({ state }) => state);
  }
  get notes() {
    return this.builds.flatMap(({ notes }) => notes.map(note => note.split(' ').slice(0, 6).join(' ')));
  }
  get only(): Build {
    const [only, ...others] = this.builds;
    if (!only || others.length > 0) throw new Error(`there are ${this.builds.length}`);
    return only;
  }
}

test('red is watched first, then told, and mended by the same check at a later commit', () => {
  const world = new World(about, 2 * minute);
  const { wakes } = world.hear(ran('a', [red('test'), green('lint')]));
  expect(world.states).toEqual(['watching']);
  expect(wakes).toEqual([new Date(world.now + 2 * minute)]);
  world.later(2).hear();
  expect(world.states).toEqual(['open']);
  world.hear(ran('b', [green('test'), green('lint')]));
  expect(world.states).toEqual(['closed']);
  expect(world.notes).toEqual(['✅ `b` is green again, after']);
});

test('what mends itself in time makes no noise', () => {
  const world = new World(about, 2 * minute);
  world.hear(ran('a', [red('test')]));
  world.later(1).hear(ran('b', [green('test')]));
  expect([world.states, world.notes]).toEqual([['closed'], []]);
});

test.each<[string, Reading]>([
  ['a green that came late, of an older commit', ran('a', [green('test')])],
  ['a green of another check', ran('c', [green('lint'), none('test')])],
  ['what was cancelled or skipped', ran('c', [none('test')])],
  ['an outage', ran('c', [outage('test')])],
])('%s mends nothing', (_, reading) => {
  const world = new World();
  world.hear(ran('b', [red('test')]));
  world.hear(reading);
  expect(world.builds[0]?.state).toBe('open');
});

test('a job that three runs in a row came without is gone, and not one that was skipped', () => {
  const world = new World();
  world.hear(ran('a', [red('test'), green('lint')]));
  for (const sha of ['b', 'c']) world.hear(ran(sha, [green('lint')]));
  world.hear(ran('d', [green('lint'), none('test')]));
  for (const sha of ['e', 'f']) world.hear(ran(sha, [green('lint')]));
  expect(world.states).toEqual(['open']);
  world.hear(ran('g', [green('lint')]));
  expect(world.states).toEqual(['moot']);
});

test('a file that cannot be run is told at once, and mended by a run that could', () => {
  const world = new World(about, 60 * minute);
  world.hear({ report: report('a', 'broken'), results: [] });
  expect(world.states).toEqual(['open']);
  world.hear(ran('b', [red('test')]));
  expect(world.states).toEqual(['closed', 'watching']);
});

test('jobs with one error are one, two errors are two, three are one broken thing', () => {
  const same = new World();
  same.hear(ran('a', [red('test (22)'), red('test (24)')]));
  expect(same.only.story.checks.map(({ name }) => name)).toEqual(['test (22)', 'test (24)']);
  const two = new World();
  two.hear(ran('a', [red('test', 'x'), red('lint', 'y')]));
  expect(two.builds.map(({ story }) => story.shape)).toEqual(['one', 'one']);
  const three = new World();
  three.hear(ran('a', [red('test', 'x'), red('lint', 'y'), red('docs', null)]));
  expect(three.only.story.shape).toBe('many');
  three.hear(ran('b', [green('test'), red('lint', 'y'), red('docs', 'z'), red('size', 'w')]));
  expect(three.only.story.checks.map(({ name, fixed }) => [name, fixed !== null])).toEqual([
    ['test', true],
    ['lint', false],
    ['docs', false],
    ['size', false],
  ]);
  three.hear(ran('c', [green('test'), green('lint'), green('docs'), green('size')]));
  expect(three.states).toEqual(['closed']);
});

test('another error of the same check stays there, and is told once', () => {
  const world = new World();
  world.hear(ran('a', [red('test', 'x')]));
  world.hear(ran('b', [red('test', 'y')]));
  world.hear(ran('c', [red('test', 'x')]));
  world.hear(ran('d', [red('test', 'y')]));
  expect(world.only.story.fault?.fatal).toBe('y');
  expect(world.notes).toEqual(['❗ It fails with something else']);
});

test('a check with an error that is known joins it', () => {
  const world = new World();
  world.hear(ran('a', [red('test (22)'), green('test (24)')]));
  world.hear(ran('b', [red('test (22)'), red('test (24)')]));
  expect(world.only.story.checks).toHaveLength(2);
});

test('one that joins counts its run, also where what was red before is green', () => {
  const world = new World();
  world.hear(ran('a', [red('test (22)'), green('test (24)')]));
  world.hear(ran('b', [green('test (22)'), red('test (24)')]));
  expect([world.only.state, world.only.story.runs]).toEqual(['open', 2]);
});

test('outages are one for each cause, end by each check, and are no news of the code', () => {
  const world = new World();
  world.hear(ran('a', [outage('test'), outage('lint')]));
  expect(world.only.story).toMatchObject({ shape: 'cause', cause: 'npm did not answer' });
  world.hear(ran('b', [green('test'), outage('lint')]));
  expect(world.states).toEqual(['open']);
  world.hear(ran('c', [green('test'), green('lint')]));
  expect(world.states).toEqual(['closed']);
});

test('the same within 14 days is the same; after that it is another that knows of it', () => {
  const world = new World();
  world.hear(ran('a', [red('test')]));
  world.hear(ran('b', [green('test')]));
  world.later(13 * 24 * 60).hear(ran('c', [red('test')]));
  expect([world.states, world.only.story.flaky]).toEqual([['open'], null]);
  expect(world.only.story.before?.fixed).toBe('b');
  world.hear(ran('d', [green('test')]));
  world.later(15 * 24 * 60).hear(ran('e', [red('test')]));
  expect(world.states).toEqual(['closed', 'open']);
  expect(world.builds[1]?.story.before?.fixed).toBe('d');
});

test('passed and failed at one commit is flaky: one pass does not end it, and it says so once', () => {
  const world = new World();
  world.hear(ran('a', [red('test')]));
  world.hear(ran('a', [green('test')], { attempt: 2, at: new Date(began + 2 * minute) }));
  expect([world.states, world.only.story.flaky?.why]).toEqual([['open'], 'same commit']);
  expect(world.notes).toEqual(['🎲 It failed and passed at']);
  for (let pass = 0; pass < 19; pass++)
    world.hear(ran('b', [green('test')], { number: 2 + pass, run: 2 + pass, at: new Date(began + (10 + pass) * minute) }));
  expect(world.states).toEqual(['closed']);
});

test('a first one that passes when it is run again for us makes no noise, and is remembered', () => {
  const world = new World(about, null);
  expect(world.hear(ran('a', [red('test')])).rerun).toEqual({ run: 1, attempt: 1 });
  world.hear(ran('a', [green('test')], { attempt: 2 }));
  expect([world.states, world.notes]).toEqual([['closed'], []]);
  world.hear(ran('b', [red('test')]));
  expect(world.only.story.flaky?.why).toBe('again');
});

test('what fails when it is run again is sure', () => {
  const world = new World(about, null);
  world.hear(ran('a', [red('test')]));
  expect(world.states).toEqual(['watching']);
  expect(world.hear(ran('a', [red('test')], { attempt: 2 })).rerun).toBe(null);
  expect(world.states).toEqual(['open']);
});

test('twenty flaps are one, and it says twice that something changed', () => {
  const world = new World();
  for (let flap = 0; flap < 20; flap++) {
    const number = flap * 2 + 1;
    const at = (more: number) => ({ number: number + more, run: number + more, at: new Date(began + (number + more) * minute) });
    world.later(30).hear(ran(String.fromCharCode(0x100 + number), [red('test')], at(0)));
    world.later(30).hear(ran(String.fromCharCode(0x101 + number), [green('test')], at(1)));
  }
  expect(world.only.story).toMatchObject({ flaky: { why: 'again' }, runs: 20 });
  expect(world.notes.map(note => note.slice(0, 2))).toEqual(['✅ ', '🎲']);
});

test('a newer run that was judged before says what it passed, and counts nothing again', () => {
  const world = new World();
  const newer = ran('b', [red('test'), green('lint')]);
  world.hear(newer);
  world.unread = [ran('a', [], { number: 1, run: 9 }).report];
  world.hear(ran('a', [red('lint', 'another')]), { ...newer, report: { ...newer.report, looked: true } });
  expect(world.states).toEqual(['open', 'closed']);
  expect(world.builds[0]?.story.runs).toBe(1);
});

test('somebody says that it is not flaky', () => {
  const world = new World();
  world.hear(ran('a', [red('test')]));
  const [build] = world.builds;
  if (build) world.builds[0] = { ...build, story: { ...build.story, notFlaky: true } };
  world.hear(ran('a', [green('test')], { attempt: 2 }));
  expect(world.states).toEqual(['closed']);
});

function permutations<T>(all: T[]): T[][] {
  if (all.length < 2) return [all];
  return all.flatMap((one, place) => permutations(all.toSpliced(place, 1)).map(rest => [one, ...rest]));
}

const story: Reading[] = [ran('a', [red('test')]), ran('b', [red('test')]), ran('c', [green('test')])];

test.each(permutations(story).map(order => [order.map(one => one.report.sha).join(', '), order] as const))(
  'two broken commits and one that mends, heard as %s, end the same',
  (_, order) => {
    for (const kind of ['workflow', 'status'] as const) {
      const world = new World({ ...about, kind });
      const seen: Reading[] = [];
      for (const reading of order) {
        seen.push(reading);
        // As a look chooses: what is new, and what passed last.
        const passed = seen.filter(one => one.report.verdict === 'pass').sort((a, b) => inOrder(b.report, a.report))[0];
        world.hear(...(passed && passed !== reading ? [reading, passed] : [reading]));
      }
      const on = world.builds.filter(({ state }) => state === 'open' || state === 'watching');
      expect(on).toEqual([]);
      for (const { story } of world.builds) expect(story.checks.map(({ fixed }) => fixed?.sha)).toEqual(['c']);
    }
  },
);
