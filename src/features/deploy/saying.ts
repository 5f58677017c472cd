/** What a deploy says to the outside, once: its comment and the edits of it, its deployment's states, its commit status. Pure. */
import type { DeploymentState, Effect, Lane, Reaction } from '../../core/effect.ts';
import type { Repository } from '../../core/event.ts';
import { bodyOf, lastLine } from './comment.ts';
import { changed, type Deploy } from './deploy.ts';
import { deploymentKey } from './drivers/workflow.ts';
import { describe } from './messages.ts';

export interface Saying {
  deploy: Deploy;
  effects: Effect[];
}

interface Given {
  repository: Repository;
  seen: { before: Deploy[]; older: Deploy[] };
  now: Date;
}

/** Posts the comment, or gives it a new text. What nobody asked for in a thread has none. */
export function say({ repository, seen, now }: Given, deploy: Deploy, lane: Lane, content?: Reaction): Saying {
  if (deploy.kind !== 'asked' || deploy.thread === null) return { deploy, effects: [] };
  const { id, thread, comment, edits } = deploy;
  const sign = deploy.story.sign && content ? { ...deploy.story.sign, content } : null;
  const body = bodyOf(deploy, now, seen);
  const planned = { repository, lane, body };
  if (comment === null) {
    const key = `deploy:${id}`;
    const shown = changed(deploy, { comment: key, shownAt: now });
    const post: Effect = { ...planned, kind: 'comment', key, on: thread, ...(sign ? { sign } : {}) };
    return { deploy: shown, effects: [post, ...hiding(repository, shown, seen.older)] };
  }
  const shown = changed(deploy, { edits: edits + 1, shownAt: now });
  const edit: Effect = {
    ...planned,
    kind: 'edit',
    key: `deploy:${id}:edit:${edits + 1}`,
    comment,
    ...(sign ? { sign: { node: sign.node, content: sign.content } } : {}),
  };
  return { deploy: shown, effects: [edit] };
}

const lastSign: Partial<Record<Deploy['state'], Reaction>> = { succeeded: 'rocket', failed: 'confused', lost: 'confused' };

/** The last text, and one short line where somebody waits for the end. */
export function ended(given: Given, deploy: Deploy): Saying {
  const shown = say(given, deploy, 'ending', lastSign[deploy.state]);
  // Its comment is new itself when it ended before there was one: nobody needs two.
  const body = deploy.comment === null ? null : lastLine(deploy);
  if (deploy.kind !== 'asked' || deploy.thread === null || body === null) return shown;
  const told: Effect = {
    kind: 'comment',
    key: `deploy:${deploy.id}:told:${deploy.attempt}`,
    repository: given.repository,
    lane: 'ending',
    on: deploy.thread,
    body,
  };
  return { ...shown, effects: [...shown.effects, told] };
}

/** Older comments of the same environment in the same thread. */
export function hiding(repository: Repository, { comment }: Deploy, older: Deploy[]): Effect[] {
  return older.flatMap(one =>
    one.comment === null || one.comment === comment
      ? []
      : [{ kind: 'hide', key: `hide:${one.comment}`, repository, lane: 'bookkeeping', comment: one.comment }],
  );
}

/** On GitHub's deployment and, for what nobody asked for, on the commit. */
export function statusOf(repository: Repository, deploy: Deploy, state: DeploymentState | 'pending'): Effect[] {
  const { id, environment, sha, attempt, story, run } = deploy;
  if (deploy.kind === 'hand' || sha === null) return [];
  const lane = state === 'pending' || state === 'in_progress' ? 'progress' : 'ending';
  const log = story.run && run !== null ? `${story.run.web}/actions/runs/${run}` : null;
  const planned = { repository, lane } as const;
  const description = describe(deploy);
  const deployment: Effect[] =
    state === 'pending'
      ? []
      : [
          {
            ...planned,
            kind: 'deployment-status',
            key: `deploy:${id}:status:${attempt}:${state}`,
            deployment: deploymentKey(deploy),
            state,
            description,
            url: state === 'success' ? story.url : null,
            log,
          },
        ];
  if (deploy.kind !== 'auto' || state === 'in_progress' || state === 'inactive') return deployment;
  const status: Effect = {
    ...planned,
    kind: 'status',
    key: `deploy:${id}:commit:${attempt}:${state}`,
    head: sha,
    context: `deploy/${environment}`,
    state,
    description,
    url: log,
  };
  return [...deployment, status];
}

/** GitHub does this itself when another deployment succeeds, but not where it takes the environment for production. */
export function retiring(repository: Repository, deploy: Deploy, before: Deploy | null): Effect[] {
  if (!before || before.id === deploy.id || before.kind === 'hand' || deploy.environment.toLowerCase() !== 'production')
    return [];
  return [
    {
      kind: 'deployment-status',
      key: `deploy:${before.id}:status:inactive`,
      repository,
      lane: 'bookkeeping',
      deployment: deploymentKey(before),
      state: 'inactive',
      description: describe(deploy),
      url: null,
      log: null,
    },
  ];
}
