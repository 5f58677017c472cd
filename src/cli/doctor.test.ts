import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBox } from '../../test/box.ts';
import type { App, Delivery, Installation } from '../github/installations.ts';
import type { Box } from '../sandbox/github/index.ts';
import { readManifest } from '../sandbox/github/manifest.ts';
import { ofApp, ofDeliveries, ofInstallation } from './doctor/app.ts';
import { examine } from './doctor.ts';

const sound = `name: Deploy
run-name: Deploy \${{ inputs.sha }} (\${{ inputs.shipmate }})
on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, options: [prerelease, prod], required: true }
      sha: { required: true }
      shipmate:
      emergency: { description: Why it is started by hand }
jobs:
  deploy:
    if: github.triggering_actor == 'shipmate[bot]' || inputs.emergency != ''
    environment: { name: '\${{ inputs.environment }}', deployment: false }
    steps: [{ run: ./deploy }]
`;

const nowhere = join(tmpdir(), 'shipmate-nowhere');

interface Wish {
  only?: { owner: string; repository: string };
  deliveries?: 'webhook' | 'poll';
  databaseUrl?: string;
}

async function examined(box: Box, { only, deliveries = 'poll', databaseUrl }: Wish = {}) {
  const lines: string[] = [];
  const { appId, privateKey } = box.credentials;
  const store = { databaseUrl: databaseUrl ?? null, dataFolder: nowhere };
  const settings = { app: { id: appId, privateKey }, githubApiUrl: box.url, deliveries, store };
  const code = await examine(settings, only ?? null, line => lines.push(line.replaceAll(box.url, 'https://github.test')));
  return { code, lines };
}

async function aBox(files: Record<string, string>, manifest = readManifest()): Promise<Box> {
  const box = await startBox({ manifest });
  box.repository('acme/web', { files });
  box.install('acme');
  return box;
}

test('a sound repository is told in one line', async () => {
  await using box = await aBox({
    '.github/shipmate.yml': 'environments: { prerelease: true, prod: true }\n',
    '.github/workflows/deploy.yml': sound,
  });
  expect(await examined(box)).toMatchInlineSnapshot(`
    {
      "code": 0,
      "lines": [
        "✓ acme/web is sound.",
        "· acme/web: GitHub does not know \`prerelease\` and \`prod\` yet; the first deploy makes them, without secrets of their own.",
        "Nothing to mend.",
      ],
    }
  `);
  expect(box.ledger.writes).toEqual([]);
  expect(box.unknownRoutes).toEqual([]);
});

test('a guard that was copied and lets in another App would skip each deploy', async () => {
  await using box = await aBox({
    '.github/shipmate.yml': 'environments: { prerelease: true, prod: true }\n',
    '.github/workflows/deploy.yml': sound.replace('shipmate[bot]', 'Acme-Ships[bot]'),
  });
  const { code, lines } = await examined(box);
  expect(code).toBe(1);
  expect(lines.filter(line => line.startsWith('✗'))).toEqual([
    '✗ acme/web: the job `deploy` of `deploy.yml` runs for `acme-ships[bot]`, and this App is `shipmate[bot]`, so it would be skipped. Write `shipmate[bot]` there.',
  ]);
});

test.each(["== 'shipmate[bot]' || github.actor == 'acme-ships[bot]'", "!= 'dependabot[bot]'"])(
  '%s lets it in',
  async condition => {
    await using box = await aBox({
      '.github/shipmate.yml': 'environments: { prerelease: true, prod: true }\n',
      '.github/workflows/deploy.yml': sound.replace("== 'shipmate[bot]'", condition),
    });
    const { lines } = await examined(box);
    expect(lines.filter(line => line.startsWith('✗'))).toEqual([]);
  },
);

test('each thing that is wrong is a line with its fix', async () => {
  await using box = await aBox({
    '.github/shipmate.yml': `environments:
  prerelease: true
  prod: { workflow: release.yml }
  test: { workflow: old.yml }
commands:
  restart: { workflow: restart.yml }
  deaf: { workflow: ci.yml }
nonsense: 7
`,
    '.github/workflows/deploy.yml':
      'on: workflow_dispatch\njobs: { deploy: { environment: prerelease, steps: [{ run: ./deploy }] } }\n',
    '.github/workflows/old.yml': 'on: {',
    '.github/workflows/ci.yml': 'on: push\njobs: { test: { steps: [{ run: npm test }] } }\n',
    '.github/workflows/restart.yml':
      'on: { workflow_dispatch: { inputs: { shipmate: } } }\njobs: { a: { steps: [{ run: ./restart }] } }\n',
  });
  box.repository('acme/docs', { files: { 'README.md': 'docs\n' } });
  expect(await examined(box)).toMatchInlineSnapshot(`
    {
      "code": 1,
      "lines": [
        "· acme/docs: There is no .github/shipmate.yml, so nothing is switched on. The first command of somebody who can write shows the way.",
        "✗ acme/web: .github/shipmate.yml:8 \`nonsense\` is not a section; the sections here are \`prefix\`, \`apps\`, \`timezone\`, \`environments\`, \`status_board\`, \`builds\`, \`errors\`, \`infrastructure\`, \`check\`, \`reminders\` and \`commands\`.",
        "✗ acme/web: \`environments.prerelease\`: \`deploy.yml\` has no input \`sha\`, so it can only deploy the head of the default branch. Check out \`\${{ inputs.sha }}\` in it.",
        "✗ acme/web: \`environments.prerelease\`: \`deploy.yml\` has no input \`shipmate\`; with one, and \`run-name: … \${{ inputs.shipmate }}\`, its runs are found again whatever happens.",
        "✗ acme/web: \`environments.prerelease\`: The job \`deploy\` of \`deploy.yml\` makes a deployment of its own, at the wrong commit; write \`environment: { name: prerelease, deployment: false }\`.",
        "✗ acme/web: \`environments.prerelease\`: Anybody who can write can start \`deploy.yml\` by hand, past every rule here; an \`if:\` of its job that looks at \`github.triggering_actor\` can refuse that.",
        "✗ acme/web: \`environments.prod\`: \`.github/workflows/release.yml\` is not on \`main\`. There are \`ci.yml\`, \`deploy.yml\`, \`old.yml\` and \`restart.yml\`.",
        "✗ acme/web: \`environments.test\`: \`old.yml\` is not YAML.",
        "✗ acme/web: \`commands.restart\`: The \`run-name\` of \`restart.yml\` does not carry \`\${{ inputs.shipmate }}\`, so a run whose start went unanswered cannot be found again.",
        "✗ acme/web: \`commands.deaf\`: \`ci.yml\` cannot be started: it needs \`workflow_dispatch:\` under \`on:\`.",
        "· acme/web: GitHub does not know \`prerelease\`, \`prod\` and \`test\` yet; the first deploy makes them, without secrets of their own.",
        "9 things to mend.",
      ],
    }
  `);
});

test('one repository is looked at alone, and a strange one is named', async () => {
  await using box = await aBox({ 'README.md': 'web\n' });
  box.repository('acme/docs', { files: { 'README.md': 'docs\n' } });
  expect(await examined(box, { only: { owner: 'acme', repository: 'docs' } })).toMatchInlineSnapshot(`
    {
      "code": 0,
      "lines": [
        "· acme/docs: There is no .github/shipmate.yml, so nothing is switched on. The first command of somebody who can write shows the way.",
        "Nothing to mend.",
      ],
    }
  `);
  await expect(examined(box, { only: { owner: 'acme', repository: 'nothing' } })).rejects.toThrow(
    'There is no acme/nothing, or the App is not installed on it.',
  );
});

test('an App that lacks permissions and events is told which', async () => {
  const manifest = readManifest();
  const { deployments: _gone, ...permissions } = manifest.default_permissions;
  const events = manifest.default_events.filter(event => event !== 'workflow_run');
  await using box = await aBox(
    { 'README.md': 'web\n' },
    { ...manifest, default_permissions: { ...permissions, actions: 'read' }, default_events: events },
  );
  const { code, lines } = await examined(box);
  expect([code, ...lines.slice(0, 2)]).toMatchInlineSnapshot(`
    [
      1,
      "✗ shipmate: The App lacks the permissions actions: write and deployments: write; grant them on the App's page "Permissions & events" (https://github.com/apps/shipmate).",
      "✗ shipmate: The App is not subscribed to workflow_run; tick it on the App's page "Permissions & events" (https://github.com/apps/shipmate).",
    ]
  `);
});

test('webhooks that nobody takes are told, where GitHub is to call', async () => {
  await using box = await aBox({ '.github/shipmate.yml': 'prefix: /\n' });
  await box.settled();
  const { code, lines } = await examined(box, { deliveries: 'webhook' });
  expect(existsSync(nowhere)).toBe(false);
  const said = (line: string | undefined) => line?.replace(/the newest .* ago/, 'the newest … ago');
  const without = await examined(box, { deliveries: 'webhook', databaseUrl: 'postgres://127.0.0.1:1/nothing' });
  expect(without.lines.slice(0, 2).map(said)).toEqual([
    said(lines[0]),
    '· shipmate: Whether they were fetched since, nobody can tell: The database of DATABASE_URL does not answer: connect ECONNREFUSED 127.0.0.1:1. Check that it runs, and host, name and password.',
  ]);
  expect([code, said(lines[0])]).toMatchInlineSnapshot(`
    [
      1,
      "✗ shipmate: One of the last 1 webhooks did not arrive, the newest … ago (502 failed to connect to host); see that the server runs and that GitHub can reach the App's webhook address. "npm run shipmate -- missed" fetches what is missing.",
    ]
  `);
});

const wanted = { default_permissions: { actions: 'write', contents: 'read' }, default_events: ['push'] };
const app: App = {
  slug: 'shipmate',
  html_url: 'https://github.test/apps/shipmate',
  owner: { login: 'acme' },
  permissions: { actions: 'write', contents: 'write' },
  events: ['push', 'star'],
};
const installation: Installation = {
  id: 1,
  html_url: 'https://github.test/settings/installations/1',
  account: { login: 'acme' },
  permissions: { actions: 'write', contents: 'read' },
};

test('more than is needed is nothing wrong', () => {
  expect([...ofApp(app, wanted), ...ofInstallation(installation, app, wanted)]).toEqual([]);
});

test('what an account has not accepted, or has taken back, is told to its owners', () => {
  const says = (one: Installation) => ofInstallation(one, app, wanted).map(finding => finding.says);
  expect([
    ...says({ ...installation, permissions: { actions: 'read' } }),
    ...says({ ...installation, suspended_at: '2026-11-20T10:00:00Z' }),
  ]).toMatchInlineSnapshot(`
    [
      "acme has not accepted actions: write and contents: read yet; an owner does on https://github.test/settings/installations/1.",
      "acme has suspended the App; lift that on https://github.test/settings/installations/1.",
    ]
  `);
});

const now = new Date('2026-11-20T12:00:00Z');
const delivery = (guid: string, status_code: number, minutes: number): Delivery => ({
  guid,
  status_code,
  status: status_code === 200 ? 'OK' : 'Bad Gateway',
  delivered_at: new Date(now.getTime() - minutes * 60_000).toISOString(),
});

test.each<[string, Delivery[], kept: string, string | null]>([
  ['all arrived', [delivery('a', 200, 1), delivery('b', 202, 2)], '', null],
  ['one failed and arrived later', [delivery('a', 200, 1), delivery('a', 502, 2)], '', null],
  ['one failed long ago', [delivery('a', 502, 60 * 25)], '', null],
  ['one failed', [delivery('a', 200, 1), delivery('b', 502, 3)], '', 'wrong'],
  ['one failed and was fetched', [delivery('a', 200, 1), delivery('b', 502, 3)], 'b', 'note'],
  ['one of two was fetched', [delivery('a', 200, 1), delivery('b', 502, 3), delivery('c', 502, 5)], 'c', 'wrong'],
  ['the newest still failed', [delivery('a', 502, 1), delivery('b', 200, 3)], 'a', 'wrong'],
])('webhooks of which %s', (_, deliveries, kept, weight) => {
  expect(ofDeliveries(deliveries, new Set(kept), now)[0]?.weight ?? null).toBe(weight);
});

test('failing webhooks are counted, with the newest, and with what was fetched since', () => {
  const failed = [delivery('b', 502, 3), delivery('c', 0, 5)];
  const says = (deliveries: Delivery[], kept: string[]) => ofDeliveries(deliveries, new Set(kept), now)[0]?.says;
  expect([
    says([delivery('a', 200, 1), ...failed], []),
    says([delivery('a', 200, 1), ...failed], ['c']),
    says([delivery('a', 200, 1), ...failed], ['b', 'c']),
    says(failed, ['b', 'c']),
    says([delivery('a', 200, 1), delivery('b', 502, 3)], ['b']),
  ]).toMatchInlineSnapshot(`
    [
      "2 of the last 3 webhooks did not arrive, the newest 3 m ago (502 Bad Gateway); see that the server runs and that GitHub can reach the App's webhook address. "npm run shipmate -- missed" fetches what is missing.",
      "2 of the last 3 webhooks did not arrive, the newest 3 m ago (502 Bad Gateway), and 1 of them had to be fetched; see that the server runs and that GitHub can reach the App's webhook address. "npm run shipmate -- missed" fetches what is missing.",
      "2 of the last 3 webhooks did not arrive, the newest 3 m ago (502 Bad Gateway). They were fetched since, and later ones arrive.",
      "2 of the last 2 webhooks did not arrive, the newest 3 m ago (502 Bad Gateway), and had to be fetched; see that the server runs and that GitHub can reach the App's webhook address.",
      "One of the last 2 webhooks did not arrive, the newest 3 m ago (502 Bad Gateway). It was fetched since, and later ones arrive.",
    ]
  `);
});
