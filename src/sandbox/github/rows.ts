/** What the world is made of. Rows name each other by id. */
export const roles = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Account {
  id: number;
  kind: 'User' | 'Organization' | 'Bot';
  login: string;
  createdAt: Date;
}

export interface Membership {
  id: number;
  organisation: number;
  person: number;
  role: 'member' | 'admin';
  /** Invited, and not yet in. */
  pending: boolean;
}

export interface Repository {
  id: number;
  kind: 'Repository';
  owner: number;
  name: string;
  private: boolean;
  archived: boolean;
  /** Switched off, there are only pull requests. */
  issues: boolean;
  defaultBranch: string;
  /** The repository this is a fork of. */
  forkOf: number | null;
  createdAt: Date;
  pushedAt: Date;
}

/** A name that a repository had once: GitHub sends callers on to the new one. */
export interface FormerName {
  id: number;
  fullName: string;
  repository: number;
}

/** A branch that has another name now. */
export interface FormerBranch {
  id: number;
  repository: number;
  name: string;
  now: string;
}

export interface Collaborator {
  id: number;
  repository: number;
  person: number;
  role: Role;
}

export interface Ref {
  id: number;
  repository: number;
  /** `refs/heads/main` */
  name: string;
  sha: string;
}

interface Pull {
  /** GitHub counts pull requests apart from issues. */
  id: number;
  base: string;
  head: string;
  headRepository: number;
  draft: boolean;
  mergedAt: Date | null;
  mergedBy: number | null;
  mergeCommit: string | null;
  /** The commit of its base that it was merged onto; what it changed is told from there. */
  mergedOnto: string | null;
  /** People and teams whose review is asked for. */
  reviewers: number[];
  reviewTeams: number[];
  /** Who wants it merged as soon as it may be. */
  autoMerge: { by: number; at: Date } | null;
}

/** An issue, or a pull request when `pull` is there: both are numbered in one row. */
export interface Issue {
  id: number;
  kind: 'Issue' | 'PullRequest';
  repository: number;
  number: number;
  title: string;
  body: string | null;
  author: number;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null;
  locked: boolean;
  labels: number[];
  assignees: number[];
  milestone: number | null;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  closedBy: number | null;
  /** The slug of the App that opened it. */
  throughApp: string | null;
  /** Shown on top of the list. */
  pinned: boolean;
  /** Of its text. */
  edits: Edit[];
  pull: Pull | null;
}

export interface PullRequest extends Issue {
  pull: Pull;
}

export interface Edit {
  editor: number;
  at: Date;
  /** The text before this edit. */
  from: string;
}

interface Said {
  id: number;
  repository: number;
  issue: number;
  author: number;
  body: string;
  createdAt: Date;
  updatedAt: Date;
  edits: Edit[];
}

export interface Comment extends Said {
  kind: 'IssueComment';
  /** The slug of the App whose token wrote this, be it the App itself or for a person. */
  throughApp: string | null;
  /** Why it is hidden: `outdated`, `resolved`; null while it is shown. */
  minimized: string | null;
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';

export interface Review extends Said {
  kind: 'PullRequestReview';
  state: ReviewState;
  /** Why it does not count any more; null while it does. */
  dismissed: string | null;
  commit: string;
}

export interface ReviewComment extends Said {
  kind: 'PullRequestReviewComment';
  review: number;
  path: string;
  line: number;
  commit: string;
  /** The comment that its thread begins with; null when it is that one. */
  replyTo: number | null;
  /** Who resolved the thread that it begins. */
  resolvedBy: number | null;
}

export const reactionContents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof reactionContents)[number];

/** Whatever can be reacted to. */
export type Reactable = Issue | Comment | Review | ReviewComment;

export interface Reaction {
  id: number;
  kind: 'Reaction';
  repository: number;
  subject: number;
  subjectKind: Reactable['kind'];
  author: number;
  content: ReactionContent;
  createdAt: Date;
}

export interface CheckAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string | undefined;
  raw_details?: string | undefined;
  start_column?: number | undefined;
  end_column?: number | undefined;
}

export const conclusions = ['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'] as const;

export type Conclusion = (typeof conclusions)[number];

/** Some other App than ours: GitHub's own Actions, or somebody's CI. */
export interface OtherApp {
  id: number;
  slug: string;
  name: string;
}

/** All check runs of one App on one commit; with Actions, of one workflow run. */
export interface CheckSuite {
  id: number;
  kind: 'CheckSuite';
  repository: number;
  app: number;
  head: string;
  branch: string | null;
  createdAt: Date;
}

export interface CheckRun {
  id: number;
  kind: 'CheckRun';
  repository: number;
  suite: number;
  app: number;
  name: string;
  head: string;
  externalId: string | null;
  detailsUrl: string | null;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: Date;
  completedAt: Date | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: CheckAnnotation[];
}

export interface Installation {
  id: number;
  account: number;
  /** Null: all of the account's repositories, later ones too. */
  repositories: number[] | null;
  suspended: boolean;
  createdAt: Date;
}
