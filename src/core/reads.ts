import type { Person, Repository, Subject } from './event.ts';
import type { Job, Run } from './run.ts';

/** What one repository can be asked. Every answer is read anew: nothing here is a cache unless it says so. */
export interface Reads {
  readonly repository: Repository;
  /** The address of its page, without a slash at the end. Links in comments are whole ones: people read them in mails. */
  readonly page: string;
  /**
   * The comment or review as it is now, with our 👀 on it: sign and read are one request. The reaction is safe to repeat, so it is
   * the one write that may happen before a decision. Null when it is gone.
   */
  heard(node: string): Promise<Heard | null>;
  /** A comment of ours that somebody edited, with who edited it, edit by edit, oldest first. Null when it is gone or not ours. */
  ticked(node: string): Promise<Ticked | null>;
  /** Fails closed: throws when GitHub does not answer. `none` is a person without access to a private repository. */
  role(person: Person): Promise<Role>;
  /** The team's numeric id, and whether this person is an active member; null when there is no such team, or none we may see. */
  member(team: { organisation: string; slug: string }, person: Person): Promise<{ team: number; active: boolean } | null>;
  /** Null when nobody has this login. */
  account(login: string): Promise<Person | null>;
  /** Null when there is no such file at that commit, branch or tag. */
  file(path: string, ref: string): Promise<{ blob: string; text: string } | null>;
  /** Whether the pull request changes this path; asks page by page until it knows. */
  touches(pullRequest: number, path: string): Promise<boolean>;
  /** The issue or pull request as it is now. */
  place(number: number): Promise<Place | null>;
  /** What a branch, a tag or the digits of a commit stand for; null when there is no such thing, or several. */
  commit(ref: string): Promise<Commit | null>;
  /** What `head` has that `base` has not, newest last, at most a hundred; null when GitHub does not know both. */
  compare(base: string, head: string): Promise<Compared | null>;
  /** The newest commits of a branch, newest first, with what their checks say, our own and those of the named workflows left out. */
  recent(branch: string, most: number, without: { workflows: string[] }): Promise<Checked[]>;
  /** Files under `.github/workflows` on the default branch. */
  workflows(): Promise<{ file: string; blob: string }[]>;
  /** Workflows as of a commit or branch, by their files, with the texts of those that are asked for; null stands for any other's. */
  workflowsAt(ref: string, files: string[]): Promise<Map<string, string | null>>;
  /** Names of the repository's environments on GitHub. */
  environments(): Promise<string[]>;
  run(id: number): Promise<Run | null>;
  /** Of the newest attempt. */
  jobs(run: number): Promise<Job[]>;
  /** The end of a job's log, without GitHub's time stamps; null when there is none (any more). */
  log(job: number): Promise<string | null>;
  /** The text a run left for us in an artifact of this name; null when it left none. */
  report(run: number, artifact: string): Promise<string | null>;
  /** Runs of a workflow that were made since then, newest first, at most a hundred. */
  runsSince(workflow: string, since: Date): Promise<Run[]>;
}

export const roles = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Commit {
  sha: string;
  tree: string;
  /** The first line of its message. */
  title: string;
  committedAt: Date;
}

export interface Pull {
  head: Commit;
  /** The name of its branch. */
  branch: string;
  base: string;
  title: string;
  author: Person | null;
  draft: boolean;
  fork: boolean;
  state: 'open' | 'closed' | 'merged';
  /** The commit that the merge made. */
  merged: Commit | null;
}

/** An issue or a pull request, and the repository round it, as of one read. */
export interface Place {
  subject: Subject;
  /** GraphQL node id of the thread. */
  node: string;
  pull: Pull | null;
  /** Head of the default branch; null in an empty repository. */
  main: Commit | null;
  /** The blob of `.github/shipmate.yml` on the default branch; null when there is none. */
  fileBlob: string | null;
  /** Files in `.github/workflows` on the default branch, with their blobs. */
  workflows: { file: string; blob: string }[];
}

export interface Heard {
  node: string;
  author: Person;
  body: string;
  createdAt: Date;
  edited: boolean;
  /** Written by us. */
  ours: boolean;
  place: Place;
}

export interface Ticked {
  node: string;
  body: string;
  place: Place;
  edits: { at: Date; editor: Person; body: string }[];
}

export interface Compared {
  ahead: number;
  behind: number;
  commits: { sha: string; title: string; pull: { number: number; title: string } | null }[];
}

export interface Checked extends Commit {
  /** `none`: nothing has reported yet. */
  checks: 'green' | 'running' | 'red' | 'none';
}
