import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Sentence } from '../../core/sentence.ts';
import type { Owner } from './owner.ts';

/** PostgreSQL as a process: started, found again by its `postmaster.pid`, and stopped. */

type Command = ReturnType<Owner['command']>;

// Its language must not depend on the machine: we read what it says.
const environment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

function begin({ program, args, ids }: Command, errors: 'pipe' | number): ChildProcess {
  // A session of its own: Ctrl-C in a terminal reaches every process of the session, and we stop the server when we are done with it.
  return spawn(program, args, { cwd: '/', env: environment, detached: true, stdio: ['ignore', errors, errors], ...ids });
}

/** For initdb: what it said on both streams, and how it ended. */
export async function runToEnd(command: Command): Promise<{ code: number | null; words: string }> {
  const child = begin(command, 'pipe');
  let words = '';
  child.stdout?.on('data', part => (words += part));
  child.stderr?.on('data', part => (words += part));
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve({ code, words }));
  });
}

export interface Running {
  pid: number;
  /** Resolves when the process is gone. */
  gone(): Promise<void>;
}

/** Starts the server with an empty log; the log before it is kept once. */
export async function launch(command: Command, log: string): Promise<Running> {
  await rename(log, `${log}.1`).catch(() => {});
  const file = await open(log, 'w', 0o600);
  try {
    const child = begin(command, file.fd);
    const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return { pid: child.pid ?? 0, gone: () => gone };
  } finally {
    await file.close();
  }
}

/** The server that says it serves this database folder, if its process is there. */
export async function findRunning(database: string): Promise<(Running & { socketFolder: string }) | null> {
  const path = join(database, 'postmaster.pid');
  const [number, servedFolder, , , socketFolder] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const pid = Number(number);
  if (!pid || !socketFolder || !isAlive(pid)) return null;
  if (!isServer(pid)) {
    // Its number is in use again (in a container it nearly always is); PostgreSQL would take that process for itself.
    await rm(path, { force: true });
    return null;
  }
  if (servedFolder !== database) {
    throw new Sentence(
      `${database} was copied or moved while its PostgreSQL ran (process ${pid}, in ${servedFolder}). Stop that one, then start again.`,
    );
  }
  return { pid, socketFolder, gone: () => untilGone(pid) };
}

/** A process that ended and that nobody has taken note of (some containers have nobody who does) is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readOrEmpty(`/proc/${pid}/stat`));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isServer(pid: number): boolean {
  const [program] = readOrEmpty(`/proc/${pid}/cmdline`).split('\0');
  // Without /proc: believe the file.
  return program ? basename(program) === 'postgres' : true;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** For a process that is not our child there is no event to wait for. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await wait(20);
}

/** Fast shutdown: work in hand is rolled back, everything committed is on disk. When that hangs, the next start recovers from the log. */
export async function shutDown({ pid, gone }: Running): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    if (isAlive(pid)) process.kill(pid, name);
  };
  signal('SIGINT');
  const patience = new AbortController();
  const late = wait(7_000, 'late' as const, { signal: patience.signal }).catch(() => undefined);
  if ((await Promise.race([gone(), late])) === 'late') {
    signal('SIGQUIT');
    await gone();
  }
  patience.abort();
}
