/** What people do in a repository, as the sentences of a story. */
import { rename, setRole } from '../changes/accounts.ts';
import { openIssue } from '../changes/issues.ts';
import { openPull } from '../changes/pulls.ts';
import { commitTo, deleteBranch, moveBranch } from '../changes/pushes.ts';
import type { Commit, Files } from '../git.ts';
import type { Account, CheckRun, Role, Repository as Row } from '../rows.ts';
import type { Site } from '../site.ts';
import { fork } from './fork.ts';
import { Issue, PullRequest } from './issue.ts';

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

  push(branch: string, files: Files, { by, message = 'Change things' }: { by: Account; message?: string }): Commit {
    const commit = commitTo(this.#site, this.row, branch, files, by, message);
    moveBranch(this.#site, this.row, branch, commit, by);
    return commit;
  }

  deleteBranch(branch: string, { by }: { by: Account }): void {
    deleteBranch(this.#site, this.row, branch, by);
  }

  issue({ by, title = 'Something to do', body }: { by: Account; title?: string; body?: string }): Issue {
    return new Issue(this.#site, openIssue(this.#site, this.row, { by, title, body: body ?? null }).id);
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
    return new Issue(this.#site, found.id);
  }

  /** All issues and pull requests. */
  get threads(): Issue[] {
    return this.#site.world.issues.where(row => row.repository === this.id).map(row => new Issue(this.#site, row.id));
  }

  rename(name: string, by: Account): void {
    rename(this.#site, this.row, name, by);
  }

  checkRuns(sha: string): CheckRun[] {
    return this.#site.world.checkRuns.where(run => run.repository === this.id && run.head === sha);
  }
}
