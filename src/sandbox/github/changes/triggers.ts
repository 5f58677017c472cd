/** What starts workflows by itself: pushes, and what happens to pull requests. */
import { chosen } from '../actions/patterns.ts';
import type { Trigger } from '../actions/workflow-file.ts';
import { filesAt } from '../actions/workflows.ts';
import { changedPaths } from '../diff.ts';
import type { Account, PullRequest, Repository } from '../rows.ts';
import type { Site } from '../site.ts';
import { beginRun } from './runs.ts';

export function pushed(site: Site, repository: Repository, ref: string, before: string | null, sha: string, by: Account): void {
  const message = site.world.git.commit(sha)?.message ?? '';
  if (/\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(message)) return;
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  const tag = ref.startsWith('refs/tags/');
  for (const [path, file] of filesAt(site, sha)) {
    const trigger = file.triggers.get('push');
    if (!trigger || !refFits(trigger, name, tag) || !(tag || pathsFit(site, trigger, before, sha))) continue;
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
  for (const [path, file] of filesAt(site, sha)) {
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
