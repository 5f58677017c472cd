import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bob, carol, check, judging } from '../../../../test/policy.ts';
import { type Gate, gateNames } from './gate.ts';
import { gatesOf } from './gates.ts';
import { reasonsOf, verdictOf } from './verdict.ts';

type Wish = Parameters<typeof judging>[0];
const verdict = (wish: Wish) => verdictOf(gatesOf(judging(wish)), { prefix: '/' });
const strict: Record<string, unknown> = {
  reviews: 1,
  approved_by: '@acme/release',
  freeze: 'Thu 10:00 - Thu 20:00',
  override: '@acme/sre',
  up_to_date: true,
};

test('with nothing asked for it goes', () => {
  expect(verdict({})).toEqual({ kind: 'go' });
});

test('what can become true by itself is a checklist, and the next visit is the first of its times', () => {
  const wait = verdict({
    settings: strict,
    judged: {
      checks: [check('CI / test', 'success'), check('CI / e2e', 'running')],
      missing: [{ name: 'security', app: null }],
      behind: 0,
    },
    mention: ['@acme/release'],
  });
  if (wait.kind !== 'wait') throw new Error(wait.kind);
  expect(wait.until?.toISOString()).toBe('2026-11-19T11:25:00.000Z');
  expect(wait.checklist).toMatchInlineSnapshot(`
    "- ⬜ the freeze of **prod** is over, at 20:00 (Europe/Berlin); \`/deploy prod --override <reason>\` asks \`@acme/sre\` to let it through
    - ✅ 1 check is green
    - ⬜ \`CI / e2e\` is green (running)
    - ⬜ \`security\` is green (not reported yet)
    - ⬜ 1 review approves \`aaaaaaa\`
    - ✅ \`aaaaaaa\` has all commits of \`main\`
    - ⬜ @acme/release: \`/approve prod\` lets it go"
  `);
});

test('nothing else is waited for once something needs a decision', () => {
  expect(
    [
      { settings: strict, judged: { checks: [check('CI / test', 'failure')], behind: 0 } },
      {
        settings: { ...strict, plan: 'required' },
        pull: { draft: true },
        judged: { checks: [check('CI / test', 'failure')], behind: 2 },
      },
    ]
      .map(verdict)
      .map(one => (one.kind === 'no' ? one.says : one.kind)),
  ).toMatchInlineSnapshot(`
    [
      "\`CI / test\` is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.",
      "#42 is a draft, and drafts do not go to **prod**. Mark it as ready for review, then \`/deploy prod\`. And 3 more: \`/why\`.",
    ]
  `);
});

test('a second person lets it through the freeze, and through nothing else', () => {
  const override = { reason: 'logins fail', by: bob, secondBy: carol };
  const lock = {
    environment: 'prod',
    kind: 'person' as const,
    reason: null,
    by: carol,
    pull: null,
    since: new Date(0),
    until: null,
  };
  const frozen = { freeze: 'Mon - Sun', override: '@acme/sre' };
  expect(verdict({ settings: frozen })).toMatchObject({ kind: 'no' });
  expect(verdict({ settings: frozen, rows: { override } })).toEqual({ kind: 'go' });
  expect(verdict({ settings: frozen, rows: { override, locks: [lock] } })).toMatchObject({ kind: 'no' });
  const others: Wish[] = [
    { settings: { ...frozen, approved_by: '@carol' } },
    { settings: { ...frozen, reviews: 1 } },
    { settings: { ...frozen, plan: 'required' } },
    { settings: frozen, judged: { checks: [check('CI / test', 'failure')] } },
    { settings: frozen, pull: { fork: true } },
  ];
  for (const wish of others) expect(verdict({ ...wish, rows: { override } }).kind).not.toBe('go');
});

test('the reasons are those of all gates, each with the setting that asks for it', () => {
  const reasons = reasonsOf(
    gatesOf(judging({ settings: strict, judged: { checks: [check('CI / test', 'failure')], behind: 0 } })),
  );
  expect(
    reasons.map(({ says, holds, setting }) => `${holds ? '✓' : '✗'} ${says} [${setting ?? ''}]`).join('\n'),
  ).toMatchInlineSnapshot(`
    "✓ **prod** is not locked []
    ✗ **prod** is frozen until 20:00 (Europe/Berlin). \`/deploy prod --override <reason>\` asks \`@acme/sre\` to let it through. [environments.prod.freeze]
    ✓ \`aaaaaaa\` was there to see when it was asked for []
    ✗ \`CI / test\` is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`. [environments.prod.checks]
    ✗ **prod** needs 1 review of \`aaaaaaa\`, by somebody who can write. [environments.prod.reviews]
    ✓ \`aaaaaaa\` has all commits of \`main\` [environments.prod.up_to_date]
    ✗ **prod** needs the approval of \`@acme/release\`: \`/approve prod\`. [environments.prod.approved_by]"
  `);
});

test('it goes only when every gate is open, and is refused as soon as one is closed, whatever the others are', () => {
  const states = fc.array(fc.constantFrom('open', 'wait', 'closed'), { maxLength: gateNames.length });
  fc.assert(
    fc.property(states, all => {
      const gates = all.map(
        (state, at): Gate => ({ name: gateNames[at] ?? 'lock', state, says: `${at}`, way: `no ${at}`, setting: null }),
      );
      const expected = all.includes('closed') ? 'no' : all.includes('wait') ? 'wait' : 'go';
      const found = verdictOf(gates, { prefix: '/' });
      expect(found.kind).toBe(expected);
      if (found.kind === 'no') expect(found.says).toMatch(new RegExp(`^no ${all.indexOf('closed')}\\b`));
    }),
  );
});

test('gates stand in their order, and the file of each is asked', () => {
  const names = gatesOf(
    judging({
      settings: { ...strict, plan: 'required', green: true, infrastructure: '1h', forks: 'reviewed', drafts: true },
      pull: { fork: true, draft: true },
    }),
  ).map(({ name }) => name);
  expect(names).toEqual(gateNames.filter(one => !['commit', 'after'].includes(one)));
});
