/** What a program says, line by line, while it runs. */
import { begin, lastOf } from '../../child.ts';
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

/** How many of its lines lost their end. Throws where it does not end well: nobody knows what it has not said. */
export async function outputOf(
  { file, args, longest = longestLine, hide, ...asked }: Program,
  take: (line: string) => void,
): Promise<number> {
  const child = begin({ argv: [file, ...args], ...asked });
  const lines = linesUpTo(longest);
  child.stdout.on('data', (bytes: Buffer) => lines.of(bytes).forEach(take));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2 * mostErrors);
  });
  const { code, by } = await child.closed.catch((error: unknown) => {
    throw new Unknown(`${file} cannot be run: ${said(error)}`);
  });
  lines.rest().forEach(take);
  asked.signal.throwIfAborted();
  const last = hide(lastOf(errors, mostErrors).trim().split('\n').at(-1) ?? '').slice(0, 80);
  if (code !== 0)
    throw new Unknown(`${file === 'sh' ? 'the command' : file} ended with ${code ?? by}${last === '' ? '' : `: ${last}`}`);
  return lines.cut();
}

const said = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it is not installed' : String(error);
