/** What is said on issues and pull requests: posted, edited, deleted, reacted to. Clients and people come through here alike. */
import { permissionOf, roleOf } from '../access.ts';
import { Refusal } from '../refusal.ts';
import type { Account, Comment, Issue, Reactable, Reaction, ReactionContent } from '../rows.ts';
import { commentJson } from '../shapes/comment.ts';
import { toldIssueJson } from '../shapes/issue.ts';
import type { Site } from '../site.ts';

const longestBody = 65_536;

function checkBody(body: string, resource: string): void {
  const refuse = (code: string, message: string) =>
    new Refusal(422, 'Validation Failed', { errors: [{ resource, field: 'body', code, message }] });
  if (body.trim() === '') throw refuse('missing_field', "body can't be blank");
  if (body.length > longestBody) throw refuse('unprocessable', `body is too long (maximum is ${longestBody} characters)`);
}

export function postComment(site: Site, issue: Issue, author: Account, body: string, throughApp: string | null): Comment {
  const { world } = site;
  checkBody(body, 'IssueComment');
  const repository = world.repositories.get(issue.repository);
  mustBeOpenTo(site, issue, author, 'comment');
  const at = world.clock.now();
  const comment = world.comments.add({
    id: world.nextId(),
    kind: 'IssueComment',
    repository: repository.id,
    issue: issue.id,
    author: author.id,
    body,
    createdAt: at,
    updatedAt: at,
    throughApp,
    minimized: null,
    edits: [],
  });
  world.issues.change(issue.id, { updatedAt: at });
  announce(site, 'created', comment, author);
  return comment;
}

export function editComment(site: Site, comment: Comment, editor: Account, body: string): Comment {
  checkBody(body, 'IssueComment');
  if (body === comment.body) return comment;
  const at = site.world.clock.now();
  const edits = [...comment.edits, { editor: editor.id, at, from: comment.body }];
  const edited = site.world.comments.change(comment.id, { body, updatedAt: at, edits });
  announce(site, 'edited', edited, editor, { changes: { body: { from: comment.body } } });
  return edited;
}

export function deleteComment(site: Site, comment: Comment, by: Account): void {
  site.world.comments.remove(comment.id);
  announce(site, 'deleted', comment, by);
}

/** The reaction, and whether it is new: the same one twice is one. */
export function react(site: Site, subject: Reactable, author: Account, content: ReactionContent): [Reaction, boolean] {
  const { world } = site;
  const known = reactionsOn(site, subject).find(row => row.author === author.id && row.content === content);
  if (known) return [known, false];
  mustBeOpenTo(site, 'issue' in subject ? world.issues.get(subject.issue) : subject, author, 'reaction');
  const reaction = world.reactions.add({
    id: world.nextId(),
    kind: 'Reaction',
    repository: subject.repository,
    subject: subject.id,
    subjectKind: subject.kind,
    author: author.id,
    content,
    createdAt: world.clock.now(),
  });
  return [reaction, true];
}

/** A locked conversation is open to those who can write, and an App's bot is not one of them. */
function mustBeOpenTo({ world }: Site, issue: Issue, person: Account, what: string): void {
  if (!issue.locked) return;
  const permission = permissionOf(roleOf(world, world.repositories.get(issue.repository), person));
  if (permission !== 'write' && permission !== 'admin')
    throw new Refusal(403, `Unable to create ${what} because issue is locked.`);
}

export const reactionsOn = (site: Site, subject: Reactable): Reaction[] =>
  site.world.reactions.of('subject', subject.id).filter(row => row.subjectKind === subject.kind);

function announce(site: Site, action: string, comment: Comment, sender: Account, more: Record<string, unknown> = {}): void {
  const { world } = site;
  site.announce({
    event: 'issue_comment',
    action,
    repository: world.repositories.get(comment.repository),
    sender,
    parts: { ...more, issue: toldIssueJson(site, world.issues.get(comment.issue)), comment: commentJson(site, comment) },
  });
}
