/** What a program says, line by line, while it runs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lastOf } from '../../child.ts';
import { groupOf } from '../../group.ts';
import { Unknown } from '../../verdict.ts';
import { linesUpTo, longestLine } from './lines.ts';

interface Program {
  file: string;
  args: string[];
  folder: string;
  env: Readonly<Record<string, string>>;
  longest?: number;
  signal: AbortSignal;
  /** What it says as errors may hold a secret. */
  hide(text: string): string;
}

const mostErrors = 2_000;
/** How long those that it has left behind may hold its output open. */
const rest = 500;

/** How many of its lines lost their end. Throws where it does not end well: nobody knows what it has not said. */
export async function outputOf(
  { file, args, folder, env, longest = longestLine, signal, hide }: Program,
  take: (line: string) => void,
): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(file, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const group = child.pid === undefined ? null : groupOf(child.pid);
  // Whoever has left the group may hold its output open for ever.
  const stop = async () => {
    await group?.end();
    child.stdout.destroy();
    child.stderr.destroy();
  };
  child.once('exit', () => {
    const timer = setTimeout(stop, rest);
    child.once('close', () => clearTimeout(timer));
  });
  signal.addEventListener('abort', stop, { once: true });
  const ended = once(child, 'close').catch((error: unknown) => {
    throw new Unknown(`${file} cannot be run: ${said(error)}`);
  });
  // Whoever reads first hears of it below.
  ended.catch(() => undefined);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2 * mostErrors);
  });
  try {
    const lines = linesUpTo(longest);
    child.stdout.on('data', (bytes: Buffer) => lines.of(bytes).forEach(take));
    const [code, by] = await ended;
    lines.rest().forEach(take);
    signal.throwIfAborted();
    const last = hide(lastOf(errors, mostErrors).trim().split('\n').at(-1) ?? '').slice(0, 80);
    if (code !== 0)
      throw new Unknown(`${file === 'sh' ? 'the command' : file} ended with ${code ?? by}${last === '' ? '' : `: ${last}`}`);
    return lines.cut();
  } finally {
    signal.removeEventListener('abort', stop);
    await stop();
  }
}

const said = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it is not installed' : String(error);
