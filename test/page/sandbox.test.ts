import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOptions } from '../../src/sandbox/options.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openState } from '../../src/sandbox/state.ts';
import { until } from '../until.ts';

/** `npm run sandbox` as a process, its folder, and what may follow it. */

const plain = { port: 0, seed: null, reset: false, repo: null };
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const started: { child: ChildProcess; ended: Promise<unknown> }[] = [];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-sandbox-'));
});
afterAll(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGINT');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function running(args: string[] = []) {
  const child = spawn(
    process.execPath,
    ['--require', file('../../src/runtime.cjs'), file('../../src/sandbox/main.ts'), '--port', '0', ...args],
    { cwd: tmpdir(), env: { PATH: process.env.PATH, DATA_FOLDER: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [said, complained] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    complained += text;
  });
  const ended = once(child, 'exit');
  started.push({ child, ended });
  await Promise.race([until(() => said.includes('\n')), ended]);
  return { child, ended, said: () => said, complained: () => complained };
}

const notes = async () => JSON.parse(await readFile(join(folder, 'sandbox', 'running.json'), 'utf8'));
const postgres = async () =>
  Number((await readFile(join(folder, 'sandbox', 'bot', 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

test('one address, going on after a kill, and a clean end on Ctrl-C', { timeout: 60_000 }, async () => {
  const first = await running();
  expect(first.said()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  const url = first.said().trim();
  const { bot } = await notes();
  const database = await postgres();
  expect([isAlive(bot), isAlive(database)]).toEqual([true, true]);

  const second = await running();
  expect(second.complained()).toMatch(
    /^A sandbox is running from \S+ already: http:\/\/127\.0\.0\.1:\d+ \(process \d+\)\. Use that one/,
  );
  expect((await second.ended)[0]).toBe(1);

  const page = await (await fetch(`${url}/acme/web/issues/2`)).text();
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const form = { token, back: '/', repository: 'acme/web', number: '2', body: 'Kept over night', do: 'comment' };
  await fetch(`${url}/act/comment`, { method: 'POST', body: new URLSearchParams(form) });

  await until(async () => (await readFile(join(folder, 'sandbox', 'github.state'))).includes('Kept over night'));

  // The bot that a killed sandbox leaves behind does not stand in the way of the next one.
  first.child.kill('SIGKILL');
  await first.ended;
  expect(isAlive(bot)).toBe(true);
  const third = await running();
  // Its parent was killed: whoever buries it now may take a moment, as with the database below.
  await until(() => !isAlive(bot));
  expect(await (await fetch(`${third.said().trim()}/acme/web/issues/2`)).text()).toContain('Kept over night');
  const after = (await notes()).bot;
  third.child.kill('SIGINT');
  expect(await third.ended).toEqual([0, null]);
  expect(isAlive(after)).toBe(false);
  await until(() => !isAlive(database));

  const state = openState(join(folder, 'sandbox'), { reset: true });
  expect(state.read()).toBe(null);
  await expect(postgres()).rejects.toThrow('ENOENT');
});

test('a checkout that has no .github folder, and a world that is damaged, are sentences', async () => {
  const own = join(folder, 'other');
  await mkdir(join(own, 'checkout'), { recursive: true });
  await expect(startSandbox(join(own, 'a'), { ...plain, repo: join(own, 'checkout') })).rejects.toThrow(
    /has no folder \.github\. Name the root of a checkout/,
  );
  await mkdir(join(own, 'b'));
  await writeFile(join(own, 'b', 'github.state'), 'nonsense');
  await expect(startSandbox(join(own, 'b'), plain)).rejects.toThrow(/of another Shipmate or damaged\. Begin anew with/);
});

test.each([
  [[], { ...plain, port: 4000, help: false }],
  [
    ['--port', '4001', '--seed', '7', '--reset', '--repo', '../web'],
    { port: 4001, seed: 7, reset: true, repo: '../web', help: false },
  ],
  [['-h'], { ...plain, port: 4000, help: true }],
])('%j', (args, options) => {
  expect(readOptions(args)).toEqual(options);
});

test.each([
  [['--port', 'many'], '--port must be a number from 0 to 65535, not "many".'],
  [['--port', '70000'], '--port must be a number from 0 to 65535, not "70000".'],
  [['--prot', '1'], "Unknown option '--prot'."],
  [['--port'], "Option '--port <value>' argument missing."],
  [['now'], '"now" means nothing here.'],
])('%j is refused in a sentence', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(sentence);
});
