/** `/reopen`: what we closed because nobody had moved there is open again, and nobody is asked about it for a while. */
import { answer, command, type Invocation, refuse } from '../../../core/command.ts';
import type { Effect } from '../../../core/effect.ts';
import { isOutsider } from '../../../core/outsider.ts';
import { reminders, remindersOf } from '../config.ts';
import { keptFrom } from '../stale/due.ts';
import { endedOf } from '../stale/ended.ts';
import * as messages from '../stale/messages.ts';
import { closedHere } from '../stale/store.ts';

export const reopen = command({
  name: 'reopen',
  summary: 'Open again what I closed because nobody had moved here.',
  who: 'triage',
  author: true,
  examples: ['/reopen'],
  acts: true,
  needs: reminders,
  // A fork's branches are not ours to see; where one is gone, GitHub says so.
  facts: async ({ invocation: { place } }, { github }) => ({
    hand: place.pull && place.pull.state !== 'closed' ? null : await github.closedBy(place.subject.number),
    branchGone: place.pull?.state === 'closed' && !place.pull.fork && (await github.commit(place.pull.branch))?.as !== 'branch',
  }),
  rows: (session, { invocation: { repository, place } }) => closedHere(session, repository, place.subject.number),
  decide({ invocation, facts: { branchGone, hand }, rows: closed, now }) {
    const { place, prefix, file } = invocation;
    const word = `${prefix}reopen`;
    if (place.pull?.state === 'open') return { reply: isOutsider(invocation) ? null : answer(messages.isOpen) };
    // Whoever passes by may open what we closed, and makes us write nothing else. What somebody has closed since is theirs.
    if (!closed || hand?.bot === false) return { reply: isOutsider(invocation) ? null : refuse(messages.notOurs(word)) };
    if (place.pull?.state === 'merged') return { reply: refuse(messages.isMerged) };
    if (place.pull && branchGone) return { reply: refuse(messages.branchGone(place.pull.branch, word)) };
    const timezone = remindersOf(file)?.calendarOf(null).timezone ?? 'UTC';
    return { reply: answer(messages.reopens(keptFrom(now), { timezone, now })), effects: [opened(invocation)] };
  },
});

/** What says that we closed it stays until GitHub has opened it. */
const opened = ({ id, repository, place: { subject } }: Invocation): Effect => ({
  ...{ kind: 'thread-state', key: `reopen:${id}`, repository, lane: 'answer', number: subject.number, state: 'open' },
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
  then: { of: endedOf, id: `reopen ${subject.number}` },
});
