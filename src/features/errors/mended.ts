/** A merge that closed its issue mends it where that commit runs, and not before. */
import { decided } from '../../core/decision.ts';
import { handler } from '../../core/feature.ts';
import { byNumber, saved } from '../../issues/store.ts';
import { lockOf } from '../../issues/visit.ts';
import { changed, problemOf } from './story.ts';

export const closings = handler({
  on: 'IssueMoved',
  async facts({ repository, number, how }, ask) {
    if (how !== 'closed' && how !== 'reopened') return null;
    const episode = await ask.peek(session => byNumber(session, repository, number));
    if (episode?.of !== 'errors') return null;
    return { closer: how === 'closed' ? await ask.github.closer(number) : null };
  },
  scope: ({ repository }) => lockOf(repository),
  rows: async (session, { repository, number }) => {
    const episode = await byNumber(session, repository, number);
    return episode?.of === 'errors' ? problemOf(episode) : null;
  },
  decide({ event: { repository, number, at }, facts: { closer }, rows: problem }) {
    const mended = closer && closer.by !== 'person' ? { sha: closer.sha, at: at.getTime() } : null;
    return decided({
      about: `what closed #${number}`,
      outcome: problem ? 'done' : 'ignored',
      reasons: { says: mended?.sha ? `the merge of ${mended.sha.slice(0, 7)}` : 'somebody by hand', holds: mended !== null },
      changes: problem ? [saved(repository, changed(problem, {}, { mended }))] : [],
    });
  },
});
