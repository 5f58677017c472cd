/** Whether a pull request can be merged, and merging it. */
import { changedPaths } from '../diff.ts';
import type { Git } from '../git.ts';
import { merged as mergedText } from '../lines.ts';
import { Refusal } from '../refusal.ts';
import { moves } from '../renames.ts';
import type { Account, PullRequest, Repository } from '../rows.ts';
import type { Site } from '../site.ts';
import { closeIssue } from './issues.ts';
import { announcePull } from './pulls.ts';
import { moveBranch } from './pushes.ts';
import { combined } from './statuses.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** The files of the merge, or null when there is a conflict. */
export function mergedPaths({ world }: Site, base: string, head: string): Map<string, string> | null {
  const { git } = world;
  const from = git.mergeBase(base, head);
  const old = from ? git.paths(from) : new Map<string, string>();
  const [ours, theirs] = [git.paths(base), git.paths(head)];
  if (from) {
    follow(old, theirs, moves(git, changedPaths(world, from, base)));
    follow(old, ours, moves(git, changedPaths(world, from, head)));
  }
  const merged = new Map(ours);
  for (const path of new Set([...old.keys(), ...theirs.keys()])) {
    const [was, mine, other] = [old.get(path), ours.get(path), theirs.get(path)];
    if (other === was || other === mine) continue;
    const both = mine === was ? other : mergedBlob(git, was, mine, other);
    if (both === null) return null;
    if (both === undefined) merged.delete(path);
    else merged.set(path, both);
  }
  return merged;
}

/** What one side renamed, the other has changed under its old name: it takes the new one, as if it had always had it. */
function follow(old: Map<string, string>, other: Map<string, string>, renamed: ReturnType<typeof moves>): void {
  for (const [path, { path: before }] of renamed) {
    const [was, now] = [old.get(before), other.get(before)];
    if (was === undefined || now === undefined || now === was || other.has(path)) continue;
    old.set(path, was);
    other.set(path, now);
    old.delete(before);
    other.delete(before);
  }
}

/** One file that both sides changed, merged line by line. Who deletes what the other changed is in conflict. */
function mergedBlob(git: Git, was: string | undefined, mine: string | undefined, other: string | undefined): string | null {
  if (mine === undefined || other === undefined) return null;
  const blobs = [was, mine, other].map(sha => (sha === undefined ? Buffer.alloc(0) : (git.blob(sha) ?? Buffer.alloc(0))));
  if (blobs.some(blob => blob.subarray(0, 8000).includes(0))) return null;
  const [base = '', ours = '', theirs = ''] = blobs.map(String);
  const text = mergedText(base, ours, theirs);
  return text === null ? null : git.writeBlob(Buffer.from(text));
}

export const mergeStates = ['clean', 'dirty', 'behind', 'blocked', 'unstable', 'draft', 'unknown'] as const;

export function mergeability(site: Site, pull: PullRequest): { mergeable: boolean | null; state: (typeof mergeStates)[number] } {
  const { world } = site;
  const repository = world.repositories.get(pull.repository);
  const base = world.commitAt(repository, pull.pull.base);
  if (pull.state === 'closed' || !base) return { mergeable: null, state: 'unknown' };
  const head = world.headOf(pull);
  if (!mergedPaths(site, base, head)) return { mergeable: false, state: 'dirty' };
  return { mergeable: true, state: openState(site, pull, repository, base, head) };
}

function openState(site: Site, pull: PullRequest, repository: Repository, base: string, head: string) {
  const { world } = site;
  const rules = world.rules.where(rule => rule.repository === repository.id && rule.branch === pull.pull.base);
  const checks = combined(site, repository, head);
  const required = rules.flatMap(rule => rule.checks);
  const met = required.every(one =>
    checks.some(check => check.context === one.context && (one.app ?? check.app) === check.app && check.state === 'success'),
  );
  const reviews = world.reviews.of('issue', pull.id).filter(review => review.dismissed === null);
  const approved = new Set(reviews.filter(review => review.state === 'APPROVED').map(review => review.author)).size;
  if (pull.pull.draft) return 'draft' as const;
  if (!met || rules.some(rule => rule.reviews > approved)) return 'blocked' as const;
  if (rules.some(rule => rule.strict) && !world.git.ancestors(head).includes(base)) return 'behind' as const;
  return checks.every(check => check.state === 'success') ? ('clean' as const) : ('unstable' as const);
}

export interface Merging {
  by: Account;
  method?: MergeMethod;
  title?: string;
}

export function mergePull(site: Site, pull: PullRequest, { by, method = 'merge', title }: Merging): string {
  const { world } = site;
  const repository = world.repositories.get(pull.repository);
  const base = world.commitAt(repository, pull.pull.base);
  const head = world.headOf(pull);
  const paths = base && pull.state === 'open' && !pull.pull.draft ? mergedPaths(site, base, head) : null;
  if (!base || !paths) throw new Refusal(405, 'Pull Request is not mergeable');
  const author = { name: by.login, email: `${by.login}@users.noreply.github.com`, at: world.clock.now() };
  const headline =
    method === 'merge'
      ? `Merge pull request #${pull.number} from ${ownerOf(site, pull)}/${pull.pull.head}\n\n${pull.title}`
      : `${pull.title} (#${pull.number})`;
  const commit = world.git.writeCommit({
    tree: world.git.writeTree(paths),
    parents: method === 'merge' ? [base, head] : [base],
    author,
    message: title ?? headline,
  });
  const at = world.clock.now();
  world.issues.change(pull.id, {
    state: 'closed',
    closedAt: at,
    closedBy: by.id,
    updatedAt: at,
    pull: { ...pull.pull, autoMerge: null, mergedAt: at, mergedBy: by.id, mergeCommit: commit.sha, mergedOnto: base },
  });
  world.note(pull, 'merged', by, { commit: commit.sha });
  world.note(pull, 'closed', by);
  announcePull(site, 'closed', pull.id, by);
  moveBranch(site, repository, pull.pull.base, commit, by, 'pr_merge');
  if (pull.pull.base === repository.defaultBranch) closeFixed(site, pull, repository, by);
  return commit.sha;
}

/** "Fixes #7" in its text closes number 7. */
function closeFixed(site: Site, pull: PullRequest, repository: Repository, by: Account): void {
  for (const [, number] of (pull.body ?? '').matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)/gi)) {
    const issue = site.world.issue(repository, Number(number));
    if (issue?.state === 'open' && !issue.pull) closeIssue(site, issue, by, { closer: pull.id });
  }
}

const ownerOf = ({ world }: Site, { pull }: PullRequest): string =>
  world.accounts.get(world.repositories.get(pull.headRepository).owner).login;
