/** A merge that closed its issue mends it where that commit runs, and not before; and the source hears of a closing, if the file says so. */
import { decided } from '../../core/decision.ts';
import { handler } from '../../core/feature.ts';
import { byNumber, saved } from '../../issues/store.ts';
import { lockOf } from '../../issues/visit.ts';
import { earOf } from './store.ts';
import { changed, problemOf } from './story.ts';
import { tellOf } from './telling.ts';

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
    if (episode?.of !== 'errors') return { problem: null, ear: null };
    const problem = problemOf(episode);
    return { problem, ear: await earOf(session, problem.story.hook) };
  },
  decide({ event: { repository, number, at, how }, facts: { closer }, rows: { problem, ear } }) {
    if (problem?.shutAt && at < problem.shutAt)
      return decided({
        about: `what closed #${number}`,
        outcome: 'ignored',
        reasons: { says: 'something newer is known', holds: false },
      });
    const tells = how === 'closed' && problem?.state === 'open' && problem.story.resolves === true;
    const tell = tells ? tellOf(repository, problem, { ear, what: 'resolved', at }) : null;
    const mended = closer && closer.by !== 'person' ? { sha: closer.sha, at: at.getTime() } : null;
    return decided({
      about: `what closed #${number}`,
      outcome: problem ? 'done' : 'ignored',
      reasons: { says: mended?.sha ? `the merge of ${mended.sha.slice(0, 7)}` : 'somebody by hand', holds: mended !== null },
      changes: problem ? [saved(repository, changed(problem, {}, { mended }))] : [],
      effects: tell ? [tell] : [],
    });
  },
});
