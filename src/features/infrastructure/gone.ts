/** The file stops naming a check, or asks for none any more: what is told of it stops too, and says so. */
import type { Entry } from '../../checks/section.ts';
import { infrastructure } from '../../checks/section.ts';
import { decided } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import { handler } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import type { Session } from '../../core/session.ts';
import { going, saved } from '../../issues/store.ts';
import { lockOf, visitDue } from '../../issues/visit.ts';
import { stops } from './judge.ts';
import { namesIn } from './named.ts';
import { forgotten, standings } from './store.ts';
import { of, troubleOf } from './story.ts';

export const gone = handler({
  on: 'FileChanged',
  async facts({ repository }, ask) {
    const asked = askedFor(await ask.file());
    return asked && (await ask.peek(session => isAnyKnown(session, repository))) ? asked : null;
  },
  scope: ({ repository }) => lockOf(repository),
  rows: async (session, { repository }) => ({
    known: await standings(session, repository),
    on: (await going(session, repository, of)).map(troubleOf),
  }),
  decide({ event: { repository }, facts: { entries }, rows, now }) {
    const isNamed = namesIn(entries);
    const left = rows.known.filter(one => !isNamed(one));
    const over = rows.on
      .filter(({ story }) => !isNamed(story))
      .map(one => stops(one, entries.length === 0 ? 'off' : 'gone', now));
    return decided({
      about: `which checks ${repository.owner}/${repository.name} has`,
      outcome: left.length + over.length > 0 ? 'done' : 'ignored',
      changes: [forgotten(repository, left), ...over.map(one => saved(repository, one))],
      raises: over.map(one => visitDue(repository, one, now)),
    });
  },
});

const isAnyKnown = async (session: Session, repository: Repository): Promise<boolean> =>
  (await standings(session, repository)).length > 0 || (await going(session, repository, of)).length > 0;

/** Null: something is wrong with the file, so nobody knows what it asks for, and all stays as it is. */
function askedFor(file: TeamFile): { entries: Entry[] } | null {
  const entries = file.read(infrastructure);
  if (entries) return { entries };
  return file.problems.length > 0 ? null : { entries: [] };
}
