import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text as all } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissionTable } from '../../src/cli/register/permissions.ts';
import { between } from '../../src/config/reference.ts';
import { deployWorkflow } from '../../src/sandbox/seed.ts';
import { startBox } from '../box.ts';
import { blocks, root, spans, textOf } from '../markdown.ts';
import { after, aPull, bodyOf, deployBot, nextRun } from '../scenarios/deploys.ts';

/** The front page is true: its commands are run word for word, its files are pasted, its pictures are there. */

const page = textOf('README.md');
const [smallest = '', workflow = '', ...moreYaml] = blocks(page, 'yaml');

test('it is short enough to be read, and its pictures are small', () => {
  expect(page.split('\n').length).toBeLessThan(251);
  const pictures = [...page.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(pictures).toEqual(['.github/pictures/deploy-dark.png', '.github/pictures/deploy-light.png']);
  for (const path of pictures) {
    expect(readFileSync(join(root, path)).subarray(1, 4).toString()).toBe('PNG');
    expect(statSync(join(root, path)).size).toBeLessThan(150 * 1024);
  }
  expect(page).toMatch(/alt="[^"]{20,}"/);
});

test('the table of permissions is fresh (else run "npm run generate" and read the diff)', () => {
  expect(between(page, permissionTable(), 'permissions')).toBe(page);
});

test('the workflow to paste is the one that the sandbox begins with', () => {
  expect(workflow).toBe(deployWorkflow);
  expect(moreYaml).toEqual([]);
});

test('pasted, they deploy; by hand and again past the bot nothing does, unless somebody says why', async () => {
  await using bot = await deployBot({ file: smallest, workflow });
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prerelease');
  const run = await nextRun(bot, 0);
  expect(run.title).toMatch(new RegExp(`^Deploy ${pull.head} to prerelease [\\w-]{8,}$`));
  run.start().finish();
  await after(bot, 30);
  expect((await bot.says(pull)).at(-1)).toContain('is on **prerelease**');
  const deployments = [['prerelease', pull.head, 'success']];
  expect(web.deployments.map(({ environment, sha, state }) => [environment, sha, state])).toEqual(deployments);

  run.rerun(bob);
  expect([run.row.attempt, run.status, run.conclusion]).toEqual([2, 'completed', 'skipped']);
  await after(bot, 30);
  expect(await bot.says(pull)).toEqual([]);
  expect(bodyOf(bot, pull)).toMatch(/^### ✅ .* is on \*\*prerelease\*\*/);

  const inputs = { environment: 'prerelease', sha: pull.head };
  const byHand = web.dispatch('deploy.yml', { by: bob, inputs });
  expect([byHand.status, byHand.conclusion]).toEqual(['completed', 'skipped']);
  await after(bot, 30);
  const urgent = web.dispatch('deploy.yml', { by: bob, inputs: { ...inputs, emergency: 'Shipmate is away' } });
  expect(urgent.status).toBe('queued');
  urgent.start().finish();
  await after(bot, 30);
  const words = await bot.says(pull);
  expect(words.map(body => /^⚠️ `bob` (.*) `deploy.yml` for \*\*prerelease\*\* by hand/.exec(body)?.[1])).toEqual([
    'tried to start',
    'started',
  ]);
  expect(web.deployments.map(({ environment, sha, state }) => [environment, sha, state])).toEqual(deployments);
});

/** Why these are not run here. */
const notRun: Record<string, string> = {
  'npm ci': 'it fetches packages, and has run wherever tests run',
  'npm test': 'it would run this',
  'npm run shipmate -- register': 'it waits for somebody who clicks at GitHub; src/cli/register.test.ts is that person, on a box',
  'npm run shipmate -- register --url https://shipmate.example.org': 'the same',
  'npm run chaos': 'it takes many minutes, and is a part of npm run check',
  'npm run chaos -- --seed 1 --minutes 10': 'the same; test/chaos/random.test.ts is half a minute of it',
  'npm run bench': 'it takes many minutes; test/bench/README.md says what is measured',
};

/** Each is run by the test of its name below. */
const run = [
  'npm run sandbox',
  'npm run sandbox -- --help',
  'npm start',
  'npm run shipmate -- --help',
  'npm run shipmate -- doctor acme/web',
  'npm run shipmate -- validate path/to/shipmate.yml',
];

test('every command of the page is run here, or it stands in the list why not', () => {
  const shown = [
    ...blocks(page, 'sh').flatMap(block => block.trim().split('\n')),
    ...spans(page).filter(span => /^(npm|npx|node) /.test(span)),
  ];
  expect([...new Set(shown)].toSorted()).toEqual([...run, ...Object.keys(notRun)].toSorted());
});

/** What `git clone` would bring, without whatever somebody keeps beside it: no `.env`, no `data`. */
let checkout: string;
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'shipmate-readme-'));
  // The database runs as another user where this is root.
  chmodSync(checkout, 0o711);
  for (const path of ['package.json', 'app.yml', 'src', 'node_modules']) symlinkSync(join(root, path), join(checkout, path));
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

const passedOn = ['HOME', 'LANG', 'TMPDIR'];

/** A group of its own, so that all of it can be ended: npm, its shell, and what that runs. */
function say(command: string, env: Record<string, string> = {}): ChildProcess {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const ours = Object.fromEntries(passedOn.map(name => [name, process.env[name]]));
  return spawn('sh', ['-c', command], { cwd: checkout, env: { ...ours, PATH: path, ...env }, detached: true });
}

async function said(command: string, env?: Record<string, string>) {
  const child = say(command, env);
  const [out, errors, [code]] = await Promise.all([
    child.stdout ? all(child.stdout) : '',
    child.stderr ? all(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { code, out, errors };
}

test('npm run sandbox', async () => {
  // Somebody may play on the usual port right now.
  const child = say('npm run sandbox -- --port 0');
  const ended = once(child, 'exit');
  try {
    let out = '';
    let address: string | undefined;
    for await (const chunk of child.stdout ?? []) {
      out += chunk;
      address = /^http:\/\/127\.0\.0\.1:\d+$/m.exec(out)?.[0];
      if (address !== undefined) break;
    }
    if (address === undefined) throw new Error(`no address: ${out}`);
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    const shown = await answer.text();
    expect(['acme/web', 'acme/docs'].filter(name => !shown.includes(name))).toEqual([]);
  } finally {
    if (child.pid) process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
});

test('npm run sandbox -- --help', async () => {
  expect(await said('npm run sandbox -- --help')).toMatchObject({ code: 0, out: expect.stringContaining('--port <number>') });
});

test('npm start', async () => {
  const { code, errors } = await said('npm start');
  expect(code).toBe(1);
  expect(errors).toContain('Shipmate has no credentials yet');
  expect(errors).toContain('npm run shipmate -- register');
  expect(errors).not.toContain('    at ');
});

test('npm run shipmate -- --help', async () => {
  const { code, out } = await said('npm run shipmate -- --help');
  expect(code).toBe(0);
  const verbs = [...out.matchAll(/^ {2}([a-z]+)/gm)].map(([, verb]) => verb);
  const named = spans(page).map(span => /^npm run shipmate -- ([a-z]+)/.exec(span)?.[1]);
  const alone = ['doctor', 'validate', 'inbox', 'missed', 'audit', 'report', 'backup', 'restore'];
  expect(verbs).toEqual(expect.arrayContaining([...named.filter(verb => verb !== undefined), ...alone]));
});

test('npm run shipmate -- doctor acme/web', async () => {
  await using box = await startBox();
  box.repository('acme/web', { files: { '.github/shipmate.yml': smallest, '.github/workflows/deploy.yml': workflow } });
  box.install('acme');
  const { code, out } = await said('npm run shipmate -- doctor acme/web', {
    APP_ID: String(box.credentials.appId),
    PRIVATE_KEY: box.credentials.privateKey,
    WEBHOOK_SECRET: box.credentials.webhookSecret,
    GITHUB_API_URL: box.url,
    DELIVERIES: 'poll',
  });
  expect(out).toContain('✓ acme/web is sound.');
  expect(out).toContain('Nothing to mend.');
  expect(code).toBe(0);
});

test('npm run shipmate -- validate path/to/shipmate.yml', async () => {
  mkdirSync(join(checkout, 'path/to'), { recursive: true });
  writeFileSync(join(checkout, 'path/to/shipmate.yml'), smallest);
  const { code, out } = await said('npm run shipmate -- validate path/to/shipmate.yml');
  expect(out).toContain('path/to/shipmate.yml is sound.');
  expect(code).toBe(0);
});
