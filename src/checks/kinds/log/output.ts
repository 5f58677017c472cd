/** What a program says, line by line, while it runs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Unknown } from '../../verdict.ts';
import { linesUpTo, longestLine } from './lines.ts';

interface Program {
  file: string;
  args: string[];
  folder: string;
  env: Readonly<Record<string, string>>;
  longest?: number;
  signal: AbortSignal;
}

const mostErrors = 2_000;

/** Throws where it does not end well: nobody knows what it has not said. */
export async function outputOf(
  { file, args, folder, env, longest = longestLine, signal }: Program,
  take: (line: string) => void,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(file, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  // With all that it has started.
  const stop = () => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  signal.addEventListener('abort', stop, { once: true });
  const ended = once(child, 'close').catch((error: unknown) => {
    throw new Unknown(`${file} cannot be run: ${said(error)}`);
  });
  // Whoever reads first hears of it below.
  ended.catch(() => undefined);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-mostErrors);
  });
  try {
    const lines = linesUpTo(longest);
    for await (const bytes of child.stdout) for (const line of lines.of(bytes)) take(line);
    for (const line of lines.rest()) take(line);
    const [code, by] = await ended;
    signal.throwIfAborted();
    const last = errors.trim().split('\n').at(-1)?.slice(0, 80) ?? '';
    if (code !== 0)
      throw new Unknown(`${file === 'sh' ? 'the command' : file} ended with ${code ?? by}${last === '' ? '' : `: ${last}`}`);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

const said = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it is not installed' : String(error);

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
