/** `/reopen`: what we closed because nobody had moved there is open again, and nobody is asked about it for a while. */
import { answer, type Command, command, type Invocation, refuse } from '../../../core/command.ts';
import type { Change } from '../../../core/decision.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import { isOutsider } from '../../../core/outsider.ts';
import type { Session } from '../../../core/session.ts';
import { reminders, remindersOf } from '../config.ts';
import { keptFrom } from '../stale/asking.ts';
import { endedOf } from '../stale/ended.ts';
import * as messages from '../stale/messages.ts';

/** What is written down of what we closed. */
export interface ClosedThreads {
  /** The comment that says we closed it, by its key; null: we did not, or somebody has opened it since. */
  closedHere(session: Session, repository: Repository, number: number): Promise<{ comment: string | null } | null>;
  /** It is open again, and not asked about until then. */
  reopened(repository: Repository, number: number, keptUntil: Date): Change;
}

export const reopenWith = ({ closedHere, reopened }: ClosedThreads): Command =>
  command({
    name: 'reopen',
    summary: 'Open again what I closed because nobody had moved here.',
    who: 'triage',
    author: true,
    examples: ['/reopen'],
    acts: true,
    needs: reminders,
    // A fork's branches are not ours to see; where one is gone, GitHub says so.
    facts: async ({ invocation: { place } }, { github }) => ({
      branchGone: place.pull?.state === 'closed' && !place.pull.fork && (await github.commit(place.pull.branch))?.as !== 'branch',
    }),
    rows: (session, { invocation: { repository, place } }) => closedHere(session, repository, place.subject.number),
    decide({ invocation, facts: { branchGone }, rows: closed, now }) {
      const { repository, place, prefix, file } = invocation;
      const word = `${prefix}reopen`;
      const { number } = place.subject;
      if (place.pull?.state === 'open') return { reply: isOutsider(invocation) ? null : answer(messages.isOpen) };
      // Whoever passes by may open what we closed, and makes us write nothing else.
      if (!closed) return { reply: isOutsider(invocation) ? null : refuse(messages.notOurs(word)) };
      if (place.pull?.state === 'merged') return { reply: refuse(messages.isMerged) };
      if (place.pull && branchGone) return { reply: refuse(messages.branchGone(place.pull.branch, word)) };
      const until = keptFrom(now);
      const timezone = remindersOf(file)?.calendarOf(null).timezone ?? 'UTC';
      return {
        reply: answer(messages.reopens(until, { timezone, now })),
        changes: [reopened(repository, number, until)],
        effects: opened(invocation, closed.comment),
      };
    },
  });

function opened({ id, repository, place: { subject } }: Invocation, comment: string | null): Effect[] {
  const planned = { repository, lane: 'answer' } as const;
  const open: Effect = {
    ...{ ...planned, kind: 'thread-state', key: `reopen:${id}`, number: subject.number, state: 'open' },
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: { of: endedOf, id: `reopen ${subject.number}` },
  };
  return comment === null ? [open] : [open, { ...planned, kind: 'hide', key: `reopen:${id}:hide`, comment }];
}
