/**
 * What the lock files said before a pull request. Twice, as two commits may be meant: a checkout is either the head, which began
 * where it left the base, or GitHub's merge of it, which has all of the base as it is now. What stands in either was not added here.
 */
import * as z from 'zod/mini';
import { code } from '../../../text/inert.ts';
import { decoded } from '../../asking.ts';
import { commitOf, git } from '../../git.ts';
import { askGitHub } from '../../github.ts';
import type { Round } from '../../kind.ts';
import { Unknown } from '../../verdict.ts';

type Pull = NonNullable<Round['pull']>;
type Around = Pick<Round, 'folder' | 'github' | 'signal'>;

/** Of one file, as often as it was there. */
export type Before = (path: string) => Promise<string[]>;

export async function before({ base, head, target = false }: Pull, around: Around): Promise<Before> {
  if (!(await isThere(head, target, around)))
    throw new Unknown(
      `what is checked out is not the pull request, whose head is ${code(head, 12)}; a run for \`pull_request\` checks it out`,
    );
  const asked = (await fromGit(base, around)) ?? (await fromGitHub(base, head, around));
  return async path => (await Promise.all(asked.commits.map(commit => asked.at(commit, path)))).filter(text => text !== null);
}

/** A run for `pull_request_target` has the base checked out: held against itself, it adds nothing. */
async function isThere(head: string, target: boolean, { folder, signal }: Around): Promise<boolean> {
  const checkedOut = await git(folder, ['cat-file', 'commit', 'HEAD'], signal);
  // Files without git are of any commit, for all that anybody can say; where the base is checked out they are of that.
  if (checkedOut === null) return !target;
  // A merge that came without its history still says what it merged.
  const [about = ''] = checkedOut.split('\n\n', 1);
  if (about.split('\n').includes(`parent ${head}`)) return true;
  const commit = await commitOf(head, folder, signal);
  return commit !== null && (await git(folder, ['merge-base', '--is-ancestor', commit, 'HEAD'], signal)) !== null;
}

interface Source {
  commits: string[];
  at(commit: string, path: string): Promise<string | null>;
}

async function fromGit(base: string, { folder, signal }: Around): Promise<Source | null> {
  const commit = await commitOf(base, folder, signal);
  if (commit === null) return null;
  const fork = await git(folder, ['merge-base', commit, 'HEAD'], signal);
  return {
    commits: [...new Set([commit, (fork ?? commit).trim()])],
    at: (from, path) => git(folder, ['cat-file', 'blob', `${from}:./${path}`], signal),
  };
}

const comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) });

async function fromGitHub(base: string, head: string, { github, signal }: Around): Promise<Source> {
  if (!github)
    throw new Unknown(
      `${code(base, 12)} is not checked out, and there is no token to ask GitHub with; \`fetch-depth: 0\` brings it`,
    );
  const range = `${encodeURIComponent(base)}...${encodeURIComponent(head)}`;
  const compared = await askGitHub(github, `/{repo}/compare/${range}?per_page=1`, signal);
  if (compared.status !== 200)
    throw new Unknown(`GitHub does not say what the pull request began with (${compared.status}); \`fetch-depth: 0\` brings it`);
  const { merge_base_commit: fork } = decoded(comparison, compared.text, 'GitHub');
  return {
    commits: [...new Set([base, fork.sha])],
    async at(commit, path) {
      const where = `/{repo}/contents/${path.split('/').map(encodeURIComponent).join('/')}?ref=${encodeURIComponent(commit)}`;
      const { status, text } = await askGitHub(github, where, signal, 'application/vnd.github.raw+json');
      if (status !== 200 && status !== 404) throw new Unknown(`GitHub does not say what ${code(path)} was (${status})`);
      return status === 200 ? text : null;
    },
  };
}
