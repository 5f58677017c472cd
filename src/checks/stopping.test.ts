import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { kind } from './kind.ts';
import type { Check } from './reading.ts';
import { type House, run } from './running.ts';
import { type Answer, fail, pass } from './verdict.ts';

const house: House = {
  env: {},
  mask: () => undefined,
  variables: {},
  folder: '/',
  pull: null,
  github: null,
  kept: () => ({ read: async () => null, write: async () => undefined }),
};

function check(name: string, look: () => Promise<Answer>, more: Partial<Check> = {}): Check {
  const made = kind({ name: 'made', about: '', schema: z.string(), within: 60_000, says: () => name, look });
  const common = { environment: null, when: [], within: 60_000, retries: 0, pause: 60_000, level: 'fail' as const, line: 1 };
  return { ...common, name, kind: made, probe: z.parse(made.schema, name), ...more };
}

test('once it is stopped nothing begins, nothing is tried again, and what runs is let go', async () => {
  const stop = new AbortController();
  const looked: string[] = [];
  const looking = (name: string, answer: () => Promise<Answer>) => () => {
    looked.push(name);
    return answer();
  };
  const checks = [
    check(
      'well',
      looking('well', async () => ({ findings: [pass('fine')] })),
    ),
    check(
      'red',
      looking('red', async () => ({ findings: [fail('not fine')] })),
      { retries: 5 },
    ),
    check(
      'deaf',
      looking('deaf', () => {
        // By now the one before it waits for its next try.
        setImmediate(() => stop.abort());
        return new Promise<never>(() => undefined);
      }),
    ),
    check(
      'late',
      looking('late', async () => ({ findings: [pass('fine')] })),
    ),
  ];
  const outcomes = await run(checks, house, { parallel: 2, ended: () => undefined, stop: stop.signal });
  expect(looked).toEqual(['well', 'red', 'deaf']);
  expect(outcomes.map(({ verdict, findings, attempts }) => `${verdict}: ${findings[0]?.says} (${attempts})`)).toEqual([
    'pass: fine (1)',
    'fail: not fine (1)',
    'unknown: it was stopped (1)',
    'unknown: it was stopped before it began (1)',
  ]);
});
