/** Which deploy an error began with, and what of that is news. Pure. */
import type { Effect } from '../../core/effect.ts';
import type { Due, ErrorBegan, Repository } from '../../core/event.ts';
import { begunAt, changed, type Deploy, isUnderWay, type Wrong } from './deploy.ts';
import { say } from './saying.ts';
import { mostErrors, warning } from './wrong-words.ts';

/** Of many errors at once the first shows, and the rest are one edit. */
const betweenEdits = 10_000;
export const lagging = 'deploy-wrong';

/** Nothing begins later than it is heard of, whatever the clock of its source says. */
export const beganAt = ({ at }: Pick<ErrorBegan, 'at'>, now: Date): Date => (at < now ? at : now);

type Began = Pick<ErrorBegan, 'id' | 'watch'> & { at: Date };

/** The newest that ran then, or had ended so shortly before. `deploys`: newest first. */
export const causeOf = (deploys: Deploy[], { at, watch }: Pick<Began, 'at' | 'watch'>): Deploy | null =>
  deploys.find(one => begunAt(one) <= at && (one.endedAt === null || at.getTime() - one.endedAt.getTime() <= watch)) ?? null;

/** What may be said of it here: a public repository hears nothing of what is told in another one. */
export function sayable({ title, issue, repository }: ErrorBegan, link: string | null): Pick<Wrong, 'title' | 'link'> {
  const elsewhere = issue !== null && (issue.repository.owner !== repository.owner || issue.repository.name !== repository.name);
  return title === null || (elsewhere && !repository.private) ? { title: null, link: null } : { title, link };
}

export const wrongOf = ({ endedAt }: Deploy, { id, at }: Began, what: Pick<Wrong, 'title' | 'link'>): Wrong => ({
  id,
  ...what,
  after: endedAt === null || at <= endedAt ? null : at.getTime() - endedAt.getTime(),
});

/** Null when it says so already. What it was when it was first heard of, it stays; what became known since is taken over. */
export function noted(deploy: Deploy, wrong: Wrong): Deploy | null {
  const { errors } = deploy.story;
  const known = errors.find(({ id }) => id === wrong.id);
  if (!known) return errors.length >= mostErrors ? null : changed(deploy, {}, { errors: [...errors, wrong] });
  const now = { ...known, title: wrong.title ?? known.title, link: wrong.link ?? known.link };
  if (now.title === known.title && now.link === known.link) return null;
  return changed(deploy, {}, { errors: errors.map(one => (one === known ? now : one)) });
}

/** Of the environment: what is on its way there, and what began last. */
interface Round {
  queue: Deploy[];
  newest: Deploy | undefined;
}

/** Whoever went on since has changed what is there. */
export const isLast = (deploy: Deploy, { queue, newest }: Round): boolean =>
  newest?.id === deploy.id && queue.every(one => one.id === deploy.id || !isUnderWay(one));

/** Whether somebody is there to be told. */
export function mayWarn(deploy: Deploy, round: Round): boolean {
  const { by, warned } = deploy.story;
  if (deploy.kind !== 'asked' || deploy.thread === null || warned || !by || by.bot) return false;
  return isLast(deploy, round);
}

export const wasCalledFor = ({ story }: Deploy, id: string): boolean =>
  story.errors.some(one => one.id === id && one.called === true);

interface Shown {
  deploy: Deploy;
  effects: Effect[];
  raises: Due[];
}

/** Its person, once; what is known of the error since is added there, which calls nobody. */
export function warned(repository: Repository, deploy: Deploy, wrong: Wrong, back: string | null): Omit<Shown, 'raises'> {
  const body = warning(deploy, wrong, back);
  if (body === null || deploy.thread === null) return { deploy, effects: [] };
  const key = `deploy:${deploy.id}:wrong`;
  const told = { repository, lane: 'ending', body } as const;
  if (deploy.story.warned) return { deploy, effects: [{ ...told, kind: 'edit', key: `${key}:known`, comment: key }] };
  const errors = deploy.story.errors.map(one => (one.id === wrong.id ? { ...one, called: true } : one));
  return {
    deploy: changed(deploy, {}, { errors, warned: true }),
    effects: [{ ...told, kind: 'comment', key, on: deploy.thread }],
  };
}

/** Its comment as it is now, or in a moment when it has only just changed. One that has no comment yet gets it with all of this. */
export function shown(repository: Repository, deploy: Deploy, now: Date): Shown {
  if (deploy.comment === null || deploy.kind !== 'asked') return { deploy, effects: [], raises: [] };
  if (deploy.story.unsaid) return { deploy, effects: [], raises: [] };
  const next = deploy.shownAt ? deploy.shownAt.getTime() + betweenEdits : 0;
  if (next <= now.getTime())
    return { ...say({ repository, seen: { before: [], older: [] }, now }, deploy, 'progress'), raises: [] };
  const due: Due = { type: 'Due', at: new Date(next), repository, of: lagging, id: deploy.id };
  return { deploy: changed(deploy, {}, { unsaid: true }), effects: [], raises: [due] };
}
