/** Branches, tags and what protects them; commits, comparisons, and when a branch moved. */
import { type Call, ok, route } from '../call.ts';
import { stamp } from '../clock.ts';
import { changedPaths, compare } from '../diff.ts';
import { cursorPage, page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Ref, Repository } from '../rows.ts';
import { accountJson } from '../shapes/account.ts';
import { branchJson, protectionJson, rulesJson } from '../shapes/branch.ts';
import { commitJson } from '../shapes/commit.ts';
import { fileJson } from '../shapes/file.ts';
import { simplePullJson } from '../shapes/pull.ts';
import { repositoryPage, repositoryUrl } from '../shapes/urls.ts';
import { isPull } from '../world.ts';
import { commitOf } from './contents.ts';

export const branches = [
  route('GET /repos/{owner}/{repo}/branches', call => {
    const { repository } = call;
    const held = call.query('protected');
    const all = refs(call, repository, 'refs/heads/').filter(
      ref => held === undefined || branchJson(call.site, repository, ref).protected === (held === 'true'),
    );
    return page(call, all, ref => {
      const { name, commit, protected: isHeld, protection } = branchJson(call.site, repository, ref);
      return { name, commit: { sha: commit.sha, url: commit.url }, protected: isHeld, protection };
    });
  }),
  route('GET /repos/{owner}/{repo}/branches/{branch}', call => ok(branchJson(call.site, call.repository, branchOf(call)))),
  route('GET /repos/{owner}/{repo}/branches/{branch}/protection', call => {
    const ref = branchOf(call);
    const shown = protectionJson(call.site, call.repository, ref.name.replace('refs/heads/', ''));
    if (!shown) throw notFound();
    return ok(shown);
  }),
  route('GET /repos/{owner}/{repo}/rules/branches/{branch}', call => {
    const { repository } = call;
    return page(call, rulesJson(call.site, repository, call.param('branch')), rule => rule);
  }),
  route('GET /repos/{owner}/{repo}/tags', call => {
    const { repository } = call;
    const api = repositoryUrl(call.site, repository);
    return page(call, refs(call, repository, 'refs/tags/'), ref => ({
      name: ref.name.replace('refs/tags/', ''),
      commit: { sha: ref.sha, url: `${api}/commits/${ref.sha}` },
      zipball_url: `${api}/zipball/${ref.name}`,
      tarball_url: `${api}/tarball/${ref.name}`,
      node_id: `REF_${ref.id}`,
    }));
  }),
  route('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', call => {
    const { repository } = call;
    const url = repositoryUrl(call.site, repository);
    return page(call, refs(call, repository, `refs/${call.param('ref')}`), ref => ({
      ref: ref.name,
      node_id: `REF_${ref.id}`,
      url: `${url}/git/${ref.name}`,
      object: { type: 'commit', sha: ref.sha, url: `${url}/git/commits/${ref.sha}` },
    }));
  }),
  route('GET /repos/{owner}/{repo}/commits', call => {
    const { world } = call.site;
    const { repository } = call;
    const [since, until, path] = [call.query('since'), call.query('until'), call.query('path')];
    const at = (sha: string) => world.git.commit(sha)?.author.at.getTime() ?? 0;
    const touches = (sha: string) =>
      changedPaths(world, world.git.commit(sha)?.parents[0] ?? null, sha).some(
        file => file.path === path || file.path.startsWith(`${path}/`),
      );
    const found = world.git
      .ancestors(commitOf(call, call.query('sha') ?? 'HEAD'))
      .filter(
        sha => (since === undefined || at(sha) >= Date.parse(since)) && (until === undefined || at(sha) <= Date.parse(until)),
      )
      .filter(sha => path === undefined || touches(sha));
    return page(call, found, sha => commitJson(call.site, repository, sha));
  }),
  route('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', call => {
    const { world } = call.site;
    const { repository } = call;
    const sha = commitOf(call, call.param('commit_sha'));
    const holds = world.issues
      .where(issue => issue.repository === repository.id)
      .filter(isPull)
      .filter(pull => pull.pull.mergeCommit === sha || world.headOf(pull) === sha || pullHolds(call, pull.id, sha));
    return page(call, holds, pull => simplePullJson(call.site, pull));
  }),
  route('GET /repos/{owner}/{repo}/commits/{commit_sha}/branches-where-head', call => {
    const { repository } = call;
    const sha = commitOf(call, call.param('commit_sha'));
    const url = `${repositoryUrl(call.site, repository)}/commits/${sha}`;
    const found = refs(call, repository, 'refs/heads/').filter(ref => ref.sha === sha);
    return page(call, found, ref => ({ name: ref.name.replace('refs/heads/', ''), commit: { sha, url }, protected: false }));
  }),
  route('GET /repos/{owner}/{repo}/compare/{basehead}', comparison),
  route('GET /repos/{owner}/{repo}/activity', call => {
    const { world } = call.site;
    const { repository } = call;
    const [ref, type, actor] = [call.query('ref'), call.query('activity_type'), call.query('actor')];
    const found = world.activities
      .where(row => row.repository === repository.id)
      .filter(row => ref === undefined || row.ref === ref || row.ref === `refs/heads/${ref}`)
      .filter(row => (type ?? row.type) === row.type)
      .filter(row => actor === undefined || world.accounts.get(row.actor).login === actor)
      .toReversed();
    return cursorPage(
      call,
      found,
      row => ({
        id: row.id,
        node_id: `PSH_${row.id}`,
        before: row.before,
        after: row.after,
        ref: row.ref,
        timestamp: stamp(row.at),
        activity_type: row.type,
        actor: accountJson(call.site, world.accounts.get(row.actor)),
      }),
      'after',
    );
  }),
];

const refs = (call: Call, repository: Repository, prefix: string): Ref[] =>
  call.site.world.refs.where(ref => ref.repository === repository.id && ref.name.startsWith(prefix));

function branchOf(call: Call): Ref {
  const { repository, site } = call;
  const name = call.param('branch');
  const found = site.world.ref(repository, `refs/heads/${name}`);
  if (found) return found;
  const former = site.world.formerBranches.where(row => row.repository === repository.id && row.name === name).at(-1);
  if (!former) throw notFound();
  const rest = call.route.split('{branch}')[1] ?? '';
  const location = `${repositoryUrl(site, repository)}/branches/${encodeURIComponent(former.now)}${rest}`;
  throw new Refusal(301, 'Moved Permanently', { headers: { location } });
}

function pullHolds(call: Call, id: number, sha: string): boolean {
  const { world } = call.site;
  const pull = world.issues.get(id);
  const base = isPull(pull) ? world.commitAt(world.repositories.get(pull.repository), pull.pull.base) : undefined;
  if (!isPull(pull) || !base) return false;
  const from = world.git.mergeBase(base, world.headOf(pull));
  const theirs = new Set(world.git.ancestors(world.headOf(pull)));
  return theirs.has(sha) && sha !== from && !(from && world.git.ancestors(from).includes(sha));
}

/** `base...head`, either of them a branch, a tag, a commit, or `owner:branch` of a fork. */
function comparison(call: Call) {
  const { world } = call.site;
  const { repository } = call;
  const [left = '', right = ''] = call.param('basehead').split(/\.{2,3}/);
  const [base, head] = [sideOf(call, left), sideOf(call, right)];
  const from = world.git.mergeBase(base, head);
  if (!from) throw notFound();
  const [mine, theirs] = [world.git.ancestors(base), world.git.ancestors(head)];
  const ahead = theirs.filter(sha => !mine.includes(sha)).toReversed();
  const behind = mine.filter(sha => !theirs.includes(sha));
  const status = ahead.length === 0 ? (behind.length === 0 ? 'identical' : 'behind') : behind.length === 0 ? 'ahead' : 'diverged';
  const html = `${repositoryPage(call.site, repository)}/compare/${left}...${right}`;
  const url = `${repositoryUrl(call.site, repository)}/compare/${left}...${right}`;
  return page(
    call,
    ahead,
    sha => commitJson(call.site, repository, sha),
    commits => ({
      url,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: commitJson(call.site, repository, base),
      merge_base_commit: commitJson(call.site, repository, from),
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits,
      files: compare(world, from, head)
        .slice(0, 300)
        .map(file => fileJson(call.site, repository, head, file)),
    }),
  );
}

function sideOf(call: Call, name: string): string {
  const { world } = call.site;
  const [owner, branch] = name.split(':');
  const account = branch === undefined ? undefined : world.account(owner ?? '');
  const fork = account && world.repositories.first(row => row.owner === account.id && row.name === call.repository.name);
  const sha = world.commitAt(fork ?? call.repository, branch ?? name);
  if (!sha) throw notFound();
  return sha;
}
