import fc from 'fast-check';
import { expect, test } from 'vitest';
import { follow, pathOf, type Step, stepsOf } from './json-path.ts';

const answer = {
  status: 'ok',
  'is ready': true,
  replicas: [
    { state: 'up', ports: [1, 2] },
    { state: 'down', ports: [] },
  ],
};
const at = (path: string) => Object.fromEntries(follow(answer, stepsOf(path) ?? []).map(one => [one.at, one.value]));

test.each<[string, Record<string, unknown>]>([
  ['$', { $: answer }],
  ['$.status', { '$.status': 'ok' }],
  [`$['is ready']`, { "$['is ready']": true }],
  ['$["status"]', { '$.status': 'ok' }],
  ['$.replicas[0].state', { '$.replicas[0].state': 'up' }],
  ['$.replicas[-1].state', { '$.replicas[-1].state': 'down' }],
  ['$.replicas[*].state', { '$.replicas[0].state': 'up', '$.replicas[1].state': 'down' }],
  ['$.replicas[*].ports[*]', { '$.replicas[0].ports[0]': 1, '$.replicas[0].ports[1]': 2 }],
  ['$.replicas.length', { '$.replicas.length': undefined }],
  ['$.status.length', { '$.status.length': undefined }],
  ['$.toString', { '$.toString': undefined }],
  ['$.__proto__', { '$.__proto__': undefined }],
  ['$.status[0]', { '$.status[0]': undefined }],
  ['$.status[*].x', { '$.status[*].x': undefined }],
  ['$.nothing.at[0].all', { '$.nothing.at[0].all': undefined }],
])('%s', (path, found) => {
  expect(at(path)).toEqual(found);
});

test.each([
  '',
  'status',
  '.status',
  '$status',
  '$.',
  '$..a',
  '$[',
  '$[]',
  '$[a]',
  "$['a]",
  '$.a b',
  '$.*',
  '$[1',
  '$[1.5]',
  '$.a[0]x',
])('is none: %s', path => {
  expect(stepsOf(path)).toBeNull();
});

const anySign = fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code));

test('what was written is read again, whatever a key holds', () => {
  const step = fc.oneof(
    fc.string({ unit: anySign, maxLength: 8 }).map((key): Step => ({ key })),
    fc.string({ unit: fc.constantFrom(...`'"\\.[]*$ a`), maxLength: 8 }).map((key): Step => ({ key })),
    fc.integer({ min: -99_999, max: 99_999 }).map((index): Step => ({ index: index + 0 })),
    fc.constant<Step>('all'),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), steps => {
      expect(stepsOf(pathOf(steps))).toEqual(steps);
    }),
  );
});

test('nothing makes it throw', () => {
  const path = fc.string({ unit: fc.constantFrom(...`$.[]'"*\\ab01-`), maxLength: 20 });
  fc.assert(
    fc.property(path, fc.jsonValue(), (said, value) => {
      const steps = stepsOf(`$${said}`);
      if (steps) for (const one of follow(value, steps)) expect(stepsOf(one.at)).not.toBeNull();
    }),
  );
});
