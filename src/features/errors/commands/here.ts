/** The error whose issue this is. */
import type { Invocation } from '../../../core/command.ts';
import type { Session } from '../../../core/session.ts';
import { byNumber } from '../../../issues/store.ts';
import { type Problem, problemOf } from '../story.ts';

export async function problemHere(
  session: Session,
  { invocation: { repository, place } }: { invocation: Invocation },
): Promise<Problem | null> {
  const episode = await byNumber(session, repository, place.subject.number);
  return episode?.of === 'errors' ? problemOf(episode) : null;
}
