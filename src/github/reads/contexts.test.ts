import { expect, test } from 'vitest';
import { type Context, heldAgainst } from './contexts.ts';
import type { Demand } from './required.ts';

/** What the reports on a commit come to, held against what a branch demands. */

const without = { appId: 1, login: 'shipmate[bot]', workflows: ['deploy.yml'] };
const at = '2026-11-20T10:00:00Z';

interface Given {
  app?: number;
  workflow?: string;
  id?: number;
  status?: string;
  isRequired?: boolean;
}

const run = (
  name: string,
  conclusion: string | null,
  { app = 7, workflow, id = 1, status, isRequired }: Given = {},
): Context => ({
  __typename: 'CheckRun',
  databaseId: id,
  name,
  status: status ?? (conclusion === null ? 'IN_PROGRESS' : 'COMPLETED'),
  conclusion,
  startedAt: at,
  completedAt: conclusion === null ? null : at,
  permalink: `https://github.com/acme/web/runs/${id}`,
  ...(isRequired === undefined ? {} : { isRequired }),
  checkSuite: {
    app: { databaseId: app, slug: `ci-${app}` },
    workflowRun: workflow === undefined ? null : { file: { path: `.github/workflows/${workflow}` } },
  },
});
const status = (context: string, state: string, creator: string | null = 'ci', isRequired?: boolean): Context => ({
  __typename: 'StatusContext',
  context,
  state,
  createdAt: at,
  targetUrl: null,
  creator: creator === null ? null : { login: creator },
  ...(isRequired === undefined ? {} : { isRequired }),
});
const wants = (name: string, app: number | null = null): Demand => ({ name, app });

/** `name state`, with a star for what is required; and what is missing. */
function shown(contexts: Context[], demands: Demand[] = []): { checks: string[]; missing: string[] } {
  const { checks, missing } = heldAgainst({ contexts, demands, slugs: new Map([[7, 'ci-7']]), without });
  return {
    checks: checks.map(one => `${one.name}${one.required ? '*' : ''} ${one.state}`),
    missing: missing.map(one => (one.app === null ? one.name : `${one.name} of ${one.app}`)),
  };
}

test.each<[conclusion: string | null, state: string]>([
  ['SUCCESS', 'success'],
  ['NEUTRAL', 'success'],
  ['SKIPPED', 'success'],
  ['FAILURE', 'failure'],
  ['CANCELLED', 'failure'],
  ['TIMED_OUT', 'failure'],
  ['STARTUP_FAILURE', 'failure'],
  ['STALE', 'unknown'],
  ['ACTION_REQUIRED', 'unknown'],
  ['GRAND', 'unknown'],
  [null, 'running'],
])('a check that ended as %s is %s', (conclusion, state) => {
  expect(shown([run('test', conclusion)]).checks).toEqual([`test ${state}`]);
});

test.each<[word: string, state: string]>([
  ['QUEUED', 'running'],
  ['WAITING', 'running'],
  ['REQUESTED', 'running'],
  ['PENDING', 'running'],
  ['SUCCESS', 'unknown'],
  ['NAPPING', 'unknown'],
])('a check that is %s is %s', (word, state) => {
  expect(shown([run('test', null, { status: word })]).checks).toEqual([`test ${state}`]);
});

test.each<[word: string, state: string]>([
  ['SUCCESS', 'success'],
  ['PENDING', 'running'],
  ['EXPECTED', 'running'],
  ['FAILURE', 'failure'],
  ['ERROR', 'failure'],
  ['GRAND', 'unknown'],
])('a status that says %s is %s', (word, state) => {
  expect(shown([status('lint', word)]).checks).toEqual([`lint ${state}`]);
});

test.each<[says: string, contexts: Context[], demands: Demand[], checks: string[], missing: string[]]>([
  [
    'the newest of a name counts',
    [run('test', 'SUCCESS', { id: 2 }), run('test', 'FAILURE', { id: 1 })],
    [],
    ['test success'],
    [],
  ],
  [
    'the newest is the one that runs again',
    [run('test', 'SUCCESS', { id: 1 }), run('test', null, { id: 2 })],
    [],
    ['test running'],
    [],
  ],
  [
    'of each App',
    [run('test', 'FAILURE', { app: 7, id: 1 }), run('test', 'SUCCESS', { app: 8, id: 2 })],
    [],
    ['test failure', 'test success'],
    [],
  ],
  [
    'a job of another workflow does not outvote one of the same name',
    [run('test', 'FAILURE', { workflow: 'ci.yml', id: 1 }), run('test', 'SUCCESS', { workflow: 'mine.yml', id: 2 })],
    [wants('test')],
    ['test* failure', 'test* success'],
    [],
  ],
  [
    'a status and a check of one name are two',
    [run('test', 'SUCCESS'), status('test', 'FAILURE')],
    [wants('test')],
    ['test* success', 'test* failure'],
    [],
  ],
  ['what no rule asks for is not required', [run('test', 'SUCCESS')], [wants('e2e')], ['test success'], ['e2e']],
  ['what never reported is missing, by name', [], [wants('test'), wants('e2e', 7)], [], ['test', 'e2e of ci-7']],
  ['of an App nobody has seen, by its number', [], [wants('e2e', 99)], [], ['e2e of App 99']],
  [
    'what another App reported is missing still',
    [run('test', 'SUCCESS', { app: 8 })],
    [wants('test', 7)],
    ['test success'],
    ['test of ci-7'],
  ],
  ['what the App itself reported is there', [run('test', 'SUCCESS', { app: 7 })], [wants('test', 7)], ['test* success'], []],
  [
    'a status of a demanded App is what GitHub says it is',
    [status('lint', 'SUCCESS', 'ci', true)],
    [wants('lint', 7)],
    ['lint* success'],
    [],
  ],
  ['and else it is anybody’s', [status('lint', 'SUCCESS', 'ci', false)], [wants('lint', 7)], ['lint success'], ['lint of ci-7']],
  [
    'what GitHub asks for is required though no rule names it',
    [run('scan', null, { isRequired: true })],
    [],
    ['scan* running'],
    [],
  ],
  ['our own check says nothing', [run('shipmate.yml', 'FAILURE', { app: 1 })], [], [], []],
  ['our own status says nothing, under either name of our bot', [status('deploy/prod', 'FAILURE', 'shipmate')], [], [], []],
  ['our own is not waited for', [], [wants('shipmate.yml', 1)], [], []],
  ['nor is it missing once it is there', [run('shipmate.yml', 'SUCCESS', { app: 1 })], [wants('shipmate.yml')], [], []],
  ['a run of a deploy workflow says nothing', [run('ship', 'FAILURE', { workflow: 'deploy.yml' })], [], [], []],
  [
    'a deploy workflow that borrows a name does not pass for it',
    [run('test', 'SUCCESS', { workflow: 'deploy.yml' })],
    [wants('test')],
    [],
    ['test'],
  ],
  ['a status of an account that is gone counts', [status('lint', 'FAILURE', null)], [], ['lint failure'], []],
])('%s', (_says, contexts, demands, checks, missing) => {
  expect(shown(contexts, demands)).toEqual({ checks, missing });
});

test('an address that is no page is none', () => {
  const contexts = [{ ...status('lint', 'SUCCESS'), targetUrl: 'javascript:alert(1)' }];
  expect(heldAgainst({ contexts, demands: [], slugs: new Map(), without }).checks).toMatchObject([{ url: null, app: null }]);
});
