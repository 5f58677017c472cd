/** A look at a deploy that waits: what has become of its commit, its asker and its policy. Facts: it asks GitHub, and only when that can matter. */
import type { Due } from '../../core/event.ts';
import type { Ask } from '../../core/feature.ts';
import { environmentsOf, whoMay } from './config.ts';
import { type Deploy, isInLine, isUnderWay } from './deploy.ts';
import { branchGone, headMoved, noLongerTheirs, noLongerThere, pullLeft, threadGone } from './endings.ts';
import type { Naming } from './policy/gate.ts';
import { type Weighed, weigh } from './policy/judging.ts';
import { overrideIn } from './policy/override.ts';
import { queue, toldSince } from './store.ts';

/** `skipped`: nothing can have changed that GitHub would have to be asked for. `seen`: people of this thread did it, and know. `back`: it goes back to what has passed. */
export type Look =
  | { is: 'skipped' }
  | { is: 'gone'; why: string; seen: boolean }
  | { is: 'back' }
  /** `woken`: of its row, when GitHub began to be asked. */
  | { is: 'weighed'; weighed: Weighed; woken: number };

const skipped = { is: 'skipped' } as const;
const gone = (why: string, seen = false): Look => ({ is: 'gone', why, seen });

export async function lookAt(event: Due, deploy: Deploy, ask: Ask): Promise<Look> {
  const { story, environment: name, thread, sha } = deploy;
  if (!(await matters(event, deploy, ask))) return skipped;
  const environment = environmentsOf(await ask.file())[name];
  if (!environment || sha === null) return gone(noLongerThere);
  const { by, named } = story;
  const [place, mayStill] = await Promise.all([
    thread === null || story.back ? null : ask.github.place(thread),
    by === null || ask.among(whoMay(environment), by),
  ]);
  if (!mayStill) return gone(noLongerTheirs(by?.login ?? '', name));
  if (story.back) return { is: 'back' };
  if (thread !== null && place === null) return gone(threadGone, true);
  const pull = place?.pull ?? null;
  const subject = place?.subject.number ?? 0;
  // A merged one is asked for anew: its merge commit is another commit. One that was merged before is what it was.
  const stoodFor = story.from === `#${subject}` && pull !== null && named.how === 'thread' && pull.merged?.sha !== sha;
  if (stoodFor && pull.state !== 'open') return gone(pullLeft(subject, pull.state, story.again), true);
  if (stoodFor && pull.head.sha !== sha) return gone(headMoved(pull.head.sha, story.again), true);
  const now = await asNamedNow(ask, deploy);
  if ('left' in now) return gone(now.left);
  const commit = [pull?.head, pull?.merged, place?.main].find(one => one?.sha === sha) ?? {
    sha,
    tree: deploy.tree ?? '',
    title: story.title,
    committedAt: deploy.askedAt,
  };
  const weighed = await weigh(ask, {
    name,
    commit,
    named: now.named,
    pull: pull && { ...pull, number: subject },
    asker: by,
    askedAt: deploy.askedAt,
    prefix: story.prefix,
    said: null,
    override: overrideIn(story),
    called: story.called,
  });
  return weighed ? { is: 'weighed', weighed, woken: story.woken } : gone(noLongerThere);
}

/** `left`: somebody moved the branch that was named to where this commit is no part of it, and does not want it any more. */
async function asNamedNow(ask: Ask, { sha, story }: Deploy): Promise<{ named: Naming } | { left: string }> {
  const { named, again, by } = story;
  if (named.how !== 'branch' || named.said === null || sha === null || by === null) return { named };
  const now = await ask.github.commit(named.said);
  if (!now) return { left: branchGone(named.said) };
  if (now.sha !== sha && (await ask.github.compare(sha, now.sha))?.behind !== 0) return { left: headMoved(now.sha, again) };
  return { named: { ...named, draft: now.draft } };
}

/** Woken because something happened, its own time has come, something happened just before it waited, or it is its turn. */
async function matters(event: Due, deploy: Deploy, ask: Ask): Promise<boolean> {
  const { judgedAt } = deploy.story;
  if (judgedAt === null) return true;
  if (!isInLine(deploy)) {
    if (deploy.dueAt !== null && event.at >= deploy.dueAt) return true;
    return ask.peek(session => toldSince(session, ask.github.repository, new Date(judgedAt)));
  }
  const others = await ask.peek(session => queue(session, ask.github.repository, deploy.environment));
  return others.every(one => one.id === deploy.id || !(isUnderWay(one) || (isInLine(one) && one.askedAt < deploy.askedAt)));
}
