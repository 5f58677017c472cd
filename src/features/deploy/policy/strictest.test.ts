import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastest } from '../../../../test/fastest.ts';
import { environment } from '../../../../test/policy.ts';
import type { Environment } from '../config.ts';
import { type EnforcedPolicy, enforcedPolicy } from './config.ts';
import { matches } from './floor.ts';
import { loosened } from './loosened.ts';
import { strictest } from './strictest.ts';

type Settings = Record<string, unknown>;
const enforced = (settings: Settings): EnforcedPolicy => enforcedPolicy.parse(settings);
const [hour, day] = [3_600_000, 86_400_000];

test.each<[key: keyof EnforcedPolicy, above: Settings, own: Settings, counts: unknown]>([
  ['who', { who: 'maintain' }, {}, ['maintain']],
  ['who', { who: 'maintain' }, { who: 'admin' }, 'admin'],
  ['who', {}, { who: 'triage' }, 'triage'],
  ['checks', { checks: 'required' }, { checks: 'none' }, 'required'],
  ['checks', { checks: 'all' }, {}, 'all'],
  ['checks', { checks: 'none' }, {}, 'required'],
  ['checks', { checks: ['scan'] }, { checks: 'none' }, ['scan']],
  ['checks', { checks: ['scan'] }, {}, ['required', 'scan']],
  ['checks', { checks: ['scan'] }, { checks: 'all' }, ['all', 'scan']],
  ['checks', { checks: ['scan'] }, { checks: ['test', 'scan'] }, ['test', 'scan']],
  ['reviews', { reviews: 2 }, { reviews: 1 }, 2],
  ['reviews', { reviews: 1 }, { reviews: 2 }, 2],
  ['approved_by', { approved_by: '@acme/release' }, {}, '@acme/release'],
  ['approved_by', {}, { approved_by: '@carol' }, '@carol'],
  ['approved_by', { approved_by: ['@carol', '@dave'] }, { approved_by: '@carol' }, '@carol'],
  ['plan', { plan: 'required' }, {}, 'required'],
  ['plan', { plan: false }, { plan: 'required' }, 'required'],
  ['drafts', { drafts: false }, { drafts: true }, false],
  ['drafts', { drafts: true }, {}, false],
  ['drafts', {}, { drafts: true }, true],
  ['forks', { forks: false }, { forks: 'reviewed' }, false],
  ['forks', { forks: 'reviewed' }, {}, false],
  ['up_to_date', { up_to_date: true }, {}, true],
  ['green', { green: true }, {}, true],
  ['green', { green: true }, { green: 'next' }, true],
  ['green', { green: false }, { green: 'next' }, 'next'],
  ['infrastructure', { infrastructure: '1h' }, {}, [{ of: null, within: hour }]],
  ['infrastructure', { infrastructure: '1h' }, { infrastructure: '24h' }, [{ of: null, within: hour }]],
  ['infrastructure', {}, { infrastructure: '1h' }, [{ of: null, within: hour }]],
  [
    'infrastructure',
    { infrastructure: '24h' },
    { infrastructure: { of: ['staging', 'prod'], within: '1h' } },
    [
      { of: 'staging', within: hour },
      { of: 'prod', within: hour },
      { of: null, within: day },
    ],
  ],
  ['freeze', { freeze: 'Fri' }, { freeze: 'Sat' }, ['Sat', 'Fri']],
  ['freeze', { freeze: 'Fri' }, { freeze: ['Fri'] }, ['Fri']],
  ['override', { override: '@dave' }, {}, '@dave'],
  ['override', { freeze: 'Fri' }, { override: '@dave' }, undefined],
  ['override', { freeze: 'Fri', override: '@dave' }, { freeze: 'Sat' }, undefined],
  ['override', { freeze: 'Fri', override: ['@dave', '@carol'] }, { freeze: 'Sat', override: '@carol' }, '@carol'],
  ['override', {}, { freeze: 'Sat', override: '@carol' }, '@carol'],
  ['wait', { wait: '1h' }, {}, hour],
  ['wait', { wait: '7d' }, {}, day],
])('%s: %j above %j', (key, above, own, counts) => {
  expect(strictest(enforced(above), environment(own)).environment[key]).toEqual(counts);
});

test('what is raised is named, and nothing else', () => {
  const own = environment({ reviews: 3, who: 'write', checks: ['a'], freeze: 'Fri' });
  const above = enforced({ reviews: 1, who: ['write'], checks: ['a'], freeze: ['Fri'], plan: 'required' });
  expect(strictest(above, own).raised).toEqual(['plan']);
  expect(strictest({}, own).raised).toEqual([]);
});

const times = ['Fri', 'Sat', '24 Dec - 27 Dec'];
const who = fc.constantFrom('triage', 'write', 'maintain', 'admin');
const shape = {
  who,
  checks: fc.oneof(fc.constantFrom('required', 'all', 'none'), fc.subarray(['a', 'b', 'c'], { minLength: 1 })),
  reviews: fc.integer({ min: 0, max: 6 }),
  approved_by: who,
  plan: fc.constantFrom('required', false),
  drafts: fc.boolean(),
  forks: fc.constantFrom('reviewed', false),
  up_to_date: fc.boolean(),
  green: fc.boolean(),
  infrastructure: fc.constantFrom('1h', '1d', '7d'),
  freeze: fc.subarray(times),
  override: who,
  wait: fc.constantFrom('1h', '1d', '7d'),
};
const policy = fc.record(shape, { requiredKeys: [] });
/** All of it said: what counts is then the same whichever of two is the repository's. */
const whole = fc.record(shape);

const round = { now: new Date('2026-11-20T10:00:00Z'), defaultBranch: 'main' };
const looser = (before: Environment, after: Environment): string[] => {
  const file = (prod: Environment) => ({ environments: { prod }, timezone: 'UTC' });
  return loosened(file(before), file(after), round).map(({ says }) => says);
};
const sorted = ({ checks, freeze, ...rest }: Environment) => ({
  ...rest,
  checks: Array.isArray(checks) ? checks.toSorted() : checks,
  freeze: [freeze].flat().toSorted(),
  who: [rest.who].flat(),
  approved_by: [rest.approved_by].flat(),
  override: [rest.override].flat(),
});

test('what counts is never looser than what the repository says, and the same once more changes nothing', () => {
  fc.assert(
    fc.property(policy, policy, (above, own) => {
      const joined = strictest(enforced(above), environment(own)).environment;
      expect(looser(environment(own), joined)).toEqual([]);
      expect(strictest(enforced(above), joined)).toEqual({ environment: joined, raised: [] });
    }),
  );
});

test('nor than what the organisation says; and it is the same whoever says which', () => {
  fc.assert(
    fc.property(whole, whole, (one, other) => {
      const joined = strictest(enforced(one), environment(other)).environment;
      expect(looser(environment(one), joined)).toEqual([]);
      expect(sorted(joined)).toEqual(sorted(strictest(enforced(other), environment(one)).environment));
    }),
  );
});

test.each<[string, string, boolean]>([
  ['prod', 'prod', true],
  ['prod', 'Prod', true],
  ['prod', 'prod2', false],
  ['prod*', 'production', true],
  ['*', 'anything', true],
  ['*', 'a/b', true],
  ['*/eu', 'prod/eu', true],
  ['*/eu', 'prod/us', false],
  ['p*d*n', 'production', true],
  ['p*x*n', 'production', false],
  ['ab*ba', 'aba', false],
  ['a.b', 'axb', false],
])('%s is for %s: %s', (pattern, name, is) => expect(matches(pattern, name)).toBe(is));

test('many stars take no time', () => {
  const match = () => matches(`${'a*'.repeat(50)}b`, 'a'.repeat(100));
  expect(match()).toBe(false);
  expect(fastest(match, 100)).toBeLessThan(100);
});
