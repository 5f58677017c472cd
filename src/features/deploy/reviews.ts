/** A review with words is a comment first; its yes or no is told again as the event that it is. */
import { decided } from '../../core/decision.ts';
import { handler } from '../../core/feature.ts';
import { environmentsOf } from './config.ts';

export const opinions = handler({
  on: 'CommentPosted',
  facts: async (event, ask) => (event.review && Object.keys(environmentsOf(await ask.file())).length > 0 ? event.review : null),
  scope: event => `reviews/${event.repository.id}/${event.subject.number}`,
  decide({ event, facts }) {
    const { at, repository, author, subject } = event;
    const told = { type: 'ReviewGiven' as const, at, repository, number: subject.number, by: author, ...facts };
    return decided({ about: `#${subject.number}: ${facts.state} by ${author.login}`, actor: author.login, raises: [told] });
  },
});
