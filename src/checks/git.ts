/** What the checked-out repository remembers. */
import { execFile } from 'node:child_process';

const mostBytes = 20_000_000;

/** What git says, or null where it says no, or is not there. */
export const git = (folder: string, args: string[], signal: AbortSignal): Promise<string | null> =>
  new Promise(resolve => {
    // A container's user may be another than whose the files are, and git would say nothing of them.
    execFile(
      'git',
      ['-c', `safe.directory=${folder}`, ...args],
      { cwd: folder, signal, maxBuffer: mostBytes, windowsHide: true },
      (error, said) => resolve(error ? null : said),
    );
  });

/** Null where it is not there, or reads like an option. */
export async function commitOf(name: string, folder: string, signal: AbortSignal): Promise<string | null> {
  if (name.startsWith('-')) return null;
  const found = await git(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], signal);
  return found === null ? null : found.trim();
}
