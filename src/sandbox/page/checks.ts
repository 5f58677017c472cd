/** The check runs and statuses of a commit, as the box above "Merge" shows them, with what they say at which line. */
import { html, raw } from 'hono/html';
import type { Issue, Repository } from '../github/index.ts';
import type { CheckRun } from '../github/rows.ts';
import type { CommitStatus } from '../github/rows-actions.ts';
import { hidden } from './layout.ts';
import { renderMarkdown } from './markdown.ts';
import { avatar, type Html, icon, nothing } from './parts.ts';
import { mayWrite, pathOf, type View } from './view.ts';

type Check = CheckRun | CommitStatus;

function looks(one: Check): [symbol: string, colour: string, words: string] {
  const verdict = one.kind === 'StatusContext' ? one.state : one.status === 'completed' ? one.conclusion : 'pending';
  if (verdict === 'pending') return ['dot-fill', 'attention', 'In progress'];
  if (verdict === 'success') return ['check', 'success', 'Successful'];
  if (verdict === 'neutral' || verdict === 'skipped') return ['square-fill', 'muted', 'Neutral'];
  return ['x', 'danger', 'Failing'];
}

const is = (one: Check, symbol: string): boolean => looks(one)[0] === symbol;

/** Of each name the last that was said. */
function of(repository: Repository, sha: string): Check[] {
  const runs = repository.checkRuns(sha).map(run => [run.name, run] as const);
  const statuses = repository.statuses.filter(status => status.sha === sha).map(status => [status.context, status] as const);
  return [...new Map(runs).values(), ...new Map(statuses).values()];
}

/** One sign for all of them, beside a title. */
export function checksIcon(repository: Repository, sha: string): Html {
  const all = of(repository, sha).map(looks);
  const worst = all.find(([symbol]) => symbol === 'x') ?? all.find(([symbol]) => symbol === 'dot-fill') ?? all[0];
  return worst ? icon(worst[0], { colour: worst[1], words: `Checks: ${worst[2].toLowerCase()}` }) : nothing;
}

/** With the button that merges, where they are those of a pull request. */
export function checksBox(view: View, repository: Repository, sha: string, thread: Issue | null = null): Html {
  const runs = of(repository, sha);
  const failing = runs.filter(run => is(run, 'x')).length;
  const open = runs.filter(run => is(run, 'dot-fill')).length;
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
    ${runs.map(run => (run.kind === 'StatusContext' ? status(view, run) : row(view, repository, run)))}
    ${thread ? merging(view, repository, thread) : nothing}
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

function status({ house: { box } }: View, one: CommitStatus): Html {
  const [symbol, colour, words] = looks(one);
  return html`<div class="Box-row check status" id="status-${one.id}">
    ${icon(symbol, { colour, words })} ${avatar(box.world.accounts.get(one.creator).login)} <strong>${one.context}</strong>
    <span class="color-fg-muted">${one.description ?? words}</span>
    ${one.targetUrl === null ? '' : html`<a href="${pageOf(one.targetUrl)}">Details</a>`}
  </div>`;
}

/** Here when it is a page of this GitHub; the port may be another one since. */
const pageOf = (url: string): string => (new URL(url).hostname === '127.0.0.1' ? new URL(url).pathname : url);

function row(view: View, repository: Repository, run: CheckRun): Html {
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
