/** Commits arrive on branches, and branches go. */
import { stamp } from '../clock.ts';
import { type ChangedPath, changedPaths } from '../diff.ts';
import type { Commit, Files } from '../git.ts';
import type { Account, Repository } from '../rows.ts';
import type { Activity } from '../rows-people.ts';
import { repositoryPage } from '../shapes/urls.ts';
import type { Site } from '../site.ts';
import { isPull } from '../world.ts';
import { synchronize } from './pulls.ts';
import { setRef } from './refs.ts';
import { pushed } from './triggers.ts';

const noCommit = '0'.repeat(40);

/** A commit with these files on top of a branch; a branch that is new begins where the default branch is.
 * `on` another commit, where what is there is to be thrown away. */
export function commitTo(
  site: Site,
  repository: Repository,
  branch: string,
  files: Files,
  by: Account,
  message: string,
  on?: string,
): Commit {
  const { world } = site;
  const parent = world.ref(repository, `refs/heads/${branch}`) ?? world.ref(repository, `refs/heads/${repository.defaultBranch}`);
  const author = { name: by.login, email: `${by.login}@users.noreply.github.com`, at: world.clock.now() };
  return world.git.commitFiles(on ?? parent?.sha ?? null, files, author, message);
}

/** Moves a branch, tells of it, and moves the pull requests that come from it. */
export function moveBranch(
  site: Site,
  repository: Repository,
  branch: string,
  to: Commit,
  by: Account,
  type?: Activity['type'],
): void {
  const { world } = site;
  const name = `refs/heads/${branch}`;
  const before = world.ref(repository, name)?.sha ?? null;
  setRef(world, repository, name, to.sha);
  const forced = before !== null && !world.git.ancestors(to.sha).includes(before);
  const kind = before === null ? 'branch_creation' : forced ? 'force_push' : 'push';
  record(site, repository, name, before, to.sha, by, type ?? kind);
  const moved = atNow(site, repository);
  tellPush(site, moved, name, before, to, by);
  for (const pull of world.issues.of('head', `${repository.id} ${branch}`).filter(isPull))
    if (pull.state === 'open' && world.headOf(pull) !== to.sha) synchronize(site, pull, to, by);
  pushed(site, repository, name, before, to.sha, by);
}

export function pushTag(site: Site, repository: Repository, tag: string, to: Commit, by: Account): void {
  const name = `refs/tags/${tag}`;
  const before = site.world.ref(repository, name)?.sha ?? null;
  setRef(site.world, repository, name, to.sha);
  tellPush(site, atNow(site, repository), name, before, to, by);
  pushed(site, repository, name, before, to.sha, by);
}

/** Its webhook carries the time of this very push. */
const atNow = ({ world }: Site, { id }: Repository): Repository => world.repositories.change(id, { pushedAt: world.clock.now() });

function tellPush(site: Site, repository: Repository, ref: string, before: string | null, to: Commit, by: Account): void {
  const parts = pushParts(site, repository, ref, before, to, by);
  site.announce({ event: 'push', repository, sender: by, parts });
}

/** GitHub's own note of who moved what when, which nobody who pushes can forge. */
export function record(
  site: Site,
  repository: Repository,
  ref: string,
  before: string | null,
  after: string | null,
  by: Account,
  type: Activity['type'],
): void {
  const { world } = site;
  const move = { before: before ?? noCommit, after: after ?? noCommit, ref, type, actor: by.id };
  world.activities.add({ id: world.nextId(), repository: repository.id, ...move, at: world.clock.now() });
}

export function deleteBranch(site: Site, repository: Repository, branch: string, by: Account): void {
  const name = `refs/heads/${branch}`;
  const ref = site.world.ref(repository, name);
  if (!ref) throw new Error(`There is no branch ${branch}.`);
  site.world.refs.remove(ref.id);
  record(site, repository, name, ref.sha, null, by, 'branch_deletion');
  const parts = {
    ref: name,
    before: ref.sha,
    after: noCommit,
    base_ref: null,
    created: false,
    deleted: true,
    forced: false,
    compare: `${repositoryPage(site, repository)}/compare/${ref.sha.slice(0, 12)}...${noCommit.slice(0, 12)}`,
    commits: [],
    head_commit: null,
    pusher: { name: by.login, email: `${by.login}@users.noreply.github.com` },
  };
  site.announce({ event: 'push', repository: atNow(site, repository), sender: by, parts });
}

function pushParts(site: Site, repository: Repository, ref: string, before: string | null, to: Commit, by: Account) {
  const page = repositoryPage(site, repository);
  const files = changedPaths(site.world, before ?? to.parents[0] ?? null, to.sha);
  const paths = (asked: (file: ChangedPath) => boolean) => files.filter(asked).map(file => file.path);
  const who = { name: by.login, email: to.author.email, username: by.login };
  const commit = {
    id: to.sha,
    tree_id: to.tree,
    distinct: true,
    message: to.message,
    timestamp: stamp(to.author.at),
    url: `${page}/commit/${to.sha}`,
    author: who,
    committer: who,
    added: paths(file => file.old === undefined),
    removed: paths(file => file.now === undefined),
    modified: paths(file => file.old !== undefined && file.now !== undefined),
  };
  return {
    ref,
    before: before ?? noCommit,
    after: to.sha,
    base_ref: null,
    created: before === null,
    deleted: false,
    forced: before !== null && !site.world.git.ancestors(to.sha).includes(before),
    compare: `${page}/compare/${before?.slice(0, 12)}...${to.sha.slice(0, 12)}`,
    commits: [commit],
    head_commit: commit,
    pusher: { name: by.login, email: to.author.email },
  };
}
