import fc from 'fast-check';
import { expect, test } from 'vitest';
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
    [noon, 1],
    [noon + 5_000, 2],
  ]);
});

test('what the source has counted counts, as long as it is more', () => {
  expect(all(arrived(0, { count: 40 }), arrived(1, { count: 41 }), arrived(2, { count: 3 }))).toMatchObject({
    alerts: 3,
    counted: 41,
  });
});

test('what is over before anybody heard of it has not happened, and began when that is heard', () => {
  const over = all(arrived(9, { status: 'resolved' }));
  expect(over).toMatchObject({ status: 'resolved', alerts: 0, counted: 0, times: [] });
  const began = folded(over, arrived(20, { at: second(5) }));
  expect(began).toMatchObject({ status: 'resolved', alerts: 1, firstAt: second(5), lastAt: second(5), resolvedAt: second(9) });
  expect(folded(over, arrived(20))).toMatchObject({ status: 'firing', alerts: 1, firstAt: second(20) });
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
  ['a little ahead', second(60), second(60)],
  ['no time at all', new Date(Number.NaN), second(0)],
])('a clock that is %s', (_what, at, is) => {
  expect(all(arrived(0, { at }))?.lastAt).toEqual(is);
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
  expect(group?.times.at(-1)).toEqual([noon + 499_000, 1]);
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
        // Somebody looks at what nobody told us of: it has happened once.
        firing += alert.status === 'firing' || (!group && alert.status === 'acknowledged') ? 1 : 0;
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
