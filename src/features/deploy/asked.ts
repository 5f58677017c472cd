/** The row of a deploy that somebody asks for, with all that its comment tells. Pure. */
import type { Invocation } from '../../core/command.ts';
import { usually } from '../../core/watch.ts';
import { type Deploy, idOf, newDeploy, newStory, runningAfter } from './deploy.ts';
import { inputsFor } from './drivers/workflow.ts';
import { names } from './lacks.ts';
import type { Rows } from './surroundings.ts';
import type { Wish } from './wish.ts';

type Told = Pick<Wish, 'commit' | 'from' | 'environment' | 'marked' | 'reports' | 'declared' | 'said' | 'brings'>;

/** `own`: what only this command says of it. */
export function asked(
  { id: said, repository, place, actor, prefix, sign, comment }: Invocation,
  environment: string,
  wish: Told,
  rows: Rows,
  now: Date,
  own: Partial<Deploy['story']>,
): Deploy {
  const id = idOf(`${said}/${environment}`);
  return newDeploy({
    ...{ id, environment, kind: 'asked', sha: wish.commit.sha, tree: wish.commit.tree },
    ...{ thread: place.subject.number, comment, askedAt: now },
    story: newStory({
      ...storyOf(id, environment, wish, rows),
      by: { id: actor.id, login: actor.login, bot: actor.bot },
      sign: sign === null ? null : { node: sign, thread: place.node },
      prefix,
      branch: repository.defaultBranch,
      ...own,
    }),
  });
}

/** What a deploy tells, whoever asked for it. */
export function storyOf(id: string, environment: string, wish: Omit<Wish, 'workflow' | 'named'>, rows: Rows) {
  const { commit, from, environment: config } = wish;
  const was = runningAfter(rows.current);
  const compared = was?.known && wish.brings?.base === was.sha ? wish.brings.compared : null;
  const pulls = new Map((compared?.commits ?? []).flatMap(({ pull }) => (pull ? [[pull.number, pull]] : [])));
  return {
    from,
    title: commit.title,
    workflow: config.workflow,
    marked: wish.marked,
    reports: wish.reports,
    inputs: inputsFor(wish.declared, names(config), { id, environment, sha: commit.sha }, wish.said),
    url: config.url ?? null,
    hold: config.hold ?? null,
    was: was && { sha: was.known ? was.sha : null },
    brings: compared && { ahead: compared.ahead, behind: compared.behind, pulls: [...pulls.values()] },
    expected: usually(rows.good.flatMap(took)),
    usual: usualLines(rows.good),
  };
}

const took = ({ ranAt, endedAt }: Deploy): number[] => (ranAt && endedAt ? [endedAt.getTime() - ranAt.getTime()] : []);

/** By the name of a line, how long it took as a rule. */
function usualLines(good: Deploy[]): Record<string, number> {
  const times = Map.groupBy(
    good.flatMap(({ story }) => story.lines).filter(({ took }) => took !== null),
    ({ name }) => name,
  );
  return Object.fromEntries(
    [...times].map(([name, lines]) => {
      const sorted = lines.flatMap(({ took }) => took ?? []).toSorted((a, b) => a - b);
      return [name, sorted[Math.floor(sorted.length / 2)] ?? 0];
    }),
  );
}
