import { expect, test } from 'vitest';
import type { Conclusion, Job, Run } from '../../core/run.ts';
import { changed, newDeploy, newStory } from './deploy.ts';
import { endingOf } from './endings.ts';

const now = new Date('2026-11-02T12:00:00Z');
const deploy = newDeploy({
  id: 'cafe',
  environment: 'prod',
  kind: 'asked',
  sha: 'a'.repeat(40),
  askedAt: now,
  story: newStory({ from: '#42', title: '', workflow: 'deploy.yml', branch: 'main' }),
});

function run(conclusion: Conclusion | null): Run {
  const person = { id: 1, login: 'shipmate[bot]', bot: true };
  const times = { createdAt: now, startedAt: now, updatedAt: now };
  return {
    id: 1,
    number: 1,
    attempt: 1,
    file: 'deploy.yml',
    title: '',
    event: 'workflow_dispatch',
    branch: 'main',
    head: '',
    status: 'ended',
    conclusion,
    startedBy: person,
    triggeredBy: person,
    url: '',
    ...times,
  };
}

const job = (conclusion: Conclusion, step: Conclusion | null): Job => ({
  id: 1,
  attempt: 1,
  name: 'deploy',
  status: 'ended',
  conclusion,
  startedAt: now,
  endedAt: now,
  url: 'https://github.test/job/1',
  steps: [{ number: 2, name: 'Run ./migrate', status: 'ended', conclusion: step, startedAt: now, endedAt: now }],
});

const conclusions = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'skipped',
  'neutral',
  'action_required',
  'stale',
  'startup_failure',
  null,
] as const;

test('every conclusion that GitHub knows', () => {
  const told = conclusions.map(conclusion => {
    const { state, why, at } = endingOf(deploy, run(conclusion), {
      run: null,
      jobs: [job('failure', 'failure')],
      log: null,
      report: null,
    });
    return `${conclusion}: ${state}${at ? ` in ${at}` : ''}. ${why}`;
  });
  expect(told.join('\n')).toMatchInlineSnapshot(`
    "success: succeeded. 
    failure: failed in ./migrate. 
    cancelled: cancelled. Somebody cancelled its run on GitHub, or a newer run of its concurrency group did.
    timed_out: failed in ./migrate. It ran out of the time that its workflow allows.
    skipped: failed. Every job of \`deploy.yml\` was skipped, so nothing was deployed. If it has a guard, that has to name this App.
    neutral: failed. Every job of \`deploy.yml\` was skipped, so nothing was deployed. If it has a guard, that has to name this App.
    action_required: failed. GitHub wants somebody to approve the run on its page.
    stale: lost. GitHub gave its run up without saying how it ended.
    startup_failure: failed. GitHub cannot run \`deploy.yml\` as it stands on \`main\`; its page shows the mistake.
    null: lost. GitHub gave its run up without saying how it ended."
  `);
});

test.each<[string, Conclusion, Job, string]>([
  ['a step failed', 'failure', job('failure', 'failure'), 'failed in ./migrate: '],
  [
    'its runner was lost',
    'failure',
    job('failure', 'success'),
    'failed in deploy: No step of `deploy` failed: its runner was lost or stopped.',
  ],
  [
    'its job ran out of time',
    'cancelled',
    job('timed_out', 'cancelled'),
    'failed in deploy: It ran out of the time that its workflow allows.',
  ],
])('%s', (_, conclusion, failed, expected) => {
  const { state, at, why } = endingOf(deploy, run(conclusion), { run: null, jobs: [failed], log: null, report: null });
  expect(`${state} in ${at}: ${why}`).toBe(expected);
});

test('who stopped it', () => {
  const seen = { run: null, jobs: [job('cancelled', 'cancelled')], log: null, report: null };
  expect(endingOf(changed(deploy, {}, { stopping: 'bob' }), run('cancelled'), seen)).toMatchObject({
    state: 'cancelled',
    why: '`bob` stopped it.',
  });
  expect(endingOf(deploy, run('cancelled'), seen).why).toBe(
    'Somebody cancelled its run on GitHub, or a newer run of its concurrency group did.',
  );
});
