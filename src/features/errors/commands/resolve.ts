/** `/resolve`: it is over, whatever the source thinks. When it happens again, so does its issue. */
import { command, refuse } from '../../../core/command.ts';
import { saved } from '../../../issues/store.ts';
import { lockOf, visitDue } from '../../../issues/visit.ts';
import { errors } from '../config.ts';
import { over } from '../judge.ts';
import * as messages from '../messages.ts';
import { tellOf } from '../telling.ts';
import { problemHere } from './here.ts';

export const resolve = command({
  name: 'resolve',
  summary: 'Say that this error is over.',
  who: 'triage',
  examples: ['/resolve'],
  acts: true,
  needs: errors,
  locks: ({ invocation }) => [lockOf(invocation.repository)],
  rows: problemHere,
  decide({ invocation: { repository, prefix, actor }, rows: { problem, ear }, now }) {
    if (problem?.state !== 'open') return { reply: refuse(messages.notHere(`${prefix}resolve`)) };
    const tell = tellOf(repository, problem, { ear, what: 'resolved', at: now });
    const hears = tell && messages.sourceName(problem.story.sample.source);
    const next = over(problem, { endedAt: now, ending: 'person', by: actor.login, hears });
    // Its own note says who, and that is all there is to say.
    return {
      reply: null,
      changes: [saved(repository, next)],
      effects: tell ? [tell] : [],
      raises: [visitDue(repository, next, now)],
    };
  },
});
