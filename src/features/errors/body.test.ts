import { expect, test } from 'vitest';
import { newEpisode } from '../../issues/episode.ts';
import type { Round } from '../../issues/kind.ts';
import { plainAlert } from './alert.ts';
import { shows, titleOf } from './body.ts';
import { folded } from './fold.ts';
import { errorKind } from './kind.ts';
import { changed, type Problem, type Story } from './story.ts';

const noon = new Date('2026-11-20T12:00:00Z');
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const round: Round = {
  repository: { owner: 'acme', name: 'web', private: true },
  ...{ page: 'https://github.test/acme/web', prefix: '/', timezone: 'Europe/Berlin' },
};

function problemFrom(
  alert: Partial<Parameters<typeof plainAlert>[0]>,
  story: Partial<Story> = {},
  row: Partial<Problem> = {},
): Problem {
  const arrived = {
    alert: plainAlert({ title: 'boom', ...alert }),
    print: 'p',
    hook: 'sentry',
    source: 'sentry',
    receivedAt: noon,
  };
  const group = folded(folded(null, arrived), { ...arrived, receivedAt: later(9) });
  if (!group) throw new Error('nothing happened');
  const { alerts, counted, environments, releases, sample, title, level } = group;
  const whole: Story = {
    home: { id: 1, owner: 'acme', name: 'web' },
    ...{ hook: 'sentry', alerts, counted, environments, releases, sample, title, level, before: 0 },
    ...{
      shipped: null,
      likely: [],
      began: null,
      ack: null,
      mended: null,
      ending: null,
      endedBy: null,
      last: null,
      closeAfter: 7 * 86_400_000,
    },
    told: { counted: 0, environments: [], releases: [], level, releaseAt: 0 },
    ...story,
  };
  const episode = newEpisode({ id: '1', of: 'errors', about: '1', key: 'p', beganAt: noon, story: whole });
  return { ...episode, state: 'open', badAt: group.lastAt, story: whole, ...row };
}

const sha = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const shipped = { environment: 'prod', sha, before: 'd00df00d'.repeat(5), endedAt: later(-4).getTime(), pull: 42, by: 'alice' };

test('an error after a deploy', () => {
  const problem = problemFrom(
    {
      ...{ title: 'TypeError: x is undefined', culprit: 'createUser', environment: 'prod', release: 'web@1.2', users: 3 },
      frames: [
        { file: 'src/users.ts', function: 'createUser', line: 12, own: true },
        { file: 'node_modules/express/router.js', function: 'next', line: 1, own: false },
        { file: '/srv/app/src/app.ts', function: null, line: null, own: true },
      ],
      url: 'https://sentry.io/issues/1',
      runbook: 'https://wiki.acme.test/users',
    },
    {
      shipped,
      began: { environment: 'prod', at: noon.getTime(), toldAt: 0, numbered: true },
      likely: [
        { sha, title: 'Make users @bob', pull: 42, reasons: ['changes the lines of `src/users.ts` that the error names'] },
      ],
      last: { number: 7, endedAt: later(-99_999).getTime() },
      ack: { by: 'alice', where: 'here', at: later(5).getTime() },
    },
  );
  expect(titleOf(problem.story)).toMatchInlineSnapshot(`"[prod] TypeError: x is undefined"`);
  expect(shows(problem, round).body).toMatchInlineSnapshot(`
    "❌ **error** since 20 Nov 2026 13:00 (Europe/Berlin), 2 times to 3 people, last at 20 Nov 2026 13:09.

    - Environment: \`prod\`
    - Release: \`web@1.2\`

    It began 4 m after the deploy of [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678) of #42 to **prod** · \`/rollback prod @d00df00dd00d\` goes back to what ran before.

    - \`createUser\` in [\`src/users.ts\` line 12](https://github.test/acme/web/blob/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678/src/users.ts#L12)
    - \`/srv/app/src/app.ts\`

    **Likely changes**
    - #42 Make users @​bob: changes the lines of \`src/users.ts\` that the error names

    [See it at Sentry](https://sentry.io/issues/1) · [what to do](https://wiki.acme.test/users)

    👀 \`alice\` looks at it since 20 Nov 2026 13:05.

    The same ended on 12 Sep 2026 03:21: #7.

    This closes itself when Sentry says that it is over, or when it has not happened for 7 days. \`/resolve\` says that it is over · \`/snooze 2d\` keeps me quiet."
  `);
});

test('a group of alarms, some of them over', () => {
  const problem = problemFrom({
    ...{ title: 'HighLatency', level: 'critical', silence: 'https://grafana.acme.test/silence' },
    members: [
      { name: 'instance=web-1', firing: false, since: null },
      { name: 'instance=web-2 @everyone', firing: true, since: noon },
    ],
  });
  expect(shows(problem, round).body).toMatchInlineSnapshot(`
    "❌ **critical** since 20 Nov 2026 13:00 (Europe/Berlin), once.

    - ❌ instance=web-2 @​everyone, since 20 Nov 2026 13:00
    - ✅ instance=web-1

    [Silence it there](https://grafana.acme.test/silence)

    This closes itself when Sentry says that it is over, or when it has not happened for 7 days. \`/ack\` says that you look at it · \`/resolve\` that it is over."
  `);
});

test('when it is over, and from another repository', () => {
  const problem = problemFrom(
    { environment: 'prod', frames: [{ file: 'src/users.ts', function: null, line: 12, own: true }] },
    {
      home: { id: 2, owner: 'acme', name: 'api' },
      shipped,
      began: { environment: 'prod', at: noon.getTime(), toldAt: 0, numbered: true },
    },
    { state: 'closed', endedAt: later(60) },
  );
  expect(shows(problem, round).body).toMatchInlineSnapshot(`
    "✅ Over: it happened 2 times from 20 Nov 2026 13:00 to 20 Nov 2026 14:00.

    - Environment: \`prod\`

    It began 4 m after the deploy of [\`a1b2c3d\`](https://github.test/acme/api/commit/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678) of acme/api#42 to **prod**.

    - [\`src/users.ts\` line 12](https://github.test/acme/api/blob/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678/src/users.ts#L12)"
  `);
});

test('the way back is named while it lasts', () => {
  const says = (row: Partial<Problem>) => shows(problemFrom({ environment: 'prod' }, { shipped }, row), round).body;
  expect(says({})).toContain('`/rollback prod @d00df00dd00d`');
  expect(says({ state: 'closed', endedAt: later(60) })).not.toContain('/rollback');
});

test('a change of another repository is named with it', () => {
  const one = { sha, title: 'Make users', pull: 42, reasons: ['is all that this deploy brought'] };
  const likely = [one, { ...one, pull: null }];
  const says = (name: string) => shows(problemFrom({}, { home: { id: 2, owner: 'acme', name }, likely }), round).body;
  const link = (name: string) => `[\`a1b2c3d\`](https://github.test/acme/${name}/commit/${sha})`;
  expect(says('web')).toContain(`- #42 Make users: is all that this deploy brought\n- ${link('web')} Make users`);
  expect(says('api')).toContain(`- acme/api#42 Make users: is all that this deploy brought\n- ${link('api')} Make users`);
});

test('what came later says since when', () => {
  const first = { first: noon.getTime(), last: later(9).getTime(), alerts: 2 };
  const places = { prod: first, staging: { ...first, first: later(7).getTime() } };
  const problem = problemFrom({ culprit: 'createUser' }, { environments: places, releases: { 'web@1': first } });
  expect(shows(problem, round).body).toContain(
    '- In `createUser`\n- Environment: `prod`, `staging` since 20 Nov 2026 13:07\n- Release: `web@1`\n',
  );
});

test('what only counts on is no news', () => {
  const once = problemFrom({ environment: 'prod', release: '1', users: 1 });
  const often = problemFrom({ environment: 'prod', release: '2', users: 99, count: 5_000 }, {}, { badAt: later(500) });
  expect(shows(often, round).news).toBe(shows(once, round).news);
  expect(shows(often, round).body).not.toBe(shows(once, round).body);
});

test.each([
  ['src/cart.ts', true, 'src/cart.ts'],
  ['./src/cart.ts', true, 'src/cart.ts'],
  ['app:///src/cart.ts', true, 'src/cart.ts'],
  ['webpack:///./src/cart.ts', true, 'src/cart.ts'],
  ['webpack://web/src/cart.ts', true, null],
  ['https://cdn.test/cart.js', true, null],
  ['/srv/app/src/cart.ts', true, null],
  ['C:\\app\\cart.ts', true, null],
  ['../cart.ts', true, null],
  ['node_modules/express/router.js', false, null],
])('a frame in %s, our own: %s', (file, own, path) => {
  const { body } = shows(problemFrom({ frames: [{ file, function: null, line: 3, own }] }, { shipped }), round);
  expect(/\/blob\/\w+\/(.*)#L3\)/.exec(body)?.[1] ?? null).toBe(path);
});

test('who looks at it, as its source says', () => {
  const ack = { by: 'bob', where: 'source' as const, at: later(5).getTime() };
  const says = (source: string) => {
    const one = problemFrom({}, { ack });
    return shows(changed(one, {}, { sample: { ...one.story.sample, source } }), round).body;
  };
  expect(says('sentry')).toContain('🔕 bob has archived it at Sentry, on 20 Nov 2026 13:05.');
  expect(says('pagerduty')).toContain('👀 bob has acknowledged it at PagerDuty, on 20 Nov 2026 13:05.');
  expect(says('sentry')).toContain('`/ack` says that you look at it');
});

test('why it is open, and what it cannot say', () => {
  const says = (story: Partial<Story>) => errorKind.why(problemFrom({ environment: 'production' }, story), round);
  const began = { environment: 'production', at: noon.getTime(), toldAt: noon.getTime(), numbered: true };
  expect(says({ began, shipped })).not.toContain('I know of no deploy');
  expect(says({ began })).toMatchInlineSnapshot(
    `"It comes from the hook \`sentry\` and is counted for acme/web: 2 times from 20 Nov 2026 13:00 to 20 Nov 2026 13:09. I know of no deploy to \`production\` by then, so I cannot say what it began with. Deploys are known by their names in \`environments\` of the file."`,
  );
});

test('whatever it says, it calls nobody, closes nothing and hides nothing', () => {
  const evil =
    '@alice closes #1 <!-- shipmate:x --> ```\n![x](https://evil.test) [y](https://evil.test) <img src=x> token=abc123def';
  const frames = [{ file: `${evil}/x.ts`, function: evil, line: 1, own: true }];
  const problem = problemFrom(
    {
      ...{ title: evil, culprit: evil, environment: evil, release: evil, frames, by: evil, url: 'https://a.test/)@alice' },
      members: [{ name: evil, firing: true, since: noon }],
    },
    { ack: { by: evil, where: 'source', at: 0 } },
  );
  const { title, body } = shows(problem, round);
  const bare = body.replaceAll(/`[^`]*`/g, '');
  expect(`${title}\n${bare}`).not.toMatch(/@alice|#1\b|<!--|<img|!\[x\]\(|\]\(https:\/\/evil|abc123def/);
  expect(body).not.toMatch(/<!--|abc123def/);
});

test.each([
  ['4111111111111111', '4111111111111111'],
  ['login of alice@example.org', null],
  ['job?token=abc123def', null],
  [null, null],
])('what its source calls it is hidden in its issue unless it is somebody’s own: %s', (id, kept) => {
  expect(errorKind.keeps(problemFrom({ id }))).toMatchObject({ sample: { id: kept } });
});
