import type { Repository } from './event.ts';

/**
 * Which writes go first when GitHub's budget is short: answers to people, then how things ended, then how they go on,
 * then book-keeping.
 */
export const lanes = ['answer', 'ending', 'progress', 'bookkeeping'] as const;
export type Lane = (typeof lanes)[number];

interface Planned {
  /** Unique for ever: the same thing decided twice is one effect. */
  key: string;
  repository: Repository;
  lane: Lane;
  /** After this it must not leave any more: a deploy that starts an hour late is worse than none. */
  leaveBy?: Date;
  /** Whose turn it is when this has ended, well or not: a `Due` is raised. */
  then?: { of: string; id: string };
}

/** A reaction that leaves with something we say: one request for both. */
export interface Sign {
  node: string;
  content: Reaction;
}

export interface PostComment extends Planned {
  kind: 'comment';
  on: number;
  body: string;
  /** It is for a thread that we opened after this database began, so nobody has to look before it is posted. */
  known?: true;
  /** What it is about began then: where that is longer ago than this database, one that stands there since is taken instead. */
  since?: Date;
  /** Together with this; needs the thread's node. */
  sign?: Sign & { thread: string };
}

/** A new text for a comment of ours, named by the key of the effect that posted it. Texts that wait are merged: the newest leaves. */
export interface EditComment extends Planned {
  kind: 'edit';
  comment: string;
  body: string;
  sign?: Sign;
}

export type Reaction = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

export interface React extends Planned {
  kind: 'react';
  node: string;
  content: Reaction;
}

export interface Annotation {
  path: string;
  line: number;
  level: 'notice' | 'warning' | 'failure';
  message: string;
}

export interface ReportCheck extends Planned {
  kind: 'check';
  name: string;
  head: string;
  conclusion: 'success' | 'failure' | 'neutral';
  title: string;
  summary: string;
  annotations: Annotation[];
}

/** Folds an older comment of ours away as outdated. */
export interface HideComment extends Planned {
  kind: 'hide';
  comment: string;
}

export interface CreateDeployment extends Planned {
  kind: 'deployment';
  environment: string;
  sha: string;
  description: string;
}

export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

export interface SetDeploymentStatus extends Planned {
  kind: 'deployment-status';
  /** The key of the effect that made it, or the id of somebody else's. */
  deployment: string | number;
  state: DeploymentState;
  description: string;
  url: string | null;
  log: string | null;
}

/** Starts a workflow, on the default branch. What comes back is the run's id. */
export interface Dispatch extends Planned {
  kind: 'dispatch';
  /** Its file below `.github/workflows`. */
  workflow: string;
  ref: string;
  inputs: Record<string, string>;
  /** What its `run-name` will carry, to find it again; null when the workflow cannot say it. */
  mark: string | null;
}

export interface CancelRun extends Planned {
  kind: 'cancel';
  run: number;
}

/** Runs the failed jobs of a run again. */
export interface RerunFailed extends Planned {
  kind: 'rerun';
  run: number;
  /** The attempt that failed: a later one is the one that was asked for. */
  attempt: number;
}

/** A commit status. */
export interface SetStatus extends Planned {
  kind: 'status';
  head: string;
  context: string;
  state: 'pending' | 'success' | 'failure' | 'error';
  description: string;
  url: string | null;
}

/** Opens an issue. What comes back is its number and its node: `core/issue-id.ts`. */
export interface CreateIssue extends Planned {
  kind: 'issue';
  title: string;
  body: string;
  labels: string[];
  /** The repository has one such issue for good: one of ours whose marker begins so is taken instead, however old it is. */
  adopts?: string;
  /** What of ours stands there is known, so nobody has to look before it is opened. */
  known?: true;
}

/** A new text for an issue of ours, named by the key of the effect that opened it. Texts that wait are merged: the newest leaves. */
export interface EditIssue extends Planned {
  kind: 'issue-edit';
  issue: string;
  body: string;
  title?: string;
  /** It ends as dropped when somebody closed the issue: what people close is left to them. */
  whileOpen?: true;
}

export interface SetIssueState extends Planned {
  kind: 'issue-state';
  issue: string;
  state: 'open' | 'closed';
  /** Why it is closed. */
  reason?: 'completed' | 'not_planned';
}

/** Closes or opens a thread that people began, by its number: an issue or a pull request. */
export interface SetThreadState extends Planned {
  kind: 'thread-state';
  number: number;
  state: 'open' | 'closed';
  /** Why an issue is closed. Of a pull request GitHub takes none. */
  reason?: 'completed' | 'not_planned';
  /**
   * It ends as dropped when a person has written or reviewed there since, or closed it, or another commit is its head: they were faster.
   * `alone`: nobody wants it, so that a milestone or an assignee holds it as well.
   */
  unlessMoved?: { since: string; head: string | null; alone: boolean };
}

/** GitHub shows up to three issues of a repository on top. */
export interface PinIssue extends Planned {
  kind: 'pin';
  issue: string;
  pinned: boolean;
}

/** Asks for somebody's review of a pull request, and takes back that it was asked of another. */
export interface AskReview extends Planned {
  kind: 'ask-review';
  pull: number;
  person: string;
  instead: string | null;
}

/** Deletes what a run left behind. What is gone already is deleted. */
export interface DeleteArtifact extends Planned {
  kind: 'delete-artifact';
  id: number;
}

export interface DeleteCache extends Planned {
  kind: 'delete-cache';
  id: number;
}

/** What can be said of a thing at the source that told us of it. */
export type Told = 'acknowledged' | 'resolved';

/** Says it there, where whoever runs the server has given a token. The last word counts, and twice the same word is that word. */
export interface TellSource extends Planned {
  kind: 'tell';
  hook: string;
  /** What the source calls it. */
  id: string;
  what: Told;
}

/** What came of it. */
export type Hearing =
  | { heard: true }
  /** `again`: later it may come out otherwise; `seconds`: the source asked to be left alone for so long. */
  | { heard: false; why: string; again: boolean; seconds?: number };

/** One write to GitHub. */
export type GitHubEffect =
  | PostComment
  | EditComment
  | HideComment
  | React
  | ReportCheck
  | CreateDeployment
  | SetDeploymentStatus
  | Dispatch
  | CancelRun
  | RerunFailed
  | SetStatus
  | CreateIssue
  | EditIssue
  | SetIssueState
  | SetThreadState
  | AskReview
  | PinIssue
  | DeleteArtifact
  | DeleteCache;

/** One write to the outside. */
export type Effect = GitHubEffect | TellSource;
