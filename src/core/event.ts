import type { LoggedError } from './logged-error.ts';
import type { Conclusion, Run } from './run.ts';

/** What happened, in our own words. GitHub's payloads end where these begin (`github/decode`). Times are GitHub's, never a replica's. */

export interface Repository {
  id: number;
  owner: string;
  name: string;
  installation: number;
  private: boolean;
  defaultBranch: string;
}

export interface Person {
  id: number;
  login: string;
  bot: boolean;
}

/** An issue or a pull request: GitHub numbers both in one row, and so do we. */
export interface Subject {
  kind: 'issue' | 'pull_request';
  number: number;
}

/** Somebody said something new. Edits are no event: others may edit a person's comment, so an edit runs nothing. */
export interface CommentPosted {
  type: 'CommentPosted';
  at: Date;
  repository: Repository;
  subject: Subject;
  channel: 'comment' | 'review' | 'review_comment';
  /** GraphQL node id: with its channel the identity of what was said. */
  node: string;
  author: Person;
  body: string;
  /** The slug of an App that wrote this with the person's token. */
  throughApp: string | null;
  /** GitHub's hint that the author has no tie to the repository. Only good for the choice of a lane. */
  stranger: boolean;
  /** These are the words of a review that says yes or no. */
  review?: Opinion;
}

interface Opinion {
  state: 'approved' | 'changes';
  commit: string;
}

/** A pull request was opened, pushed to, or pointed at another base; or its text was edited, which moves nothing. */
export interface HeadMoved {
  type: 'HeadMoved';
  at: Date;
  repository: Repository;
  number: number;
  how: 'opened' | 'reopened' | 'pushed' | 'retargeted' | 'edited';
  /** What it was before a push. */
  before: string | null;
  head: string;
  base: string;
  by: Person | null;
}

/** A pull request left its way, or came back to it. */
export interface PullMoved {
  type: 'PullMoved';
  at: Date;
  repository: Repository;
  number: number;
  how: 'closed' | 'merged' | 'drafted' | 'ready';
  head: string;
  base: string;
  by: Person | null;
}

/** Somebody approved, or asked for changes, or a review like that counts no more. */
export interface ReviewGiven {
  type: 'ReviewGiven';
  at: Date;
  repository: Repository;
  number: number;
  /** Whose review it is; null when the account is gone. */
  by: Person | null;
  commit: string;
  state: Opinion['state'] | 'dismissed';
}

/** Something else became of a pull request that may change whose move it is: who is asked, a label, a lock, a thread that is settled. What, its page says. */
export interface PullTouched {
  type: 'PullTouched';
  at: Date;
  repository: Repository;
  number: number;
}

/** Commits arrived on a branch, or it was made or deleted (`head` is null). */
export interface BranchPushed {
  type: 'BranchPushed';
  at: Date;
  repository: Repository;
  branch: string;
  head: string | null;
  /** Files that its commits took away; left out where that cannot be known. */
  removed?: string[];
  /** None of its commits touches a workflow; left out where one does, or where that cannot be known. */
  sameWorkflows?: true;
}

/** Somebody edited one of our own comments: perhaps a box in it was ticked. */
export interface CommentEdited {
  type: 'CommentEdited';
  at: Date;
  repository: Repository;
  subject: Subject;
  node: string;
  /** Who caused it; who edited what, GitHub has to say. */
  by: Person;
}

/** Somebody edited the text of an issue of ours: perhaps a box in it was ticked. Who edited what, GitHub has to say. */
export interface IssueEdited {
  type: 'IssueEdited';
  at: Date;
  repository: Repository;
  number: number;
  node: string;
  by: Person;
}

/** A run of a workflow was made, began, or ended. */
export interface RunMoved {
  type: 'RunMoved';
  at: Date;
  repository: Repository;
  run: Run;
}

/** Somebody, or some App, made a deployment or said how it went. */
export interface DeploymentMoved {
  type: 'DeploymentMoved';
  at: Date;
  repository: Repository;
  deployment: { id: number; environment: string; sha: string; by: Person | null; ours: boolean; key: string | null };
  /** The state of the status that was set; null when the deployment was made just now. */
  state: string | null;
}

/** Something reported on a commit: a check ended, or a status was set. */
export interface CommitChecked {
  type: 'CommitChecked';
  at: Date;
  repository: Repository;
  head: string;
  /** Of the branches that GitHub names with it: not all that contain the commit, and not only those that stand at it. */
  branches: string[];
  /** Those of them that stand at it. */
  heads: string[];
  said: CheckWord;
}

/** Checks of one App that have all ended, or a status that was set. */
export type CheckWord =
  | { kind: 'suite'; id: number; app: string; conclusion: Conclusion }
  | {
      kind: 'status';
      id: number;
      context: string;
      state: 'success' | 'failure' | 'error';
      description: string;
      url: string | null;
    };

/** Something became of an issue that this App opened, and not by its own hand. */
export interface IssueMoved {
  type: 'IssueMoved';
  at: Date;
  repository: Repository;
  number: number;
  /** `moved`: to another repository. */
  how: 'closed' | 'reopened' | 'deleted' | 'moved' | 'locked' | 'unlocked' | 'unlabelled';
  /** That was taken away. */
  label: string | null;
  by: Person;
}

/** An intent's time has come, or a write that it waited for has ended. Raised by ourselves; not before `at`. */
export interface Due {
  type: 'Due';
  at: Date;
  repository: Repository;
  /** The feature whose it is, and which one. */
  of: string;
  id: string;
  /** The key of the write whose end gave it its turn; without, its time has come. */
  ended?: string;
}

/** Another file of the team counts from now on. */
export interface FileChanged {
  type: 'FileChanged';
  at: Date;
  repository: Repository;
}

/** What became of a deploy that nobody asked for, or that one which somebody asked for ended well. For whoever makes issues of failures. */
export interface AutoDeployEnded {
  type: 'AutoDeployEnded';
  at: Date;
  repository: Repository;
  environment: string;
  sha: string;
  ok: boolean;
  why: string;
  run: number | null;
}

/** Something goes wrong in production that did not before. Raised again under the same `id` when more is known of it. For whoever may have caused it. */
export interface ErrorBegan {
  type: 'ErrorBegan';
  /** By its source's clock, which may be wrong. */
  at: Date;
  /** Whose deploys count. */
  repository: Repository;
  environment: string;
  /** Written by strangers, secrets masked; null where this repository must not hear what it is. */
  title: string | null;
  level: 'info' | 'warning' | 'error' | 'critical';
  issue: { repository: { owner: string; name: string }; number: number } | null;
  /** Its page at the source. */
  url: string | null;
  id: string;
  /** How long after a deploy it still counts as coming with it, in milliseconds. */
  watch: number;
}

/** What a run of the default branch said of the checks of infrastructure is known. For whoever waits for that. */
export interface InfrastructureChecked {
  type: 'InfrastructureChecked';
  at: Date;
  repository: Repository;
  /** Those that its checks are about; an empty name stands for checks that are about none, which count everywhere. */
  environments: string[];
}

/** A check of infrastructure found errors in a log. Raised as often as its run is heard of; for whoever makes issues of what goes wrong in production. */
export interface ErrorsLogged {
  type: 'ErrorsLogged';
  /** When the run ended. */
  at: Date;
  repository: Repository;
  environment: string | null;
  source: { run: number; attempt: number; check: string; url: string };
  /** Of all jobs of that run, each kind once. Written by whoever may change a workflow, and by the programs that log. */
  errors: LoggedError[];
}

export type Event =
  | CommentPosted
  | CommentEdited
  | HeadMoved
  | PullMoved
  | ReviewGiven
  | PullTouched
  | BranchPushed
  | RunMoved
  | DeploymentMoved
  | CommitChecked
  | IssueMoved
  | IssueEdited
  | Due
  | FileChanged
  | AutoDeployEnded
  | InfrastructureChecked
  | ErrorBegan
  | ErrorsLogged;
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;

/** How urgent a delivery is: people's commands, then progress of what runs, then everything else. */
export type DeliveryLane = 'people' | 'progress' | 'rest';
