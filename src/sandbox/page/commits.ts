/** Commits: those of a pull request, day by day, and one with what it changed. */
import { html } from 'hono/html';
import { pullCommits } from '../github/diff.ts';
import type { Commit } from '../github/git.ts';
import type { Repository } from '../github/index.ts';
import type { PullRequest } from '../github/rows.ts';
import { changes } from './changes.ts';
import { checksBox, checksIcon } from './checks.ts';
import { ago, avatar, bare, type Html, icon, short } from './parts.ts';
import { pathOf, type View } from './view.ts';

export function commits(view: View, repository: Repository, pull: PullRequest): Html {
  const { world } = view.house.box;
  const all = pullCommits(world, pull).flatMap(sha => world.git.commit(sha) ?? []);
  const days = Map.groupBy(all, commit => commit.author.at.toISOString().slice(0, 10));
  return html`${[...days].map(
    ([day, some]) =>
      html`<h2 class="commit-day">${icon('git-commit', { colour: 'muted' })} Commits on <time datetime="${day}">${dayIn(day)}</time></h2>
        <ul class="Box mb-3">
          ${some.map(one => row(view, repository, one))}
        </ul>`,
  )}`;
}

const dayIn = (day: string): string =>
  new Date(day).toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });

function row(view: View, repository: Repository, { sha, message, author }: Commit): Html {
  return html`<li class="Box-row d-flex gap" id="commit-${sha}">
    <div class="flex-1 min-width-0">
      <a class="commit-title" href="${pathOf(repository, `/commit/${sha}`)}">${message.split('\n')[0]}</a>
      <div class="color-fg-muted f6 mt-1">${avatar(author.name, 16)} ${bare(author.name)} committed ${ago(author.at, view.now)}</div>
    </div>
    ${checksIcon(repository, sha)} <code class="color-fg-muted">${short(sha)}</code>
  </li>`;
}

/** All repositories share their objects here; a commit is this one's when one of its branches, tags or pull requests leads to it. */
export function commitIn({ house: { box } }: View, { id }: Repository, asked: string): Commit | undefined {
  const { git, refs } = box.world;
  const sha = git.resolve(asked);
  const leads = sha !== undefined && refs.where(ref => ref.repository === id).some(ref => git.ancestors(ref.sha).includes(sha));
  return leads ? git.commit(sha) : undefined;
}

/** The page of one commit. */
export function commit(view: View, repository: Repository, { sha, message, author, parents }: Commit): Html {
  const [title, ...more] = message.split('\n');
  return html`<div class="thread-head">
      <h1>${title}</h1>
      ${more.join('').trim() === '' ? '' : html`<pre class="commit-words">${more.join('\n').trim()}</pre>`}
      <div class="d-flex flex-items-center flex-wrap gap color-fg-muted">
        ${avatar(author.name)} <span><strong>${bare(author.name)}</strong> committed ${ago(author.at, view.now)}</span>
        <code>${short(sha)}</code>
        ${parents.map(parent => html`<span>parent <a href="${pathOf(repository, `/commit/${parent}`)}">${short(parent)}</a></span>`)}
      </div>
    </div>
    ${repository.checkRuns(sha).length + repository.statuses.filter(one => one.sha === sha).length === 0 ? '' : checksBox(view, repository, sha)}
    ${changes(view, repository, parents[0] ?? null, sha)}`;
}
