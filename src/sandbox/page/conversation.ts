/** One issue or pull request: its title and state, what was said, its checks, and the box to say something. */
import { html } from 'hono/html';
import { changedFiles } from '../github/diff.ts';
import type { Issue, Repository } from '../github/index.ts';
import { isPull } from '../github/world.ts';
import { checksBox } from './checks.ts';
import { hidden } from './layout.ts';
import { ago, avatar, bare, counted, type Html, icon, nothing } from './parts.ts';
import { opening, timeline } from './timeline.ts';
import { mayWrite, pathOf, type View } from './view.ts';

export function conversation(view: View, repository: Repository, thread: Issue): Html {
  return html`${head(view, repository, thread)}
    <div class="timeline" id="timeline">
      ${opening(view, repository, thread)} ${timeline(view, repository, thread).map(item => item.shown)}
    </div>
    ${isPull(thread.row) && thread.row.state === 'open' ? checksBox(view, repository, thread) : ''} ${commentBox(view, repository, thread)}`;
}

function head(view: View, repository: Repository, thread: Issue): Html {
  const { row } = thread;
  const { world } = view.house.box;
  const author = bare(world.accounts.get(row.author).login);
  return html`<div class="thread-head">
    <h1>${row.title} <span class="color-fg-muted">#${row.number}</span></h1>
    <div class="d-flex flex-items-center flex-wrap gap">
      ${state(thread)}
      <span class="color-fg-muted">
        ${
          isPull(row)
            ? html`<strong>${author}</strong> wants to merge ${counted(commitsOf(view, thread), 'commit')} into
                <span class="branch-name">${row.pull.base}</span> from <span class="branch-name">${from(view, thread)}</span>`
            : html`<strong>${author}</strong> opened this issue ${ago(row.createdAt, view.now)} · ${counted(thread.comments.length, 'comment')}`
        }
      </span>
    </div>
    ${labels(view, thread)} ${isPull(row) ? files(view, repository, thread) : nothing}
  </div>`;
}

function labels({ house: { box } }: View, { row }: Issue): Html {
  if (row.labels.length === 0) return nothing;
  return html`<p class="labels">
    ${row.labels.map(id => html`<span class="Label">${icon('tag', { colour: 'muted' })} ${box.world.labels.get(id).name}</span> `)}
  </p>`;
}

function commitsOf({ house: { box } }: View, { row }: Issue): number {
  if (!isPull(row)) return 0;
  const base = box.world.commitAt(box.world.repositories.get(row.repository), row.pull.base);
  const known = new Set(base ? box.world.git.ancestors(base) : []);
  return box.world.git.ancestors(box.world.headOf(row)).filter(sha => !known.has(sha)).length;
}

function from({ house: { box } }: View, { row }: Issue): string {
  if (!isPull(row)) return '';
  const where = box.world.repositories.get(row.pull.headRepository);
  return where.id === row.repository ? row.pull.head : `${box.world.accounts.get(where.owner).login}:${row.pull.head}`;
}

function state({ row }: Issue): Html {
  const [colour, symbol, words] = row.pull?.mergedAt
    ? ['merged', 'git-merge', 'Merged']
    : row.state === 'closed'
      ? [row.pull ? 'rejected' : 'closed', row.pull ? 'git-pull-request-closed' : 'issue-closed', 'Closed']
      : row.pull?.draft
        ? ['draft', 'git-pull-request-draft', 'Draft']
        : ['open', row.pull ? 'git-pull-request' : 'issue-opened', 'Open'];
  return html`<span class="State State--${colour}" id="state">${icon(symbol ?? 'circle')} ${words}</span>`;
}

function files({ house: { box } }: View, repository: Repository, { row }: Issue): Html {
  if (!isPull(row)) return nothing;
  const all = changedFiles(box.world, row);
  const sum = (what: 'additions' | 'deletions') => all.reduce((total, file) => total + file[what], 0);
  return html`<details class="changed" id="changed">
    <summary>
      ${icon('file-diff')} ${counted(all.length, 'file')} changed <span class="color-fg-success">+${sum('additions')}</span>
      <span class="color-fg-danger">−${sum('deletions')}</span>
    </summary>
    <ul>
      ${all.map(file => {
        const text = box.world.git.blob(file.sha)?.toString('utf8') ?? '';
        return html`<li>
          <details class="Box" id="file-${file.sha}">
            <summary class="Box-header">
              <span class="flex-1">${file.path}</span> <span class="color-fg-success">+${file.additions}</span>
              <span class="color-fg-danger">−${file.deletions}</span>
            </summary>
            ${file.status === 'removed' ? html`<p class="p-3">Deleted.</p>` : html`<pre tabindex="0" aria-label="${file.path} of ${repository.row.name}">${text}</pre>`}
          </details>
        </li>`;
      })}
    </ul>
  </details>`;
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
      <textarea class="form-control" id="words" name="body" rows="4" placeholder="Type /ping, or anything else"></textarea>
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
