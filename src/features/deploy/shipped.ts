/** What ran in an environment at some time, for features that ask what a deploy brought. */
import { digitsIn, type ShaOfRelease, type Shipped, type ShippedTo } from '../../core/shipped.ts';
import { begunAt, type Deploy } from './deploy.ts';
import { begunBy, lastThere, shasLike } from './store.ts';

export const shippedTo: ShippedTo = async (session, repository, environment, at) => {
  const begun = await begunBy(session, repository, environment, at);
  // Whether it ends well or not: half of it may be there already.
  const runs = begun.find(({ endedAt }) => endedAt === null || endedAt >= at);
  const there = runs ?? (await lastThere(session, repository, environment, { by: at }));
  if (!there || there.sha === null || (!runs && there.state === 'lost')) return null;
  // By our own clock, as ends are: GitHub's may lag behind it.
  const past = { by: there.startedAt ?? there.askedAt, except: there.id };
  const before = await lastThere(session, repository, environment, past);
  return shippedOf({ ...there, sha: there.sha }, before);
};

export const shaOfRelease: ShaOfRelease = async (session, repository, release) => {
  const digits = digitsIn(release);
  const [sha, ...others] = digits === null ? [] : await shasLike(session, repository, digits);
  return sha !== undefined && others.length === 0 ? sha : null;
};

function shippedOf(deploy: Deploy & { sha: string }, before: Deploy | null): Shipped {
  const { environment, sha, tree, endedAt, thread, kind, story } = deploy;
  const [, pull] = /^#(\d+)(?: @|$)/.exec(story.from) ?? [];
  return {
    ...{ environment, sha, tree, endedAt, thread },
    startedAt: begunAt(deploy),
    before: before?.state === 'succeeded' ? before.sha : null,
    by: story.by && { id: story.by.id, login: story.by.login },
    pull: pull === undefined ? null : Number(pull),
    kind: story.back ? 'rollback' : kind,
  };
}
