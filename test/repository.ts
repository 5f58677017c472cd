/** A git repository in a folder of its own. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/** Of each path what it says; null: not there any more. */
export type Files = Record<string, string | null>;

export interface Repository {
  folder: string;
  /** The first is the oldest. */
  commits: string[];
}

const run = promisify(execFile);
/** Nothing of whoever runs the tests. */
const env = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  ...{ GIT_AUTHOR_NAME: 'alice', GIT_AUTHOR_EMAIL: 'alice@example.org' },
  ...{ GIT_COMMITTER_NAME: 'alice', GIT_COMMITTER_EMAIL: 'alice@example.org' },
};
export const gitIn = async (folder: string, ...args: string[]): Promise<string> =>
  (await run('git', args, { cwd: folder, env })).stdout.trim();

export async function folderOf(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'repository-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await put(folder, files);
  return folder;
}

export async function repository(...states: Files[]): Promise<Repository> {
  const folder = await folderOf({});
  await gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  const commits: string[] = [];
  for (const files of states) commits.push(await commit(folder, files));
  return { folder, commits };
}

export async function commit(folder: string, files: Files): Promise<string> {
  await put(folder, files);
  await gitIn(folder, 'add', '--all');
  await gitIn(folder, 'commit', '--quiet', '--allow-empty', '--message=Change');
  return gitIn(folder, 'rev-parse', 'HEAD');
}

async function put(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    if (content === null) await rm(join(folder, path));
    else await writeFile(join(folder, path), content);
  }
}
