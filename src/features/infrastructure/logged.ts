/** What checks found in logs, for whoever makes production errors of it. Pure. */
import type { ErrorsLogged, RunMoved } from '../../core/event.ts';
import type { Heard } from './heard.ts';

export const loggedIn = (heard: Heard[], { repository, run }: Pick<RunMoved, 'repository' | 'run'>): ErrorsLogged[] =>
  heard
    .filter(({ errors }) => errors.length > 0)
    .map(({ standing: { environment, name }, errors }) => ({
      ...{ type: 'ErrorsLogged', at: run.updatedAt, repository, environment: environment === '' ? null : environment },
      source: { run: run.id, attempt: run.attempt, check: name, url: run.url },
      errors,
    }));
