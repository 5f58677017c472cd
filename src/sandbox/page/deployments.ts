/** Environments, what runs on each, and how it came there; and the lines about deployments in a pull request. */
import { html } from 'hono/html';
import { pullCommits } from '../github/diff.ts';
import type { Issue, Repository } from '../github/index.ts';
import type { DeploymentStatus } from '../github/rows-actions.ts';
import { isPull } from '../github/world.ts';
import { ago, avatar, blank, counted, fold, type Html, icon, name, nothing, short } from './parts.ts';
import { pathOf, type View } from './view.ts';

type Deployment = Repository['deployments'][number];
type State = DeploymentStatus['state'];

/** Of each environment. */
const mostShown = 20;

const words: Record<State, [says: string, label: string]> = {
  success: ['Active', 'success'],
  inactive: ['Inactive', 'secondary'],
  failure: ['Failed', 'danger'],
  error: ['Error', 'danger'],
  in_progress: ['In progress', 'attention'],
  queued: ['Queued', 'attention'],
  pending: ['Pending', 'attention'],
  waiting: ['Waiting', 'attention'],
};

const label = (state: State, says = words[state][0]): Html =>
  html`<span class="Label Label--${words[state][1]} no-wrap">${says}</span>`;

export function environments(view: View, repository: Repository): Html {
  const { world } = view.house.box;
  const all = repository.deployments.toReversed();
  const known = world.environments.where(row => row.repository === repository.id).map(row => row.name);
  const names = [...new Set([...known, ...all.map(one => one.environment)])];
  const pulls = pullsBySha(view, repository);
  return html`<h1 class="h3 mb-3">Deployments</h1>
    ${names.length === 0 ? html`<div class="Box">${blank('server', 'No environments yet', 'The first deployment makes one.')}</div>` : ''}
    ${names.map(one =>
      environment(
        view,
        repository,
        one,
        all.filter(row => row.environment === one),
        pulls,
      ),
    )}`;
}

function environment(view: View, repository: Repository, title: string, all: Deployment[], pulls: Map<string, number>): Html {
  const running = all.find(row => row.state === 'success');
  const url = running && lastOf(running, 'environmentUrl');
  const shown = all.slice(0, mostShown);
  const key = encodeURIComponent(title);
  return html`<section class="Box mb-3" id="environment-${key}" aria-labelledby="environment-${key}-title">
    <div class="Box-header d-flex flex-items-center flex-wrap gap">
      ${icon('server', { colour: 'muted' })}
      <h2 class="Box-title flex-1" id="environment-${key}-title">${title}</h2>
      ${url ? outward(repository, url, html`${icon('link-external')} ${url.replace(/^https?:\/\//, '')}`, 'break') : ''}
    </div>
    <div class="Box-row runs-here">
      ${
        running
          ? html`${icon('check-circle-fill', { colour: 'success', words: 'Runs here' })}
              <div class="min-width-0 flex-1">
                ${subject(view, repository, running, pulls)}
                <div class="color-fg-muted f6 mt-1">deployed by ${who(view, running)} ${ago(running.createdAt, view.now)}</div>
              </div>
              ${label('success')}`
          : html`${icon('circle', { colour: 'muted' })} <span>Nothing runs here.</span>`
      }
    </div>
    ${
      shown.length === 0
        ? ''
        : html`<details class="history" id="history-${key}" open>
            <summary class="Box-row">${fold} ${counted(all.length, 'deployment')}</summary>
            <ul>
              ${shown.map(row => entry(view, repository, row, pulls, running))}
            </ul>
          </details>`
    }
    ${all.length > shown.length ? html`<p class="diff-note">Older ones are not shown.</p>` : ''}
  </section>`;
}

function entry(view: View, repository: Repository, row: Deployment, pulls: Map<string, number>, running?: Deployment): Html {
  // GitHub leaves what was on production before as it was; only one of them runs there.
  const says = row.state === 'success' && row.id !== running?.id ? 'Succeeded' : undefined;
  return html`<li>
    <details class="deployment" id="deployment-${row.id}">
      <summary class="Box-row">
        ${fold} ${avatar(view.house.box.world.accounts.get(row.creator).login)}
        <span class="deployment-title truncate"><code>${short(row.sha)}</code> ${titleOf(view, row.sha)}</span>
        <span class="color-fg-muted f6 no-wrap">${ago(row.createdAt, view.now)}</span> ${label(row.state, says)}
      </summary>
      <div class="deployment-more">
        <p>${subject(view, repository, row, pulls)}, by ${who(view, row)}${row.description ? `: ${row.description}` : ''}</p>
        <ol>
          ${row.statuses.length === 0 ? html`<li>${label('pending')} Nobody has said yet how it goes.</li>` : ''}
          ${row.statuses.map(
            status =>
              html`<li>
                ${label(status.state, status.state === 'success' ? 'Success' : undefined)} ${status.description}
                <span class="color-fg-muted">${ago(status.createdAt, view.now)}</span>
                ${status.logUrl ? outward(repository, status.logUrl, html`Log`) : ''}
              </li>`,
          )}
        </ol>
      </div>
    </details>
  </li>`;
}

function subject(view: View, repository: Repository, { sha }: Deployment, pulls: Map<string, number>): Html {
  const pull = pulls.get(sha);
  return html`<a href="${pathOf(repository, `/commit/${sha}`)}"><code>${short(sha)}</code></a> ${titleOf(view, sha)}${
    pull === undefined ? '' : html` from <a href="${pathOf(repository, `/pull/${pull}`)}">#${pull}</a>`
  }`;
}

const titleOf = ({ house: { box } }: View, sha: string): string => box.world.git.commit(sha)?.message.split('\n')[0] ?? '';

const who = ({ house: { box } }: View, row: Deployment): Html => name(box.world.accounts.get(row.creator).login);

/** Which pull request a commit came with: one of its own, or what it was merged as. */
function pullsBySha({ house: { box } }: View, repository: Repository): Map<string, number> {
  const all = repository.threads.flatMap(({ row }) => (isPull(row) ? row : []));
  return new Map(
    all.flatMap(row => [...pullCommits(box.world, row), row.pull.mergeCommit ?? ''].map(sha => [sha, row.number] as const)),
  );
}

/** The newest that was said; a later status need not say it again. */
const lastOf = ({ statuses }: Deployment, what: 'environmentUrl' | 'logUrl'): string =>
  statuses.findLast(status => status[what] !== '')?.[what] ?? '';

/** A link as somebody gave it: to the web, or to a page that stands here. */
function outward(repository: Repository, url: string, text: Html, look = ''): Html {
  if (!URL.canParse(url)) return text;
  const { protocol, hostname, pathname, hash } = new URL(url);
  // The port may be another one since.
  if (hostname === '127.0.0.1' && pathname.startsWith(pathOf(repository, '/')))
    return html`<a class="${look}" href="${pathname}${hash}">${text}</a>`;
  if (protocol !== 'https:' && protocol !== 'http:') return text;
  return html`<a class="${look}" href="${url}" rel="noopener noreferrer" target="_blank">${text}</a>`;
}

/** What was deployed of a pull request, for its timeline. */
export function deployed(view: View, repository: Repository, thread: Issue): { at: Date; shown: Html }[] {
  const { row } = thread;
  if (!isPull(row)) return [];
  const own = new Set([...pullCommits(view.house.box.world, row), row.pull.mergeCommit]);
  return repository.deployments
    .filter(one => own.has(one.sha))
    .map(one => ({ at: one.createdAt, shown: event(view, repository, one) }));
}

function event(view: View, repository: Repository, row: Deployment): Html {
  const { login } = view.house.box.world.accounts.get(row.creator);
  const link = lastOf(row, 'environmentUrl') || lastOf(row, 'logUrl');
  const bad = row.state === 'failure' || row.state === 'error';
  return html`<div class="event deployed" id="deployed-${row.id}">
    <span class="badge ${bad ? 'bg-danger' : ''}">${icon('rocket')}</span>
    ${avatar(login)}
    <span class="flex-1"
      >${name(login)} ${did(row)}
      <a class="environment-name" href="${pathOf(repository, `/deployments#environment-${encodeURIComponent(row.environment)}`)}">${row.environment}</a>
      <span class="color-fg-muted">${ago(row.createdAt, view.now)}</span> ${label(row.state)}</span
    >
    ${link && !bad ? outward(repository, link, html`View deployment`, 'btn btn-sm') : nothing}
    ${link && bad ? outward(repository, lastOf(row, 'logUrl') || link, html`View details`, 'btn btn-sm') : nothing}
  </div>`;
}

function did({ state, transient }: Deployment): string {
  switch (state) {
    case 'success':
    case 'inactive':
      return transient ? 'temporarily deployed to' : 'deployed to';
    case 'failure':
    case 'error':
      return 'had a problem deploying to';
    case 'in_progress':
      return 'is deploying to';
    default:
      return 'requested a deployment to';
  }
}
