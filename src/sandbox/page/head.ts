/** What stands above an issue or a pull request: title, state, labels, and the tabs of a pull request. */
import { html } from 'hono/html';
import { changedFiles, pullCommits } from '../github/diff.ts';
import type { Issue, Repository } from '../github/index.ts';
import type { PullRequest } from '../github/rows.ts';
import { isPull } from '../github/world.ts';
import { sum } from './changes.ts';
import { ago, bare, counted, type Html, icon, nothing } from './parts.ts';
import { pathOf, type View } from './view.ts';

export type PullTab = 'conversation' | 'commits' | 'files';

export function head(view: View, repository: Repository, thread: Issue, tab: PullTab): Html {
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
            ? html`<strong>${author}</strong> wants to merge ${counted(pullCommits(world, row).length, 'commit')} into
                <span class="branch-name">${row.pull.base}</span> from <span class="branch-name">${from(view, thread)}</span>`
            : html`<strong>${author}</strong> opened this issue ${ago(row.createdAt, view.now)} · ${counted(thread.comments.length, 'comment')}`
        }
      </span>
    </div>
    ${labels(view, thread)}
  </div>
  ${isPull(row) ? tabs(view, repository, row, tab) : nothing}`;
}

function tabs({ house: { box } }: View, repository: Repository, row: PullRequest, current: PullTab): Html {
  const files = changedFiles(box.world, row);
  const comments = box.world.comments.where(one => one.issue === row.id).length;
  const all: [PullTab, string, string, string, number][] = [
    ['conversation', '', 'comment-discussion', 'Conversation', comments],
    ['commits', '/commits', 'git-commit', 'Commits', pullCommits(box.world, row).length],
    ['files', '/files', 'file-diff', 'Files changed', files.length],
  ];
  return html`<nav class="pull-tabs" aria-label="Pull request">
    <ul>
      ${all.map(
        ([tab, path, symbol, words, count]) =>
          html`<li>
            <a href="${pathOf(repository, `/pull/${row.number}${path}`)}" ${tab === current ? html`aria-current="page"` : ''}
              >${icon(symbol)} ${words} <span class="Counter">${count}</span></a
            >
          </li>`,
      )}
    </ul>
    ${sum(files)}
  </nav>`;
}

function labels({ house: { box } }: View, { row }: Issue): Html {
  if (row.labels.length === 0) return nothing;
  return html`<p class="labels">
    ${row.labels.map(id => html`<span class="Label">${icon('tag', { colour: 'muted' })} ${box.world.labels.get(id).name}</span> `)}
  </p>`;
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
