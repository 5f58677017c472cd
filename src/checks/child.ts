/** Runs a process to its end, and ends with it whatever it has started: no check leaves anything running behind. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { groupOf } from './group.ts';

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
  /** Of which of them only the end was kept. */
  cut: { stdout: boolean; stderr: boolean };
}

/** How long those wait for the rest of an output that have not written it: a process left behind may hold it open for ever. */
const rest = 500;

/** A process that ends when its time is over, with all that it has started. */
export interface Child {
  stdout: Readable;
  stderr: Readable;
  /** What it ended with, once nothing of it is left. */
  closed: Promise<{ code: number | null; by: NodeJS.Signals | null }>;
}

export function begin({ argv: [file = '', ...args], folder, env, signal }: Omit<Asked, 'most'>): Child {
  signal.throwIfAborted();
  // A group of its own, so that all of it can be ended. Nobody is there to answer what it may ask.
  const child = spawn(file, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout, stderr } = child;
  const group = child.pid === undefined ? null : groupOf(child.pid);
  const stop = () => group?.end();
  signal.addEventListener('abort', stop, { once: true });
  child.once('exit', () => {
    const timer = setTimeout(async () => {
      // First, or those who say their farewell would have nowhere to say it.
      await stop();
      for (const one of [stdout, stderr]) one.destroy();
    }, rest);
    child.once('close', () => clearTimeout(timer));
  });
  const closed = new Promise<Awaited<Child['closed']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', async (code, by) => {
      signal.removeEventListener('abort', stop);
      await stop();
      resolve({ code, by });
    });
  });
  return { stdout, stderr, closed };
}

/** Comes back when nothing of it is left. */
export async function run({ most, ...asked }: Asked): Promise<Ran> {
  const child = begin(asked);
  const [stdout, stderr] = [endOf(child.stdout, most), endOf(child.stderr, most)];
  const { code, by } = await child.closed;
  const [said, errors] = [stdout(), stderr()];
  return {
    exit: code ?? 128 + (by === null ? 0 : constants.signals[by]),
    ...{ stdout: said.text, stderr: errors.text },
    cut: { stdout: said.cut, stderr: errors.cut },
  };
}

function endOf(stream: Readable, most: number): () => { text: string; cut: boolean } {
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
    const cut = !whole || size > most;
    return { text: textOf(cut ? fromLine(text) : text), cut };
  };
}

/** Half a line misleads, and half a secret is not recognised: of one line alone nothing is left. */
function fromLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? '' : text.slice(end + 1);
}

/** So much of its end as whole lines have. */
export const lastOf = (text: string, most: number): string => (text.length > most ? fromLine(text.slice(-most)) : text);

/** Without colours; what a line that was written over and over has said stands on lines of its own. */
const textOf = (text: string): string => stripVTControlCharacters(text).replace(/\r\n?/g, '\n');

/** "3", or "137 (killed by SIGKILL)". */
export function spokenExit(exit: number): string {
  const by = Object.entries(constants.signals).find(([, number]) => number === exit - 128)?.[0];
  return by === undefined ? String(exit) : `${exit} (killed by ${by})`;
}
