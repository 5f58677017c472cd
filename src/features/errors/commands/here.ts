/** The error whose issue this is. */
import type { Invocation } from '../../../core/command.ts';
import type { Session } from '../../../core/session.ts';
import { byNumber } from '../../../issues/store.ts';
import type { Speaking } from '../../../store/hooks.ts';
import { earOf } from '../store.ts';
import { type Problem, problemOf } from '../story.ts';

interface Here {
  problem: Problem | null;
  /** Where its source can be told. */
  ear: Speaking | null;
}

export async function problemHere(
  session: Session,
  { invocation: { repository, place } }: { invocation: Invocation },
): Promise<Here> {
  const episode = await byNumber(session, repository, place.subject.number);
  if (episode?.of !== 'errors') return { problem: null, ear: null };
  const problem = problemOf(episode);
  return { problem, ear: await earOf(session, problem.story.hook) };
}
