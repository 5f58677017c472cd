/** What people do in an issue or a pull request. */
import { deleteComment, editComment, postComment, react, reactionsOn } from '../changes/comments.ts';
import {
  assign,
  type Closing,
  closeIssue,
  deleteIssue,
  lockIssue,
  relabel,
  reopenIssue,
  rewrite,
  setMilestone,
  transferIssue,
} from '../changes/issues.ts';
import { createMilestone } from '../changes/labels.ts';
import { type Merging, mergeability, mergePull } from '../changes/merging.ts';
import { type LineComment, retarget, submitReview } from '../changes/pulls.ts';
import { commitTo, moveBranch } from '../changes/pushes.ts';
import {
  type Asked,
  dismissReview,
  requestReview,
  resolveThread,
  setAutoMerge,
  setDraft,
  withdrawRequest,
} from '../changes/review-requests.ts';
import type { Commit, Files } from '../git.ts';
import { nodeId } from '../nodes.ts';
import type {
  Account,
  Comment as CommentRow,
  Issue as IssueRow,
  PullRequest as PullRow,
  Reactable,
  ReactionContent,
  ReviewComment as ReviewCommentRow,
  Review as ReviewRow,
  ReviewState,
} from '../rows.ts';
import type { Site } from '../site.ts';
import { isPull } from '../world.ts';

/** A reaction as a page would show it. */
export interface Shown {
  by: string;
  content: ReactionContent;
}

const shown = (site: Site, subject: Reactable): Shown[] =>
  reactionsOn(site, subject).map(row => ({ by: site.world.accounts.get(row.author).login, content: row.content }));

export class Comment {
  readonly id: number;
  readonly #site: Site;
  // What it said last, for whoever asks after it was deleted.
  #last: CommentRow;

  constructor(site: Site, row: CommentRow) {
    this.#site = site;
    this.#last = row;
    this.id = row.id;
  }

  get row(): CommentRow {
    this.#last = this.#site.world.comments.find(this.id) ?? this.#last;
    return this.#last;
  }

  get deleted(): boolean {
    return this.#site.world.comments.find(this.id) === undefined;
  }

  get node(): string {
    return nodeId(this.row);
  }

  get body(): string {
    return this.row.body;
  }

  get author(): string {
    return this.#site.world.accounts.get(this.row.author).login;
  }

  get reactions(): Shown[] {
    return shown(this.#site, this.row);
  }

  edit(by: Account, body: string): void {
    editComment(this.#site, this.row, by, body);
  }

  delete(by?: Account): void {
    deleteComment(this.#site, this.row, by ?? this.#site.world.accounts.get(this.row.author));
  }

  react(by: Account, content: ReactionContent): void {
    react(this.#site, this.row, by, content);
  }
}

export class Review {
  readonly id: number;
  readonly #site: Site;

  constructor(site: Site, id: number) {
    this.#site = site;
    this.id = id;
  }

  get row(): ReviewRow {
    return this.#site.world.reviews.get(this.id);
  }

  get node(): string {
    return nodeId(this.row);
  }

  get reactions(): Shown[] {
    return shown(this.#site, this.row);
  }

  dismiss(by: Account, message: string): void {
    dismissReview(this.#site, this.row, by, message);
  }

  /** Settles the threads that its comments began. */
  resolve(by: Account, resolved = true): void {
    for (const comment of this.comments) if (comment.replyTo === null) resolveThread(this.#site, comment, by, resolved);
  }

  get comments(): (ReviewCommentRow & { node: string; reactions: Shown[] })[] {
    return this.#site.world.reviewComments
      .where(row => row.review === this.id)
      .map(row => ({ ...row, node: nodeId(row), reactions: shown(this.#site, row) }));
  }
}

export class Issue {
  readonly id: number;
  protected readonly site: Site;

  constructor(site: Site, id: number) {
    this.site = site;
    this.id = id;
  }

  get row(): IssueRow {
    return this.site.world.issues.get(this.id);
  }

  get number(): number {
    return this.row.number;
  }

  get node(): string {
    return nodeId(this.row);
  }

  get comments(): Comment[] {
    return this.site.world.comments.of('issue', this.id).map(row => new Comment(this.site, row));
  }

  get reactions(): Shown[] {
    return shown(this.site, this.row);
  }

  /** `throughApp`: another App posts it with this person's token. */
  comment(by: Account, body: string, { throughApp }: { throughApp?: string } = {}): Comment {
    return new Comment(this.site, postComment(this.site, this.row, by, body, throughApp ?? null));
  }

  react(by: Account, content: ReactionContent): void {
    react(this.site, this.row, by, content);
  }

  close(by: Account, how: Closing = {}): void {
    closeIssue(this.site, this.row, by, how);
  }

  edit(by: Account, said: { title?: string; body?: string }): void {
    rewrite(this.site, this.row, by, said);
  }

  get labels(): string[] {
    return this.row.labels.map(id => this.site.world.labels.get(id).name);
  }

  label(by: Account, ...names: string[]): void {
    relabel(this.site, this.row, by, [...this.labels, ...names]);
  }

  unlabel(by: Account, ...names: string[]): void {
    relabel(
      this.site,
      this.row,
      by,
      this.labels.filter(name => !names.includes(name)),
    );
  }

  /** To these people and nobody else. */
  assign(by: Account, ...people: Account[]): void {
    assign(this.site, this.row, by, people);
  }

  /** Into the milestone with this title, made when there is none; out of any for null. */
  milestone(by: Account, title: string | null): void {
    const { world } = this.site;
    const { repository } = this.row;
    const known = world.milestones.first(row => row.repository === repository && row.title === title);
    const milestone =
      title === null ? null : (known ?? createMilestone(this.site, world.repositories.get(repository), by, { title }));
    setMilestone(this.site, this.row, by, milestone);
  }

  transfer(by: Account, to: { id: number }): void {
    transferIssue(this.site, this.row, this.site.world.repositories.get(to.id), by);
  }

  delete(by: Account): void {
    deleteIssue(this.site, this.row, by);
  }

  unlock(by: Account): void {
    lockIssue(this.site, this.row, by, false);
  }

  reopen(by: Account): void {
    reopenIssue(this.site, this.row, by);
  }

  lock(by: Account): void {
    lockIssue(this.site, this.row, by);
  }
}

export class PullRequest extends Issue {
  override get row(): PullRow {
    const row = super.row;
    if (!isPull(row)) throw new Error(`#${row.number} is no pull request.`);
    return row;
  }

  get head(): string {
    return this.site.world.headOf(this.row);
  }

  push(files: Files, { by, message = 'Change more' }: { by: Account; message?: string }): Commit {
    const from = this.site.world.repositories.get(this.row.pull.headRepository);
    const commit = commitTo(this.site, from, this.row.pull.head, files, by, message);
    moveBranch(this.site, from, this.row.pull.head, commit, by);
    return commit;
  }

  /** Points it at another base. */
  retarget(base: string, { by }: { by: Account }): void {
    retarget(this.site, this.row, base, by);
  }

  get mergeable(): ReturnType<typeof mergeability> {
    return mergeability(this.site, this.row);
  }

  /** Answers the commit that it became. */
  merge(by: Account, how: Omit<Merging, 'by'> = {}): string {
    return mergePull(this.site, this.row, { by, ...how });
  }

  draft(by: Account): void {
    setDraft(this.site, this.row, by, true);
  }

  ready(by: Account): void {
    setDraft(this.site, this.row, by, false);
  }

  /** Wants it merged as soon as it may be, or not any more. */
  autoMerge(by: Account, on = true): void {
    setAutoMerge(this.site, this.row, by, on);
  }

  askReview(by: Account, whom: Asked): void {
    requestReview(this.site, this.row, by, whom);
  }

  unaskReview(by: Account, whom: Asked): void {
    withdrawRequest(this.site, this.row, by, whom);
  }

  review(by: Account, body: string, state: ReviewState = 'COMMENTED', comments: LineComment[] = []): Review {
    return new Review(this.site, submitReview(this.site, this.row, { by, body, state, comments }).id);
  }
}
