import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainAlert } from './alert.ts';
import { type Arrived, folded } from './fold.ts';
import { type Group, placesSchema } from './group.ts';

const noon = Date.parse('2026-11-20T12:00:00Z');
const second = (count: number) => new Date(noon + count * 1_000);
const arrived = (at: number, alert: Partial<Arrived['alert']> = {}): Arrived => ({
  alert: plainAlert({ title: 'boom', ...alert }),
  ...{ print: 'p', hook: 'sentry', source: 'sentry', receivedAt: second(at) },
});
const all = (...many: Arrived[]) => many.reduce<Group | null>(folded, null);

test('each alert is counted, and where and when it was', () => {
  const group = all(
    arrived(0, { environment: 'prod', release: '1' }),
    arrived(5, { environment: 'prod', release: '2' }),
    arrived(5, { environment: 'staging' }),
  );
  expect(group).toMatchObject({ alerts: 3, counted: 3, firstAt: second(0), lastAt: second(5), status: 'firing' });
  expect(group?.environments).toEqual({
    prod: { first: noon, last: noon + 5_000, alerts: 2 },
    staging: { first: noon + 5_000, last: noon + 5_000, alerts: 1 },
  });
  expect(group?.times).toEqual([
    [noon, 1, 'prod'],
    [noon + 5_000, 1, 'prod'],
    [noon + 5_000, 1, 'staging'],
  ]);
});

test('what the source has counted counts, as long as it is more', () => {
  expect(all(arrived(0, { count: 40 }), arrived(1, { count: 41 }), arrived(2, { count: 3 }))).toMatchObject({
    alerts: 3,
    counted: 41,
  });
});

test('a group that is only said again lasts, and has not happened more often', () => {
  const one = { name: 'instance=web-1', firing: true, since: second(-60) };
  const other = { name: 'instance=web-2', firing: true, since: second(200) };
  const began = arrived(0, { members: [one] });
  const repeated = all(began, arrived(300, { members: [one] }), arrived(600, { members: [one] }));
  expect(repeated).toMatchObject({ alerts: 1, counted: 1, firstAt: second(0), lastAt: second(600), times: [[noon, 1, null]] });
  const more = all(began, arrived(300, { members: [one, other] }), arrived(600, { members: [one, { ...other, firing: false }] }));
  expect(more).toMatchObject({ alerts: 2, counted: 2, lastAt: second(600) });
  expect(more?.sample.members.map(({ firing }) => firing)).toEqual([true, false]);
  const over = arrived(300, { status: 'resolved', members: [{ ...one, firing: false }] });
  expect(all(began, over, arrived(600, { members: [one] }))).toMatchObject({ alerts: 2, counted: 2, status: 'firing' });
});

test('another of a group is one more though it began earlier, as when it was silenced', () => {
  const member = (name: string, since: number) => ({ name, firing: true, since: second(since) });
  const began = arrived(0, { members: [member('a', -60)] });
  const both = arrived(300, { members: [member('a', -60), member('z', -300)] });
  expect(all(began, both)).toMatchObject({ alerts: 2, counted: 2 });
  expect(all(began, both, arrived(600, { members: [member('a', -60)] }))).toMatchObject({ alerts: 2, counted: 2 });
  const named = arrived(300, { members: [{ ...member('instance=a', -60), since: new Date(noon - 59_877) }] });
  expect(all(began, named)).toMatchObject({ alerts: 1 });
});

test('when it is over without any of them being named, none of them fires', () => {
  const began = arrived(0, { members: [{ name: 'web-1', firing: true, since: second(0) }] });
  const over = all(began, arrived(60, { status: 'acknowledged' }), arrived(90, { status: 'resolved' }));
  expect(all(began, arrived(60, { status: 'acknowledged' }))?.sample.members).toMatchObject([{ firing: true }]);
  expect(over?.sample.members).toMatchObject([{ name: 'web-1', firing: false }]);
});

test('of a group of more than anybody lists the oldest are only repeated when the newest are over', () => {
  const newest = (from: number) =>
    Array.from({ length: 100 }, (_, at) => ({ name: `${at}`, firing: true, since: second(-from - at) }));
  const began = arrived(0, { members: newest(10) });
  expect(all(began, arrived(300, { members: newest(10) }), arrived(600, { members: newest(12) }))).toMatchObject({ alerts: 1 });
  expect(all(began, arrived(300, { members: newest(9) }))).toMatchObject({ alerts: 2 });
});

test('what is over before anybody heard of it has not happened, and began when that is heard', () => {
  const over = all(arrived(9, { status: 'resolved' }));
  expect(over).toMatchObject({ status: 'resolved', alerts: 0, counted: 0, times: [] });
  const began = folded(over, arrived(20, { at: second(5) }));
  expect(began).toMatchObject({ status: 'resolved', alerts: 1, firstAt: second(5), lastAt: second(5), resolvedAt: second(9) });
  expect(folded(over, arrived(20))).toMatchObject({ status: 'firing', alerts: 1, firstAt: second(20) });
});

test('what nobody heard happen has not happened because somebody looks at it, and is called as whoever says so calls it', () => {
  const looked = all(arrived(9, { status: 'acknowledged', title: 'disk/web-1', level: 'error' }));
  expect(looked).toMatchObject({ status: 'acknowledged', alerts: 0, counted: 0, times: [] });
  expect(folded(looked, arrived(20, { at: second(5), title: 'Disk is full', level: 'warning' }))).toMatchObject({
    ...{ status: 'acknowledged', alerts: 1, firstAt: second(5), title: 'Disk is full', level: 'warning' },
  });
});

test('whoever looks at it names no other thing, and makes it neither graver nor lighter', () => {
  const began = arrived(0, { title: 'Disk is full', level: 'warning' });
  expect(all(began, arrived(9, { status: 'acknowledged', title: 'disk/web-1', level: 'error' }))).toMatchObject({
    ...{ status: 'acknowledged', title: 'Disk is full', level: 'warning', alerts: 1 },
  });
  expect(all(began, arrived(9, { title: 'Disk is fuller', level: 'critical' }), arrived(10, { at: second(5) }))).toMatchObject({
    ...{ title: 'Disk is fuller', level: 'critical' },
  });
});

test.each([
  ['resolved after it fired', [arrived(0), arrived(9, { status: 'resolved' })], 'resolved'],
  ['fires again', [arrived(0), arrived(5, { status: 'resolved' }), arrived(9)], 'firing'],
  ['an old alarm comes late', [arrived(5), arrived(9, { status: 'resolved' }), arrived(10, { at: second(5) })], 'resolved'],
  ['an old end comes late', [arrived(9), arrived(10, { status: 'resolved', at: second(5) })], 'firing'],
  ['its end comes before it', [arrived(9, { status: 'resolved' }), arrived(10, { at: second(5) })], 'resolved'],
  ['somebody looks at it', [arrived(0), arrived(1, { status: 'acknowledged' })], 'acknowledged'],
] as const)('%s', (_what, many, status) => {
  expect(all(...many)?.status).toBe(status);
});

test.each([
  ['ahead by an hour', second(3_600), second(0)],
  ['behind by two days', second(-172_800), second(0)],
  ['a little ahead', second(60), second(0)],
  ['a little behind', second(-60), second(-60)],
  ['no time at all', new Date(Number.NaN), second(0)],
])('a clock that is %s', (_what, at, is) => {
  expect(all(arrived(0, { at }))?.lastAt).toEqual(is);
});

test('a clock that is a little ahead keeps neither its end nor what comes after it from counting', () => {
  const over = [arrived(0, { at: second(60) }), arrived(10, { status: 'resolved', at: second(10) })];
  expect(all(...over)).toMatchObject({ status: 'resolved', lastAt: second(0), resolvedAt: second(10) });
  expect(all(...over, arrived(20, { at: second(80) }))).toMatchObject({ status: 'firing', lastAt: second(20) });
});

test.each(['constructor', 'toString', '__proto__'])('a place called %s is one like others', name => {
  const group = all(arrived(0, { environment: name }), arrived(5, { environment: name, release: name }));
  expect(Object.entries(group?.environments ?? {})).toEqual([[name, { first: noon, last: noon + 5_000, alerts: 2 }]]);
  expect(Object.keys(placesSchema.parse(JSON.parse(JSON.stringify(group?.releases))))).toEqual(
    name === '__proto__' ? [] : [name],
  );
});

test('of a storm the newest hundred times are kept', () => {
  const group = all(...Array.from({ length: 500 }, (_, at) => arrived(at)));
  expect(group?.alerts).toBe(500);
  expect(group?.times).toHaveLength(100);
  expect(group?.times.at(-1)).toEqual([noon + 499_000, 1, null]);
});

test('a storm in one place leaves the times of another, and names that strangers make up go with their times', () => {
  const storm = Array.from({ length: 500 }, (_, at) => arrived(at, { environment: 'staging' }));
  const group = all(arrived(0, { environment: 'prod' }), ...storm);
  expect(group?.times[0]).toEqual([noon, 1, 'prod']);
  expect(group?.times).toHaveLength(101);
  const made = all(...Array.from({ length: 500 }, (_, at) => arrived(at, { environment: `made-up-${at}` })));
  expect(made?.times.map(([, , place]) => place)).toEqual(Object.keys(made?.environments ?? {}).toSorted());
});

test('secrets, people and addresses that do more than link are gone before anything is kept', () => {
  const group = all(
    arrived(0, {
      title: 'login of alice@example.org with token=abc123def456 failed',
      url: 'https://sentry.io/issues/1?project=2&token=abc123def',
      runbook: 'javascript:alert(1)',
      silence: 'https://user:pass@example.org/',
    }),
  );
  expect(group?.title).toBe('login of ***@*** with token=*** failed');
  expect(group?.sample).toMatchObject({ url: 'https://sentry.io/issues/1?project=2&token=', runbook: null, silence: null });
});

describe('the same bytes', () => {
  const letter = (at: number, mark: string | null, alert: Partial<Arrived['alert']> = {}): Arrived => ({
    ...arrived(at, alert),
    mark,
  });
  const resolves = { status: 'resolved' } as const;

  test('again and at once are whoever tries again, and later are one more', () => {
    expect(all(letter(0, 'a'), letter(1, 'a'), letter(59, 'a'))?.alerts).toBe(1);
    expect(all(letter(0, 'a'), letter(40, 'a'), letter(80, 'a'), letter(130, 'a'))?.alerts).toBe(2);
    expect(all(letter(0, 'a'), letter(299, 'a'), letter(301, 'a'))?.alerts).toBe(2);
  });

  test('after others of the same thing are one more: it goes on and off', () => {
    const group = all(
      letter(0, 'on'),
      letter(10, 'off', resolves),
      letter(20, 'on'),
      letter(30, 'off', resolves),
      letter(40, 'on'),
    );
    expect(group).toMatchObject({ alerts: 3, status: 'firing', lastAt: second(40) });
  });

  test('are one more each time where they name nothing', () => {
    expect(all(letter(0, null), letter(0, null), letter(1, null))?.alerts).toBe(3);
  });

  test('read in another order than they came are the same, and hours apart are not', () => {
    expect(all(letter(30, 'a'), letter(0, 'a'))?.alerts).toBe(1);
    expect(all(letter(7_200, 'a'), letter(0, 'a'))?.alerts).toBe(2);
  });
});

const some = fc.record({
  at: fc.integer({ min: 0, max: 600 }),
  late: fc.integer({ min: 0, max: 60 }),
  status: fc.constantFrom('firing' as const, 'resolved' as const, 'acknowledged' as const),
  count: fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: null }),
  environment: fc.constantFrom('prod', 'staging', null),
});

test('counts never go down, whatever comes in which order, and every alarm is counted', () => {
  fc.assert(
    fc.property(fc.array(some, { maxLength: 40 }), many => {
      let [group, firing]: [Group | null, number] = [null, 0];
      for (const { at, late, ...alert } of many) {
        const next: Group | null = folded(group, arrived(at + late, { ...alert, at: second(at) }));
        if (group && next) {
          expect(next.alerts).toBeGreaterThanOrEqual(group.alerts);
          expect(next.counted).toBeGreaterThanOrEqual(group.counted);
        }
        if (group && next && group.alerts > 0) {
          expect(next.lastAt >= group.lastAt).toBe(true);
          expect(next.firstAt <= group.firstAt).toBe(true);
        }
        firing += alert.status === 'firing' ? 1 : 0;
        group = next ?? group;
        expect(group?.alerts ?? 0).toBe(firing);
      }
    }),
  );
});

test('one alert may stand for many that nobody has counted', () => {
  const group = all({ ...arrived(1, { environment: 'prod' }), many: 3 }, { ...arrived(2), many: 2 });
  expect([group?.alerts, group?.counted, group?.environments.prod?.alerts]).toEqual([5, 5, 3]);
  expect(group?.times.map(([, count]) => count)).toEqual([3, 2]);
});
