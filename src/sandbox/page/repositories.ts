/** The list of repositories, and a repository's first page: its files and its README. */
import { html, raw } from 'hono/html';
import type { Repository } from '../github/index.ts';
import { checksIcon } from './checks.ts';
import { renderMarkdown } from './markdown.ts';
import { ago, avatar, blank, type Html, icon, nothing, short } from './parts.ts';
import { around, maySee, pathOf, type View } from './view.ts';

export function repositories(view: View): Html {
  const { box } = view.house;
  const all = box.world.repositories.where(() => true).map(row => box.repository(box.world.fullName(row)));
  const seen = all.filter(repository => maySee(view, repository));
  return html`<h1 class="h3 mb-3">Repositories</h1>
    ${seen.length === 0 ? blank('repo', 'Nothing here for you') : ''}
    <div class="Box">
      ${seen.map(repository => {
        const { private: hidden, forkOf, pushedAt } = repository.row;
        const open = repository.threads.filter(thread => thread.row.state === 'open');
        const pulls = open.filter(thread => thread.row.pull).length;
        return html`<div class="Box-row">
          <h2 class="h4">
            ${icon(forkOf ? 'repo-forked' : 'repo', { colour: 'muted' })}
            <a href="${pathOf(repository)}">${repository.fullName}</a>
            <span class="Label Label--secondary">${hidden ? 'Private' : 'Public'}</span>
          </h2>
          <p class="color-fg-muted f6 mb-0">
            ${icon('issue-opened')} ${open.length - pulls} · ${icon('git-pull-request')} ${pulls} · Updated ${ago(pushedAt, view.now)}
          </p>
        </div>`;
      })}
    </div>`;
}

export function home(view: View, repository: Repository): Html {
  const { world } = view.house.box;
  const head = repository.head();
  const commit = world.git.commit(head);
  const readme = textAt(view, repository, 'README.md');
  return html`<h1 class="sr-only">${repository.fullName}</h1>
    <div class="Box mb-3">
      <div class="Box-header d-flex flex-items-center gap">
        ${commit ? html`${avatar(commit.author.name)} <strong>${commit.author.name}</strong>` : ''}
        <span class="flex-1 truncate">${commit?.message.split('\n')[0] ?? ''}</span>
        ${checksIcon(repository, head)} <a href="${pathOf(repository, `/commit/${head}`)}"><code>${short(head)}</code></a>
        ${commit ? html`<span class="color-fg-muted">${ago(commit.author.at, view.now)}</span>` : ''}
      </div>
      <ul class="files">
        ${[...world.git.paths(head).keys()].sort().map(
          path =>
            html`<li class="Box-row">
              ${icon('file', { colour: 'muted' })} <a href="${pathOf(repository, `/blob/${path}`)}">${path}</a>
            </li>`,
        )}
      </ul>
    </div>
    ${
      readme === null
        ? nothing
        : html`<section class="Box" aria-label="README">
            <div class="Box-header"><h2 class="Box-title">${icon('book', { colour: 'muted' })} README</h2></div>
            <div class="Box-body markdown-body p-4">${raw(renderMarkdown(readme, around(view, repository)))}</div>
          </section>`
    }`;
}

/** `place`: a path on the default branch, or one as a commit had it, with the whole name of that in front. */
export function blob(view: View, repository: Repository, place: string): Html | null {
  const [, sha, path = ''] = /^(?:([\da-f]{40})\/)?(.+)$/.exec(place) ?? [];
  const text = textAt(view, repository, path, sha);
  if (text === null) return null;
  const lines = text.replace(/\n$/, '').split('\n');
  return html`<h1 class="h4 mb-3"><a href="${pathOf(repository)}">${repository.row.name}</a> / ${path}${sha === undefined ? nothing : html` <span class="color-fg-muted f5">as ${sha.slice(0, 7)} has it</span>`}</h1>
    <div class="Box code" tabindex="0" role="region" aria-label="${path}">
      <table>
        ${lines.map(
          (line, index) =>
            html`<tr id="L${index + 1}">
              <td class="line-number">${index + 1}</td>
              <td class="line">${line}</td>
            </tr>`,
        )}
      </table>
    </div>`;
}

/** What the default branch, or that commit, has there; null when it has nothing. */
export function textAt(
  { house: { box } }: Pick<View, 'house'>,
  repository: Repository,
  path: string,
  sha = repository.head(),
): string | null {
  const found = box.world.git.commit(sha) && box.world.git.at(sha, path);
  return found && found.mode !== '040000' ? (box.world.git.blob(found.sha)?.toString('utf8') ?? null) : null;
}
