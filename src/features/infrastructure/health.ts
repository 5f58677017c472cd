/** How an environment stands, for whoever asks before something goes there: with each failure since when, and where that is told. */
import { namedThere } from '../../checks/naming.ts';
import type { Entry } from '../../checks/section.ts';
import type { Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { going } from '../../issues/store.ts';
import { isFilledIn, namedIn } from './named.ts';
import { healthIn, isFailing, type Standing } from './standing.ts';
import { standings } from './store.ts';
import { of, troubleOf } from './story.ts';

interface Failing {
  name: string;
  /** Null where it has no issue, as when somebody had those switched off. */
  since: Date | null;
  issue: number | null;
}

/** Its own checks, and those that are about none. */
export async function healthOf(session: Session, repository: Repository, environment: string, entries: Entry[]) {
  const checks = (await standings(session, repository)).filter(isAbout(environment));
  const failing = checks.filter(isFailing);
  const on = failing.length === 0 ? [] : (await going(session, repository, of)).map(troubleOf);
  return {
    ...healthIn(checks),
    unseen: unseenIn(entries, environment, checks),
    failing: failing.map(({ name, environment: place }): Failing => {
      const trouble = on.find(({ story }) => story.name === name && story.environment === place);
      return { name, since: trouble?.beganAt ?? null, issue: trouble?.number ?? null };
    }),
  };
}

/** GitHub knows one environment by its name in capitals, too. */
const isAbout = (environment: string) => (one: Pick<Standing, 'environment'>) =>
  ['', environment.toLowerCase()].includes(one.environment.toLowerCase());

/** What the file names for it, and no run has spoken of yet: it has not passed. */
function unseenIn(entries: Entry[], environment: string, checks: Standing[]): string[] {
  const named = namedIn(entries);
  const own = named.filter(isAbout(environment));
  // One that is filled in may be about another one alone, so it counts only where nothing else does.
  const asked = own.length + checks.length > 0 ? own : named.filter(isFilledIn);
  return asked
    .map(one => ({ ...one, name: namedThere(one.name, one.environment) }))
    .filter(
      one =>
        !checks.some(({ kind, name, environment: place }) => kind === one.kind && name === one.name && place === one.environment),
    )
    .map(({ name }) => name);
}
