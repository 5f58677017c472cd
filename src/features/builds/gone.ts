/** What is not there any more, or not watched, cannot be mended: a branch, the file of a workflow. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import { isTold } from '../../issues/episode.ts';
import { going, saved } from '../../issues/store.ts';
import { lockOf, visitDue } from '../../issues/visit.ts';
import { buildsOf } from './config.ts';
import { anotherDefault, branchIsGone, fileIsGone } from './messages.ts';
import { readAbout } from './report.ts';
import { type Build, buildOf, changed } from './story.ts';

/** Sources by their lines, with the sentence for each. */
type Gone = Map<string, string>;

const linesOf = (builds: Build[]): string[] => [
  ...new Set(builds.flatMap(({ story }) => story.checks.map(({ about }) => about))),
];

export const pushes = handler({
  on: 'BranchPushed',
  async facts({ repository, branch, head, removed }, ask): Promise<Gone | null> {
    const lines = linesOf(await on(repository, ask));
    if (lines.length === 0) return null;
    const gone = await unwatched(repository, lines, ask);
    const here = lines.filter(line => readAbout(line)?.branch === branch && readAbout(line)?.kind !== 'deploy');
    if (head === null) for (const line of here) gone.set(line, branchIsGone(branch));
    else for (const [line, file] of await filesGone(branch, here, removed, ask)) gone.set(line, fileIsGone(file));
    return gone.size === 0 ? null : gone;
  },
  scope: ({ repository }) => lockOf(repository),
  rows: async (session, { repository }) => (await going(session, repository, 'builds')).map(buildOf),
  decide: ({ event: { repository }, facts, rows, now }) => without(repository, facts, rows, now),
});

const on = async (repository: Repository, ask: Ask): Promise<Build[]> =>
  (await ask.peek(session => going(session, repository, 'builds'))).map(buildOf);

/** Another default branch is heard of with the next push. */
async function unwatched(repository: Repository, lines: string[], ask: Ask): Promise<Gone> {
  const watched = lines.length === 0 ? null : buildsOf(await ask.file(), repository.defaultBranch);
  // Other words in the file are heard of by themselves.
  if (!watched) return new Map();
  return new Map(
    lines.flatMap(line => {
      const about = readAbout(line);
      const counts = !about || about.kind === 'deploy' || watched.isWatched(about.branch);
      return counts ? [] : [[line, anotherDefault(about.branch, repository.defaultBranch)] as const];
    }),
  );
}

/** Asked for at each push, a storm of them would cost more than all that it breaks. */
async function filesGone(
  branch: string,
  lines: string[],
  removed: string[] | undefined,
  ask: Ask,
): Promise<[line: string, file: string][]> {
  const workflows = lines.flatMap((line): [string, string][] => {
    const about = readAbout(line);
    const doubtful = about?.kind === 'workflow' && (removed?.includes(`.github/workflows/${about.name}`) ?? true);
    return doubtful ? [[line, about.name]] : [];
  });
  if (workflows.length === 0) return [];
  const there = await ask.github.workflowsAt(branch, []);
  return workflows.filter(([, file]) => !there.has(file));
}

function without(repository: Repository, gone: Gone, rows: Build[], now: Date): Decision {
  const changes = rows.flatMap(build => lacking(build, gone, now) ?? []);
  return decided({
    about: `what was red in ${[...gone.keys()].join(', ')}`,
    outcome: changes.length > 0 ? 'done' : 'ignored',
    changes: changes.map(build => saved(repository, build)),
    raises: changes.filter(isTold).map(build => visitDue(repository, build, now)),
  });
}

/** Null: nothing of it is gone. */
function lacking(build: Build, gone: Gone, now: Date): Build | null {
  const left = build.story.checks.filter(({ about }) => !gone.has(about));
  if (left.length === build.story.checks.length) return null;
  // Of what is nobody's fault, other branches may have a part.
  if (left.some(({ fixed }) => fixed === null)) return changed(build, {}, { checks: left });
  if (left.length > 0) return changed(build, { state: 'closed', endedAt: now }, { checks: left });
  const why = build.story.checks.flatMap(({ about }) => gone.get(about) ?? []).slice(0, 1);
  return changed(build, { state: 'moot', endedAt: now, notes: build.state === 'open' ? [...build.notes, ...why] : build.notes });
}
