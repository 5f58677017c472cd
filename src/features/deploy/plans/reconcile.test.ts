import { expect, test } from 'vitest';
import type { Repository } from '../../../core/event.ts';
import type { Conclusion, Job, Run } from '../../../core/run.ts';
import { nothingSeen } from '../../../core/sighting.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { isOpen, type Plan } from './plan.ts';
import { begin, type Next, reconcile, type Seen, stop } from './reconcile.ts';

/** Every state of a plan, and everything that can be seen of it. */

const repository: Repository = { id: 1, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const minutes = 60_000;
const now = new Date('2026-11-02T12:00:00Z');
const ago = (time: number) => new Date(now.getTime() - time * minutes);
const states = ['starting', 'running', 'succeeded', 'failed', 'cancelled', 'lost'] as const;

function inState(state: Plan['state'], more: Partial<Plan> = {}, story: Partial<Plan['story']> = {}): Plan {
  const ran = state !== 'starting';
  const open = state === 'starting' || state === 'running';
  return {
    id: 'cafe',
    environment: 'prod',
    state,
    sha: 'a'.repeat(40),
    tree: 'b'.repeat(40),
    thread: 42,
    run: ran ? 815 : null,
    attempt: 1,
    comment: ran ? 'plan:cafe' : null,
    edits: 0,
    looks: 0,
    askedAt: ago(2),
    ranAt: ran ? ago(1) : null,
    endedAt: open ? null : now,
    shownAt: ran ? ago(1) : null,
    dueAt: open ? now : null,
    ...more,
    story: {
      by: { id: 7, login: 'alice', bot: false },
      from: '#42',
      sign: { node: 'IC_1', thread: 'PR_1' },
      again: '/plan prod',
      further: '/deploy prod',
      prefix: '/',
      workflow: 'deploy.yml',
      branch: 'main',
      inputs: { plan: 'true' },
      marked: true,
      reports: true,
      was: null,
      expected: null,
      run: ran ? { number: 3, web: 'https://github.com/acme/web' } : null,
      rerunBy: null,
      lines: [],
      sight: '',
      held: false,
      stopping: null,
      ending: null,
      stood: null,
      refused: null,
      ...story,
    },
  };
}

const run = (status: Run['status'], conclusion: Conclusion | null = null, more: Partial<Run> = {}): Run => ({
  id: 815,
  number: 3,
  attempt: 1,
  file: 'deploy.yml',
  title: 'Deploy cafe',
  event: 'workflow_dispatch',
  branch: 'main',
  head: 'c'.repeat(40),
  status,
  conclusion,
  startedBy: { id: 9, login: 'shipmate[bot]', bot: true },
  triggeredBy: { id: 9, login: 'shipmate[bot]', bot: true },
  url: 'https://github.com/acme/web/actions/runs/815',
  createdAt: ago(2),
  startedAt: ago(2),
  updatedAt: ago(1),
  ...more,
});

const start = (state: Outcome['state'], more: Partial<Outcome> = {}): Outcome => ({
  state,
  remoteId: null,
  error: null,
  settledAt: null,
  unsure: false,
  ...more,
});

const jobs = (since: Date): Job[] => [
  {
    id: 1,
    attempt: 1,
    name: 'deploy',
    status: 'running',
    conclusion: null,
    startedAt: since,
    endedAt: null,
    url: '',
    steps: [{ number: 1, name: 'migrate', status: 'running', conclusion: null, startedAt: since, endedAt: null }],
  },
];

const next = (plan: Plan, seen: Partial<Seen> = {}): Next =>
  reconcile({ repository, plan, seen: { ...nothingSeen, start: null, older: [], restored: null, ...seen }, now });

/** `running in 20 s: comment rocket`. */
function told({ plan, effects, raises }: Next): string {
  const due = raises[0] ? ` in ${(raises[0].at.getTime() - now.getTime()) / 1_000} s` : '';
  const writes = effects.map(one => ('sign' in one && one.sign ? `${one.kind} ${one.sign.content}` : one.kind)).join(', ');
  return `${plan.state}${due}${writes === '' ? '' : `: ${writes}`}`;
}

const starting = (more: Partial<Plan> = {}, story: Partial<Plan['story']> = {}) => inState('starting', more, story);

test.each<[string, Plan, Partial<Seen>, string]>([
  ['its start has not left', starting(), { start: start('planned') }, 'starting in 60 s'],
  ['its start is said to be a run', starting(), { start: start('done', { remoteId: '815' }) }, 'starting in 5 s'],
  ['its start was taken, and no run yet', starting(), { start: start('done') }, 'starting in 20 s'],
  ['nor after three minutes', starting({ askedAt: ago(3) }), { start: start('done') }, 'lost: comment confused'],
  ['GitHub refused', starting(), { start: start('failed', { error: 'no' }) }, 'failed: comment confused'],
  ['nobody knows whether it took it', starting(), { start: start('failed', { unsure: true }) }, 'lost: comment confused'],
  ['it was too late', starting(), { start: start('dropped') }, 'failed: comment confused'],
  ['a restore ended its start', starting(), { start: start('dropped'), restored: ago(1) }, 'lost: comment confused'],
  ['its run is not on every replica', starting({ run: 815 }), { run: 'gone' }, 'starting in 20 s'],
  ['its run waits', starting(), { run: run('waiting') }, 'starting in 60 s: comment'],
  ['still', starting({}, { sight: 'queued 1' }), { run: run('waiting') }, 'starting in 60 s'],
  [
    'for long',
    starting({ askedAt: ago(6) }),
    { run: run('waiting', null, { createdAt: ago(6), startedAt: ago(6) }) },
    'starting in 300 s: comment',
  ],
  [
    'for two hours',
    starting({ askedAt: ago(120) }),
    { run: run('waiting', null, { createdAt: ago(120), startedAt: ago(120) }) },
    'cancelled: cancel, comment',
  ],
  [
    'for people, for two hours',
    starting({ askedAt: ago(120) }),
    { run: run('waiting', null, { createdAt: ago(120), startedAt: ago(120), held: true }) },
    'starting in 300 s: comment',
  ],
  ['it runs', starting(), { run: run('running') }, 'running in 20 s: comment'],
  [
    'it should stop, and now has a run',
    starting({}, { stopping: 'bob' }),
    { run: run('running') },
    'running in 20 s: cancel, comment',
  ],
  ['a step of it', inState('running'), { jobs: jobs(ago(1)) }, 'running in 20 s: edit'],
  ['a step within five seconds of the last edit', inState('running', { shownAt: now }), { jobs: jobs(ago(1)) }, 'running in 5 s'],
  ['no sign for six hours', inState('running', { ranAt: ago(400) }), { jobs: jobs(ago(361)) }, 'lost: edit confused, comment'],
  ['its run is gone', inState('running'), { run: 'gone' }, 'lost: edit confused, comment'],
  ['it ends well', inState('running'), { run: run('ended', 'success') }, 'succeeded: edit rocket'],
  ['it ends before anybody saw it', starting(), { run: run('ended', 'success') }, 'succeeded: comment rocket'],
  ['it fails', inState('running'), { run: run('ended', 'failure') }, 'failed: edit confused, comment'],
  ['all of it was skipped', inState('running'), { run: run('ended', 'skipped') }, 'failed: edit confused, comment'],
  ['it is cancelled', inState('running'), { run: run('ended', 'cancelled') }, 'cancelled: edit, comment'],
  ['by who asked', inState('running', {}, { stopping: 'alice' }), { run: run('ended', 'cancelled') }, 'cancelled: edit'],
  ['told late that it waited', inState('running'), { run: run('waiting') }, 'running'],
  ['another run', inState('running'), { run: run('ended', 'failure', { id: 4 }) }, 'running'],
  ['it was lost, and is seen again', inState('lost'), { run: run('ended', 'success') }, 'succeeded: edit rocket'],
  ['told twice how it ended', inState('succeeded'), { run: run('ended', 'failure') }, 'succeeded'],
  ['somebody runs it again', inState('failed'), { run: run('running', null, { attempt: 2 }) }, 'running in 20 s'],
  [
    'somebody runs it again a day later',
    inState('failed', { askedAt: ago(1_500) }),
    { run: run('waiting', null, { attempt: 2, createdAt: ago(1_500), startedAt: ago(0) }) },
    'starting in 60 s: edit',
  ],
  ['and it fails again', inState('failed'), { run: run('ended', 'failure', { attempt: 2 }) }, 'failed: edit confused, comment'],
])('%s', (_, plan, seen, says) => expect(told(next(plan, seen))).toBe(says));

test('a new one is started once, and found again when nobody says a word', () => {
  const { plan, effects, raises } = begin(repository, starting(), now);
  expect(effects).toMatchObject([
    { kind: 'dispatch', key: 'plan:cafe:dispatch', workflow: 'deploy.yml', ref: 'main', inputs: { plan: 'true' }, mark: 'cafe' },
  ]);
  expect(plan.dueAt).toEqual(new Date(now.getTime() + 3 * minutes));
  expect(raises).toMatchObject([{ type: 'Due', of: 'plan', id: 'cafe', at: plan.dueAt }]);
});

test('stopped before it has a run, it is stopped as soon as it has one', () => {
  const early = stop({ repository, now }, starting(), 'bob');
  expect(early.effects).toMatchObject([{ kind: 'comment', body: expect.stringContaining('Stopping, for `bob`.') }]);
  expect(told(next(early.plan, { run: run('running') }))).toBe('running in 20 s: cancel');
  expect(stop({ repository, now }, inState('running'), 'bob').effects).toMatchObject([
    { kind: 'cancel', run: 815 },
    { kind: 'edit' },
  ]);
});

const sights: Partial<Seen>[] = [
  {},
  { run: 'gone' },
  ...(['waiting', 'running'] as const).flatMap(status => [1, 2].map(attempt => ({ run: run(status, null, { attempt }) }))),
  ...(['success', 'failure', 'cancelled', 'skipped', 'stale'] as const).flatMap(conclusion =>
    [1, 2].map(attempt => ({ run: run('ended', conclusion, { attempt }) })),
  ),
];

test('whatever is seen in whatever state: open ones have a time, ended ones an end, and no write is made twice', () => {
  for (const state of states)
    for (const seen of sights) {
      const { plan, effects, raises } = next(inState(state), seen);
      const what = `${state} ${JSON.stringify(seen)}`;
      expect(plan.endedAt === null, what).toBe(isOpen(plan));
      if (isOpen(plan)) expect(plan.dueAt, what).not.toBeNull();
      expect(raises.length, what).toBeLessThan(2);
      expect(new Set(effects.map(({ key }) => key)).size, what).toBe(effects.length);
      expect(
        effects.map(({ kind }) => kind),
        what,
      ).not.toContain('dispatch');
      // The same once more says nothing new.
      const same = next({ ...plan, shownAt: now }, seen);
      expect(
        same.effects.filter(one => one.kind === 'comment'),
        what,
      ).toEqual([]);
    }
});

test.each(['succeeded', 'failed', 'cancelled', 'lost'] as const)(
  'run again and skipped as a whole, one that %s stands as it was',
  state => {
    const before = inState(state);
    const again = { attempt: 2, triggeredBy: { id: 3, login: 'carol', bot: false } };
    const skipped = { run: run('ended', 'skipped', again) };
    const queued = next(before, { run: run('waiting', null, again) });
    expect(queued.plan.state).toBe('starting');
    for (const { plan, effects } of [next(before, skipped), next(queued.plan, skipped)]) {
      expect(plan).toMatchObject({ state, attempt: 2, endedAt: before.endedAt, ranAt: before.ranAt, dueAt: null });
      const { refused, ending, lines, rerunBy } = plan.story;
      const { story: was } = before;
      expect([refused, ending, lines, rerunBy]).toEqual([2, was.ending, was.lines, was.rerunBy]);
      expect(effects.map(({ kind }) => kind)).toEqual(['edit']);
    }
    const refused = next(queued.plan, skipped).plan;
    expect(next(refused, skipped).effects).toEqual([]);
    // Somebody who may lets it run a third time, and it does.
    const third = next(refused, { run: run('ended', 'failure', { attempt: 3 }) });
    expect(third.plan.state).toBe('failed');
  },
);
