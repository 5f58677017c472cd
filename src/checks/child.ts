/** Runs a process to its end, and ends with it whatever it has started: no check leaves anything running behind. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

export interface Asked {
  argv: readonly string[];
  folder: string;
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** How many bytes are kept of the end of each output: what came last says what happened. */
  most: number;
}

export interface Ran {
  /** Of what a signal killed, 128 and its number, as shells have it: where a shell stands between, nobody can tell them apart. */
  exit: number;
  stdout: string;
  stderr: string;
}

/** How long those wait for the rest of an output that have not written it: a process left behind may hold it open for ever. */
const rest = 500;
/** How long a process may take for its farewell. */
const farewell = 2_000;

export function run({ argv: [file = '', ...args], folder, env, signal, most }: Asked): Promise<Ran> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // A group of its own, so that all of it can be ended. Nobody is there to answer what it may ask.
    const child = spawn(file, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => endGroup(child.pid);
    const [stdout, stderr] = [endOf(child.stdout, most), endOf(child.stderr, most)];
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('exit', () => {
      const timer = globalThis.setTimeout(() => [child.stdout, child.stderr].map(one => one.destroy()), rest);
      child.once('close', () => clearTimeout(timer));
    });
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', stop);
      if (!signal.aborted) stop();
      resolve({ exit: code ?? 128 + (by === null ? 0 : constants.signals[by]), stdout: stdout(), stderr: stderr() });
    });
  });
}

/** Asks nicely first. Nothing tells when the last of a group has gone, so it is looked for. */
async function endGroup(group: number | undefined): Promise<void> {
  if (group === undefined || !told(group, 'SIGTERM')) return;
  const end = performance.now() + farewell;
  while (performance.now() < end) {
    await setTimeout(20);
    if (!told(group, 0)) return;
  }
  told(group, 'SIGKILL');
}

/** Whether there was anybody to tell. */
function told(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

function endOf(stream: Readable, most: number): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  let whole = true;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    for (let first = chunks[0]; first && size - first.length >= most; first = chunks[0]) {
      size -= first.length;
      chunks.shift();
      whole = false;
    }
  });
  return () => {
    const text = Buffer.concat(chunks).subarray(-most).toString();
    return textOf(whole && size <= most ? text : fromLine(text));
  };
}

/** Half a line misleads, and half a secret is not recognised. */
const fromLine = (text: string): string => text.slice(text.indexOf('\n') + 1);

/** Without colours; what a line that was written over and over has said stands on lines of its own. */
const textOf = (text: string): string => stripVTControlCharacters(text).replace(/\r\n?/g, '\n');

/** "3", or "137 (killed by SIGKILL)". */
export function spokenExit(exit: number): string {
  const by = Object.entries(constants.signals).find(([, number]) => number === exit - 128)?.[0];
  return by === undefined ? String(exit) : `${exit} (killed by ${by})`;
}
