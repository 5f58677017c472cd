/** What the Action weighs, how soon it begins, and how it bears many checks and a long log: the bundle, in a process as GitHub starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { bundlePath } from '../../action/bundle.ts';
import { median } from './load.ts';
import type { Figure } from './main.ts';

const starts = 9;
const checks = 200;
const slowness = 200;
const logBytes = 50_000_000;

interface Inputs {
  checks: string;
  parallel?: string;
}

function act(folder: string, inputs: Inputs): ChildProcess {
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary.md')];
  for (const path of [output, summary]) writeFileSync(path, '');
  return spawn(process.execPath, [bundlePath], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      INPUT_CHECKS: inputs.checks,
      INPUT_PARALLEL: inputs.parallel ?? '10',
    },
  });
}

async function endOf(child: ChildProcess, wanted: number): Promise<void> {
  const [code] = await once(child, 'close');
  if (code !== wanted) throw new Error(`the Action ended with ${code}, not ${wanted}`);
}

async function firstCheck(folder: string, server: Server, url: string): Promise<number> {
  const arrived = once(server, 'request');
  const began = performance.now();
  const ended = endOf(act(folder, { checks: `- http: ${url}/` }), 0);
  // Whatever ends before it asked has failed, and says so.
  await Promise.race([arrived, ended]);
  const took = performance.now() - began;
  await ended;
  return took;
}

async function manyChecks(folder: string, url: string): Promise<number> {
  const list = Array.from({ length: checks }, (_, at) => `- http: ${url}/slow/${at}\n`).join('');
  const began = performance.now();
  await endOf(act(folder, { checks: list, parallel: '20' }), 0);
  return (performance.now() - began) / 1_000;
}

/** The most it ever had, which only grows: the last look is nearly its end. */
async function memoryOnLog(folder: string): Promise<number> {
  await writeLog(join(folder, 'app.log'));
  const child = act(folder, { checks: '- log: { files: [app.log], pattern: ERROR }' });
  let most = 0;
  const looking = setInterval(() => {
    most = Math.max(most, highWater(child));
  }, 10);
  // Errors are there, and they are found.
  await endOf(child, 1).finally(() => clearInterval(looking));
  return most / 1_000;
}

function highWater({ pid }: ChildProcess): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function writeLog(path: string): Promise<void> {
  const file = createWriteStream(path);
  const line = (at: number) =>
    at % 500 === 0
      ? `2026-11-20T10:00:00Z ERROR order ${at} could not be paid: connection refused (attempt ${at % 7})\n`
      : `2026-11-20T10:00:00Z INFO request ${at} served in ${at % 90} ms for customer ${at % 1_000}, everything is as it was\n`;
  for (let bytes = 0, at = 0; bytes < logBytes; ) {
    let block = '';
    for (const end = at + 5_000; at < end; at += 1) block += line(at);
    bytes += block.length;
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-action-'));
  const server = createServer((request, response) => {
    setTimeout(() => response.end('fine'), request.url?.startsWith('/slow/') ? slowness : 0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  try {
    const first: number[] = [];
    for (let round = 0; round < starts; round += 1) first.push(await firstCheck(folder, server, url));
    return [
      { name: 'action.bundle_kb', value: statSync(bundlePath).size / 1_000, bound: { most: 1_000 } },
      { name: 'action.first_check_ms', value: median(first), bound: { most: 400 } },
      { name: 'action.http_200_s', value: await manyChecks(folder, url), bound: { most: 5 } },
      { name: 'action.log_rss_mb', value: await memoryOnLog(folder), bound: { most: 150 } },
    ];
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}
