import { expect, test } from 'vitest';
import type { Round } from './kind.ts';
import { kinds } from './kinds/index.ts';
import type { Check } from './reading.ts';
import { type House, run } from './running.ts';
import { type Answer, fail, pass, Unknown, warn } from './verdict.ts';

const house: House = {
  env: { TOKEN: 'hunter2-hunter2', EMPTY: '' },
  mask: () => undefined,
  variables: {},
  folder: '.',
  pull: null,
  github: null,
  kept: () => ({ read: async () => null, write: async () => undefined }),
};

/** A check that answers this, or does that. */
const check = (look: (round: Round, attempt: number) => Promise<Answer>, more: Partial<Check> = {}): Check => {
  let attempt = 0;
  const probe = { says: '', run: (round: Round) => look(round, ++attempt) };
  const common = {
    name: 'it',
    environment: null,
    when: [],
    within: 1_000,
    retries: 0,
    pause: 1,
    level: 'fail',
    line: 3,
  } as const;
  return { ...common, kind: kinds.tcp, probe, ...more };
};

const first = async (one: Check, stop?: AbortSignal) => {
  const [outcome] = await run([one], house, { parallel: 1, ended: () => undefined, ...(stop && { stop }) });
  if (!outcome) throw new Error('no outcome');
  return outcome;
};

test.each<[what: string, look: () => Promise<Answer>, verdict: string, says: string]>([
  ['all that was held passes', async () => ({ findings: [pass('one'), pass('two')] }), 'pass', 'one'],
  ['a warning is the worst of it', async () => ({ findings: [pass('one'), warn('two')] }), 'warn', 'two'],
  ['one failure is enough', async () => ({ findings: [warn('one'), fail('two'), pass('three')] }), 'fail', 'two'],
  ['nothing was looked at', async () => ({ findings: [] }), 'fail', 'it looked at nothing, so it has not passed'],
  ['nobody can know', () => Promise.reject(new Unknown('the tool is not here')), 'unknown', 'the tool is not here'],
  ['it breaks', () => Promise.reject(new TypeError('x is not y')), 'unknown', 'it broke: x is not y'],
])('%s', async (_, look, verdict, says) => {
  const outcome = await first(check(look));
  expect(outcome.verdict).toBe(verdict);
  expect(outcome.findings.map(one => one.says)).toContain(says);
});

test('what never ends fails when its time is over, and hears of it', async () => {
  let told = false;
  const outcome = await first(
    check(
      ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            told = true;
          });
        }),
      { within: 20 },
    ),
  );
  expect(outcome).toMatchObject({ verdict: 'fail', findings: [{ says: 'it took longer than 20 ms' }] });
  expect(told).toBe(true);
});

test('it is tried again as often as was said, and no oftener', async () => {
  const third = (_: Round, attempt: number) => Promise.resolve({ findings: [attempt < 3 ? fail('not yet') : pass('now')] });
  expect(await first(check(third, { retries: 5 }))).toMatchObject({ verdict: 'pass', attempts: 3 });
  expect(await first(check(third, { retries: 1 }))).toMatchObject({ verdict: 'fail', attempts: 2 });
  expect(await first(check(third))).toMatchObject({ verdict: 'fail', attempts: 1 });
});

test('the next try begins when the one before has left', async () => {
  let here = 0;
  const look = async ({ signal }: Round, attempt: number) => {
    if (attempt > 1) return { findings: [here === 0 ? pass('alone') : fail('two at once')] };
    here += 1;
    await new Promise(resolve => signal.addEventListener('abort', resolve));
    await new Promise(resolve => globalThis.setTimeout(resolve, 50));
    here -= 1;
    throw new Error('it has left');
  };
  expect(await first(check(look, { within: 20, retries: 1 }))).toMatchObject({ verdict: 'pass', attempts: 2 });
});

test('what only warns is no failure', async () => {
  const look = async () => ({ findings: [fail('three days left')] });
  expect(await first(check(look, { level: 'warn' }))).toMatchObject({ verdict: 'warn', findings: [{ verdict: 'warn' }] });
});

test('a secret that was read is nowhere in what is told, in no shape', async () => {
  const look = async ({ env }: Round) => {
    const token = env('TOKEN') ?? '';
    return {
      findings: [fail(`sent ${token}`), fail(`Basic ${Buffer.from(`bob:${token}`).toString('base64')}`)],
      details: [{ title: token, text: `authorization: ${token}\nghp_${'a'.repeat(36)}` }],
      errors: [{ print: token, title: token, level: 'error' as const, count: 1, sample: token, first: null, last: null }],
    };
  };
  const outcome = await first(check(look));
  expect(JSON.stringify(outcome)).not.toMatch(/hunter2|aHVudGVyMi|ghp_a/);
  expect(
    await first(check(async ({ env }) => ({ findings: [env('EMPTY') === undefined ? pass('none') : fail('some')] }))),
  ).toMatchObject({
    verdict: 'pass',
  });
});

test('what was made of a secret is one, and whoever cuts a text short can hide it before', async () => {
  const outcome = await first(
    check(async ({ env, mask, hide }) => {
      mask(`made of ${env('TOKEN')}`);
      return { findings: [fail(hide('it says hunter2-hunter2').slice(0, 10)), fail('made of hunter2-hunter2')] };
    }),
  );
  expect(outcome.findings.map(({ says }) => says)).toEqual(['it says **', '***']);
});

test('a pause longer than a timer can be is none that is over at once', async () => {
  const look = async () => ({ findings: [fail('not yet')] });
  const outcome = await first(check(look, { retries: 1, pause: 2 ** 32 }), AbortSignal.timeout(30));
  expect(outcome).toMatchObject({ attempts: 1 });
});

test('so many at once, told as they end, answered in the order of the file', async () => {
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  let now = 0;
  let most = 0;
  const looks = gates.map((gate, place) =>
    check(
      async () => {
        most = Math.max(most, ++now);
        if (place === 1) gates[0]?.resolve();
        await gate.promise;
        now -= 1;
        return { findings: [pass('ok')] };
      },
      { name: String(place) },
    ),
  );
  const ended: string[] = [];
  gates.slice(1).forEach(gate => {
    gate.resolve();
  });
  const outcomes = await run(looks, house, { parallel: 2, ended: ({ name }) => ended.push(name) });
  expect(most).toBe(2);
  expect(outcomes.map(({ name }) => name)).toEqual(['0', '1', '2', '3']);
  expect(ended.toSorted()).toEqual(['0', '1', '2', '3']);
});

test('who is stopped ends, says so, and tries nothing again', async () => {
  const stop = new AbortController();
  const outcome = first(
    check(
      () => {
        stop.abort();
        return new Promise(() => undefined);
      },
      { retries: 9, pause: 60_000 },
    ),
    stop.signal,
  );
  expect(await outcome).toMatchObject({ verdict: 'unknown', attempts: 1, findings: [{ says: 'it was stopped' }] });
});
