/** Commit statuses, and what they and the check runs of a commit come to. */
import { Refusal } from '../refusal.ts';
import type { Account, CheckRun, Ref, Repository } from '../rows.ts';
import type { CommitStatus } from '../rows-actions.ts';
import { commitJson } from '../shapes/commit.ts';
import { statusJson } from '../shapes/status.ts';
import type { Site } from '../site.ts';

export interface StatusParts {
  by: Account;
  sha: string;
  state: CommitStatus['state'];
  context: string;
  description?: string | null;
  targetUrl?: string | null;
}

export function setStatus(site: Site, repository: Repository, parts: StatusParts): CommitStatus {
  const { world } = site;
  if (!world.git.commit(parts.sha)) throw new Refusal(422, `No commit found for SHA: ${parts.sha}`);
  const made = world.statuses.add({
    id: world.nextId(),
    kind: 'StatusContext',
    repository: repository.id,
    sha: parts.sha,
    state: parts.state,
    context: parts.context,
    description: parts.description ?? null,
    targetUrl: parts.targetUrl ?? null,
    creator: parts.by.id,
    createdAt: world.clock.now(),
  });
  const shown = statusJson(site, made);
  const branches = branchesWith(site, repository, parts.sha);
  site.announce({
    event: 'status',
    repository,
    sender: parts.by,
    parts: {
      id: made.id,
      sha: made.sha,
      name: world.fullName(repository),
      target_url: shown.target_url,
      avatar_url: shown.avatar_url,
      context: made.context,
      description: made.description,
      state: made.state,
      commit: commitJson(site, repository, made.sha),
      branches: branches.map(ref => ({
        name: ref.name.replace('refs/heads/', ''),
        commit: { sha: ref.sha, url: `${commitJson(site, repository, ref.sha).url}` },
        protected: false,
      })),
      created_at: shown.created_at,
      updated_at: shown.updated_at,
    },
  });
  return made;
}

const mostBranches = 10;

/** GitHub names those that contain the commit, whether or not they stand at it. */
function branchesWith({ world }: Site, repository: Repository, sha: string): Ref[] {
  const heads = (ref: Ref) => ref.repository === repository.id && ref.name.startsWith('refs/heads/');
  const found = world.refs.of('sha', sha).filter(heads);
  for (const ref of world.refs.where(heads)) {
    if (found.length >= mostBranches) break;
    if (ref.sha !== sha && world.git.ancestors(ref.sha).includes(sha)) found.push(ref);
  }
  return found;
}

export function statusesAt(site: Site, repository: Repository, sha: string): CommitStatus[] {
  return site.world.statuses
    .of('sha', sha)
    .filter(row => row.repository === repository.id)
    .toReversed();
}

/** The last word of each context. */
export function latestStatuses(site: Site, repository: Repository, sha: string): CommitStatus[] {
  const all = statusesAt(site, repository, sha);
  return all.filter((row, place) => all.findIndex(other => other.context === row.context) === place);
}

/** The newest of each name in each suite: the same workflow started twice reports twice. */
export const checksOfSuites = (site: Site, repository: Repository, sha: string): CheckRun[] =>
  newestOf(site, repository, sha, (one, other) => one.suite === other.suite);

/** The newest check run of each name of an App, as a page would show them. */
export const latestChecks = (site: Site, repository: Repository, sha: string): CheckRun[] =>
  newestOf(site, repository, sha, (one, other) => one.app === other.app);

function newestOf(
  site: Site,
  repository: Repository,
  sha: string,
  alike: (one: CheckRun, other: CheckRun) => boolean,
): CheckRun[] {
  const all = site.world.checkRuns
    .of('head', sha)
    .filter(run => run.repository === repository.id)
    .toReversed();
  return all.filter((run, place) => all.findIndex(other => other.name === run.name && alike(other, run)) === place);
}

/** GitHub knows which App a status is from by the bot that set it; people's are from none. */
export function appOfStatus(site: Site, status: CommitStatus): number | null {
  const { world, app } = site;
  const { login } = world.accounts.get(status.creator);
  if (login === app.bot.login) return app.id;
  return world.otherApps.first(one => `${one.slug}[bot]` === login)?.id ?? null;
}

export type Verdict = 'success' | 'pending' | 'failure';

/** Both kinds as one list: what a required check is compared with. */
export function combined(
  site: Site,
  repository: Repository,
  sha: string,
): { context: string; app: number | null; state: Verdict }[] {
  const statuses = latestStatuses(site, repository, sha).map(row => ({
    context: row.context,
    app: appOfStatus(site, row),
    state: row.state === 'error' ? ('failure' as const) : row.state,
  }));
  const checks = latestChecks(site, repository, sha).map(run => ({ context: run.name, app: run.app, state: verdictOf(run) }));
  return [...statuses, ...checks];
}

function verdictOf(run: CheckRun): Verdict {
  if (run.status !== 'completed') return 'pending';
  return run.conclusion === 'success' || run.conclusion === 'neutral' || run.conclusion === 'skipped' ? 'success' : 'failure';
}
