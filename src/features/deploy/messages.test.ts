import { expect, test } from 'vitest';
import { words } from '../../core/patience.ts';
import { newDeploy, newStory } from './deploy.ts';
import * as endings from './endings.ts';
import * as messages from './messages.ts';

/** The sentences that no story says aloud. */

const at = (time: string) => new Date(`2026-11-02T${time}Z`);
const deploy = newDeploy({
  id: 'cafe',
  environment: 'prod',
  kind: 'asked',
  state: 'running',
  sha: 'a1b2c3d'.padEnd(40, '0'),
  thread: 42,
  askedAt: at('12:00:00'),
  startedAt: at('12:00:00'),
  ranAt: at('12:00:00'),
  story: newStory({
    by: { id: 7, login: 'alice', bot: false },
    from: '#42',
    title: '',
    workflow: 'deploy.yml',
    branch: 'main',
    again: '/deploy prod',
    expected: 180_000,
  }),
});

test('about workflows', () => {
  expect(
    [
      messages.workflowMissing('deploy.yml', 'prod', []),
      messages.workflowMissing('deploy.yml', 'prod', ['ci.yml']),
      messages.workflowMissing('deploy.yml', 'prod', ['ci.yml', 'release.yml']),
      messages.workflowUnreadable('deploy.yml', 'is not YAML'),
      messages.unknownInputs('deploy.yml', ['zone']),
      messages.missingInputs('deploy.yml', ['region', 'size']),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "\`deploy.yml\` is not in \`.github/workflows\` on the default branch, so I cannot deploy to **prod**. There are no workflows there.
    \`deploy.yml\` is not in \`.github/workflows\` on the default branch, so I cannot deploy to **prod**. There is \`ci.yml\`; name one with \`environments.prod.workflow\`.
    \`deploy.yml\` is not in \`.github/workflows\` on the default branch, so I cannot deploy to **prod**. There are \`ci.yml\`, \`release.yml\`; name one with \`environments.prod.workflow\`.
    \`deploy.yml\` is not YAML, so I cannot start it.
    \`deploy.yml\` has no input \`zone\`.
    \`deploy.yml\` needs \`region=…\` \`size=…\`."
  `);
});

test('about what is under way', () => {
  const now = at('12:01:10');
  expect(
    [
      messages.underWayAlready(deploy, 7, now),
      messages.nothingToCancel(null),
      messages.cancelWhich('/', ['prerelease', 'prod']),
      messages.startedByHandNotOurs({ ...deploy, kind: 'hand' }),
      messages.stoppingElsewhere(deploy),
      messages.takenOut(deploy),
      messages.choice(null, deploy, now),
      messages.choice({ ...deploy, state: 'lost' }, null, now),
      messages.emptyRepository,
      messages.fromFork('prerelease', true, '/'),
      messages.wayIn([], [], 'https://github.test/acme/web/new/main'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "\`a1b2c3d\` already goes to **prod**, for \`alice\` since 1 m 10 s: see #42. I did not start it again.
    No deploy from here is under way.
    Several deploys from here are under way: \`/cancel prerelease\` or \`/cancel prod\`?
    \`alice\` started \`deploy.yml\` by hand; I leave it to them. Cancel it on its page.
    I stop \`a1b2c3d\` on its way to **prod** (#42).
    \`a1b2c3d\` does not go to **prod** any more (#42).
    nothing yet, \`alice\` is deploying \`a1b2c3d\` from #42 (1 m 10 s of about 3 m)
    nobody knows what runs there, free
    There is no commit here yet, so there is nothing to deploy.
    This commit comes from a fork. Running it on **prerelease** gives it that environment's secrets. Merge it first: **prerelease** gets it by itself.
    Shipmate has no file here yet. [Add \`.github/shipmate.yml\`](https://github.test/acme/web/new/main): it opens a pull request in your name, and nothing runs until that is merged."
  `);
});

test('for GitHub’s own lists', () => {
  const states = ['waiting', 'running', 'succeeded', 'failed', 'cancelled', 'lost', 'dropped'] as const;
  expect(states.map(state => messages.describe({ ...deploy, state })).join('\n')).toMatchInlineSnapshot(`
    "a1b2c3d waits for prod
    a1b2c3d goes to prod for alice
    a1b2c3d is on prod for alice
    a1b2c3d failed
    a1b2c3d was cancelled
    nobody knows how a1b2c3d ended
    a1b2c3d did not get its turn"
  `);
  expect(messages.describe({ ...deploy, environment: 'x'.repeat(300) })).toHaveLength(140);
});

test('why it ended', () => {
  expect(
    [
      words.deleted,
      words.unanswered,
      words.neverAppeared,
      words.noRunner,
      words.silent,
      words.restored,
      words.tooLate,
      endings.refused(
        'POST /repos/acme/web/actions/workflows/deploy.yml/dispatches: 422 Cannot trigger a workflow that is disabled.',
      ),
      endings.refused(null),
      endings.newerIsGreen(deploy.sha),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "Somebody deleted its run, so nobody can see how it ended.
    GitHub did not answer when I started it, and I cannot find out whether it started. I do not start it twice.
    GitHub took the order, and no run appeared within three minutes.
    No runner took it within two hours, so I cancelled it.
    Its run has given no sign for six hours.
    My database was put back from a backup while it was under way; what came of it after that, I do not know.
    GitHub was out of reach for ten minutes, so I did not start it.
    GitHub refused to start it: Cannot trigger a workflow that is disabled.
    GitHub refused to start it: it did not say why.
    \`a1b2c3d\` is green and goes instead."
  `);
});
