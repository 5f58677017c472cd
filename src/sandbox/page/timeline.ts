/** What happened in a thread, in order: comments, reviews and who was asked for one, commits, deployments. */
import { html, raw } from 'hono/html';
import { pullCommits } from '../github/diff.ts';
import type { Account, Issue, Repository } from '../github/index.ts';
import { type Comment, type Reactable, type ReactionContent, type Review, reactionContents } from '../github/rows.ts';
import { isPull } from '../github/world.ts';
import { deployed } from './deployments.ts';
import { hidden } from './layout.ts';
import { renderMarkdown } from './markdown.ts';
import { ago, avatar, bare, fold, type Html, icon, name, nothing, short } from './parts.ts';
import { requests } from './requests.ts';
import { around, mayWrite, pathOf, type View } from './view.ts';

export interface Item {
  at: Date;
  shown: Html;
}

export const emoji: Record<ReactionContent, string> = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  confused: '😕',
  heart: '❤️',
  hooray: '🎉',
  rocket: '🚀',
  eyes: '👀',
};

export function timeline(view: View, repository: Repository, thread: Issue): Item[] {
  const { world } = view.house.box;
  const comments = thread.comments.map(({ row }) => ({ at: row.createdAt, shown: comment(view, repository, row) }));
  const reviews = world.reviews
    .where(row => row.issue === thread.id)
    .map(row => ({ at: row.createdAt, shown: review(view, repository, row) }));
  const commits = isPull(thread.row)
    ? pullCommits(world, thread.row).flatMap(sha => {
        const found = world.git.commit(sha);
        return found ? [{ at: found.author.at, shown: commit(repository, found.author.name, found.message, sha) }] : [];
      })
    : [];
  return [...commits, ...comments, ...reviews, ...requests(view, thread), ...deployed(view, repository, thread)].toSorted(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
}

/** The first post of a thread looks like its comments. */
export function opening(view: View, repository: Repository, thread: Issue): Html {
  const { row } = thread;
  const author = view.house.box.world.accounts.get(row.author);
  const body = row.body ?? '';
  return post(view, repository, {
    id: `issue-${row.id}`,
    author,
    at: row.createdAt,
    body,
    edited: null,
    menu: nothing,
    subject: row,
    ticks: author.id === view.me.id || mayWrite(view, repository),
    minimized: null,
  });
}

function comment(view: View, repository: Repository, row: Comment): Html {
  const { world } = view.house.box;
  const author = world.accounts.get(row.author);
  const mine = author.id === view.me.id || mayWrite(view, repository);
  const last = row.edits.at(-1);
  const editor = last && world.accounts.get(last.editor);
  const edited = last && editor ? html` · edited${editor.id === author.id ? '' : html` by ${bare(editor.login)}`}` : null;
  return post(view, repository, {
    id: `comment-${row.id}`,
    author,
    at: row.createdAt,
    body: row.body,
    edited,
    menu: mine ? editMenu(view, row) : nothing,
    subject: row,
    ticks: mine,
    minimized: row.minimized,
  });
}

interface Post {
  id: string;
  author: Account;
  at: Date;
  body: string;
  edited: Html | null;
  menu: Html;
  subject: Reactable;
  ticks: boolean;
  /** Why it is folded; null while it is shown. */
  minimized: string | null;
}

function post(view: View, repository: Repository, one: Post): Html {
  const { id, author, subject, ticks } = one;
  const text = one.body.trim() === '' ? '*No description provided.*' : one.body;
  const head = html`<header class="post-head">
    <span class="post-small-face">${avatar(author.login, 20)}</span>
    <span class="flex-1">${name(author.login)} <span class="color-fg-muted">${ago(one.at, view.now)}${one.edited ?? ''}</span></span>
    ${one.menu}
  </header>`;
  const body = html`<div class="markdown-body" ${ticks ? html`data-tick="${new URLSearchParams(placeOf(repository, subject)).toString()}"` : ''}>
      ${raw(renderMarkdown(text, around(view, repository, ticks)))}
    </div>
    ${reactions(view, repository, subject)}`;
  return html`<article class="post ${author.id === view.me.id ? 'mine' : ''}" id="${id}" aria-label="Comment by ${bare(author.login)}">
    <div class="post-face">${avatar(author.login, 40)}</div>
    <div class="post-box">${one.minimized === null ? html`${head} ${body}` : minimised(one, one.minimized, html`${head} ${body}`)}</div>
  </article>`;
}

const minimised = ({ id, author }: Post, why: string, words: Html): Html =>
  html`<details class="minimised" id="${id}-minimised">
    <summary>${fold} ${avatar(author.login)} <span class="flex-1">${name(author.login)} · this comment was marked as ${why}.</span></summary>
    ${words}
  </details>`;

/** The fields that say whose words a form is about. */
function placeOf(repository: Repository, subject: Reactable): Record<string, string> {
  return 'number' in subject ? { repository: repository.fullName, number: `${subject.number}` } : { comment: `${subject.id}` };
}

function reactions(view: View, repository: Repository, subject: Reactable): Html {
  const { world } = view.house.box;
  const all = world.reactions.where(row => row.subject === subject.id && row.subjectKind === subject.kind);
  const given = reactionContents.flatMap(content => {
    const by = all.filter(row => row.content === content).map(row => world.accounts.get(row.author).login);
    return by.length > 0 ? [{ content, by }] : [];
  });
  if (subject.kind === 'PullRequestReview' || subject.kind === 'PullRequestReviewComment')
    return given.length > 0 ? html`<div class="reactions">${given.map(one => pill(view, one))}</div>` : nothing;
  return html`<form class="reactions quiet" method="post" action="/act/react">
    ${hidden(view)}
    ${Object.entries(placeOf(repository, subject)).map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}" />`)}
    <details class="menu left" id="react-${subject.id}">
      <summary class="reaction" aria-label="Add a reaction">${icon('smiley')}</summary>
      <div class="menu-box reaction-menu">
        ${reactionContents.map(content => html`<button name="content" value="${content}" aria-label="${content}">${emoji[content]}</button>`)}
      </div>
    </details>
    ${given.map(one => pill(view, one))}
  </form>`;
}

function pill({ me }: View, { content, by }: { content: ReactionContent; by: string[] }): Html {
  const mine = by.includes(me.login);
  return html`<button
    class="reaction ${mine ? 'mine' : ''}"
    name="content"
    value="${content}"
    title="${by.map(bare).join(', ')}"
    aria-label="${content} by ${by.map(bare).join(', ')}"
  >
    <span aria-hidden="true">${emoji[content]}</span> ${by.length}
  </button>`;
}

function editMenu(view: View, row: Comment): Html {
  return html`<details class="menu edit" id="edit-${row.id}">
    <summary aria-label="Edit this comment">${icon('kebab-horizontal')}</summary>
    <form class="menu-box edit-box quiet" method="post" action="/act/edit">
      ${hidden(view)}
      <input type="hidden" name="comment" value="${row.id}" />
      <textarea class="form-control" name="body" rows="6" aria-label="The comment">${row.body}</textarea>
      <div class="d-flex gap flex-justify-end">
        <button class="btn btn-sm btn-danger" name="delete" value="yes">Delete</button>
        <button class="btn btn-sm btn-primary">Update comment</button>
      </div>
    </form>
  </details>`;
}

type Verdict = [symbol: string, colour: string, words: string];
const commented: Verdict = ['eye', 'muted', 'reviewed'];
const verdicts: Record<string, Verdict> = {
  APPROVED: ['check', 'success', 'approved these changes'],
  CHANGES_REQUESTED: ['file-diff', 'danger', 'requested changes'],
};

function review(view: View, repository: Repository, row: Review): Html {
  const { world } = view.house.box;
  const author = world.accounts.get(row.author);
  const [symbol, colour, words] = verdicts[row.state] ?? commented;
  const lines = world.reviewComments.where(one => one.review === row.id);
  const text = (body: string) => html`<div class="markdown-body">${raw(renderMarkdown(body, around(view, repository)))}</div>`;
  return html`<div id="review-${row.id}">
    <div class="event">
      <span class="badge bg-${colour}">${icon(symbol)}</span>
      ${avatar(author.login)} <span>${name(author.login)} <span class="color-fg-muted">${words} ${ago(row.createdAt, view.now)}</span></span>
    </div>
    ${
      row.body === '' && lines.length === 0
        ? ''
        : html`<div class="post under">
            <div class="post-face"></div>
            <div class="post-box">
              ${row.body === '' ? '' : text(row.body)}
              ${lines.map(line => html`<div class="line-comment"><code>${line.path}:${line.line}</code> ${text(line.body)}</div>`)}
              ${reactions(view, repository, row)}
            </div>
          </div>`
    }
  </div>`;
}

function commit(repository: Repository, login: string, message: string, sha: string): Html {
  return html`<div class="event small" id="commit-${sha}">
    <span class="badge">${icon('git-commit')}</span>
    ${avatar(login)} <a class="flex-1 truncate commit-link" href="${pathOf(repository, `/commit/${sha}`)}">${message.split('\n')[0]}</a>
    <code class="color-fg-muted">${short(sha)}</code>
  </div>`;
}
