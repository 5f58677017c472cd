import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { happening } from './happening.ts';

let path = '';
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'happening-')), 'event.json');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

async function happened(name: string, payload: unknown) {
  await writeFile(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return happening({ GITHUB_EVENT_NAME: name, GITHUB_SHA: 'merge', GITHUB_EVENT_PATH: path });
}
const nothing = { moment: null, pull: null, sha: 'merge', ours: false };
const end = (sha: string, full_name: string | null) => ({ sha, repo: full_name === null ? null : { full_name } });
const pull = (from: string | null) => ({ pull_request: { number: 7, head: end('head', from), base: end('base', 'acme/web') } });

test.each<[what: string, name: string, payload: unknown, found: object]>([
  ['a push', 'push', { ref: 'main' }, {}],
  ['a schedule', 'schedule', { schedule: '7 * * * *' }, { moment: 'schedule' }],
  [
    'a pull request',
    'pull_request',
    pull('acme/web'),
    { moment: 'pull-request', sha: 'head', pull: { number: 7, base: 'base', head: 'head', target: false, fork: false } },
  ],
  [
    'one from a fork',
    'pull_request_target',
    pull('mallory/web'),
    { moment: 'pull-request', sha: 'head', pull: { number: 7, base: 'base', head: 'head', target: true, fork: true } },
  ],
  [
    'one whose fork is gone',
    'pull_request',
    pull(null),
    { moment: 'pull-request', sha: 'head', pull: { number: 7, base: 'base', head: 'head', target: false, fork: true } },
  ],
  ['a dispatch of ours', 'workflow_dispatch', { inputs: { shipmate: 'key' } }, { ours: true }],
  ['one by hand', 'workflow_dispatch', { inputs: { shipmate: '' } }, {}],
  ['one without inputs', 'workflow_dispatch', { inputs: null }, {}],
  ['no JSON', 'push', '{', {}],
  ['something else', 'push', '[7]', {}],
])('%s', async (_what, name, payload, found) => {
  expect(await happened(name, payload)).toEqual({ ...nothing, ...found });
});

test('no event at all', async () => {
  expect(await happening({})).toEqual({ ...nothing, sha: '' });
});
