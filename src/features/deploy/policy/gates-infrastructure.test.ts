/** The gate that asks whether what runs is well: each row is what was seen of it, and what the gate says of that is read aloud below. */
import { expect, test } from 'vitest';
import { judging } from '../../../../test/policy.ts';
import { infrastructure } from './gates/infrastructure.ts';
import type { PolicyRows } from './rows.ts';
import { checklistOf } from './verdict.ts';

type Seen = Partial<PolicyRows['health'][number]>;
const now = Date.UTC(2026, 10, 19, 11);
const seen = (environment: string, minutesAgo: number, more: Seen = {}) => ({
  ...{ environment, at: new Date(now - minutesAgo * 60_000), failing: [], unknown: [], unseen: [], count: 3 },
  ...more,
});

const failed = (name: string, minutes: number | null = null, issue: number | null = null) => ({
  name,
  since: minutes === null ? null : new Date(now - minutes * 60_000),
  issue,
});

/** Only the file knows it. */
const none = seen('prod', 0, { at: null, unseen: ['db'], count: 0 });

function read(asked: unknown, health: PolicyRows['health'], more: Parameters<typeof judging>[0] = {}): string {
  const gate = infrastructure(judging({ settings: { infrastructure: asked }, rows: { health }, ...more }));
  if (!gate) return 'not asked for';
  return [`${gate.state}, as ${gate.setting}`, checklistOf([gate]), ...(gate.way === null ? [] : [gate.way])].join('\n');
}

test('nothing is asked for where the file does not say so', () => {
  expect(infrastructure(judging({ rows: { health: [seen('prod', 1, { failing: [failed('api')] })] } }))).toBe(null);
});

test.each<[what: string, health: PolicyRows['health'], state: 'open' | 'wait' | 'closed']>([
  ['all passed within the hour', [seen('prod', 60)], 'open'],
  ['all passed, a minute more than an hour ago', [seen('prod', 61)], 'wait'],
  ['the file names no check of it', [], 'closed'],
  ['none has reported', [none], 'wait'],
  ['one has never reported', [seen('prod', 1, { unseen: ['db'] })], 'wait'],
  ['one fails, and another has never reported', [seen('prod', 1, { failing: [failed('api')], unseen: ['db'] })], 'closed'],
  ['nobody could say of one', [seen('prod', 1, { unknown: ['api'] })], 'wait'],
  ['one fails', [seen('prod', 1, { failing: [failed('api')] })], 'closed'],
  ['one fails, and of another nobody could say', [seen('prod', 1, { failing: [failed('api')], unknown: ['db'] })], 'closed'],
  ['one failed long ago, and nobody has looked since', [seen('prod', 600, { failing: [failed('api')] })], 'closed'],
  ['all passed elsewhere', [seen('staging', 1), none], 'wait'],
])('%s', (_, health, state) => {
  expect(infrastructure(judging({ settings: { infrastructure: '1h' }, rows: { health } }))?.state).toBe(state);
});

test('what goes by itself waits where a person would be refused', () => {
  const failing = { settings: { infrastructure: '1h' }, rows: { health: [seen('prod', 1, { failing: [failed('api')] })] } };
  expect(infrastructure(judging({ ...failing, asker: null }))?.state).toBe('wait');
});

test('each sentence', () => {
  const both = { of: ['staging', 'prod'], within: '1h' };
  const all = {
    'all passed': read('1h', [seen('prod', 12)]),
    'the only one passed just now': read('1h', [seen('prod', 0, { count: 1 })]),
    'too long ago': read('1h', [seen('prod', 180)]),
    'the file names none': read('1h', []),
    'none has reported': read('1h', [none]),
    'two of them never': read('1h', [seen('prod', 5, { unseen: ['db', 'api'], unknown: ['dns'] })]),
    'nobody could say': read('1h', [seen('prod', 5, { unknown: ['db.example.org:5432', 'api'] })]),
    'one fails': read('1h', [seen('prod', 5, { failing: [failed('db.example.org:5432', 200, 17)] })]),
    'two fail, with names that are markup': read('1h', [
      seen('prod', 5, { failing: [failed('`@alice`', 200), failed('api', 20, 18)] }),
    ]),
    'many fail': read('1h', [seen('prod', 5, { failing: Array.from({ length: 9 }, (_, at) => failed(`api ${at}`)) })]),
    'one fails elsewhere': read({ of: 'staging', within: '1d' }, [seen('staging', 5, { failing: [failed('api')] })]),
    'both passed': read(both, [seen('staging', 3), seen('prod', 12)]),
    'one of them too long ago': read(both, [seen('staging', 3), seen('prod', 120)]),
    'one of them fails, the other too long ago': read(both, [
      seen('staging', 120),
      seen('prod', 3, { failing: [failed('api')] }),
    ]),
  };
  const aloud = Object.entries(all).map(([what, says]) => `# ${what}\n${says}`);
  expect(aloud.join('\n')).toMatchInlineSnapshot(`
    "# all passed
    open, as environments.prod.infrastructure
    - ✅ all 3 checks of **prod** passed 12 m ago
    # the only one passed just now
    open, as environments.prod.infrastructure
    - ✅ the check of **prod** passed 1 s ago
    # too long ago
    wait, as environments.prod.infrastructure
    - ⬜ every check of **prod** passed within 1 h: \`/check prod\` (the last time was 3 h ago)
    The checks of **prod** passed 3 h ago, and **prod** wants that within 1 h. \`/check prod\` looks again.
    # the file names none
    closed, as environments.prod.infrastructure
    - ⬜ every check of **prod** passes
    No check of \`infrastructure\` is about **prod**, so nothing could ever go to **prod**. Add one, or take \`environments.prod.infrastructure\` out.
    # none has reported
    wait, as environments.prod.infrastructure
    - ⬜ every check of **prod** passes: \`/check prod\` (none has reported yet)
    No check of **prod** has reported on \`main\` yet, and **prod** waits until all have passed. \`/check prod\` runs them.
    # two of them never
    wait, as environments.prod.infrastructure
    - ⬜ every check of **prod** passes: \`/check prod\` (of \`db\` and \`api\` nobody has looked yet)
    Nobody has looked yet at \`db\` and \`api\` of **prod** on \`main\`, and **prod** waits until all have passed. \`/check prod\` looks.
    # nobody could say
    wait, as environments.prod.infrastructure
    - ⬜ every check of **prod** passes: \`/check prod\` (of \`db.example.org:5432\` and \`api\` nobody could say)
    Nobody could say whether \`db.example.org:5432\` and \`api\` pass on **prod**, and **prod** waits until all do. \`/check prod\` looks again.
    # one fails
    closed, as environments.prod.infrastructure
    - ⬜ every check of **prod** passes
    \`db.example.org:5432\` (for 3 h, #17) fails on **prod**, and nothing goes to **prod** until all is well there. Mend it and say \`/check prod\`, then \`/deploy prod\`.
    # two fail, with names that are markup
    closed, as environments.prod.infrastructure
    - ⬜ every check of **prod** passes
    \`ˋ@aliceˋ\` (for 3 h) and \`api\` (for 20 m, #18) fail on **prod**, and nothing goes to **prod** until all is well there. Mend it and say \`/check prod\`, then \`/deploy prod\`.
    # many fail
    closed, as environments.prod.infrastructure
    - ⬜ every check of **prod** passes
    \`api 0\`, \`api 1\`, \`api 2\`, \`api 3\`, \`api 4\` and 4 more fail on **prod**, and nothing goes to **prod** until all is well there. Mend it and say \`/check prod\`, then \`/deploy prod\`.
    # one fails elsewhere
    closed, as environments.prod.infrastructure
    - ⬜ every check of **staging** passes
    \`api\` fails on **staging**, and nothing goes to **prod** until all is well there. Mend it and say \`/check staging\`, then \`/deploy prod\`.
    # both passed
    open, as environments.prod.infrastructure
    - ✅ all 3 checks of **staging** passed 3 m ago
    - ✅ all 3 checks of **prod** passed 12 m ago
    # one of them too long ago
    wait, as environments.prod.infrastructure
    - ✅ all 3 checks of **staging** passed 3 m ago
    - ⬜ every check of **prod** passed within 1 h: \`/check prod\` (the last time was 2 h ago)
    The checks of **prod** passed 2 h ago, and **prod** wants that within 1 h. \`/check prod\` looks again.
    # one of them fails, the other too long ago
    closed, as environments.prod.infrastructure
    - ⬜ every check of **staging** passed within 1 h: \`/check staging\` (the last time was 2 h ago)
    - ⬜ every check of **prod** passes
    \`api\` fails on **prod**, and nothing goes to **prod** until all is well there. Mend it and say \`/check prod\`, then \`/deploy prod\`."
  `);
});
