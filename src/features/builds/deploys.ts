/** A deploy that nobody asked for and that failed has an issue like a build: nobody is there to read its comment. */
import { decided } from '../../core/decision.ts';
import type { AutoDeployEnded } from '../../core/event.ts';
import { handler } from '../../core/feature.ts';
import { isTold } from '../../issues/episode.ts';
import { isKnown, saved } from '../../issues/store.ts';
import { booksDue, lockOf, visitDue } from '../../issues/visit.ts';
import { masked } from '../../text/fingerprint.ts';
import { withoutSecrets } from '../../text/secrets.ts';
import { buildsOf } from './config.ts';
import { scopeOf } from './heard.ts';
import { judge } from './judge.ts';
import { keysOf } from './keys.ts';
import { rowsFor } from './look.ts';
import { type About, aboutLine, type Reading } from './report.ts';

const aboutOf = ({ environment }: AutoDeployEnded): About => ({ kind: 'deploy', name: 'deploy', branch: environment });

function readingOf({ sha, at, ok, why, run }: AutoDeployEnded): Reading {
  const report = {
    ...{ run: run ?? 0, attempt: 1, number: at.getTime(), source: 'deploy', sha, queued: false },
    ...{ url: null, beganAt: null, at, looked: false, verdict: ok ? ('pass' as const) : ('fail' as const) },
  };
  const fatal = withoutSecrets(why);
  const fault = ok || fatal === '' ? null : { tool: null, fatal, around: [], rest: [], print: masked(fatal) };
  return { report, results: [{ check: 'deploy', verdict: ok ? 'pass' : 'fail', url: null, fault, cause: null }] };
}

export const autoDeploys = handler({
  on: 'AutoDeployEnded',
  facts: async ({ repository }, ask) => buildsOf(await ask.file(), repository.defaultBranch),
  scope: event => scopeOf(event.repository, aboutLine(aboutOf(event))),
  locks: ({ repository }) => [lockOf(repository)],
  rows: async (session, event) => ({
    ...(await rowsFor(session, event.repository, aboutLine(aboutOf(event)), keysOf(aboutOf(event), [readingOf(event)]))),
    known: await isKnown(session, event.repository),
  }),
  decide({ event, rows, now }) {
    const { repository } = event;
    const { builds } = judge({
      ...{ about: aboutOf(event), readings: [readingOf(event)], unread: [], confirm: 0, now },
      ...{ on: rows.on, causes: rows.causes, last: rows.last, refused: [] },
      passesSince: () => 0,
      relation: () => 'ahead',
      ids: [`deploy-${repository.id}-${event.environment}-${event.at.getTime()}`],
    });
    return decided({
      about: `whether deploys to ${event.environment} have an issue`,
      outcome: builds.length > 0 ? 'done' : 'ignored',
      changes: builds.map(build => saved(repository, build)),
      // A repository without any build has said nothing before.
      raises: [
        ...builds.filter(isTold).map(build => visitDue(repository, build, now)),
        ...(builds.length > 0 && !rows.known ? [booksDue(repository, now)] : []),
      ],
    });
  },
});
