import { expect, test } from 'vitest';
import type { DeployTimes } from '../../store/deploy-times.ts';
import { reportOf } from './report.ts';
import { linesOf } from './report-table.ts';

const minute = 60_000;
const start = Date.parse('2026-11-02T08:00:00Z');
const at = (minutes: number) => new Date(start + minutes * minute);
const span = { from: at(0), until: at(14 * 24 * 60) };

/** Ended at this minute, after a minute. */
const ended = (minutes: number, more: Partial<DeployTimes> = {}): DeployTimes => ({
  repository: 'acme/web',
  environment: 'prod',
  kind: 'asked',
  state: 'succeeded',
  who: 'alice',
  askedAt: at(minutes - 1),
  startedAt: at(minutes - 1),
  endedAt: at(minutes),
  waited: false,
  waits: null,
  landed: null,
  again: false,
  ...more,
});
const one = (...rows: DeployTimes[]) => reportOf(rows, span).environments[0];
const of = (...minutes: number[]) => ({ of: minutes[0], median: (minutes[1] ?? 0) * minute, p90: (minutes[2] ?? 0) * minute });

test('counts by week and by environment; what was dropped was no deploy', () => {
  const rows = [
    ended(1),
    ended(2, { environment: 'staging' }),
    ended(3, { state: 'dropped' }),
    ended(4, { state: 'cancelled' }),
    ended(7 * 24 * 60, { kind: 'hand' }),
  ];
  expect(reportOf(rows, span).environments).toMatchObject([
    { environment: 'prod', deploys: 3, byHand: 1, perWeek: 1.5, weeks: { '2026-11-02': 2, '2026-11-09': 1 } },
    { environment: 'staging', deploys: 1, perWeek: 0.5 },
  ]);
});

test('a cancelled deploy neither failed nor succeeded, and nobody knows of a lost one', () => {
  const states = ['succeeded', 'failed', 'cancelled', 'lost'] as const;
  expect(one(...states.map((state, minutes) => ended(minutes, { state })))?.failed).toEqual({ count: 1, of: 2 });
});

test('lead time is that of the first success of a commit that is on the default branch', () => {
  const landed = at(0).getTime();
  const rows = [
    ended(10, { landed }),
    ended(20, { landed }),
    ended(30, { landed }),
    ended(500, { landed, again: true }),
    ended(600, { landed, state: 'failed' }),
    ended(700),
    // A commit dated by a clock that is ahead.
    ended(5, { landed: at(6).getTime() }),
  ];
  expect(one(...rows)?.leadTime).toEqual(of(3, 20, 30));
  expect(one(ended(700))?.leadTime).toBeNull();
});

test('a stretch of failures is over with the next success', () => {
  const failed = { state: 'failed' } as const;
  const rows = [
    ended(1, failed),
    ended(5, failed),
    ended(7, { state: 'cancelled' }),
    ended(11),
    ended(20),
    ended(30, failed),
    ended(34),
  ];
  expect(one(...rows)).toMatchObject({ restored: of(2, 4, 10), failing: false });
  expect(one(ended(1), ended(2, failed))).toMatchObject({ restored: null, failing: true });
});

test('median and p90 are times that there were', () => {
  const rows = Array.from({ length: 10 }, (_, n) => ended(n + 1, { landed: start }));
  expect(one(...rows)?.leadTime).toEqual(of(10, 5, 9));
});

test('who waited for what, as the deploy wrote it down, or for its turn', () => {
  const wait = (what: string, from: number, to: number | null) => ({
    for: 'checks',
    what,
    from: at(from).getTime(),
    to: to === null ? null : at(to).getTime(),
  });
  const rows = [
    ended(10, { waited: true, askedAt: at(2), startedAt: at(9) }),
    ended(12, { waited: true, askedAt: at(2), startedAt: at(11), who: 'bob' }),
    ended(20, { waits: [wait('CI / e2e', 2, 7), wait('@acme/release', 3, null)], startedAt: at(19), waited: true }),
    ended(30, { state: 'dropped', waited: true, askedAt: at(25), startedAt: null, kind: 'auto', who: null }),
    ended(40, { waits: [{ odd: true }] }),
  ];
  expect(reportOf(rows, span).waits.map(({ what, who, ...times }) => [what, who, times.of, times.median / minute])).toEqual([
    ['its turn', { alice: 1, bob: 1, 'by itself': 1 }, 3, 7],
    ['@acme/release', { alice: 1 }, 1, 16],
    ['CI / e2e', { alice: 1 }, 1, 5],
  ]);
});

test('as a table for people', () => {
  const rows = [
    ended(10, { landed: start, waited: true, askedAt: at(2), startedAt: at(9) }),
    ended(20, { state: 'failed', who: 'bob', kind: 'hand' }),
    ended(95, { environment: 'staging', landed: start, kind: 'auto', who: null }),
  ];
  const refused = [{ repository: 'acme/web', who: 'bob', times: 3 }];
  expect(linesOf({ report: reportOf(rows, span), refused, ...span }).join('\n')).toMatchInlineSnapshot(`
    "From 2026-11-02 to 2026-11-16; times are median / p90 (of how many).

    environment       deploys        a week  failed         lead time        back
    acme/web prod     2 (1 by hand)  1       1 of 2 (50 %)  10 m / 10 m (1)  -, failing now
    acme/web staging  1              0.5     0 of 1 (0 %)   2 h / 2 h (1)    -

    environment    waited for  time           who
    acme/web prod  its turn    7 m / 7 m (1)  alice

    repository  refused  times
    acme/web    bob      3 times

    Lead time: from the date of the commit on the default branch (a merge made on GitHub is dated by GitHub) to its first success there.
    Back: from a failure to the next success there."
  `);
  const nothing = reportOf([], span);
  expect(linesOf({ report: nothing, refused, ...span }).join('\n')).toMatchInlineSnapshot(`
    "From 2026-11-02 to 2026-11-16; times are median / p90 (of how many).

    Nothing was deployed.

    repository  refused  times
    acme/web    bob      3 times"
  `);
  expect(linesOf({ report: nothing, refused: [], ...span }).join('\n')).toMatchInlineSnapshot(
    `"Nothing was deployed and nobody was refused from 2026-11-02 to 2026-11-16."`,
  );
});
