/** `/ack`: somebody looks at it. */
import { answer, command, refuse } from '../../../core/command.ts';
import { saved } from '../../../issues/store.ts';
import { lockOf, visitDue } from '../../../issues/visit.ts';
import { errors } from '../config.ts';
import * as messages from '../messages.ts';
import { changed } from '../story.ts';
import { tellOf } from '../telling.ts';
import { problemHere } from './here.ts';

export const ack = command({
  name: 'ack',
  summary: 'Say that you look at this error.',
  who: 'triage',
  examples: ['/ack'],
  acts: true,
  needs: errors,
  locks: ({ invocation }) => [lockOf(invocation.repository)],
  rows: problemHere,
  decide({ invocation: { repository, prefix, actor }, rows: { problem, ear }, now }) {
    if (problem?.state !== 'open') return { reply: refuse(messages.notHere(`${prefix}ack`)) };
    const known = problem.story.ack;
    if (known?.where === 'here') return { reply: refuse(messages.knownAlready(known.by)) };
    const next = changed(problem, {}, { ack: { by: actor.login, where: 'here', at: now.getTime() } });
    const tell = tellOf(repository, problem, { ear, what: 'acknowledged', at: now });
    return {
      reply: answer(messages.acknowledged(prefix, tell && messages.sourceName(problem.story.sample.source))),
      changes: [saved(repository, next)],
      effects: tell ? [tell] : [],
      raises: [visitDue(repository, next, now)],
    };
  },
});
