import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { until } from '../until.ts';

/** What `npm publish` would send, installed where nothing of the project is but that. No network. */

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const Lock = z.object({ packages: z.record(z.string(), z.object({ dev: z.optional(z.boolean()) })) });

let folder: string;
let bin: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-packed-'));
  const [project, user] = [join(folder, 'project'), join(folder, 'user')];
  // A copy, because packing writes `dist`.
  for (const path of ['src', 'package.json', 'app.yml', 'README.md', 'LICENSE'])
    await cp(join(root, path), join(project, path), { recursive: true });
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  const { stdout } = await run('npm', ['pack', '--offline', '--silent', '--pack-destination', folder], { cwd: project, env });
  const packed = join(folder, stdout.trim().split('\n').at(-1) ?? '');

  const installed = join(user, 'node_modules');
  await mkdir(join(installed, 'shipmate'), { recursive: true });
  await run('tar', ['-xzf', packed, '-C', join(installed, 'shipmate'), '--strip-components', '1']);
  // Only what comes along with a dependency: whatever the package needs beyond that is missing here.
  const { packages } = z.parse(Lock, JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  for (const [path, { dev }] of Object.entries(packages)) {
    if (dev || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    await mkdir(dirname(join(user, path)), { recursive: true });
    await symlink(join(root, path), join(user, path));
  }
  const manifest = z.object({ bin: z.object({ shipmate: z.string() }) });
  const target = z.parse(manifest, JSON.parse(await readFile(join(installed, 'shipmate/package.json'), 'utf8'))).bin.shipmate;
  bin = join(installed, '.bin/shipmate');
  await mkdir(dirname(bin));
  await chmod(join(installed, 'shipmate', target), 0o755);
  await symlink(join('../shipmate', target), bin);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const env = () => ({ PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), DATA_FOLDER: join(folder, 'data') });

test('it lists its verbs, and names them as they are called there', async () => {
  const { stdout } = await run(bin, ['--help'], { env: env() });
  expect(stdout).toContain('Usage: npx shipmate <verb>');
  for (const verb of ['register', 'validate', 'start', 'sandbox']) expect(stdout).toMatch(new RegExp(`^  ${verb}\\b`, 'm'));
  expect(stdout).not.toContain('npm run');
});

test('it serves nobody without credentials, and says what to do', async () => {
  await expect(run(bin, ['start'], { cwd: folder, env: env() })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no credentials yet[\s\S]*npx shipmate sandbox {2}/),
  });
});

test('its sandbox has bot, database and page, and ends on Ctrl-C', { timeout: 120_000 }, async () => {
  const child = spawn(bin, ['sandbox', '--port', '0'], { cwd: folder, env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complained] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    complained += text;
  });
  const ended = once(child, 'exit');
  await Promise.race([until(() => said.includes('\n'), 90_000), ended]);
  expect(complained).toBe('');
  expect(said).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  const page = await (await fetch(`${said.trim()}/acme/web/pull/5`)).text();
  expect(page).toContain('<span id="bot-state">running</span>');
  expect((await (await fetch(`${said.trim()}/primer.css`)).text()).length).toBeGreaterThan(100_000);

  const second = run(bin, ['sandbox', '--port', '0'], { cwd: folder, env: env() });
  await expect(second).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^A sandbox is running from/) });
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
