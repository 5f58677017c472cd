import { expect, test } from 'vitest';
import type { Repository } from '../../core/event.ts';
import type { Conclusion, Job, Run } from '../../core/run.ts';
import { nothingSeen } from '../../core/sighting.ts';
import { type Deploy, isOpen, newDeploy, newStory, type State, states } from './deploy.ts';
import { workflowDriver } from './drivers/workflow.ts';
import { type Next, reconcile, type Seen } from './reconcile.ts';

/** Every state of a deploy, and everything that can be seen of it. */

const repository: Repository = { id: 1, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const minutes = 60_000;
const now = new Date('2026-11-02T12:00:00Z');
const ago = (time: number) => new Date(now.getTime() - time * minutes);

function inState(state: State, more: Partial<Deploy> = {}): Deploy {
  const began = state !== 'waiting' && state !== 'dropped';
  const ran = began && state !== 'starting';
  const open = state === 'waiting' || state === 'starting' || state === 'running';
  return newDeploy({
    id: 'cafe',
    environment: 'prod',
    kind: 'asked',
    state,
    sha: 'a'.repeat(40),
    tree: 'b'.repeat(40),
    thread: 42,
    askedAt: ago(2),
    startedAt: began ? ago(2) : null,
    ranAt: ran ? ago(1) : null,
    run: ran ? 815 : null,
    comment: ran || state === 'waiting' ? 'deploy:cafe' : null,
    endedAt: open ? null : now,
    dueAt: open ? now : null,
    story: newStory({
      by: { id: 7, login: 'alice', bot: false },
      from: '#42',
      title: 'Better',
      workflow: 'deploy.yml',
      branch: 'main',
      marked: true,
      again: '/deploy prod',
      sign: { node: 'IC_1', thread: 'PR_1' },
      run: ran ? { number: 3, web: 'https://github.com/acme/web' } : null,
    }),
    ...more,
  });
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
  startedAt: ago(1),
  updatedAt: ago(1),
  ...more,
});

const job = (conclusion: Conclusion | null, step: Conclusion | null = conclusion): Job => ({
  id: 1,
  attempt: 1,
  name: 'deploy',
  status: conclusion === null ? 'running' : 'ended',
  conclusion,
  startedAt: ago(1),
  endedAt: conclusion === null ? null : now,
  url: 'https://github.com/acme/web/actions/runs/815/job/1',
  steps: [
    {
      number: 1,
      name: 'migrate',
      status: conclusion === null ? 'running' : 'ended',
      conclusion: step,
      startedAt: ago(1),
      endedAt: null,
    },
  ],
});

const carol = { id: 8, login: 'carol', bot: false };
const other = inState('running', { id: 'beef' });
const start = (
  state: 'planned' | 'done' | 'failed' | 'dropped',
  remoteId: string | null = null,
  error: string | null = null,
  unsure = false,
) => ({
  start: { state, remoteId, error, unsure },
});

const sights = {
  nothing: {},
  'another under way': { before: [other] },
  'its start, not answered': start('planned'),
  'its start, run 815': start('done', '815'),
  'its start, refused': start('failed', null, 'Workflow is disabled'),
  'its start, unsure': start('failed', null, 'no answer', true),
  'its start, too late': start('dropped'),
  'a restore since': { restored: ago(1) },
  'its run, queued': { run: run('waiting') },
  'its run, under way': { run: run('running') },
  'its jobs': { jobs: [job(null)] },
  'its run, ended well': { run: run('ended', 'success'), jobs: [job('success')] },
  'its run, failed': { run: run('ended', 'failure'), jobs: [job('failure')], log: '##[error]duplicate key' },
  'its run, cancelled': { run: run('ended', 'cancelled'), jobs: [job('cancelled')] },
  'its run, gone': { run: 'gone' },
  'its run again, by carol': { run: run('running', null, { attempt: 2, triggeredBy: carol }) },
} satisfies Record<string, Partial<Seen>>;

const seeing = (seen: Partial<Seen>): Seen => ({
  ...nothingSeen,
  start: null,
  before: [],
  beside: [],
  waiting: [],
  older: [],
  current: null,
  restored: null,
  ...seen,
});

const decide = (deploy: Deploy, seen: Partial<Seen>, at = now): Next =>
  reconcile({ repository, deploy, seen: seeing(seen), driver: workflowDriver, now: at });

function told({ deploy, effects, raises }: Next): string {
  const writes = effects.map(one => ('state' in one ? `${one.kind} ${one.state}` : one.kind));
  const due = raises
    .filter(one => one.type === 'Due' && one.of === 'deploy')
    .map(one => `${(one.at.getTime() - now.getTime()) / 1000} s`);
  return [deploy.state, ...writes, ...(due.length > 0 ? [`again in ${due.join(', ')}`] : [])].join(', ');
}

test.each(states)('%s, whatever is seen', state => {
  for (const [name, seen] of Object.entries(sights)) {
    const next = decide(inState(state), seen);
    const { deploy, effects, raises } = next;
    expect(isOpen(deploy), name).toBe(deploy.endedAt === null);
    expect(new Set(effects.map(({ key }) => key)).size, name).toBe(effects.length);
    // Whatever is open is visited again, unless nothing was seen to have changed.
    if (isOpen(deploy) && deploy.dueAt && deploy.dueAt > now)
      expect(
        raises.map(({ at }) => at),
        name,
      ).toContainEqual(deploy.dueAt);
    if (isOpen(deploy)) expect(deploy.dueAt, name).not.toBe(null);
    if (deploy.comment !== null) expect(deploy.thread, name).not.toBe(null);
  }
});

test('what comes of each', () => {
  const lines = states.flatMap(state => [
    '',
    `${state}:`,
    ...Object.entries(sights).map(([name, seen]) => `${name} → ${told(decide(inState(state), seen))}`),
  ]);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "
    waiting:
    nothing → starting, deployment, dispatch, again in 180 s
    another under way → waiting, again in 600 s
    its start, not answered → starting, deployment, dispatch, again in 180 s
    its start, run 815 → starting, deployment, dispatch, again in 180 s
    its start, refused → starting, deployment, dispatch, again in 180 s
    its start, unsure → starting, deployment, dispatch, again in 180 s
    its start, too late → starting, deployment, dispatch, again in 180 s
    a restore since → starting, deployment, dispatch, again in 180 s
    its run, queued → starting, deployment, dispatch, again in 180 s
    its run, under way → starting, deployment, dispatch, again in 180 s
    its jobs → starting, deployment, dispatch, again in 180 s
    its run, ended well → starting, deployment, dispatch, again in 180 s
    its run, failed → starting, deployment, dispatch, again in 180 s
    its run, cancelled → starting, deployment, dispatch, again in 180 s
    its run, gone → starting, deployment, dispatch, again in 180 s
    its run again, by carol → starting, deployment, dispatch, again in 180 s

    starting:
    nothing → starting, again in 20 s
    another under way → starting, again in 20 s
    its start, not answered → starting, again in 60 s
    its start, run 815 → starting, again in 5 s
    its start, refused → failed, deployment-status failure, comment
    its start, unsure → lost, deployment-status error, comment
    its start, too late → waiting, again in 0 s
    a restore since → lost, deployment-status error, comment
    its run, queued → starting, comment, again in 60 s
    its run, under way → running, deployment-status in_progress, comment, again in 20 s
    its jobs → starting, again in 20 s
    its run, ended well → succeeded, deployment-status success, comment
    its run, failed → failed, deployment-status failure, comment
    its run, cancelled → cancelled, deployment-status error, comment
    its run, gone → starting, again in 20 s
    its run again, by carol → running, deployment-status in_progress, comment, again in 20 s

    running:
    nothing → running, again in 20 s
    another under way → running, again in 20 s
    its start, not answered → running, again in 20 s
    its start, run 815 → running, again in 20 s
    its start, refused → running, again in 20 s
    its start, unsure → running, again in 20 s
    its start, too late → running, again in 20 s
    a restore since → running, again in 20 s
    its run, queued → running
    its run, under way → running, again in 20 s
    its jobs → running, edit, again in 20 s
    its run, ended well → succeeded, deployment-status success, edit
    its run, failed → failed, deployment-status failure, edit, comment
    its run, cancelled → cancelled, deployment-status error, edit, comment
    its run, gone → lost, deployment-status error, edit, comment
    its run again, by carol → running, deployment-status in_progress, again in 20 s

    succeeded:
    nothing → succeeded
    another under way → succeeded
    its start, not answered → succeeded
    its start, run 815 → succeeded
    its start, refused → succeeded
    its start, unsure → succeeded
    its start, too late → succeeded
    a restore since → succeeded
    its run, queued → succeeded
    its run, under way → succeeded
    its jobs → succeeded
    its run, ended well → succeeded
    its run, failed → succeeded
    its run, cancelled → succeeded
    its run, gone → succeeded
    its run again, by carol → running, deployment-status in_progress, again in 20 s

    failed:
    nothing → failed
    another under way → failed
    its start, not answered → failed
    its start, run 815 → failed
    its start, refused → failed
    its start, unsure → failed
    its start, too late → failed
    a restore since → failed
    its run, queued → failed
    its run, under way → failed
    its jobs → failed
    its run, ended well → failed
    its run, failed → failed
    its run, cancelled → failed
    its run, gone → failed
    its run again, by carol → running, deployment-status in_progress, again in 20 s

    cancelled:
    nothing → cancelled
    another under way → cancelled
    its start, not answered → cancelled
    its start, run 815 → cancelled
    its start, refused → cancelled
    its start, unsure → cancelled
    its start, too late → cancelled
    a restore since → cancelled
    its run, queued → cancelled
    its run, under way → cancelled
    its jobs → cancelled
    its run, ended well → cancelled
    its run, failed → cancelled
    its run, cancelled → cancelled
    its run, gone → cancelled
    its run again, by carol → running, deployment-status in_progress, again in 20 s

    lost:
    nothing → lost
    another under way → lost
    its start, not answered → lost
    its start, run 815 → lost
    its start, refused → lost
    its start, unsure → lost
    its start, too late → lost
    a restore since → lost
    its run, queued → starting, edit, again in 60 s
    its run, under way → running, deployment-status in_progress, again in 20 s
    its jobs → lost
    its run, ended well → succeeded, deployment-status success, edit
    its run, failed → failed, deployment-status failure, edit, comment
    its run, cancelled → cancelled, deployment-status error, edit, comment
    its run, gone → lost
    its run again, by carol → running, deployment-status in_progress, again in 20 s

    dropped:
    nothing → dropped
    another under way → dropped
    its start, not answered → dropped
    its start, run 815 → dropped
    its start, refused → dropped
    its start, unsure → dropped
    its start, too late → dropped
    a restore since → dropped
    its run, queued → dropped
    its run, under way → dropped
    its jobs → dropped
    its run, ended well → dropped
    its run, failed → dropped
    its run, cancelled → dropped
    its run, gone → dropped
    its run again, by carol → dropped"
  `);
});

test('waits for whoever came first, and tells the next when it ends, and what may only follow it elsewhere', () => {
  expect(told(decide(inState('waiting'), { before: [other] }))).toBe('waiting, again in 600 s');
  const next = decide(inState('running'), { run: run('ended', 'success'), waiting: [inState('waiting', { id: 'beef' })] });
  expect(next.raises).toEqual([
    expect.objectContaining({ type: 'AutoDeployEnded', ok: true }),
    { type: 'Due', at: now, repository, of: 'deploy', id: 'beef' },
    { type: 'Due', at: now, repository, of: 'deploy-worked', id: 'prod' },
  ]);
});

test('a wish to stop it that came before its run is carried out as soon as there is one', () => {
  const starting = inState('starting');
  const { effects } = decide({ ...starting, story: { ...starting.story, stopping: 'bob' } }, { run: run('waiting') });
  expect(effects.map(({ kind }) => kind)).toContain('cancel');
});

test.each<[string, Deploy, Partial<Seen>, number, string]>([
  ['a run that never appears', inState('starting'), start('done'), 2, 'lost, deployment-status error, comment'],
  ['a run that GitHub cannot show yet', inState('starting', { run: 815 }), { run: 'gone' }, 0, 'starting, again in 20 s'],
  ['one that it can never show', inState('starting', { run: 815 }), { run: 'gone' }, 2, 'lost, deployment-status error, comment'],
  [
    'no runner for five minutes',
    inState('starting', { run: 815 }),
    { run: run('waiting') },
    4,
    'starting, comment, again in 540 s',
  ],
  [
    'no runner for two hours',
    inState('starting', { run: 815 }),
    { run: run('waiting') },
    120,
    'lost, cancel, deployment-status error, comment',
  ],
  ['no sign for six hours', inState('running'), { run: run('running') }, 360, 'lost, deployment-status error, edit, comment'],
  ['an ended one long ago', inState('failed'), {}, 9_999, 'failed'],
])('%s', (_, deploy, seen, later, expected) => {
  expect(told(decide(deploy, seen, new Date(now.getTime() + later * minutes)))).toBe(expected);
});

test('what was told late or twice changes nothing', () => {
  const running = inState('running');
  expect(decide(running, { run: run('waiting') })).toEqual({ deploy: running, effects: [], raises: [] });
  const again = inState('running', { attempt: 2 });
  expect(decide(again, { run: run('ended', 'failure'), jobs: [] })).toEqual({ deploy: again, effects: [], raises: [] });
  const over = inState('succeeded');
  expect(decide(over, { run: run('ended', 'success') })).toEqual({ deploy: over, effects: [], raises: [] });
});

test('a later job that GitHub holds for people is looked at again, for a day', () => {
  const late = inState('running', { looks: 15 });
  expect(told(decide(late, { run: run('waiting', null, { held: true }) }))).toBe('running, again in 600 s');
  const held: Job = { ...job(null), status: 'waiting', startedAt: null, steps: [], held: true };
  const quiet = inState('running', { ranAt: ago(7 * 60) });
  expect(decide(quiet, { jobs: [held] }).deploy.state).toBe('running');
  expect(decide(inState('running', { ranAt: ago(25 * 60) }), { jobs: [held] }).deploy.state).toBe('lost');
});

test('a second attempt does not push in where another deploy is under way', () => {
  const failed = inState('failed');
  expect(decide(failed, { ...sights['its run again, by carol'], before: [other] }).deploy).toEqual(failed);
});

test('edits only when somebody would notice, and never twice within five seconds', () => {
  const first = decide(inState('running', { shownAt: ago(1) }), { jobs: [job(null)] });
  expect(told(first)).toBe('running, edit, again in 20 s');
  expect(told(decide(first.deploy, { jobs: [job(null)] }))).toBe('running, again in 20 s');
  const justShown = inState('running', { shownAt: new Date(now.getTime() - 2_000) });
  expect(told(decide(justShown, { jobs: [job(null)] }))).toBe('running, again in 3 s');
});

test('what nobody asked for has no comment; its commit is told, and whoever makes issues of failures', () => {
  const auto = { kind: 'auto', thread: null, comment: null } as const;
  const failed = decide(inState('running', auto), sights['its run, failed']);
  expect(told(failed)).toMatch(/^failed, deployment-status failure, status failure$/);
  expect(failed.raises).toEqual([
    {
      type: 'AutoDeployEnded',
      at: now,
      repository,
      environment: 'prod',
      sha: 'a'.repeat(40),
      ok: false,
      why: 'failed in migrate: duplicate key',
      run: 815,
    },
  ]);
});

test('one that was cancelled says nothing of whether deploys work', () => {
  const auto = { kind: 'auto', thread: null, comment: null } as const;
  expect(decide(inState('running', auto), sights['its run, cancelled']).raises).toEqual([]);
});

test('what was started by hand writes nothing', () => {
  const hand = { kind: 'hand', thread: null, comment: null } as const;
  for (const seen of Object.values(sights)) expect(decide(inState('running', hand), seen).effects).toEqual([]);
});

test('a run that somebody started by hand is given up after two hours, and left alone', () => {
  const hand = inState('starting', { kind: 'hand', thread: null, run: 815 });
  const later = new Date(now.getTime() + 120 * minutes);
  expect(told(decide(hand, { run: run('waiting') }, later))).toBe('lost');
});

test('one that ended well beside another is known by nobody', () => {
  const theirs = (more: Partial<Deploy>) => inState('succeeded', { id: 'beef', kind: 'hand', ranAt: ago(5), ...more });
  const ends = (beside: Deploy) =>
    decide(inState('running', { ranAt: ago(3) }), { ...sights['its run, ended well'], beside: [beside] });
  expect(ends(theirs({ endedAt: ago(1) })).deploy).toMatchObject({ state: 'lost' });
  expect(ends(theirs({ state: 'running', endedAt: null })).deploy).toMatchObject({ state: 'lost' });
  // Told a moment late, as ends are.
  expect(ends(theirs({ endedAt: new Date(ago(3).getTime() + 2_000) })).deploy).toMatchObject({ state: 'succeeded' });
});

test('production is GitHub’s own exception: what ran there before is set inactive by us', () => {
  const before = inState('succeeded', { id: 'dead', environment: 'production' });
  const { effects } = decide(inState('running', { environment: 'production' }), {
    ...sights['its run, ended well'],
    current: before,
  });
  expect(effects).toContainEqual(expect.objectContaining({ deployment: 'deploy:dead:deployment', state: 'inactive' }));
});

test.each(['succeeded', 'failed', 'cancelled', 'lost'] as const)(
  'run again and skipped as a whole, one that %s stands as it was',
  state => {
    const before = inState(state);
    const again = { attempt: 2, triggeredBy: carol };
    const skipped = { run: run('ended', 'skipped', again) };
    // Heard of at once, or only after it was queued.
    const queued = decide(before, { run: run('waiting', null, again) });
    expect(queued.deploy.state).toBe('starting');
    for (const next of [decide(before, skipped), decide(queued.deploy, skipped)]) {
      const { attempt, edits, shownAt, story, ...row } = next.deploy;
      const { attempt: _, edits: __, shownAt: ___, story: told, ...was } = before;
      expect(row).toEqual({ ...was, dueAt: null });
      expect([attempt, story.refused, story.ending, story.lines, story.rerunBy]).toEqual([
        2,
        2,
        told.ending,
        told.lines,
        told.rerunBy,
      ]);
      expect(next.effects.map(({ kind }) => kind)).toEqual(['edit']);
    }
    const refused = decide(queued.deploy, skipped).deploy;
    expect(decide(refused, skipped).effects).toEqual([]);
    // Somebody who may lets it run a third time, and it does.
    expect(decide(refused, { run: run('ended', 'failure', { attempt: 3 }) }).deploy.state).toBe('failed');
  },
);
