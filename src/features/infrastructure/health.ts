/** How an environment stands, for whoever asks before something goes there: with each failure since when, and where that is told. */
import type { Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { going } from '../../issues/store.ts';
import { healthIn, isFailing } from './standing.ts';
import { standings } from './store.ts';
import { of, troubleOf } from './story.ts';

interface Failing {
  name: string;
  /** Null where it has no issue, as when somebody had those switched off. */
  since: Date | null;
  issue: number | null;
}

/** Its own checks, and those that are about none. */
export async function healthOf(session: Session, repository: Repository, environment: string) {
  const checks = (await standings(session, repository)).filter(one => ['', environment].includes(one.environment));
  const failing = checks.filter(isFailing);
  const on = failing.length === 0 ? [] : (await going(session, repository, of)).map(troubleOf);
  return {
    ...healthIn(checks),
    failing: failing.map(({ name, environment: place }): Failing => {
      const trouble = on.find(({ story }) => story.name === name && story.environment === place);
      return { name, since: trouble?.beganAt ?? null, issue: trouble?.number ?? null };
    }),
  };
}
