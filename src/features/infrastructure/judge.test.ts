import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Report } from '../../checks/report.ts';
import type { Verdict } from '../../checks/verdict.ts';
import type { Run } from '../../core/run.ts';
import { isOn } from '../../issues/episode.ts';
import { heardIn, type Outcome } from './heard.ts';
import { judge, stops } from './judge.ts';
import { healthIn, type Standing } from './standing.ts';
import { changed, type Trouble } from './story.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const days = 24 * 3_600_000;

const outcome = (verdict: Verdict, parts: Partial<Outcome> = {}): Outcome => ({
  ...{ name: 'tls example.org', kind: 'tls', environment: 'prod', line: 3, verdict },
  ...{ findings: [{ verdict, says: `it is ${verdict}` }], details: [], errors: [], attempts: 1, ms: 7 },
  ...parts,
});

const report = (checks: Outcome[]): Report => ({
  ...{ version: 1, when: null, path: '.github/shipmate.yml', job: 'check', attempt: 1 },
  checks,
});

/** The nth run: each begins an hour after the one before. */
const runAt = (nth: number, attempt = 1): Run => ({
  ...{ id: nth, number: nth, attempt, file: 'checks.yml', title: '', event: 'schedule', branch: 'main', head: `${nth}aaaaaa` },
  ...{
    status: 'ended',
    conclusion: 'success',
    startedBy: null,
    triggeredBy: null,
    url: `https://github.com/acme/web/runs/${nth}`,
  },
  createdAt: new Date(start + nth * 3_600_000),
  startedAt: new Date(start + nth * 3_600_000 + (attempt - 1) * 60_000),
  updatedAt: new Date(start + nth * 3_600_000 + (attempt - 1) * 60_000),
});

/** What is known, and told, as runs are heard. */
function world() {
  let standings: Standing[] = [];
  const troubles = new Map<string, Trouble>();
  const state = {
    heard(run: Run, outcomes: Outcome[], now = run.updatedAt) {
      const all = [...troubles.values()];
      const next = judge({
        heard: heardIn([report(outcomes)], run, () => true),
        seen: { run: run.id, number: run.number, sha: run.head, url: run.url, at: run.startedAt?.getTime() ?? 0 },
        before: standings,
        on: all.filter(isOn),
        last: new Map(all.toSorted((a, b) => a.beganAt.getTime() - b.beganAt.getTime()).map(one => [one.key, one])),
        ids: outcomes.map((_, place) => `e${run.id}.${run.attempt}.${place}`),
        now,
      });
      const same = (one: Standing) => (other: Standing) => other.name === one.name && other.environment === one.environment;
      standings = [...standings.filter(one => !next.standings.some(same(one))), ...next.standings];
      for (const one of next.troubles) troubles.set(one.id, one);
      return state;
    },
    put: (one: Trouble) => troubles.set(one.id, one),
    standings: () => standings.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    troubles: () => [...troubles.values()],
  };
  return state;
}

const told = (verdicts: Verdict[]) => {
  const all = world();
  for (const [nth, verdict] of verdicts.entries()) all.heard(runAt(nth), [outcome(verdict)]);
  return all
    .troubles()
    .map(
      ({ state, story, notes }) => `${state} after ${story.runs}${story.unknown ? ', unknown since' : ''}, ${notes.length} said`,
    );
};

test.each<[string, Verdict[], string[]]>([
  ['what passes is no news', ['pass', 'pass'], []],
  ['what only warns is none', ['warn'], []],
  ['what nobody could know is none', ['unknown', 'unknown'], []],
  ['what fails is told', ['fail'], ['open after 1, 0 said']],
  ['once, however often', ['fail', 'fail', 'fail'], ['open after 3, 0 said']],
  ['it passes: it is over, and says so', ['fail', 'fail', 'pass'], ['closed after 2, 1 said']],
  ['it only warns: it is over', ['fail', 'warn'], ['closed after 1, 1 said']],
  ['nobody knows: it stays open, and says so', ['fail', 'unknown'], ['open after 1, unknown since, 0 said']],
  ['and is over by a pass after that', ['fail', 'unknown', 'pass'], ['closed after 1, 1 said']],
  ['known again, nobody speaks of that', ['fail', 'unknown', 'fail'], ['open after 2, 0 said']],
  ['the same within fourteen days is the same', ['fail', 'pass', 'fail'], ['open after 1, 1 said']],
])('%s', (_, verdicts, expected) => {
  expect(told(verdicts)).toEqual(expected);
});

test('tried again, a run counts once; green then, it is over', () => {
  const all = world()
    .heard(runAt(1), [outcome('fail')])
    .heard(runAt(1, 2), [outcome('fail')]);
  expect(all.troubles()).toMatchObject([{ state: 'open', story: { runs: 1 } }]);
  all.heard(runAt(1, 3), [outcome('pass')]);
  expect(all.troubles()).toMatchObject([{ state: 'closed', story: { ending: 'passed' } }]);
});

test('after fourteen days it is another, which knows the one before; so it is where somebody made us leave that', () => {
  const later = new Date(start + 20 * days);
  const old = world()
    .heard(runAt(1), [outcome('fail')])
    .heard(runAt(2), [outcome('pass')]);
  old.heard(runAt(480), [outcome('fail')], later);
  expect(old.troubles()).toMatchObject([
    { state: 'closed' },
    { state: 'open', story: { before: { endedAt: expect.any(Number) } } },
  ]);

  const left = world()
    .heard(runAt(1), [outcome('fail')])
    .heard(runAt(2), [outcome('pass')]);
  for (const one of left.troubles()) left.put(changed(one, { left: 'somebody deleted its issue' }));
  expect(left.heard(runAt(3), [outcome('fail')]).troubles()).toHaveLength(2);
});

test('of one that nobody asks for any more the end is told, and it may begin again', () => {
  const all = world().heard(runAt(1), [outcome('fail')]);
  for (const one of all.troubles()) all.put(stops(one, 'gone', runAt(1).updatedAt));
  expect(all.troubles()).toMatchObject([{ state: 'moot', notes: [expect.stringContaining('does not name')] }]);
});

test('of what one run says twice the worst counts; what another says of the same time does not turn it back', () => {
  const twice = (a: Verdict, b: Verdict) =>
    world()
      .heard(runAt(1), [outcome(a), outcome(b)])
      .standings()[0];
  expect(twice('pass', 'fail')?.known?.verdict).toBe('fail');
  expect(twice('fail', 'unknown')?.known?.verdict).toBe('fail');
  expect(twice('unknown', 'warn')).toMatchObject({ known: null, unknown: { says: 'it is unknown' } });
});

test('no more than two thousand are heard of, and none that the file does not name', () => {
  const many = Array.from({ length: 2_100 }, (_, nth) => outcome('fail', { name: `tls ${nth}` }));
  expect(heardIn([report(many)], runAt(1), () => true)).toHaveLength(2_000);
  expect(heardIn([report(many)], runAt(1), ({ name }) => name === 'tls 7')).toHaveLength(1);
  for (const path of [null, 'more.yml']) expect(heardIn([{ ...report(many), path }], runAt(1), () => true)).toEqual([]);
});

test('what PostgreSQL does not take is taken out of names', () => {
  const [one] = heardIn([report([outcome('fail', { name: 'a\0b\ud800' })])], runAt(1), () => true);
  expect(one?.standing.name).toBe('a\ufffdb\ufffd');
});

test('whatever is filled in, it is the same check, by its name in the file', () => {
  const all = world().heard(runAt(1), [outcome('fail', { name: 'release 1', entry: 'release {{nth}}' })]);
  all.heard(runAt(2), [outcome('pass', { name: 'release 2', entry: 'release {{nth}}' })]);
  expect(all.troubles()).toMatchObject([{ state: 'closed', story: { name: 'release {{nth}}' } }]);
});

test('what an earlier try found, and this one did not repeat, only makes worse what this one says', () => {
  const [earlier, now] = [[outcome('fail'), outcome('fail', { name: 'other' })], [outcome('pass')]].map(report);
  if (!earlier || !now) throw new Error('no reports');
  expect(heardIn([now], runAt(1, 2), () => true, [earlier])).toMatchObject([
    { standing: { name: 'tls example.org', known: { verdict: 'fail', attempt: 2 } } },
  ]);
});

test('an issue that remembers a later failure is not over by an older pass, though our rows were lost', () => {
  const [told] = world()
    .heard(runAt(5), [outcome('fail')])
    .troubles();
  const fresh = world();
  if (told) fresh.put(told);
  fresh.heard(runAt(3), [outcome('pass')], runAt(6).updatedAt);
  expect(fresh.troubles()).toMatchObject([{ state: 'open' }]);
  fresh.heard(runAt(7), [outcome('pass')]);
  expect(fresh.troubles()).toMatchObject([{ state: 'closed' }]);
});

const verdicts: Verdict[] = ['pass', 'warn', 'fail', 'unknown'];

test('in whatever order runs are heard: one issue for each check at most, open where it failed last', () => {
  const said = fc.array(fc.record({ a: fc.constantFrom(...verdicts, null), b: fc.constantFrom(...verdicts, null) }), {
    maxLength: 7,
  });
  const heardInOrders = said.chain(all =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray(
        all.map((_, nth) => nth),
        { minLength: all.length },
      ),
    ),
  );
  fc.assert(
    fc.property(heardInOrders, ([all, order]) => {
      const play = (nths: number[]) => {
        const here = world();
        for (const nth of nths) {
          const { a, b } = all[nth] ?? { a: null, b: null };
          const outcomes = [a && outcome(a, { name: 'a' }), b && outcome(b, { name: 'b' })].filter(one => one !== null);
          const before = here.troubles();
          here.heard(runAt(nth), outcomes, runAt(nths.length).updatedAt);
          const after = here.troubles();
          // What nobody knows ends nothing.
          for (const one of before.filter(isOn))
            if ({ a, b }[one.story.name] === 'unknown') expect(after.find(({ id }) => id === one.id)?.state).toBe('open');
          const keys = after.filter(isOn).map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
        }
        return here;
      };
      const [asSaid, shuffled] = [play(all.map((_, nth) => nth)), play(order)];
      expect(shuffled.standings()).toEqual(asSaid.standings());
      const open = shuffled
        .troubles()
        .filter(isOn)
        .map(({ story }) => story.name);
      expect(open.toSorted()).toEqual(healthIn(shuffled.standings()).failing);
    }),
    { numRuns: 200 },
  );
});
