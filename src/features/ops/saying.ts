/** What a run says to the outside, once: its comment, the edits of it, and one line at the end. Pure. */
import type { Effect, Lane, Reaction } from '../../core/effect.ts';
import type { Repository } from '../../core/event.ts';
import { bodyOf, lastLine } from './messages.ts';
import { changed, type OpsRun } from './ops-run.ts';

export interface Saying {
  one: OpsRun;
  effects: Effect[];
}

/** Posts the comment, or gives it a new text. */
export function say(repository: Repository, one: OpsRun, now: Date, lane: Lane, content?: Reaction): Saying {
  const { id, thread, comment, edits } = one;
  const sign = one.story.sign && content ? { ...one.story.sign, content } : null;
  const planned = { repository, lane, body: bodyOf(one, now) };
  if (comment === null) {
    const key = `ops:${id}`;
    const post: Effect = { ...planned, kind: 'comment', key, on: thread, ...(sign ? { sign } : {}) };
    return { one: changed(one, { comment: key, shownAt: now }), effects: [post] };
  }
  const edit: Effect = {
    ...planned,
    kind: 'edit',
    key: `ops:${id}:edit:${edits + 1}`,
    comment,
    ...(sign ? { sign: { node: sign.node, content: sign.content } } : {}),
  };
  return { one: changed(one, { edits: edits + 1, shownAt: now }), effects: [edit] };
}

const lastSign: Partial<Record<OpsRun['state'], Reaction>> = { succeeded: 'rocket', failed: 'confused', lost: 'confused' };

/** The last text, and one short line where somebody waits for the end. */
export function ended(repository: Repository, one: OpsRun, now: Date): Saying {
  const shown = say(repository, one, now, 'ending', lastSign[one.state]);
  // Its comment is new itself when it ended before there was one: nobody needs two.
  const body = one.comment === null ? null : lastLine(one);
  if (body === null) return shown;
  const key = `ops:${one.id}:told:${one.attempt}`;
  return { ...shown, effects: [...shown.effects, { kind: 'comment', key, repository, lane: 'ending', on: one.thread, body }] };
}

/** Older comments that the end of this one makes history. */
export function hiding(repository: Repository, { comment }: OpsRun, older: OpsRun[]): Effect[] {
  return older.flatMap(one =>
    one.comment === null || one.comment === comment
      ? []
      : [{ kind: 'hide', key: `hide:${one.comment}`, repository, lane: 'bookkeeping', comment: one.comment }],
  );
}
