/** Which repositories want errors, as their files say: known before anything arrives for them. */
import { decided } from '../../core/decision.ts';
import { handler } from '../../core/feature.ts';
import { going, saved } from '../../issues/store.ts';
import { lockOf, visitDue } from '../../issues/visit.ts';
import { errorsOf } from './config.ts';
import { over } from './judge.ts';
import { homeSaved } from './store.ts';
import { problemOf } from './story.ts';

/** The file stops asking: what is told of it stops too, and says so. */
export const rereads = handler({
  on: 'FileChanged',
  facts: async (_event, ask) => ({ said: errorsOf(await ask.file()) }),
  scope: ({ repository }) => `errors/${repository.id}`,
  locks: ({ repository }) => [lockOf(repository)],
  rows: async (session, { repository }, { said }) =>
    said === null ? (await going(session, repository, 'errors')).map(problemOf) : [],
  decide({ event: { repository }, facts: { said }, rows, now }) {
    const ended = rows.map(problem => over(problem, { endedAt: now, ending: 'off', by: null }));
    return decided({
      about: `errors of ${repository.owner}/${repository.name}`,
      outcome: 'done',
      reasons: { says: said === null ? 'none are wanted' : 'they are wanted', holds: said !== null },
      changes: [homeSaved(repository, said), ...ended.map(problem => saved(repository, problem))],
      raises: ended.map(problem => visitDue(repository, problem, now)),
    });
  },
});
