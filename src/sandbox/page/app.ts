/** The page's routes. */
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { filePath } from '../../config/file.ts';
import { Sentence } from '../../core/sentence.ts';
import type { Issue, Repository } from '../github/index.ts';
import { Refusal } from '../github/refusal.ts';
import { isPull } from '../github/world.ts';
import type { House } from '../house.ts';
import { people } from '../seed.ts';
import { actions } from './actions.ts';
import { actsOn } from './acts.ts';
import { assets } from './assets.ts';
import { calls } from './calls.ts';
import { pullChanges } from './changes.ts';
import { commit, commitIn, commits } from './commits.ts';
import { conversation } from './conversation.ts';
import { decisions } from './decisions.ts';
import { environments } from './deployments.ts';
import { editor, verdict } from './editor.ts';
import { guard, newToken } from './guard.ts';
import { head } from './head.ts';
import { layout, type Tab } from './layout.ts';
import { live } from './live.ts';
import { blank, type Html, nothing } from './parts.ts';
import { blob, home, repositories } from './repositories.ts';
import { run } from './run.ts';
import { newIssue, threads } from './threads.ts';
import { maySee, type Theme, type View } from './view.ts';

interface Shown {
  title: string;
  tab: Tab;
  body: Html | Promise<Html>;
  number?: number;
}

type DrawThread = (view: View, repository: Repository, thread: Issue) => Html;

const themes: Theme[] = ['light', 'dark'];

export function page(house: House, port: () => number): Hono {
  const { box } = house;
  const token = newToken();
  const app = new Hono();
  const person = (login: string | undefined) => box.person(login !== undefined && login in people ? login : 'alice');
  const view = (context: Context): View => {
    const { pathname, search } = new URL(context.req.url);
    return {
      house,
      me: person(getCookie(context, 'me')),
      theme: themes.find(theme => theme === getCookie(context, 'theme')) ?? 'auto',
      path: pathname + search,
      token,
      now: box.clock.now(),
    };
  };
  const nothingHere = { title: 'Not found', tab: 'none', body: blank('question', 'There is nothing here') } as const;

  /** A page inside a repository; whoever may not see that finds nothing. */
  const inside = (path: string, draw: (view: View, repository: Repository, context: Context) => Shown | null) =>
    app.get(`/:owner/:repo${path}`, async context => {
      const seen = view(context);
      const row = box.world.repository(context.req.param('owner') ?? '', context.req.param('repo') ?? '');
      const repository = row && box.repository(box.world.fullName(row));
      const shown = repository && maySee(seen, repository) ? draw(seen, repository, context) : null;
      if (!shown || !repository) return context.html(await layout(seen, { ...nothingHere, repository: null }), 404);
      return context.html(await layout(seen, { ...shown, repository, title: `${shown.title} · ${repository.fullName}` }));
    });

  const thread = (kind: 'issues' | 'pull', path = '', draw: DrawThread = conversation) =>
    inside(`/${kind}/:number{[0-9]+}${path}`, (seen, repository, context) => {
      const number = Number(context.req.param('number'));
      const row = box.world.issue(repository.row, number);
      if (!row || (row.pull !== null) !== (kind === 'pull')) return null;
      const body = draw(seen, repository, repository.numbered(number));
      return { title: `${row.title} #${number}`, tab: row.pull ? 'pulls' : 'issues', number, body };
    });

  app.use(guard(token, port));
  app.route('/', assets());
  app.get('/live', context => live(context, house));
  app.route('/act', actsOn(house, person));
  app.post('/validate', async context => {
    const form = await context.req.parseBody();
    const row = box.world.repository(...names(String(form.repository)));
    if (!row) return context.notFound();
    return context.html(verdict(String(form.text).replaceAll('\r\n', '\n'), box.repository(box.world.fullName(row))));
  });
  app.get('/', async context => {
    const seen = view(context);
    return context.html(await layout(seen, { title: 'Repositories', tab: 'none', repository: null, body: repositories(seen) }));
  });
  inside('', (seen, repository) => ({ title: repository.row.name, tab: 'code', body: home(seen, repository) }));
  inside('/blob/:path{.+}', (seen, repository, context) => {
    const path = context.req.param('path') ?? '';
    const body = blob(seen, repository, path);
    return body && { title: path, tab: 'code', body };
  });
  inside('/issues/new', (seen, repository) => ({ title: 'New issue', tab: 'issues', body: newIssue(seen, repository) }));
  for (const kind of ['issues', 'pulls'] as const)
    inside(`/${kind}`, (seen, repository, context) => {
      const state = context.req.query('state') === 'closed' ? 'closed' : 'open';
      return { title: kind === 'issues' ? 'Issues' : 'Pull requests', tab: kind, body: threads(seen, repository, kind, state) };
    });
  thread('issues');
  thread('pull');
  for (const [tab, draw] of [
    ['commits', commits],
    ['files', pullChanges],
  ] as const)
    thread('pull', `/${tab}`, (seen, repository, one) =>
      isPull(one.row) ? html`${head(seen, repository, one, tab)} ${draw(seen, repository, one.row)}` : nothing,
    );
  inside('/commit/:sha{[0-9a-f]{7,40}}', (seen, repository, context) => {
    const found = commitIn(seen, repository, context.req.param('sha') ?? '');
    return found ? { title: found.message.split('\n')[0] ?? '', tab: 'code', body: commit(seen, repository, found) } : null;
  });
  inside('/actions', (seen, repository) => {
    const body = actions(seen, repository, null);
    return body && { title: 'Actions', tab: 'actions', body };
  });
  inside('/actions/workflows/:file', (seen, repository, context) => {
    const file = context.req.param('file') ?? '';
    const body = actions(seen, repository, file);
    return body && { title: file, tab: 'actions', body };
  });
  const oneRun = (path: string) =>
    inside(`/actions/runs/:run{[0-9]+}${path}`, (seen, repository, context) => {
      const found = repository.runs().find(one => one.id === Number(context.req.param('run')));
      const attempt = Number(context.req.param('attempt') ?? found?.row.attempt);
      if (!found || attempt > found.row.attempt) return null;
      return { title: found.title, tab: 'actions', body: run(seen, repository, found, attempt) };
    });
  oneRun('');
  oneRun('/attempts/:attempt{[1-9][0-9]*}');
  inside('/deployments', (seen, repository) => ({
    title: 'Deployments',
    tab: 'deployments',
    body: environments(seen, repository),
  }));
  inside('/file', (seen, repository) => ({ title: 'shipmate.yml', tab: 'file', body: editor(seen, repository) }));
  // Where GitHub lets people write a new file: here it is always the one.
  inside('/new/:branch{.+}', (seen, repository, context) =>
    context.req.query('filename') === filePath
      ? { title: 'New file', tab: 'file', body: editor(seen, repository, context.req.query('value')) }
      : null,
  );
  inside('/decisions', (seen, repository) => ({ title: 'Decisions', tab: 'decisions', body: decisions(seen, repository) }));
  inside('/calls', seen => ({ title: 'Calls', tab: 'calls', body: calls(seen) }));
  // Pages of GitHub that are part of a larger one here.
  app.get('/:owner/:repo/actions/runs/:run/job/:job', context => {
    const { owner, repo, run, job } = context.req.param();
    return context.redirect(`/${owner}/${repo}/actions/runs/${run}#job-${job}`);
  });
  app.get('/:owner/:repo/pull/:number/*', context =>
    context.redirect(`/${context.req.param('owner')}/${context.req.param('repo')}/pull/${context.req.param('number')}`),
  );
  app.notFound(async context => context.html(await layout(view(context), { ...nothingHere, repository: null }), 404));
  app.onError(async (error, context) => {
    if (!(error instanceof Sentence || error instanceof Refusal)) throw error;
    const body = html`<div class="flash flash-error" id="refused">${error.message}</div>`;
    return context.html(await layout(view(context), { title: 'Not done', tab: 'none', repository: null, body }), 422);
  });
  return app;
}

const names = (fullName: string): [string, string] => {
  const [owner = '', name = ''] = fullName.split('/');
  return [owner, name];
};
