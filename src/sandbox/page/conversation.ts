/** One issue or pull request: its title and state, what was said, its checks, and the box to say something. */
import { html } from 'hono/html';
import type { Issue, Repository } from '../github/index.ts';
import { isPull } from '../github/world.ts';
import { checksBox } from './checks.ts';
import { head } from './head.ts';
import { hidden } from './layout.ts';
import { avatar, type Html, icon } from './parts.ts';
import { opening, timeline } from './timeline.ts';
import { mayWrite, pathOf, type View } from './view.ts';

export function conversation(view: View, repository: Repository, thread: Issue): Html {
  return html`${head(view, repository, thread, 'conversation')}
    <div class="timeline" id="timeline">
      ${opening(view, repository, thread)} ${timeline(view, repository, thread).map(item => item.shown)}
    </div>
    ${isPull(thread.row) && thread.row.state === 'open' ? checksBox(view, repository, view.house.box.world.headOf(thread.row), thread) : ''} ${commentBox(view, repository, thread)}`;
}

function commentBox(view: View, repository: Repository, thread: Issue): Html {
  const { row } = thread;
  const writes = mayWrite(view, repository);
  if (row.locked && !writes)
    return html`<p class="locked">${icon('lock')} This conversation is locked to people who can write here.</p>`;
  const mine = row.author === view.me.id;
  const reviews = row.pull !== null && row.state === 'open' && !mine;
  return html`<form class="post say quiet" method="post" action="/act/comment" id="say">
    <div class="post-face">${avatar(view.me.login, 40)}</div>
    <div class="post-box">
      <label class="post-head" for="words">Add a comment as <strong>${view.me.login}</strong></label>
      ${hidden(view)}
      <input type="hidden" name="repository" value="${repository.fullName}" />
      <input type="hidden" name="number" value="${row.number}" />
      <textarea class="form-control" id="words" name="body" rows="4" placeholder="Say /help, /deploy prerelease, or anything else"></textarea>
      <div class="say-buttons">
        ${
          writes || mine
            ? html`<button class="btn" name="do" value="${row.state === 'open' ? 'close' : 'reopen'}">
                ${row.state === 'open' ? html`${icon(row.pull ? 'git-pull-request-closed' : 'issue-closed', { colour: row.pull ? 'danger' : 'done' })} Close ${row.pull ? 'pull request' : 'issue'}` : `Reopen ${row.pull ? 'pull request' : 'issue'}`}
              </button>`
            : ''
        }
        ${reviews ? html`<button class="btn" name="do" value="approve">${icon('check', { colour: 'success' })} Approve</button>` : ''}
        <button class="btn btn-primary" name="do" value="comment">Comment</button>
      </div>
    </div>
  </form>
  <p class="f6 color-fg-muted keys"><kbd>Ctrl</kbd> <kbd>Enter</kbd> sends. <a href="${pathOf(repository, row.pull ? '/pulls' : '/issues')}">Back to the list</a></p>`;
}
