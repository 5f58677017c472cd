import type { Person, Repository, Subject } from './event.ts';
import type { LeftoverReads } from './leftover.ts';
import type { PullsAsked, PullsPage } from './open-pull.ts';
import type { Conclusion, Job, Run } from './run.ts';

/** What one repository can be asked. Every answer is read anew: nothing here is a cache unless it says so. */
export interface Reads extends LeftoverReads {
  readonly repository: Repository;
  /** The address of its page, without a slash at the end. Links in comments are whole ones: people read them in mails. */
  readonly page: string;
  /**
   * The comment or review as it is now, with our 👀 on it: sign and read are one request. The reaction is safe to repeat, so it is
   * the one write that may happen before a decision. Null when it is gone. `judging` a pull request, what `judged` is asked of its
   * head right after comes along.
   */
  heard(node: string, judging?: { pull: number }): Promise<Heard | null>;
  /** A comment of ours that somebody edited, with who edited it, edit by edit, oldest first. Null when it is gone or not ours. */
  ticked(node: string): Promise<Ticked | null>;
  /** The same of an issue of ours. */
  tickedIssue(node: string): Promise<TickedIssue | null>;
  /** Fails closed: throws when GitHub does not answer. `none` is a person without access to a private repository. */
  role(person: Person): Promise<Role>;
  /**
   * Whether a review may be asked of them: by themselves, through a team, or as somebody of the organisation. Everybody reads what is
   * public, so their role does not say it.
   */
  collaborator(person: Person): Promise<boolean>;
  /** The team's numeric id, and whether this person is an active member; null when there is no such team, or none we may see. */
  member(team: { organisation: string; slug: string }, person: Person): Promise<{ team: number; active: boolean } | null>;
  /** How many members the team has; null as above. */
  teamSize(team: { organisation: string; slug: string }): Promise<number | null>;
  /** Null when nobody has this login. */
  account(login: string): Promise<Person | null>;
  /** Null when there is no such file at that commit, branch or tag. */
  file(path: string, ref: string): Promise<{ blob: string; text: string } | null>;
  /** Whether the pull request changes this path; asks page by page until it knows. */
  touches(pullRequest: number, path: string): Promise<boolean>;
  /** The issue or pull request as it is now. */
  place(number: number): Promise<Place | null>;
  /** What a branch, a tag or the digits of a commit stand for; null when there is no such thing, or several. */
  commit(ref: string): Promise<NamedCommit | null>;
  /** Heads of the branches that a rule protects, at most so many. */
  protectedBranches(most: number): Promise<{ name: string; sha: string }[]>;
  /** Whether a rule of the branch demands any check. */
  demands(branch: string): Promise<boolean>;
  /** What `head` has that `base` has not, newest last, at most a hundred; null when GitHub does not know both. */
  compare(base: string, head: string): Promise<Compared | null>;
  /** The newest commits of a branch, newest first, with what their checks say, our own and those of the named workflows left out. */
  recent(branch: string, most: number, without: { workflows: string[] }): Promise<Checked[]>;
  /** Everything GitHub says of a commit that a policy may ask, all pages of it. Fails closed: throws when GitHub does not answer. */
  judged(asked: Asked): Promise<Judged>;
  /** Who moved a branch, from what to what and when, by GitHub's own clock, newest first. A fork's branches are not ours to ask. */
  activity(branch: string, most: number): Promise<Move[]>;
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
  /** The ends of the logs of some jobs of a run, as GitHub has them, with time stamps and colours; one request for all of them. What is not there (any more) is missing. */
  logs(run: number, jobs: { id: number; name: string }[]): Promise<Map<number, string>>;
  /** What GitHub or whoever ran a job noted as its failures. */
  notes(job: number): Promise<string[]>;
  /** The last run of a workflow that began on this branch and ended well. */
  lastGood(workflow: string, branch: string): Promise<Run | null>;
  /** The newest attempts of the runs at a commit, at most a hundred. */
  runsAt(sha: string): Promise<Run[]>;
  /** The merged pull request that made this commit. */
  pullOf(sha: string): Promise<number | null>;
  /** What `head` has that `base` has not, with who wrote it and which files it touches; null when GitHub does not know both. */
  brought(base: string, head: string): Promise<Brought | null>;
  /** Lines that `head` has changed since it left `base`, of those of these files that it changed; null when GitHub does not know both. */
  patch(base: string, head: string, files: string[]): Promise<Map<string, Lines[]> | null>;
  /** How an issue was closed last; null when it never was, or is not there. */
  closer(issue: number): Promise<Closer | null>;
  /** Who closed an issue or a pull request that is closed now; null where nobody knows. */
  closedBy(number: number): Promise<Person | null>;
  /** What the checks in a suite of another App came to, at most a hundred. */
  suite(id: number): Promise<SuiteCheck[]>;
  /** Open issues with this label that this App opened, by the name hidden in them. */
  ourIssues(label: string): Promise<OurIssue[]>;
  /** The text a run left for us in an artifact of this name; null when it left none. */
  report(run: number, artifact: string): Promise<string | null>;
  /**
   * The same file of each artifact whose name begins so, of a run that has ended, and whether this try of it left it or an older one; what is
   * longer than a megabyte is left out. At most ten, those of this try first; one request for the list, and one for each.
   */
  texts(
    run: Pick<Run, 'id' | 'createdAt' | 'startedAt' | 'updatedAt'>,
    named: { artifacts: string; file: string },
  ): Promise<{ text: string; newest: boolean }[]>;
  /** Runs of a workflow that were made since then, newest first, at most a hundred. */
  runsSince(workflow: string, since: Date): Promise<Run[]>;
  /** Many pull requests in as few requests as GitHub can answer in time. Throws when it does not answer even for one. */
  pulls(asked: PullsAsked): Promise<PullsPage>;
  /** Paths that a pull request changes, the first hundred. */
  changedFiles(pull: number): Promise<string[]>;
  /** Who made the newest commits of the default branch to each of these paths, at most ten; newest first, each person once, bots left out. */
  workedOn(paths: string[]): Promise<Person[][]>;
  /** Open issues of others that nothing has changed since then and that are wanted, the quietest first, at most so many. */
  quietIssues(before: Date, most: number, isWanted: (issue: QuietIssue) => boolean): Promise<QuietIssue[]>;
  /** Issues with these numbers, whatever their state, fifty in one request; what was deleted or moved is missing. */
  issuesNow(numbers: number[]): Promise<QuietIssue[]>;
  /** The first thousand, a hundred in one request; null when there is no such team, or none we may see. */
  teamMembers(team: { organisation: string; slug: string }): Promise<Person[] | null>;
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

/** A commit, and what kind of name it was asked for by. */
export interface NamedCommit extends Commit {
  as: 'branch' | 'tag' | 'sha';
  /** Of a branch: an open pull request of it that is a draft. */
  draft: number | null;
}

export interface Pull {
  head: Commit;
  /** The name of its branch. */
  branch: string;
  base: string;
  title: string;
  author: Person | null;
  openedAt: Date;
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
  /** Who opened it; null is the ghost of a deleted account. */
  author: Person | null;
  pull: Pull | null;
  /** The people whose review of it is asked for. */
  asked: Person[];
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

export interface TickedIssue extends Pick<Ticked, 'body' | 'edits'> {
  number: number;
  open: boolean;
  /** There were edits before these, so nobody knows what the first of them changed. */
  cut: boolean;
}

export interface Compared {
  ahead: number;
  behind: number;
  commits: { sha: string; title: string; pull: { number: number; title: string } | null }[];
}

export interface Brought {
  ahead: number;
  behind: number;
  /** Newest last, the newest hundred. */
  commits: BroughtCommit[];
  /** Of all of it, at most three hundred. */
  files: string[];
}

export interface BroughtCommit {
  sha: string;
  title: string;
  author: Person | null;
  pull: { number: number; title: string; author: Person | null; firstTime: boolean } | null;
  /** Of its pull request, or its own where it stands alone; null when nobody asked. */
  files: string[] | null;
}

/** Of a file as it is after the change, both ends counted in. */
export interface Lines {
  start: number;
  end: number;
}

/** By a commit that says so, by a merged pull request, or by hand. */
export interface Closer {
  by: 'commit' | 'pull' | 'person';
  /** The commit that closed it, or that the merge made. */
  sha: string | null;
  pull: number | null;
  /** Where that commit is, by its id: a pull request may close issues of another repository. */
  repository: number | null;
}

export interface SuiteCheck {
  name: string;
  conclusion: Conclusion | null;
  url: string | null;
  title: string | null;
  summary: string | null;
}

export interface OurIssue {
  number: number;
  node: string;
  key: string;
  body: string;
  openedAt: Date;
}

/** An issue as it is asked about when it has been quiet for long. */
export interface QuietIssue {
  number: number;
  /** GraphQL node id of its thread. */
  node: string;
  author: Person | null;
  open: boolean;
  locked: boolean;
  labels: string[];
  milestone: string | null;
  assignees: Person[];
  /** The last that a person did there, and who; opening it is one. */
  movedAt: Date;
  movedBy: Person | null;
}

export interface Checked extends Commit {
  /** `none`: nothing has reported yet. */
  checks: 'green' | 'running' | 'red' | 'none';
}

/** What somebody wants to know of a commit. Each wish may be a request more. */
export interface Asked {
  commit: string;
  pull: number | null;
  /** Whose rules count. */
  branch: string;
  /** Files below `.github/workflows` whose runs say nothing about a commit. */
  without: { workflows: string[] };
  wants: { checks: boolean; reviews: boolean; upToDate: boolean; green: string | null; involved: boolean };
}

/** What was not asked for is empty, or null. */
export interface Judged {
  /** By name, App and workflow; the newest of each. Our own are none of them. */
  checks: Check[];
  /** Asked for by a rule and never reported, or only by somebody else than the App that the rule names. */
  missing: { name: string; app: string | null }[];
  /** The last approval, or request for changes, of each person, unless it was dismissed. */
  reviews: StandingReview[];
  /** How many commits of the branch it lacks. */
  behind: number | null;
  /** Of the branch that has to be green: its head, and what the checks say of it. Null too when there is no such branch. */
  green: { sha: string; checks: Checked['checks'] } | null;
  /** Whoever had a hand in it, be it by way of another pull request than the one asked about: none of them may approve it. */
  involved: { authors: Person[]; pusher: Person | null; committers: Person[] } | null;
}

export interface Check {
  name: string;
  /** The short name of the App that reports it; null for a status, which names only an account. */
  app: string | null;
  /** A rule of the branch asks for it. */
  required: boolean;
  /** As GitHub counts: neutral and skipped are a success. `unknown` is none: stale, waiting for somebody, or a word GitHub added. */
  state: 'success' | 'running' | 'failure' | 'unknown';
  /** When it ended; while it runs, when it began. */
  since: Date | null;
  url: string | null;
}

export interface StandingReview {
  by: Person;
  state: 'approved' | 'changes';
  /** Null when GitHub has forgotten the commit that it was given to. */
  commit: string | null;
  at: Date;
  /** GitHub counts only reviews of people who can write. */
  writer: boolean;
}

/** A branch, or the head of a pull request, moved. */
export interface Move {
  at: Date;
  by: Person | null;
  /** Null: it was not there, or nobody knows what it was. */
  before: string | null;
  after: string;
}
