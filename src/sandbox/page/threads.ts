/** The lists of issues and of pull requests, and the form for a new issue. */
import { html } from 'hono/html';
import type { Issue, Repository } from '../github/index.ts';
import { isPull } from '../github/world.ts';
import { checksIcon } from './checks.ts';
import { hidden } from './layout.ts';
import { ago, bare, blank, type Html, icon } from './parts.ts';
import { pathOf, type View } from './view.ts';

type Kind = 'issues' | 'pulls';

export function threads(view: View, repository: Repository, kind: Kind, state: 'open' | 'closed'): Html {
  const all = repository.threads.filter(thread => (thread.row.pull !== null) === (kind === 'pulls')).toReversed();
  const shown = all.filter(thread => thread.row.state === state);
  const count = (of: 'open' | 'closed') => all.filter(thread => thread.row.state === of).length;
  const filter = (of: 'open' | 'closed', symbol: string, words: string) =>
    html`<a class="filter" href="${pathOf(repository, `/${kind}?state=${of}`)}" ${of === state ? html`aria-current="true"` : ''}
      >${icon(symbol)} ${count(of)} ${words}</a
    >`;
  return html`<div class="d-flex flex-items-center mb-3">
      <h1 class="h3 flex-1">${kind === 'pulls' ? 'Pull requests' : 'Issues'}</h1>
      ${kind === 'issues' ? html`<a class="btn btn-primary" href="${pathOf(repository, '/issues/new')}">New issue</a>` : ''}
    </div>
    <div class="Box">
      <div class="Box-header d-flex gap">
        ${filter('open', kind === 'pulls' ? 'git-pull-request' : 'issue-opened', 'Open')} ${filter('closed', 'check', 'Closed')}
      </div>
      ${shown.length === 0 ? blank(kind === 'pulls' ? 'git-pull-request' : 'issue-opened', 'Nothing here') : ''}
      <ul id="threads">
        ${shown.map(thread => row(view, repository, thread))}
      </ul>
    </div>`;
}

function row(view: View, repository: Repository, thread: Issue): Html {
  const { row } = thread;
  const { world } = view.house.box;
  const author = bare(world.accounts.get(row.author).login);
  const comments = thread.comments.length;
  return html`<li class="Box-row thread" id="thread-${row.number}">
    ${stateIcon(thread)}
    <div class="flex-1 min-width-0">
      <a class="thread-title" href="${pathOf(repository, `/${row.pull ? 'pull' : 'issues'}/${row.number}`)}">${row.title}</a>
      ${isPull(row) ? checksIcon(repository, world.headOf(row)) : ''}
      <div class="color-fg-muted f6 mt-1">
        #${row.number} opened ${ago(row.createdAt, view.now)} by ${author}${row.pull?.draft ? ' · Draft' : ''}${row.pull ? review(view, thread) : ''}
      </div>
    </div>
    ${comments > 0 ? html`<span class="color-fg-muted f6 no-wrap">${icon('comment', { words: 'Comments' })} ${comments}</span>` : ''}
  </li>`;
}

function review({ house: { box } }: View, thread: Issue): string {
  const states = box.world.reviews.where(row => row.issue === thread.id).map(row => row.state);
  if (states.includes('CHANGES_REQUESTED')) return ' · Changes requested';
  return states.includes('APPROVED') ? ' · Approved' : ' · Review required';
}

export function stateIcon({ row }: Issue): Html {
  if (!row.pull)
    return row.state === 'open'
      ? icon('issue-opened', { colour: 'open', words: 'Open issue' })
      : icon('issue-closed', { colour: 'done', words: 'Closed issue' });
  if (row.pull.mergedAt) return icon('git-merge', { colour: 'done', words: 'Merged pull request' });
  if (row.state === 'closed') return icon('git-pull-request-closed', { colour: 'closed', words: 'Closed pull request' });
  return row.pull.draft
    ? icon('git-pull-request-draft', { colour: 'muted', words: 'Draft pull request' })
    : icon('git-pull-request', { colour: 'open', words: 'Open pull request' });
}

export function newIssue(view: View, repository: Repository): Html {
  return html`<h1 class="h3 mb-3">New issue</h1>
    <form class="Box p-3" method="post" action="/act/issue">
      ${hidden(view)}
      <input type="hidden" name="repository" value="${repository.fullName}" />
      <label class="d-block mb-3">
        <span class="d-block text-bold mb-1">Title</span>
        <input class="form-control width-full" name="title" required maxlength="256" />
      </label>
      <label class="d-block mb-3">
        <span class="d-block text-bold mb-1">Description</span>
        <textarea class="form-control width-full" name="body" rows="8"></textarea>
      </label>
      <div class="text-right"><button class="btn btn-primary">Create</button></div>
    </form>`;
}
