import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBox } from '../../test/box.ts';
import type { Box, Issue, PullRequest, Repository } from '../sandbox/github/index.ts';
import { decode as decodeFor } from './decode.ts';

const workflow = `name: Deploy
run-name: Deploy d-1
on: { workflow_dispatch: {} }
jobs: { ship: { runs-on: ubuntu-latest, steps: [{ run: make }] } }
`;

/** The payloads of the box, which sends what GitHub sends. */

const decode = (name: string, payload: unknown) => decodeFor(name, payload, box.credentials.appId);

let box: Box;
let web: Repository;
let sent: Record<string, { payload: Record<string, unknown>; is: ReturnType<typeof decode> }>;

beforeAll(async () => {
  box = await startBox();
  web = box.repository('acme/web', { private: true });
  const bob = box.person('bob');
  web.collaborator(bob, 'write');
  box.install('acme');
  const issue = web.issue({ by: bob });
  issue.comment(box.bot, '- [ ] prod', { throughApp: 'shipmate' }).edit(bob, '- [x] prod');
  issue.comment(bob, 'on an issue');
  const pull = web.pullRequest({ by: bob, files: { 'README.md': 'changed\n' } });
  pull.comment(bob, 'on a pull request');
  pull.review(bob, 'a review', 'COMMENTED', [{ path: 'README.md', line: 1, body: 'on a line' }]);
  web.push('main', { 'a.txt': 'a\n', '.github/workflows/deploy.yml': workflow }, { by: bob });
  web.dispatch('deploy.yml', { by: bob }).start().finish('failure');
  web.deploy('prod', { by: bob, state: 'success' });
  web.check(web.head(), 'test', { conclusion: 'success' });
  web.status(web.head(), 'lint', 'failure', { by: bob, description: '3 errors', url: 'https://ci.test/7' });
  await box.settled();
  sent = Object.fromEntries(
    box.deliveries.map(one => {
      const payload = JSON.parse(one.body);
      const on = payload.issue ? (payload.issue.pull_request ? ' on a pull request' : ' on an issue') : '';
      return [`${one.event}.${one.action ?? ''}${on}`, { payload, is: decode(one.event, payload) }];
    }),
  );
});
afterAll(() => box.close());

const repository = () => ({
  id: box.repository('acme/web').id,
  owner: 'acme',
  name: 'web',
  installation: box.install('acme').id,
  private: true,
  defaultBranch: 'main',
});
const spoken = (parts: object) => ({
  type: 'CommentPosted',
  at: expect.any(Date),
  repository: repository(),
  author: { id: box.person('bob').id, login: 'bob', bot: false },
  node: expect.stringMatching(/\S/),
  throughApp: null,
  stranger: false,
  ...parts,
});

test('a comment on an issue', () =>
  expect(sent['issue_comment.created on an issue']?.is).toEqual(
    spoken({ channel: 'comment', subject: { kind: 'issue', number: 1 }, body: 'on an issue' }),
  ));
test('a comment on a pull request', () =>
  expect(sent['issue_comment.created on a pull request']?.is).toEqual(
    spoken({ channel: 'comment', subject: { kind: 'pull_request', number: 2 }, body: 'on a pull request' }),
  ));
test('a review', () =>
  expect(sent['pull_request_review.submitted']?.is).toEqual(
    spoken({ channel: 'review', subject: { kind: 'pull_request', number: 2 }, body: 'a review' }),
  ));
test('a comment on a line', () =>
  expect(sent['pull_request_review_comment.created']?.is).toEqual(
    spoken({ channel: 'review_comment', subject: { kind: 'pull_request', number: 2 }, body: 'on a line' }),
  ));
test('a pull request', () =>
  expect(sent['pull_request.opened']?.is).toMatchObject({
    type: 'HeadMoved',
    number: 2,
    base: 'main',
    repository: repository(),
  }));
test('a push', () => {
  const { payload, is } = sent['push.'] ?? { payload: {}, is: null };
  expect(is).toMatchObject({ type: 'BranchPushed', branch: 'main', head: payload.after });
  expect(decode('push', { ...payload, deleted: true })).toMatchObject({ branch: 'main', head: null });
  expect(decode('push', { ...payload, ref: 'refs/tags/v1' })).toBe(null);
});
test.each<[string, object, boolean]>([
  ['touches other files', { commits: [{ added: ['a'], removed: [], modified: ['.github/shipmate.yml'] }] }, true],
  ['adds one', { commits: [{ added: ['.github/workflows/ci.yml'], removed: [], modified: [] }] }, false],
  ['edits one', { commits: [{ added: [], removed: [], modified: ['.github/workflows/ci.yml'] }] }, false],
  ['is made by force', { forced: true, commits: [{ added: [], removed: [], modified: [] }] }, false],
  ['says nothing of its files', { commits: [{}] }, false],
  ['has no commits of its own', { commits: [] }, false],
])('whether a push leaves the workflows as they are: one that %s', (_, parts, same) => {
  const { payload } = sent['push.'] ?? { payload: {} };
  const is = decode('push', { ...payload, forced: false, ...parts });
  expect(is && 'sameWorkflows' in is).toBe(same);
});

describe('what else changes whose move it is on a pull request', () => {
  const acts: Record<string, (pull: PullRequest) => void> = {
    'pull_request.review_requested': pull => pull.askReview(box.person('bob'), { people: [box.person('alice')] }),
    'pull_request.review_request_removed': pull => pull.unaskReview(box.person('bob'), { people: [box.person('alice')] }),
    'pull_request.labeled': pull => pull.label(box.person('bob'), 'blocked'),
    'pull_request.unlabeled': pull => pull.unlabel(box.person('bob'), 'blocked'),
    'pull_request.assigned': pull => pull.assign(box.person('bob'), box.person('alice')),
    'pull_request.unassigned': pull => pull.assign(box.person('bob')),
    'pull_request.milestoned': pull => pull.milestone(box.person('bob'), '2.0'),
    'pull_request.demilestoned': pull => pull.milestone(box.person('bob'), null),
    'pull_request.locked': pull => pull.lock(box.person('bob')),
    'pull_request.unlocked': pull => pull.unlock(box.person('bob')),
    'pull_request.auto_merge_enabled': pull => pull.autoMerge(box.person('bob')),
    'pull_request.auto_merge_disabled': pull => pull.autoMerge(box.person('bob'), false),
    'pull_request_review_thread.resolved': pull => thread(pull).resolve(box.person('bob')),
    'pull_request_review_thread.unresolved': pull => thread(pull).resolve(box.person('bob'), false),
  };
  const thread = (pull: PullRequest) =>
    pull.review(box.person('alice'), '', 'COMMENTED', [{ path: 'change.txt', line: 1, body: 'Why?' }]);

  test.each(Object.entries(acts))('%s', async (what, act) => {
    const pull = touched();
    act(pull);
    await box.settled();
    const { event, body } = box.deliveries.findLast(one => `${one.event}.${one.action}` === what) ?? { event: '', body: '{}' };
    const is = { type: 'PullTouched', at: expect.any(Date), repository: repository(), number: pull.number };
    expect(decode(event, JSON.parse(body))).toEqual(is);
  });
  let pull: PullRequest | undefined;
  const touched = (): PullRequest => {
    pull ??= web.pullRequest({ by: box.person('bob') });
    return pull;
  };
});

describe('a comment of ours that somebody edited', () => {
  const edited = (change: (payload: Record<string, Record<string, unknown>>) => void) => {
    const payload = structuredClone(Object(sent['issue_comment.edited on an issue']?.payload));
    change(payload);
    return decode('issue_comment', payload);
  };

  test('is one', () =>
    expect(edited(() => {})).toEqual({
      type: 'CommentEdited',
      at: expect.any(Date),
      repository: repository(),
      subject: { kind: 'issue', number: 1 },
      node: expect.stringMatching(/\S/),
      by: { id: box.person('bob').id, login: 'bob', bot: false },
    }));
  test('is none when we did it ourselves', () =>
    expect(edited(payload => Object.assign(payload, { sender: payload.comment?.user }))).toBe(null));
  test("is none when it is another App's, or a person's through us", () => {
    const app = (id: number) => edited(payload => Object.assign(Object(payload.comment), { performed_via_github_app: { id } }));
    expect(app(box.credentials.appId + 1)).toBe(null);
    expect(app(box.credentials.appId)).not.toBe(null);
    expect(edited(payload => Object.assign(Object(payload.comment?.user), { type: 'User' }))).toBe(null);
  });
});

test('how a run goes', () => {
  const { is, payload } = sent['workflow_run.completed'] ?? { is: null, payload: {} };
  const head = web.head();
  expect(is).toMatchObject({
    type: 'RunMoved',
    repository: repository(),
    run: { file: 'deploy.yml', title: 'Deploy d-1', status: 'ended', conclusion: 'failure', head, startedBy: { login: 'bob' } },
  });
  const named = (name: string | null, workflow: object | null) => {
    const event = decode('workflow_run', { ...payload, workflow, workflow_run: { ...Object(payload.workflow_run), name } });
    return event?.type === 'RunMoved' ? event.run.name : 'no run';
  };
  expect(is?.type === 'RunMoved' && is.run.name).toBe('Deploy');
  expect(named('Deploy d-1', { name: 'Deploy' })).toBe('Deploy');
  expect(named('Deploy', null)).toBe('Deploy');
  for (const nothing of [null, '', '.github/workflows/deploy.yml']) expect(named(nothing, null)).toBe(undefined);
  expect(sent['workflow_run.requested']?.is).toMatchObject({ run: { status: 'waiting', conclusion: null, startedAt: null } });
  expect(sent['workflow_run.in_progress']?.is).toMatchObject({ run: { status: 'running', startedAt: expect.any(Date) } });
  const odd = { ...Object(payload.workflow_run), conclusion: 'a word of tomorrow', path: '.github/workflows/deploy.yml@main' };
  expect(decode('workflow_run', { ...payload, workflow_run: odd })).toMatchObject({
    run: { conclusion: 'failure', file: 'deploy.yml' },
  });
});

test('deployments of others, and what only we may say with a key', () => {
  const { is, payload } = sent['deployment.created'] ?? { is: null, payload: {} };
  const deployment = { environment: 'prod', sha: web.head(), by: { login: 'bob' }, ours: false, key: null };
  expect(is).toMatchObject({ type: 'DeploymentMoved', repository: repository(), deployment, state: null });
  expect(sent['deployment_status.created']?.is).toMatchObject({ deployment, state: 'success' });
  const made = (app: number) =>
    decode('deployment', {
      ...payload,
      deployment: { ...Object(payload.deployment), performed_via_github_app: { id: app }, payload: { shipmate: 'd-1' } },
    });
  expect(made(box.credentials.appId)).toMatchObject({ deployment: { ours: true, key: 'd-1' } });
  expect(made(99)).toMatchObject({ deployment: { ours: false, key: null } });
});

test('what is reported on a commit, when it has ended and is not our own word', () => {
  const checked = { type: 'CommitChecked', repository: repository(), head: web.head(), branches: ['main'], heads: ['main'] };
  const suite = sent['check_suite.completed'];
  const [run] = web.checkRuns(web.head()).filter(one => one.name === 'test');
  expect(suite?.is).toMatchObject({
    ...checked,
    said: { kind: 'suite', id: run?.suite, app: 'ci', conclusion: 'success' },
  });
  const said = {
    kind: 'status',
    id: web.statuses[0]?.id,
    context: 'lint',
    state: 'failure',
    description: '3 errors',
    url: 'https://ci.test/7',
  };
  expect(sent['status.']?.is).toMatchObject({ ...checked, said });
  const status = (parts: object) => decode('status', { ...sent['status.']?.payload, ...parts });
  expect(status({ state: 'pending' })).toBe(null);
  expect(status({ state: 'error', description: null, target_url: null })).toMatchObject({
    said: { state: 'error', description: '', url: null },
  });
  for (const target_url of ['javascript:alert(1)', 'data:text/html,x', 'ci.test/7', ''])
    expect(status({ target_url })).toMatchObject({ said: { url: null } });
  const suiteSays = (conclusion: string | null) =>
    decode('check_suite', { ...suite?.payload, check_suite: { ...Object(suite?.payload.check_suite), conclusion } });
  expect(suiteSays('timed_out')).toMatchObject({ said: { conclusion: 'timed_out' } });
  expect(suiteSays('a word of tomorrow')).toMatchObject({ said: { conclusion: 'failure' } });
  expect(suiteSays(null)).toMatchObject({ said: { conclusion: 'neutral' } });
  const ours = { ...Object(suite?.payload.check_suite), app: { id: box.credentials.appId } };
  expect(decode('check_suite', { ...suite?.payload, check_suite: ours })).toBe(null);
});

describe('an issue that we opened', () => {
  const by = () => ({ id: box.person('bob').id, login: 'bob', bot: false });
  /** What the webhooks say of it. */
  async function told(opener: 'us' | 'somebody', act: (issue: Issue) => void) {
    const opened = opener === 'us' ? { by: box.bot, throughApp: 'shipmate' } : { by: box.person('bob') };
    const issue = web.issue({ ...opened, labels: ['build', 'red'] });
    const { number } = issue;
    await box.settled();
    const known = box.deliveries.length;
    act(issue);
    await box.settled();
    const bodies = box.deliveries.slice(known).map(one => JSON.parse(one.body));
    const here = bodies.filter(one => one.issue && one.repository.id === web.id);
    return { number, events: here.map(one => decode('issues', one)), payload: here[0] };
  }
  const elsewhere = () => box.repository('acme/elsewhere', { private: true });

  test.each<[how: string, act: (issue: Issue) => void, others?: object]>([
    ['closed', issue => issue.close(box.person('bob'))],
    ['deleted', issue => issue.delete(box.person('bob'))],
    ['moved', issue => issue.transfer(box.person('bob'), elsewhere())],
    ['locked', issue => issue.lock(box.person('bob'))],
    ['unlabelled', issue => issue.unlabel(box.person('bob'), 'build'), { label: 'build' }],
  ])('is %s by somebody', async (how, act, others = {}) => {
    const { number, events } = await told('us', act);
    const moved = { type: 'IssueMoved', at: expect.any(Date), repository: repository(), number, how, label: null, by: by() };
    expect(events).toEqual([{ ...moved, ...others }]);
  });

  test('is opened again, and unlocked', async () => {
    const { events } = await told('us', issue => {
      issue.close(box.person('bob'));
      issue.reopen(box.person('bob'));
      issue.lock(box.person('bob'));
      issue.unlock(box.person('bob'));
    });
    expect(events).toMatchObject(['closed', 'reopened', 'locked', 'unlocked'].map(how => ({ how })));
  });

  test('has another text: perhaps a box in it was ticked', async () => {
    const { number, events, payload } = await told('us', issue => issue.edit(box.person('bob'), { body: '- [x] all of it' }));
    const at = new Date(payload.issue.updated_at);
    expect(events).toEqual([
      { type: 'IssueEdited', at, repository: repository(), number, node: payload.issue.node_id, by: by() },
    ]);
    expect((await told('somebody', issue => issue.edit(box.person('bob'), { body: 'x' }))).events).toEqual([null]);
  });

  test('when it was closed says GitHub', async () => {
    const { payload } = await told('us', issue => issue.close(box.person('bob')));
    const closed = (at: string | null) => ({ ...payload, issue: { ...payload.issue, closed_at: at } });
    expect(decode('issues', closed('2026-11-20T10:00:00Z'))?.at).toEqual(new Date('2026-11-20T10:00:00Z'));
    expect(decode('issues', closed(null))?.at).toEqual(new Date(payload.issue.updated_at));
  });

  test('has no news for us in what we do to it ourselves, nor in other labels', async () => {
    expect((await told('us', issue => issue.close(box.bot))).events).toEqual([null]);
    const { events } = await told('us', issue => {
      issue.label(box.person('bob'), 'more');
      issue.assign(box.person('bob'), box.person('bob'));
      issue.edit(box.bot, { body: 'our own words' });
    });
    expect(events).toEqual([null, null, null]);
  });

  test("is not somebody else's: a person's, another App's, or a person's through us", async () => {
    expect((await told('somebody', issue => issue.close(box.person('bob')))).events).toEqual([null]);
    const { payload } = await told('us', issue => issue.close(box.person('bob')));
    const opened = (parts: object) => decode('issues', { ...payload, issue: { ...payload.issue, ...parts } });
    expect(opened({})).not.toBe(null);
    expect(opened({ performed_via_github_app: { id: box.credentials.appId + 1 } })).toBe(null);
    expect(opened({ performed_via_github_app: null })).toBe(null);
    expect(opened({ user: { ...payload.issue.user, type: 'User' } })).toBe(null);
    expect(opened({ user: null })).toBe(null);
  });
});

test('what says nothing is no event', () => {
  const payload = sent['issue_comment.created on an issue']?.payload ?? {};
  expect(decode('issue_comment', { ...payload, action: 'deleted' })).toBe(null);
  expect(decode('issue_comment', { ...payload, installation: undefined })).toBe(null);
  expect(decode('star', { ...payload })).toBe(null);
  for (const nothing of [null, undefined, 'text', [], {}]) expect(decode('issue_comment', nothing)).toBe(null);
  const without = (parts: object) => ({ ...payload, comment: { ...Object(payload.comment), ...parts } });
  expect(decode('issue_comment', without({ user: null }))).toBe(null);
  expect(decode('issue_comment', without({ body: '' }))).toBe(null);
});

test('who has no tie, and what an App wrote with the token of a person, are told', () => {
  const payload = sent['issue_comment.created on an issue']?.payload ?? {};
  const comment = { ...Object(payload.comment), author_association: 'NONE', performed_via_github_app: { slug: 'helpful' } };
  expect(decode('issue_comment', { ...payload, comment })).toMatchObject({ stranger: true, throughApp: 'helpful' });
});

test('a shape that is not what its name promises is a fault, not silence', () => {
  const payload = sent['pull_request.opened']?.payload ?? {};
  expect(() => decode('issue_comment', { ...payload, action: 'created' })).toThrow();
});

describe('the way of a pull request', () => {
  const by = () => ({ id: box.person('bob').id, login: 'bob', bot: false });
  /** What its last webhook says. */
  async function told(act: (pull: PullRequest) => void, draft = false) {
    const pull = web.pullRequest({ by: box.person('bob'), draft });
    const before = pull.head;
    await box.settled();
    const known = box.deliveries.length;
    act(pull);
    await box.settled();
    const sent = box.deliveries.slice(known).filter(one => one.event.startsWith('pull_request'));
    const events = sent.map(one => decode(one.event, JSON.parse(one.body)));
    return { events, number: pull.number, before, head: pull.head };
  }
  const common = { at: expect.any(Date) };

  test('opened, pushed to, pointed at another base, reopened', async () => {
    const pushed = await told(pull => pull.push({ more: 'x' }, { by: box.person('bob') }));
    const where = { ...common, repository: repository(), base: 'main', by: by() };
    const { number, before, head } = pushed;
    expect(pushed.events).toEqual([{ type: 'HeadMoved', how: 'pushed', before, head, number, ...where }]);
    expect(before).not.toBe(head);
    const turned = await told(pull => pull.retarget('other', { by: box.person('bob') }));
    expect(turned.events).toMatchObject([{ type: 'HeadMoved', how: 'retargeted', before: null, base: 'other' }]);
    const named = await told(pull => pull.edit(box.person('bob'), { title: 'Another name' }));
    expect(named.events).toMatchObject([{ type: 'HeadMoved', how: 'edited', before: null }]);
    const back = await told(pull => {
      pull.close(box.person('bob'));
      pull.reopen(box.person('bob'));
    });
    expect(back.events).toMatchObject([
      { type: 'PullMoved', how: 'closed' },
      { type: 'HeadMoved', how: 'reopened' },
    ]);
  });

  test('closed, merged, a draft and ready', async () => {
    const merged = await told(pull => pull.merge(box.person('bob')));
    const { number, head } = merged;
    const where = { ...common, repository: repository(), base: 'main', by: by() };
    expect(merged.events).toEqual([{ type: 'PullMoved', how: 'merged', number, head, ...where }]);
    const drafted = await told(pull => pull.draft(box.person('bob')));
    expect(drafted.events).toMatchObject([{ type: 'PullMoved', how: 'drafted' }]);
    const ready = await told(pull => pull.ready(box.person('bob')), true);
    expect(ready.events).toMatchObject([{ type: 'PullMoved', how: 'ready' }]);
  });

  test('a review that says yes or no, with its commit; with words it is those first; dismissed it counts no more', async () => {
    const reviews = await told(pull => {
      pull.review(box.person('bob'), '', 'APPROVED');
      pull.review(box.person('bob'), 'No', 'CHANGES_REQUESTED').dismiss(box.person('bob'), 'old');
      pull.review(box.person('bob'), '', 'COMMENTED');
    });
    const { number, head: commit } = reviews;
    const given = { type: 'ReviewGiven', ...common, repository: repository(), number, by: by(), commit };
    expect(reviews.events).toEqual([
      { ...given, state: 'approved' },
      spoken({ channel: 'review', subject: { kind: 'pull_request', number }, body: 'No', review: { state: 'changes', commit } }),
      { ...given, state: 'dismissed' },
      null,
    ]);
  });
});
