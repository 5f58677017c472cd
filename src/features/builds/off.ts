/** The file stops asking for builds, or for those of a branch: what is told of them stops too, and says so. */
import { decided } from '../../core/decision.ts';
import { type Handler, handler } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import { going, saved } from '../../issues/store.ts';
import { lockOf, visitDue } from '../../issues/visit.ts';
import { type Builds, buildsOf } from './config.ts';
import { noLongerWatched } from './messages.ts';
import { readAbout } from './report.ts';
import { type Build, buildOf } from './story.ts';

/** `environments`: those that the file has. */
export const switchedOff = (environments: (file: TeamFile) => string[]): Handler =>
  handler({
    on: 'FileChanged',
    async facts({ repository }, ask) {
      const file = await ask.file();
      const asked = { builds: buildsOf(file, repository.defaultBranch), environments: environments(file) };
      const on = await ask.peek(session => going(session, repository, 'builds'));
      return on.map(buildOf).some(build => !isAskedFor(build, asked)) ? asked : null;
    },
    scope: ({ repository }) => lockOf(repository),
    rows: async (session, { repository }) => (await going(session, repository, 'builds')).map(buildOf),
    decide({ event: { repository }, facts, rows, now }) {
      const over = rows
        .filter(build => !isAskedFor(build, facts))
        .map(build => ({
          ...build,
          state: 'moot' as const,
          endedAt: now,
          notes: build.state === 'open' ? [...build.notes, noLongerWatched(build.story)] : build.notes,
        }));
      return decided({
        about: `what is watched in ${repository.owner}/${repository.name}`,
        changes: over.map(build => saved(repository, build)),
        raises: over
          .filter(({ issue, rolled }) => issue !== null || rolled !== null)
          .map(build => visitDue(repository, build, now)),
      });
    },
  });

interface Asked {
  builds: Builds | null;
  environments: string[];
}

/** What is nobody's fault belongs to no branch, and deploys to their environments. */
function isAskedFor({ about }: Build, { builds, environments }: Asked): boolean {
  const place = readAbout(about);
  if (builds === null) return false;
  if (place === null) return true;
  return place.kind === 'deploy' ? environments.includes(place.branch) : builds.isWatched(place.branch);
}
