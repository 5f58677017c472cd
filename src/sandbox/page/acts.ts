/** What people do on the page: each form is one act, checked against what its person may do, and leads back to where it stood. */
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { filePath, loadFile } from '../../config/file.ts';
import { Sentence } from '../../core/sentence.ts';
import { sections } from '../../features.ts';
import { inputsOf } from '../github/actions/workflow-file.ts';
import type { Account, Comment, Issue, Repository } from '../github/index.ts';
import { type ReactionContent, reactionContents } from '../github/rows.ts';
import { PullRequest } from '../github/story/issue.ts';
import type { WorkflowRun } from '../github/story/run.ts';
import type { House } from '../house.ts';
import { levers } from '../levers.ts';
import { people } from '../seed.ts';
import { workflowsOf } from './actions.ts';
import { ticked } from './tasks.ts';
import { maySee, mayWrite, pathOf } from './view.ts';

interface Act {
  house: House;
  me: Account;
  /** A field of the form; empty when it is not there. */
  said(name: string): string;
}

/** Answers where to go next; null leads back. */
type Acting = (act: Act) => Promise<string | null> | string | null;

const acts: Record<string, Acting> = {
  comment: act => {
    const repository = repositoryOf(act);
    const thread = threadOf(act, repository);
    const body = act.said('body');
    const what = act.said('do');
    if (what === 'approve') pullAmong(thread).review(act.me, body, 'APPROVED');
    else if (body.trim() !== '') thread.comment(act.me, body);
    else if (what === 'comment') throw new Sentence('Write something first.');
    if (what === 'close' || what === 'reopen') {
      mustBe(thread.row.author === act.me.id || mayWrite(act, repository), 'close or open this');
      if (what === 'close') thread.close(act.me);
      else thread.reopen(act.me);
    }
    return null;
  },
  merge: act => {
    const repository = repositoryOf(act);
    mustBe(mayWrite(act, repository), 'merge this');
    pullAmong(threadOf(act, repository)).merge(act.me);
    return null;
  },
  edit: act => {
    const { comment } = commentOf(act, 'change');
    if (act.said('delete') === 'yes') comment.delete(act.me);
    else comment.edit(act.me, act.said('body'));
    return null;
  },
  tick: act => {
    const { text, rewrite } = wordsOf(act, 'tick this');
    const body = ticked(text, Number(act.said('task')), act.said('checked') === 'true');
    if (body === null) throw new Sentence('That box is not there any more.');
    rewrite(body);
    return null;
  },
  react: act => {
    const content = act.said('content');
    if (isReaction(content)) wordsOf(act, null).of.react(act.me, content);
    return null;
  },
  issue: act => {
    const repository = repositoryOf(act);
    const title = act.said('title').trim();
    if (title === '') throw new Sentence('An issue needs a title.');
    return pathOf(repository, `/issues/${repository.issue({ by: act.me, title, body: act.said('body') }).number}`);
  },
  run: act => {
    const repository = repositoryOf(act);
    mustBe(mayWrite(act, repository), 'start or end runs here');
    const run = runOf(act, repository);
    const what = act.said('do');
    if (what === 'cancel') run.cancel();
    else run.rerun(act.me, what === 'failed' ? 'failed' : 'all');
    return null;
  },
  review: act => {
    const run = runOf(act, repositoryOf(act));
    if (act.said('do') === 'approve') run.approve(act.me, act.said('comment'));
    else run.reject(act.me, act.said('comment'));
    return null;
  },
  dispatch: act => {
    const repository = repositoryOf(act);
    mustBe(mayWrite(act, repository), 'run workflows here');
    const branch = act.said('branch') || repository.row.defaultBranch;
    if (!act.house.box.world.ref(repository.row, `refs/heads/${branch}`))
      throw new Sentence('That branch is not there any more.');
    const read = workflowsOf(act, repository, branch).find(one => one.file === act.said('workflow'))?.read;
    if (!read?.triggers.has('workflow_dispatch'))
      throw new Sentence(`That workflow cannot be started by hand as ${branch} has it.`);
    const inputs = [...inputsOf(read)].map(([name, input]) => {
      const value = act.said(`input:${name}`);
      // A box that is not ticked is not sent.
      return [name, input.type === 'boolean' && value === '' ? 'false' : value] as const;
    });
    repository.dispatch(act.said('workflow'), { by: act.me, inputs: Object.fromEntries(inputs), branch });
    return null;
  },
  file: act => {
    const repository = repositoryOf(act);
    mustBe(mayWrite(act, repository), 'change files here');
    const files = { [filePath]: act.said('text') };
    const sound = loadFile(sections, act.said('text'), filePath, { organisation: false }).problems.length === 0;
    if (act.said('do') === 'propose') {
      const title = sound ? 'Change what Shipmate does' : 'Change shipmate.yml';
      return pathOf(repository, `/pull/${repository.pullRequest({ by: act.me, title, files }).number}`);
    }
    repository.push(repository.row.defaultBranch, files, { by: act.me, message: 'Change shipmate.yml' });
    return null;
  },
  lever: async act => {
    const lever = levers[act.said('lever')];
    if (!lever) throw new Sentence('There is no such lever.');
    const repository = act.said('repository') === '' ? null : repositoryOf(act);
    const number = act.said('number') === '' ? null : Number(act.said('number'));
    if (['break', 'mend'].includes(act.said('lever')))
      mustBe(repository !== null && mayWrite(act, repository), 'change files here');
    if (['raise', 'subside'].includes(act.said('lever')))
      mustBe(repository !== null && mayWrite(act, repository), 'touch production');
    await lever(act.house, { me: act.me, repository, number });
    return null;
  },
};

export function actsOn(house: House, me: (cookie: string | undefined) => Account): Hono {
  const app = new Hono();
  app.post('/:act', async context => {
    const form = await context.req.parseBody();
    const said = (name: string) => {
      const value = form[name];
      // Browsers send texts with line ends of their own.
      return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
    };
    const back = /^\/(?!\/)/.test(said('back')) ? said('back') : '/';
    const name = context.req.param('act');
    const forLong = { path: '/', maxAge: 31_536_000, sameSite: 'Strict', httpOnly: true } as const;
    if (name === 'me' && said('me') in people) setCookie(context, 'me', said('me'), forLong);
    else if (name === 'theme' && ['auto', 'light', 'dark'].includes(said('theme')))
      setCookie(context, 'theme', said('theme'), forLong);
    else {
      const act = acts[name];
      if (!act) return context.notFound();
      const who = me(/(?:^|;\s*)me=(\w+)/.exec(context.req.header('cookie') ?? '')?.[1]);
      return context.redirect((await act({ house, me: who, said })) ?? back, 303);
    }
    return context.redirect(back, 303);
  });
  return app;
}

function repositoryOf(act: Act): Repository {
  const { box } = act.house;
  const [owner = '', name = ''] = act.said('repository').split('/');
  const row = box.world.repository(owner, name);
  const repository = row && box.repository(box.world.fullName(row));
  if (!repository || !maySee(act, repository)) throw new Sentence('There is no such repository, or not for you.');
  return repository;
}

function runOf({ said }: Act, repository: Repository): WorkflowRun {
  const run = repository.runs().find(one => one.id === Number(said('run')));
  if (!run) throw new Sentence('That run is not there any more.');
  return run;
}

function threadOf({ said, house: { box } }: Act, repository: Repository): Issue {
  const number = Number(said('number'));
  if (!box.world.issue(repository.row, number)) throw new Sentence(`There is no #${said('number')} here.`);
  return repository.numbered(number);
}

function pullAmong(thread: Issue): PullRequest {
  if (!(thread instanceof PullRequest)) throw new Sentence(`#${thread.number} is no pull request.`);
  return thread;
}

/** Of a comment, or what a thread begins with. `what`: for those who may write, or wrote it. */
function wordsOf(act: Act, what: string | null) {
  if (act.said('comment') !== '') {
    const { comment } = commentOf(act, what);
    return { of: comment, text: comment.body, rewrite: (body: string) => comment.edit(act.me, body) };
  }
  const repository = repositoryOf(act);
  const thread = threadOf(act, repository);
  if (what !== null) mustBe(thread.row.author === act.me.id || mayWrite(act, repository), what);
  return { of: thread, text: thread.row.body ?? '', rewrite: (body: string) => thread.edit(act.me, { body }) };
}

/** `what`: for those who may write, or wrote it. */
function commentOf(act: Act, what: string | null): { comment: Comment; repository: Repository } {
  const { box } = act.house;
  const row = box.world.comments.find(Number(act.said('comment')));
  const repository = row && box.repository(box.world.fullName(box.world.repositories.get(row.repository)));
  const thread = row && repository?.threads.find(one => one.id === row.issue);
  const comment = thread?.comments.find(one => one.id === row?.id);
  if (!row || !repository || !comment || !maySee(act, repository)) throw new Sentence('That comment is not there any more.');
  if (what !== null) mustBe(row.author === act.me.id || mayWrite(act, repository), what);
  return { comment, repository };
}

function mustBe(allowed: boolean, what: string): void {
  if (!allowed) throw new Sentence(`You may not ${what}: that needs write access.`);
}

const isReaction = (text: string): text is ReactionContent => reactionContents.some(content => content === text);
