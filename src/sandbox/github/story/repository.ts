/** What people do in a repository, as the sentences of a story. */
import { inputsOf } from '../actions/workflow-file.ts';
import { filesAt } from '../actions/workflows.ts';
import { setRole } from '../changes/accounts.ts';
import { botOf, otherApp } from '../changes/apps.ts';
import { changeCheck, createCheck } from '../changes/checks.ts';
import { addDeploymentStatus, createDeployment, environmentNamed, stateOf, statusesOf } from '../changes/deployments.ts';
import { openIssue } from '../changes/issues.ts';
import { createLabel } from '../changes/labels.ts';
import { openPull } from '../changes/pulls.ts';
import { commitTo, deleteBranch, moveBranch, pushTag } from '../changes/pushes.ts';
import { setRef } from '../changes/refs.ts';
import { archive, publicize, rename, renameBranch, setDefaultBranch, transfer } from '../changes/repositories.ts';
import { beginRun, refuseRun } from '../changes/runs.ts';
import { setStatus } from '../changes/statuses.ts';
import type { Commit, Files } from '../git.ts';
import { filled } from '../routes/dispatch.ts';
import type { Account, CheckRun, Conclusion, Role, Repository as Row } from '../rows.ts';
import type { Artifact, Cache, CommitStatus, Deployment, DeploymentStatus } from '../rows-actions.ts';
import type { RequiredCheck } from '../rows-people.ts';
import type { Site } from '../site.ts';
import { fork } from './fork.ts';
import { Issue, PullRequest } from './issue.ts';
import { WorkflowRun } from './run.ts';

interface IssueParts {
  by: Account;
  title?: string;
  body?: string;
  labels?: string[];
  throughApp?: string;
}

interface CheckParts {
  app?: string;
  conclusion?: Conclusion;
  title?: string;
  summary?: string;
  url?: string;
}

interface StatusParts {
  by?: Account;
  description?: string;
  url?: string;
}

export interface PullRequestParts {
  by: Account;
  title?: string;
  body?: string;
  branch?: string;
  base?: string;
  files?: Files;
  draft?: boolean;
  /** It comes from this account's fork. */
  fork?: Account;
}

export class Repository {
  readonly id: number;
  readonly #site: Site;

  constructor(site: Site, id: number) {
    this.#site = site;
    this.id = id;
  }

  get row(): Row {
    return this.#site.world.repositories.get(this.id);
  }

  get fullName(): string {
    return this.#site.world.fullName(this.row);
  }

  /** The commit a branch, tag or id stands for; the default branch's when nothing is asked. */
  head(ref = 'HEAD'): string {
    const sha = this.#site.world.commitAt(this.row, ref);
    if (!sha) throw new Error(`${this.fullName} has no ${ref}.`);
    return sha;
  }

  collaborator(person: Account, role: Role): void {
    setRole(this.#site.world, this.row, person, role);
  }

  /** `on` another commit than the branch's last: a push by force. */
  push(
    branch: string,
    files: Files,
    { by, message = 'Change things', on }: { by: Account; message?: string; on?: string },
  ): Commit {
    const commit = commitTo(this.#site, this.row, branch, files, by, message, on);
    moveBranch(this.#site, this.row, branch, commit, by);
    return commit;
  }

  /** Moves a branch to a commit that is there: back, or forward by somebody's merge. */
  point(branch: string, sha: string, { by }: { by: Account }): void {
    const commit = this.#site.world.git.commit(sha);
    if (!commit) throw new Error(`There is no commit ${sha}.`);
    moveBranch(this.#site, this.row, branch, commit, by);
  }

  /** Pushed by somebody, or only there. */
  tag(name: string, sha = this.head(), { by }: { by?: Account } = {}): void {
    const commit = this.#site.world.git.commit(sha);
    if (!commit) throw new Error(`There is no commit ${sha}.`);
    if (by) pushTag(this.#site, this.row, name, commit, by);
    else setRef(this.#site.world, this.row, `refs/tags/${name}`, sha);
  }

  /** Classic protection of a branch, or a rule of the ruleset that is named. */
  protect(
    branch: string,
    rule: { checks?: (string | RequiredCheck)[]; strict?: boolean; reviews?: number; ruleset?: string },
  ): void {
    const { world } = this.#site;
    const ruleset = rule.ruleset ?? null;
    for (const old of world.rules.where(row => row.repository === this.id && row.branch === branch && row.ruleset === ruleset))
      world.rules.remove(old.id);
    world.rules.add({
      id: world.nextId(),
      repository: this.id,
      branch,
      ruleset,
      checks: (rule.checks ?? []).map(one => (typeof one === 'string' ? { context: one, app: null } : one)),
      strict: rule.strict ?? false,
      reviews: rule.reviews ?? 0,
    });
  }

  label(name: string, { by, color = 'ededed' }: { by: Account; color?: string }): void {
    createLabel(this.#site, this.row, by, { name, color, description: null });
  }

  /** Jobs that go there wait for one of these people, and that many minutes. */
  environment(name: string, { reviewers = [], wait = 0 }: { reviewers?: Account[]; wait?: number } = {}): void {
    const { id } = environmentNamed(this.#site, this.row, name);
    this.#site.world.environments.change(id, { reviewers: reviewers.map(one => one.id), waitMinutes: wait });
  }

  cache(key: string, { ref = 'refs/heads/main', size = 1024 }: { ref?: string; size?: number } = {}): number {
    const { world } = this.#site;
    const at = world.clock.now();
    return world.caches.add({ id: world.nextId(), repository: this.id, key, ref, size, createdAt: at, usedAt: at }).id;
  }

  /** A run restores it. */
  useCache(id: number): void {
    const { caches, clock } = this.#site.world;
    caches.change(id, { usedAt: clock.now() });
  }

  get caches(): Cache[] {
    return this.#site.world.caches.where(row => row.repository === this.id);
  }

  /** Left behind by a run that is long gone. */
  artifact(name: string, { size = 1024, days = 90 }: { size?: number; days?: number } = {}): number {
    const { world } = this.#site;
    const at = world.clock.now();
    const expiresAt = new Date(at.getTime() + days * 24 * 3_600_000);
    const row = { kind: 'Artifact' as const, repository: this.id, run: 0, name, files: {}, size, createdAt: at, expiresAt };
    return world.artifacts.add({ id: world.nextId(), ...row }).id;
  }

  /** Its time is over, or somebody deletes it. */
  dropArtifact(name: string): void {
    for (const { id } of this.artifacts.filter(row => row.name === name)) this.#site.world.artifacts.remove(id);
  }

  dropCaches(): void {
    for (const { id } of this.caches) this.#site.world.caches.remove(id);
  }

  get artifacts(): Artifact[] {
    return this.#site.world.artifacts.where(row => row.repository === this.id);
  }

  /** A deployment that somebody made elsewhere, and how it went. */
  deploy(
    environment: string,
    { by, sha, state, url }: { by: Account; sha?: string; state?: DeploymentStatus['state']; url?: string },
  ): number {
    const app = otherApp(this.#site.world, 'elsewhere').id;
    const commit = sha ?? this.head();
    const made = createDeployment(this.#site, this.row, { by, app, sha: commit, ref: commit, environment });
    if (state) addDeploymentStatus(this.#site, made, { by, app, state, ...(url === undefined ? {} : { environmentUrl: url }) });
    return made.id;
  }

  deleteBranch(branch: string, { by }: { by: Account }): void {
    deleteBranch(this.#site, this.row, branch, by);
  }

  /** `throughApp`: an App opens it, as itself or with this person's token. */
  issue({ by, title = 'Something to do', body, ...more }: IssueParts): Issue {
    return new Issue(this.#site, openIssue(this.#site, this.row, { by, title, body: body ?? null, ...more }).id);
  }

  pullRequest(parts: PullRequestParts): PullRequest {
    const { by, title = 'A change', branch = `change-${this.#site.world.nextId()}`, base = this.row.defaultBranch } = parts;
    const from = parts.fork ? fork(this.#site, this.row, parts.fork) : this.row;
    const commit = commitTo(this.#site, from, branch, parts.files ?? { 'change.txt': `${title}\n` }, by, title);
    moveBranch(this.#site, from, branch, commit, by);
    const opened = openPull(this.#site, this.row, {
      by,
      title,
      body: parts.body ?? null,
      branch,
      from,
      base,
      draft: parts.draft ?? false,
    });
    return new PullRequest(this.#site, opened.id);
  }

  /** The issue or pull request with this number. */
  numbered(number: number): Issue {
    const found = this.#site.world.issue(this.row, number);
    if (!found) throw new Error(`${this.fullName} has no #${number}.`);
    return found.pull ? new PullRequest(this.#site, found.id) : new Issue(this.#site, found.id);
  }

  /** All issues and pull requests. */
  get threads(): Issue[] {
    return this.#site.world.issues.where(row => row.repository === this.id).map(row => new Issue(this.#site, row.id));
  }

  rename(name: string, by: Account): void {
    rename(this.#site, this.row, name, by);
  }

  transfer(to: Account, by: Account): void {
    transfer(this.#site, this.row, to, by);
  }

  /** Everybody can read it from now on. */
  publish(by: Account): void {
    publicize(this.#site, this.row, by);
  }

  archive(by: Account, archived = true): void {
    archive(this.#site, this.row, by, archived);
  }

  /** In its settings; GitHub tells nobody. */
  switchIssues(on: boolean): void {
    this.#site.world.repositories.change(this.id, { issues: on });
  }

  renameBranch(from: string, to: string, by: Account): void {
    renameBranch(this.#site, this.row, from, to, by);
  }

  setDefaultBranch(branch: string, by: Account): void {
    setDefaultBranch(this.#site, this.row, branch, by);
  }

  /** What another App says of a commit: one check run from beginning to end, or one that goes on while there is no conclusion. */
  check(sha: string, name: string, { app = 'ci', conclusion, url, ...output }: CheckParts = {}): CheckRun {
    const { world } = this.#site;
    const owner = { app: otherApp(world, app).id, sender: botOf(world, app) };
    const known = this.checkRuns(sha).findLast(run => run.name === name && run.app === owner.app && run.status !== 'completed');
    const values = {
      ...(conclusion === undefined ? { status: 'in_progress' as const } : { conclusion }),
      ...(url === undefined ? {} : { detailsUrl: url }),
      ...output,
    };
    if (known) return changeCheck(this.#site, known, { ...values, annotations: [] }, owner.sender);
    return createCheck(this.#site, this.row, name, sha, { ...values, annotations: [] }, owner);
  }

  status(sha: string, context: string, state: CommitStatus['state'], { by, description, url }: StatusParts = {}): void {
    const said = { ...(description === undefined ? {} : { description }), ...(url === undefined ? {} : { targetUrl: url }) };
    setStatus(this.#site, this.row, { sha, context, state, by: by ?? botOf(this.#site.world, 'ci'), ...said });
  }

  /** GitHub cannot read this workflow, and says so with a run that has no jobs. */
  cannotRun(
    file: string,
    {
      by,
      branch = this.row.defaultBranch,
      conclusion = 'failure',
    }: { by: Account; branch?: string; conclusion?: 'failure' | 'startup_failure' },
  ): WorkflowRun {
    const path = `.github/workflows/${file}`;
    const about = { path, event: 'push', ref: `refs/heads/${branch}`, branch, sha: this.head(branch), by, title: path };
    return new WorkflowRun(this.#site, refuseRun(this.#site, this.row, about, conclusion).id);
  }

  /** Starts a workflow as somebody does on its page, as GitHub's own clock does, or as its merge queue does on a branch of its own. */
  dispatch(
    file: string,
    {
      by,
      inputs = {},
      event,
      branch = this.row.defaultBranch,
    }: { by: Account; inputs?: Record<string, string>; event?: 'schedule' | 'merge_group'; branch?: string },
  ): WorkflowRun {
    const path = `.github/workflows/${file}`;
    const sha = this.head(branch);
    const workflow = filesAt(this.#site, sha).get(path);
    if (!workflow) throw new Error(`${this.fullName} has no workflow ${file} on ${branch}.`);
    const run = beginRun(this.#site, this.row, {
      path,
      event: event ?? 'workflow_dispatch',
      ref: `refs/heads/${branch}`,
      branch,
      sha,
      inputs: filled(inputsOf(workflow), inputs),
      by,
      title: workflow.name ?? path,
    });
    return new WorkflowRun(this.#site, run.id);
  }

  /** Workflow runs, oldest first; of one file when it is named. */
  runs(file?: string): WorkflowRun[] {
    const { world } = this.#site;
    return world.runs
      .where(run => run.repository === this.id)
      .filter(run => file === undefined || world.workflows.get(run.workflow).path.endsWith(`/${file}`))
      .map(run => new WorkflowRun(this.#site, run.id));
  }

  /** Deployments, oldest first, with the state each is in. */
  get deployments(): (Deployment & { state: DeploymentStatus['state']; statuses: DeploymentStatus[] })[] {
    return this.#site.world.deployments
      .where(row => row.repository === this.id)
      .map(row => ({ ...row, state: stateOf(this.#site, row), statuses: statusesOf(this.#site, row) }));
  }

  get statuses(): CommitStatus[] {
    return this.#site.world.statuses.where(row => row.repository === this.id);
  }

  checkRuns(sha: string): CheckRun[] {
    return this.#site.world.checkRuns.of('head', sha).filter(run => run.repository === this.id);
  }
}
