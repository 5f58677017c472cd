/** What starts workflows by itself: pushes, what happens to pull requests, and other runs. */
import { chosen } from '../actions/patterns.ts';
import type { Trigger } from '../actions/workflow-file.ts';
import { filesAt } from '../actions/workflows.ts';
import { changedPaths } from '../diff.ts';
import type { Account, PullRequest, Repository } from '../rows.ts';
import type { WorkflowRun } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { mergedPaths } from './merging.ts';
import { beginRun } from './runs.ts';

const skipped = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/;

export function pushed(site: Site, repository: Repository, ref: string, before: string | null, sha: string, by: Account): void {
  const message = site.world.git.commit(sha)?.message ?? '';
  if (skipped.test(message)) return;
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  const tag = ref.startsWith('refs/tags/');
  const { world } = site;
  const head = world.commitAt(repository, 'HEAD');
  // A new branch is looked at from where it left the default branch.
  const from = before ?? (head && head !== sha ? (world.git.mergeBase(head, sha) ?? null) : null);
  for (const [path, file] of filesAt(site, sha)) {
    const trigger = file.triggers.get('push');
    if (!trigger || !refFits(trigger, name, tag) || !(tag || pathsFit(site, trigger, from, sha))) continue;
    const title = message.split('\n')[0] ?? '';
    beginRun(site, repository, { path, event: 'push', ref, branch: name, sha, by, title });
  }
}

/** `opened`, `synchronize`, `reopened` start what names no types; the rest only what asks for it. */
export function pullMoved(site: Site, pull: PullRequest, action: string, by: Account): void {
  const { world } = site;
  const sha = world.headOf(pull);
  const repository = world.repositories.get(pull.repository);
  const base = world.commitAt(repository, pull.pull.base) ?? null;
  const files = [...filesAt(site, sha)].filter(([, file]) => file.triggers.has('pull_request'));
  if (files.length === 0 || skipped.test(world.git.commit(sha)?.message ?? '')) return;
  // With a conflict there is no merge that it could run for.
  if (action !== 'closed' && base && !mergedPaths(site, base, sha)) return;
  for (const [path, file] of files) {
    const trigger = file.triggers.get('pull_request');
    const types = trigger?.types ?? ['opened', 'synchronize', 'reopened'];
    if (!trigger || !types.includes(action) || !refFits(trigger, pull.pull.base, false)) continue;
    if (!pathsFit(site, trigger, base && (world.git.mergeBase(base, sha) ?? null), sha)) continue;
    const ref = `refs/pull/${pull.number}/merge`;
    const headRepository = world.repositories.get(pull.pull.headRepository);
    const about = { path, event: 'pull_request', ref, branch: pull.pull.head, sha, headRepository };
    beginRun(site, repository, { ...about, by, title: pull.title });
  }
}

/** Workflows that follow others, from the default branch. GitHub ends such a chain after three. */
export function runMoved(site: Site, run: WorkflowRun, action: string): void {
  const { world } = site;
  const repository = world.repositories.get(run.repository);
  const sha = world.commitAt(repository, 'HEAD');
  const { name } = world.workflows.get(run.workflow);
  if (!sha || depth(site, run) >= 3) return;
  for (const [path, file] of filesAt(site, sha)) {
    const trigger = file.triggers.get('workflow_run');
    if (!trigger?.workflows?.includes(name) || !(trigger.types ?? [action]).includes(action)) continue;
    if (!refFits(trigger, run.branch, false)) continue;
    const { id, event, conclusion, status, title, branch: head_branch, head: head_sha } = run;
    const about = { id, name, event, conclusion, status, display_title: title, head_branch, head_sha };
    const branch = repository.defaultBranch;
    beginRun(site, repository, {
      path,
      event: 'workflow_run',
      ref: `refs/heads/${branch}`,
      branch,
      sha,
      told: { action, workflow_run: { ...about, run_number: run.number, run_attempt: run.attempt } },
      cause: run,
      by: world.accounts.get(run.triggeringActor),
      title: file.name ?? path,
    });
  }
}

function depth(site: Site, run: WorkflowRun): number {
  const cause = run.cause === null ? undefined : site.world.runs.find(run.cause);
  return cause ? depth(site, cause) + 1 : 0;
}

function refFits(trigger: Trigger, name: string, tag: boolean): boolean {
  const [yes, no] = tag ? [trigger.tags, trigger['tags-ignore']] : [trigger.branches, trigger['branches-ignore']];
  if (yes) return chosen(yes, name);
  if (no) return !chosen(no, name);
  // Who names branches alone means no tags, and the other way round.
  const other = tag ? (trigger.branches ?? trigger['branches-ignore']) : (trigger.tags ?? trigger['tags-ignore']);
  return other === undefined;
}

function pathsFit(site: Site, trigger: Trigger, before: string | null, sha: string): boolean {
  const { paths, 'paths-ignore': ignored } = trigger;
  if (!paths && !ignored) return true;
  const changed = changedPaths(site.world, before, sha).map(file => file.path);
  return changed.some(path => (paths ? chosen(paths, path) : !chosen(ignored ?? [], path)));
}
