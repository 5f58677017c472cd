/** A question that nobody answered ends, and says so. */
import { prefix as prefixSection } from '../config/sections.ts';
import { decided } from '../core/decision.ts';
import { type Handler, handler } from '../core/feature.ts';
import { movedOn, questionOf } from '../store/questions.ts';
import { dueOf } from './asking.ts';
import { lapsed } from './messages.ts';

export const lapsing: Handler<'Due'> = handler({
  on: 'Due',
  async facts(event, ask) {
    if (event.of !== dueOf) return null;
    const question = await ask.peek(session => questionOf(session, event.id));
    return question && { number: question.number, prefix: (await ask.file()).read(prefixSection) ?? '/' };
  },
  scope: (event, { number }) => `thread/${event.repository.id}/${number}`,
  rows: (session, event) => questionOf(session, event.id),
  decide({ event: { repository, id }, facts: { prefix }, rows: question, now }) {
    const about = `question ${id}`;
    if (question?.state !== 'open' || question.lapsesAt > now) {
      return decided({ about, outcome: 'ignored', reasons: { says: 'it waits for no answer', holds: false } });
    }
    return decided({
      about,
      reasons: { says: 'nobody answered', holds: true },
      changes: [movedOn({ ...question, state: 'lapsed' })],
      effects: [
        {
          kind: 'edit',
          key: `question:${id}:lapsed`,
          repository,
          lane: 'bookkeeping',
          comment: question.comment,
          body: lapsed(question.heading, prefix + question.line),
          ...(question.sign === null ? {} : { sign: { node: question.sign, content: 'confused' } as const }),
        },
      ],
    });
  },
});
