/** The check runs of a commit, as the box above "Merge" shows them, with what they say at which line. */
import { html, raw } from 'hono/html';
import type { Issue, Repository } from '../github/index.ts';
import type { CheckRun } from '../github/rows.ts';
import { isPull } from '../github/world.ts';
import { hidden } from './layout.ts';
import { renderMarkdown } from './markdown.ts';
import { avatar, type Html, icon, nothing } from './parts.ts';
import { mayWrite, pathOf, type View } from './view.ts';

function looks(run: CheckRun): [symbol: string, colour: string, words: string] {
  if (run.status !== 'completed') return ['dot-fill', 'attention', 'In progress'];
  if (run.conclusion === 'success') return ['check', 'success', 'Successful'];
  if (run.conclusion === 'neutral' || run.conclusion === 'skipped') return ['square-fill', 'muted', 'Neutral'];
  return ['x', 'danger', 'Failing'];
}

const latest = (runs: CheckRun[]): CheckRun[] => [...new Map(runs.map(run => [run.name, run])).values()];

function of(view: View, repository: Repository, thread: Issue): CheckRun[] {
  return isPull(thread.row) ? latest(repository.checkRuns(view.house.box.world.headOf(thread.row))) : [];
}

/** One sign for all of them, beside a title. */
export function checksIcon(view: View, repository: Repository, thread: Issue): Html {
  const all = of(view, repository, thread).map(looks);
  const worst = all.find(([symbol]) => symbol === 'x') ?? all.find(([symbol]) => symbol === 'dot-fill') ?? all[0];
  return worst ? icon(worst[0], { colour: worst[1], words: `Checks: ${worst[2].toLowerCase()}` }) : nothing;
}

export function checksBox(view: View, repository: Repository, thread: Issue): Html {
  const runs = of(view, repository, thread);
  const failing = runs.filter(run => looks(run)[0] === 'x').length;
  const open = runs.filter(run => run.status !== 'completed').length;
  const [title, symbol, colour] =
    failing > 0
      ? ['Some checks were not successful', 'x-circle-fill', 'danger']
      : open > 0
        ? ['Some checks haven’t completed yet', 'dot-fill', 'attention']
        : runs.length > 0
          ? ['All checks have passed', 'check-circle-fill', 'success']
          : ['No checks here', 'circle', 'muted'];
  return html`<section class="Box checks ${colour}" id="checks" aria-labelledby="checks-title">
    <div class="Box-row d-flex gap">
      ${icon(symbol ?? 'circle', { size: 24, colour: colour ?? 'muted' })}
      <div>
        <h2 class="h5" id="checks-title">${title}</h2>
        <p class="color-fg-muted mb-0 f6">
          ${runs.length === 0 ? 'Nothing has looked at this commit.' : summary({ failing, open, successful: runs.length - failing - open })}
        </p>
      </div>
    </div>
    ${runs.map(run => row(view, repository, run))} ${merging(view, repository, thread)}
  </section>`;
}

function merging(view: View, repository: Repository, thread: Issue): Html {
  if (!mayWrite(view, repository) || thread.row.pull?.draft) return nothing;
  return html`<form class="Box-row quiet" method="post" action="/act/merge">
    ${hidden(view)}
    <input type="hidden" name="repository" value="${repository.fullName}" />
    <input type="hidden" name="number" value="${thread.number}" />
    <button class="btn btn-primary">${icon('git-merge')} Merge pull request</button>
  </form>`;
}

const summary = (counts: Record<'failing' | 'open' | 'successful', number>): string =>
  [
    [counts.failing, 'failing'],
    [counts.open, 'in progress'],
    [counts.successful, 'successful'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(', ');

export function row(view: View, repository: Repository, run: CheckRun): Html {
  const [symbol, colour, words] = looks(run);
  const { box } = view.house;
  const app = run.app === box.credentials.appId ? box.bot.login : 'actions[bot]';
  return html`<details class="Box-row check" id="check-${run.id}">
    <summary>
      ${icon(symbol, { colour, words })} ${avatar(app)} <strong>${run.name}</strong>
      <span class="color-fg-muted">${run.title ?? words}</span>
    </summary>
    ${run.summary ? html`<div class="markdown-body">${raw(renderMarkdown(run.summary))}</div>` : ''}
    ${run.detailsUrl && run.app !== box.credentials.appId ? html`<a class="check-details" href="${new URL(run.detailsUrl).pathname}">Details</a>` : ''}
    ${run.annotations.map(
      note =>
        html`<div class="annotation ${note.annotation_level}">
          <a href="${pathOf(repository, `/blob/${note.path}#L${note.start_line}`)}">${note.path}#L${note.start_line}</a>
          <p>${note.message}</p>
        </div>`,
    )}
  </details>`;
}
