/** What people say of an error is said at its source, too, where an operator has given a token. */
import { decided } from '../../core/decision.ts';
import type { Hearing, TellSource, Told } from '../../core/effect.ts';
import type { Repository } from '../../core/event.ts';
import { handler } from '../../core/feature.ts';
import { byId, saved } from '../../issues/store.ts';
import { lockOf, visitDue } from '../../issues/visit.ts';
import type { Speaking } from '../../store/hooks.ts';
import { outcomeOf } from '../../store/outcomes.ts';
import { call, type House, isNoAnswer, opened } from './calling.ts';
import { notHeard, sourceName } from './messages.ts';
import { sourceOf } from './sources/index.ts';
import { changed, type Problem, problemOf } from './story.ts';

const toldOf = 'error-told';

/** Null: nobody there can be told. */
export function tellOf(
  repository: Repository,
  { id, story }: Problem,
  { ear, what, at }: { ear: Speaking | null; what: Told; at: Date },
): TellSource | null {
  const name = story.sample.id;
  if (!ear || ear.token === null || name === null) return null;
  // Only to know whether it can be asked for; the token is opened where it is sent.
  if (!sourceOf(ear.kind)?.api?.tells(what, name, ear.settings, '')) return null;
  return {
    ...{ kind: 'tell', key: `tell:${id}:${what}:${at.getTime()}`, repository, lane: 'ending', hook: ear.name, id: name, what },
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: { of: toldOf, id },
  };
}

/** For the one sender of effects. */
export const tellsWith =
  (house: House & { hookOf(name: string): Promise<Speaking | null> }) =>
  async ({ hook: name, id, what }: TellSource, stopping: AbortSignal): Promise<Hearing> => {
    const hook = await house.hookOf(name);
    if (!hook) return { heard: false, why: 'its hook is gone', again: false };
    const token = opened(house, hook);
    if (typeof token !== 'string') return { heard: false, ...token };
    const question = sourceOf(hook.kind)?.api?.tells(what, id, hook.settings, token) ?? null;
    if (!question) return { heard: false, why: 'its hook lacks settings for that', again: false };
    const answer = await call({ ...house, stopping }, hook.kind, question);
    return isNoAnswer(answer) ? { heard: false, ...answer } : { heard: true };
  };

/** What was promised in the thread and came to nothing is said there; why, is the operator's to know. */
export const tellings = handler({
  on: 'Due',
  facts: async ({ of, ended }) => (of === toldOf && ended !== undefined ? { key: ended } : null),
  scope: ({ repository }) => lockOf(repository),
  rows: async (session, { repository, id }, { key }) => {
    const episode = await byId(session, repository, id);
    const problem = episode?.of === 'errors' ? problemOf(episode) : null;
    return { problem, outcome: (await outcomeOf(session, [key])).get(key) ?? null };
  },
  decide({ event: { repository }, facts: { key }, rows: { problem, outcome }, now }) {
    const what: Told = key.includes(':resolved:') ? 'resolved' : 'acknowledged';
    const failed = outcome?.state === 'failed' || outcome?.state === 'dropped';
    const source = sourceName(problem?.story.sample.source ?? '');
    const next = problem && failed ? { ...problem, notes: [...problem.notes, notHeard(source, what)] } : null;
    return decided({
      about: `telling ${source} that it is ${what}`,
      outcome: failed ? 'refused' : 'done',
      reasons: failed ? { says: outcome.error ?? 'it did not hear', holds: false } : { says: 'it has heard', holds: true },
      changes: next ? [saved(repository, changed(next, {}))] : [],
      raises: next ? [visitDue(repository, next, now)] : [],
    });
  },
});
