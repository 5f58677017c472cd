/** Whom GitHub does not let us ask for a review, though they can read here: in public everybody can. It is taken back where it was said. */
import { decided } from '../../../core/decision.ts';
import { handler } from '../../../core/feature.ts';
import { outcomeOf } from '../../../store/outcomes.ts';
import * as messages from './messages.ts';

export const askedOf = 'review-asked';

/** `id`: the number of the pull request, and the login. */
export const askEnded = handler({
  on: 'Due',
  facts: async ({ of, ended }) => (of === askedOf && ended !== undefined ? { key: ended } : null),
  scope: ({ repository, id }) => `review-asked/${repository.id}/${id}`,
  rows: async (session, _event, { key }) => (await outcomeOf(session, [key])).get(key) ?? null,
  decide({ event: { repository, id }, facts: { key }, rows: outcome }) {
    const [number, login = ''] = id.split(' ');
    const about = `whether ${login} is asked to review #${number}`;
    if (outcome?.state !== 'failed') return decided({ about, outcome: 'ignored', routine: true });
    return decided({
      about,
      outcome: 'refused',
      reasons: { says: outcome.error ?? 'GitHub did not say why', holds: false },
      effects: [
        {
          ...{ kind: 'comment', key: `${key}:not`, repository, lane: 'ending', on: Number(number) },
          body: messages.notLet(login, outcome.error),
        },
      ],
    });
  },
});
