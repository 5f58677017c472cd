/** What a plan says to the outside, once: its comment, the edits of it, and one line at the end. Pure. */
import type { Effect, Lane, Reaction } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import { bodyOf, lastLine } from './messages.ts';
import { changed, type Plan } from './plan.ts';

export interface Saying {
  plan: Plan;
  effects: Effect[];
}

interface Given {
  repository: Repository;
  /** Earlier ones, whose comments a new one folds away. */
  older: Plan[];
  now: Date;
}

/** Posts the comment, or gives it a new text. */
export function say({ repository, older, now }: Given, plan: Plan, lane: Lane, content?: Reaction): Saying {
  const { id, thread, comment, edits, story } = plan;
  const sign = story.sign && content ? { ...story.sign, content } : null;
  const planned = { repository, lane, body: bodyOf(plan, now) };
  if (comment === null) {
    const key = `plan:${id}`;
    const post: Effect = { ...planned, kind: 'comment', key, on: thread, ...(sign ? { sign } : {}) };
    return { plan: changed(plan, { comment: key, shownAt: now }), effects: [post, ...hiding(repository, key, older)] };
  }
  const edit: Effect = {
    ...planned,
    kind: 'edit',
    key: `plan:${id}:edit:${edits + 1}`,
    comment,
    ...(sign ? { sign: { node: sign.node, content: sign.content } } : {}),
  };
  return { plan: changed(plan, { edits: edits + 1, shownAt: now }), effects: [edit] };
}

const lastSign: Partial<Record<Plan['state'], Reaction>> = { succeeded: 'rocket', failed: 'confused', lost: 'confused' };

/** The last text, and one short line where somebody waits for the end. */
export function ended(given: Given, plan: Plan): Saying {
  const shown = say(given, plan, 'ending', lastSign[plan.state]);
  // Its comment is new itself when it ended before there was one: nobody needs two.
  const body = plan.comment === null ? null : lastLine(plan);
  if (body === null) return shown;
  const key = `plan:${plan.id}:told:${plan.attempt}`;
  const told: Effect = { kind: 'comment', key, repository: given.repository, lane: 'ending', on: plan.thread, body };
  return { ...shown, effects: [...shown.effects, told] };
}

function hiding(repository: Repository, own: string, older: Plan[]): Effect[] {
  return older.flatMap(({ comment }) =>
    comment === null || comment === own
      ? []
      : [{ kind: 'hide', key: `hide:${comment}`, repository, lane: 'bookkeeping', comment }],
  );
}
