import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReport } from '../../src/checks/report.ts';
import { keyIn } from '../../src/core/marker.ts';
import { type Acme, openManifest, startAcme } from '../acme.ts';
import { runAction } from './run.ts';

/** The bundle on a pull request of the sandbox's GitHub: the check run, the comment, and what it leaves for the App. */

const workflow = 'on: [pull_request, workflow_dispatch]\njobs: { checks: { runs-on: ubuntu-latest, steps: [{ run: make }] } }\n';
const config = '.github/shipmate.yml';
const red = {
  [config]: 'infrastructure:\n  - { name: shop, tcp: "127.0.0.1:1" }\n  - { name: "@alice", tcp: "[::1]:1", level: warn }\n',
};
const green = (port: string) => ({ [config]: `infrastructure: [{ name: shop, tcp: "127.0.0.1:${port}" }]\n` });

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme({ manifest: openManifest });
  acme.repository.push('main', { '.github/workflows/checks.yml': workflow }, { by: acme.alice });
});
afterAll(() => acme.box.close());

async function tokenWith(permissions: Record<string, 'read' | 'write'>): Promise<string> {
  const { data } = await acme.octokit.rest.apps.createInstallationAccessToken({
    installation_id: acme.installation.id,
    permissions,
  });
  return data.token;
}

function pullRequest(branch: string) {
  const pull = acme.repository.pullRequest({ by: acme.alice, branch, files: { [`${branch}.md`]: branch } });
  const run = acme.repository.runs('checks.yml').at(-1)?.start();
  if (!run) throw new Error('the pull request started nothing');
  const repo = { full_name: 'acme/web' };
  const ends = { head: { sha: pull.head, repo }, base: { sha: acme.repository.head(), repo } };
  const act = async (token: string, given: Parameters<typeof runAction>[0] = {}) =>
    runAction({
      event: { name: 'pull_request', payload: { pull_request: { number: pull.number, ...ends } } },
      ...given,
      with: { when: 'none', token, comment: 'true', 'check-run': 'true', ...given.with },
      env: { GITHUB_API_URL: acme.box.url, GITHUB_WORKFLOW: 'Checks', GITHUB_JOB: 'checks', ...run.runtime },
    });
  const left = (name: RegExp) => acme.repository.artifacts.filter(one => one.run === run.id && name.test(one.name));
  return { pull, run, act, left };
}

test('what fails is on the commit, in one comment, and beside the run; what is well again is, too', async () => {
  const { pull, act, left } = pullRequest('better');
  const token = await tokenWith({ checks: 'write', pull_requests: 'write' });
  const key = 'checks/Checks/checks/////.github/shipmate.yml/infrastructure';
  pull.comment(acme.alice, `mine\n\n<!-- shipmate:${encodeURIComponent(key)} -->`);

  const failed = await act(token, { files: red });
  expect([failed.code, failed.errors]).toEqual([1, '']);
  expect(failed.log).not.toContain('could not be written');
  const [check] = acme.repository.checkRuns(pull.head).filter(one => one.name === 'infrastructure');
  expect(check).toMatchObject({
    conclusion: 'failure',
    title: '2 checks: 1 warned, 1 failed',
    annotations: [
      { path: config, start_line: 2, annotation_level: 'failure', title: 'shop' },
      { path: config, start_line: 3, annotation_level: 'warning', title: '@alice' },
    ],
  });
  const said = pull.comments.at(-1);
  expect(keyIn(said?.body ?? '')).toBe(key);
  expect(said?.body).toMatch(/^### ❌ 2 checks: 1 warned, 1 failed\n/);
  expect(said?.body).not.toContain('@alice');
  expect(readReport(left(/^shipmate-checks$/)[0]?.files['checks.json'] ?? '')).toMatchObject({
    checks: [
      { name: 'shop', verdict: 'fail' },
      { name: '@alice', verdict: 'warn' },
    ],
  });

  const well = await act(token, { files: green(new URL(acme.box.url).port) });
  expect([well.code, well.errors]).toEqual([0, '']);
  expect(pull.comments).toHaveLength(2);
  expect(pull.comments.at(-1)).toMatchObject({ id: said?.id, body: expect.stringMatching(/^### ✅ 1 check: 1 passed\n/) });
  // The run has one of that name: the second has another.
  expect(left(/^shipmate-checks-[\da-f]{8}$/)).toHaveLength(1);
});

test('another use in the same job has a comment and a check run of its own', async () => {
  const { pull, act } = pullRequest('twice');
  const token = await tokenWith({ checks: 'write', pull_requests: 'write' });
  await act(token, { files: red });
  const list = '[{ name: own, internal-versions: { packages: a, behind: 1, registry: "http://[::1]:1", auth: GONE } }]';
  const files = {
    [config]: `infrastructure: ${list}`,
    'package-lock.json': '{"packages":{"node_modules/a":{"version":"1.0.0"}}}',
  };
  const ran = await act(token, { files, with: { only: 'own', unknown: 'warn' } });
  expect([ran.code, ran.errors]).toEqual([0, '']);
  const said = acme.repository.checkRuns(pull.head).filter(one => one.name.startsWith('infrastructure'));
  expect(said.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
    'infrastructure: failure',
    'infrastructure (own): neutral',
  ]);
  // What stops no build is no failure in its file either.
  expect(said.at(-1)?.annotations).toMatchObject([{ title: 'own', annotation_level: 'warning' }]);
  expect(pull.comments.map(({ body }) => body.slice(0, 5))).toEqual(['### ❌', expect.not.stringContaining('❌')]);
});

test('what a token may not is a warning that names the permission, and no other verdict', async () => {
  const { pull, act } = pullRequest('without');
  const ran = await act(await tokenWith({ pull_requests: 'read' }), { files: red });
  expect(ran.code).toBe(1);
  expect(pull.comments).toEqual([]);
  expect(ran.log.split('\n').filter(line => line.includes('could not be written'))).toMatchInlineSnapshot(`
    [
      "::warning::The check run could not be written: its job lacks \`permissions: checks: write\` (GitHub says \`Resource not accessible by integration - https://docs.github.com/rest\`).",
      "::warning::The comment could not be written: its job lacks \`permissions: pull-requests: write\` (GitHub says \`Resource not accessible by integration - https://docs.github.com/rest\`).",
    ]
  `);
});

test('a run that Shipmate started hands its table over', async () => {
  const { pull, act, left } = pullRequest('asked');
  const event = { name: 'workflow_dispatch', payload: { inputs: { shipmate: 'key' } } };
  const ran = await act(await tokenWith({ checks: 'write' }), { files: red, event, with: { 'check-run': 'false' } });
  expect([ran.code, ran.log.includes('could not be written')]).toEqual([1, false]);
  expect(left(/^shipmate-report$/)[0]?.files['report.md']).toMatch(/^### ❌ 2 checks: 1 warned, 1 failed\n/);
  expect(pull.comments).toEqual([]);
});
