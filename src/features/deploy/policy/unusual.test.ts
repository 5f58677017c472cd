import { expect, test } from 'vitest';
import { readWorkHours, usualHours } from '../../../time/work-hours.ts';
import { type Deploy, newDeploy, newStory } from '../deploy.ts';
import { firstTime, type Happening, isProduction, refusedAgain, unusual } from './unusual.ts';

const dave = { id: 4, login: 'dave', bot: false };
const story = newStory({ by: dave, from: '#4', title: 'Fix it', workflow: 'deploy.yml', branch: 'main', again: '/deploy prod' });
const askedAt = new Date('2026-11-20T10:00:00Z');
const deployed = (id: string, more: Partial<Deploy> = {}) =>
  newDeploy({ id, environment: 'prod', kind: 'asked', sha: 'a1b2c3d'.padEnd(40, '0'), askedAt, story, ...more });
const read = readWorkHours('all');
const always = read.ok ? read.value : usualHours;

const happens = (more: Partial<Happening> = {}): Happening => ({
  now: askedAt,
  timezone: 'Europe/Berlin',
  workdays: usualHours,
  deploy: deployed('now'),
  earlier: 1,
  override: null,
  ...more,
});
const at = (time: string, more: Partial<Happening> = {}) => happens({ now: new Date(time), earlier: 0, ...more });

const atNight = /^⚠️ It is \w{3} \d\d:\d\d \(/;

test.each([
  ['nothing, as a rule', happens(), null],
  ['nothing at night, for somebody who has been there', at('2026-11-21T23:00:00Z', { earlier: 1 }), null],
  ['nothing by day', at('2026-11-20T10:00:00Z'), null],
  ['a first one at night', at('2026-11-20T22:10:00Z'), atNight],
  ['a first one on a Saturday', at('2026-11-21T10:00:00Z'), atNight],
  ['a first one at five', at('2026-11-20T16:00:00Z'), atNight],
  ['nothing a minute before', at('2026-11-20T15:59:00Z'), null],
  ['nothing at nine', at('2026-11-20T08:00:00Z'), null],
  ['nothing at nine in summer, which is another time in UTC', at('2026-07-17T07:00:00Z'), null],
  ['a first one at eight in winter, which would be nine in summer', at('2026-11-20T07:00:00Z'), atNight],
  ['nothing where every hour is as good', at('2026-11-21T23:00:00Z', { workdays: always }), null],
  [
    'nothing elsewhere than in production',
    at('2026-11-21T23:00:00Z', { deploy: deployed('now', { environment: 'staging' }) }),
    null,
  ],
  ['nothing about what goes by itself', at('2026-11-21T23:00:00Z', { deploy: deployed('now', { kind: 'auto' }) }), null],
  ['an override', happens({ override: { by: 'carol', past: 'the freeze', reason: 'login is down' } }), /carol.*the freeze/],
  ['a deploy by hand', happens({ deploy: deployed('now', { kind: 'hand' }) }), /by hand/],
])('says %s', (_, given, says) => {
  if (says === null) expect(unusual(given)).toBeNull();
  else expect(unusual(given)).toMatch(says);
});

test('a first deploy is told, and no later one', () => {
  expect(firstTime(happens({ earlier: 0 }))).not.toBeNull();
  expect(firstTime(happens({ earlier: 1 }))).toBeNull();
});

test('a first deploy is told once, and not of what goes by itself', () => {
  expect(firstTime(at('2026-11-21T23:00:00Z'))).toBeNull();
  expect(firstTime(happens({ earlier: 0, deploy: deployed('now', { story: { ...story, by: null } }) }))).toBeNull();
});

test('five refusals in a row are told once', () => {
  const told = Array.from({ length: 12 }, (_, n) => refusedAgain({ login: 'dave', inARow: n + 1, prefix: '/' }));
  expect(told.flatMap((says, n) => (says === null ? [] : n + 1))).toEqual([5]);
});

test.each([
  ['prod', true],
  ['Production', true],
  ['prod-eu', true],
  ['live', true],
  ['preprod', false],
  ['product-page', false],
  ['staging', false],
])('%s is production: %s', (name, is) => {
  expect(isProduction(name)).toBe(is);
});

test('the sentences, with what people wrote made harmless', () => {
  const override = { by: 'carol', past: 'the freeze', reason: 'login is down, ask @acme/sre\n# now' };
  const deploy = deployed('now', {
    kind: 'hand',
    run: 8,
    story: { ...story, run: { number: 8, web: 'https://github.test/acme/web' } },
  });
  expect(
    [
      unusual(at('2026-11-21T22:10:00Z', { override })),
      unusual(happens({ deploy })),
      firstTime(happens({ earlier: 0 })),
      refusedAgain({ login: 'dave', inARow: 5, prefix: '/' }),
    ].join('\n---\n'),
  ).toMatchInlineSnapshot(`
    "⚠️ \`carol\` let this through to **prod** for \`dave\`, past the freeze: login is down, ask @​acme/sre #​ now

    ⚠️ It is Sat 23:10 (Europe/Berlin), and \`dave\` deploys to **prod** for the first time.
    ---
    ⚠️ \`dave\` started \`deploy.yml\` for **prod** by hand, past me (run [#8](https://github.test/acme/web/actions/runs/8)). It names \`a1b2c3d\`.
    ---
    \`dave\` deploys to **prod** for the first time.
    ---
    ⚠️ \`dave\` was refused 5 times in a row. \`/help\` says what each command needs."
  `);
});
