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
}

/** A pull request was opened, pushed to, or pointed at another base. */
export interface HeadMoved {
  type: 'HeadMoved';
  at: Date;
  repository: Repository;
  number: number;
  head: string;
  base: string;
}

/** Commits arrived on a branch, or it was made or deleted (`head` is null). */
export interface BranchPushed {
  type: 'BranchPushed';
  at: Date;
  repository: Repository;
  branch: string;
  head: string | null;
}

export type Event = CommentPosted | HeadMoved | BranchPushed;
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;

/** How urgent a delivery is: people's commands, then progress of what runs, then everything else. */
export type DeliveryLane = 'people' | 'progress' | 'rest';
