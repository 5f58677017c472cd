/** The frame round every page: GitHub's header, the repository's tabs, and beside it what only a sandbox has. */
import { html } from 'hono/html';
import type { Repository } from '../github/index.ts';
import { people } from '../seed.ts';
import { levers } from './levers.ts';
import { avatar, type Html, icon, nothing } from './parts.ts';
import { tour, tourBar } from './tour.ts';
import { pathOf, roleIn, type View } from './view.ts';

export type Tab = 'code' | 'issues' | 'pulls' | 'actions' | 'deployments' | 'file' | 'decisions' | 'calls' | 'none';

interface Page {
  title: string;
  repository: Repository | null;
  tab: Tab;
  body: Html | Promise<Html>;
  /** Of the thread that is shown, for levers that act on it. */
  number?: number;
}

export const hidden = (view: View): Html =>
  html`<input type="hidden" name="token" value="${view.token}" /><input type="hidden" name="back" value="${view.path}" />`;

export async function layout(view: View, page: Page): Promise<string> {
  const { repository } = page;
  const body = await page.body;
  const text = await html`<!doctype html>
    <html lang="en" data-color-mode="${view.theme}" data-light-theme="light" data-dark-theme="dark">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · Shipmate sandbox</title>
        <link rel="icon" href="/face/shipmate%5Bbot%5D.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/primer.css" />
        <link rel="stylesheet" href="/style.css" />
        <script type="module" src="/script.js"></script>
      </head>
      <body data-now="${view.now.getTime()}">
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <div class="top-bar">
            <a class="mark" href="/" aria-label="All repositories">${icon('container', { size: 24 })}</a>
            <nav class="crumbs" aria-label="Where you are">${crumbs(repository)}</nav>
            ${themes(view)} ${who(view, repository)}
          </div>
          ${repository ? tabs(repository, page.tab) : nothing} ${tourBar(view)}
        </header>
        <div class="frame">
          <main id="content" tabindex="-1">
            <div id="flash" role="status"></div>
            ${body}
          </main>
          <aside class="world" aria-label="The sandbox">${tour(view)} ${levers(view, repository, page.number ?? null)}</aside>
        </div>
      </body>
    </html>`;
  return text.toString();
}

function crumbs(repository: Repository | null): Html {
  if (!repository) return html`<strong>Repositories</strong>`;
  const [owner, repo] = repository.fullName.split('/');
  return html`<a href="/">${owner}</a><span class="slash" aria-hidden="true">/</span
    ><a href="${pathOf(repository)}"><strong>${repo}</strong></a>`;
}

function tabs(repository: Repository, current: Tab): Html {
  const open = repository.threads.filter(thread => thread.row.state === 'open');
  const pulls = open.filter(thread => thread.row.pull !== null).length;
  const all: [Tab, string, string, string, number | null][] = [
    ['code', '', 'code', 'Code', null],
    ['issues', '/issues', 'issue-opened', 'Issues', open.length - pulls],
    ['pulls', '/pulls', 'git-pull-request', 'Pull requests', pulls],
    ['actions', '/actions', 'play', 'Actions', null],
    ['deployments', '/deployments', 'rocket', 'Deployments', null],
    ['file', '/file', 'file-code', 'shipmate.yml', null],
    ['decisions', '/decisions', 'law', 'Decisions', null],
    ['calls', '/calls', 'pulse', 'Calls', null],
  ];
  return html`<nav class="UnderlineNav" aria-label="Repository">
    <ul class="UnderlineNav-body">
      ${all.map(
        ([tab, path, symbol, words, count]) =>
          html`<li>
            <a class="UnderlineNav-item" href="${pathOf(repository, path)}" ${current === tab ? html`aria-current="page"` : ''}
              >${icon(symbol)} <span>${words}</span>${count === null ? '' : html` <span class="Counter">${count}</span>`}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;
}

function who(view: View, repository: Repository | null): Html {
  const role = (login: string) => {
    if (!repository) return '';
    const role = roleIn(view, repository, view.house.box.person(login));
    return login === 'mallory' && role === 'read' ? 'from outside' : role;
  };
  return html`<details class="menu" id="who">
    <summary aria-label="Who am I: ${view.me.login}" title="Who am I">
      ${avatar(view.me.login, 24)} <span class="who-name">${view.me.login}</span>${icon('triangle-down')}
    </summary>
    <form class="menu-box" method="post" action="/act/me">
      ${hidden(view)}
      <div class="menu-title">Who am I?</div>
      ${Object.keys(people).map(
        login =>
          html`<button class="menu-item" name="me" value="${login}" ${login === view.me.login ? html`aria-current="true"` : ''}>
            ${avatar(login)} <span class="flex-1">${login}</span> <span class="color-fg-muted">${role(login)}</span>
          </button>`,
      )}
    </form>
  </details>`;
}

function themes(view: View): Html {
  const all = [
    ['auto', 'device-desktop', 'As the system'],
    ['light', 'sun', 'Light'],
    ['dark', 'moon', 'Dark'],
  ] as const;
  const [, symbol] = all.find(([theme]) => theme === view.theme) ?? all[0];
  return html`<details class="menu" id="theme">
    <summary aria-label="Light or dark" title="Light or dark">${icon(symbol)}</summary>
    <form class="menu-box" method="post" action="/act/theme">
      ${hidden(view)}
      ${all.map(
        ([theme, symbol, words]) =>
          html`<button class="menu-item" name="theme" value="${theme}" ${theme === view.theme ? html`aria-current="true"` : ''}>
            ${icon(symbol)} <span class="flex-1">${words}</span>
          </button>`,
      )}
    </form>
  </details>`;
}
