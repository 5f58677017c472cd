/** Whether a wish to plan becomes a run. It waits for nobody: several may run at once, and beside a deploy. Pure. */
import { answer, type Invocation, type Outcome, refuse } from '../../../core/command.ts';
import type { Due } from '../../../core/event.ts';
import { usually } from '../../../core/watch.ts';
import { type Deploy, idOf, runningAfter } from '../deploy.ts';
import { inputsFor } from '../drivers/workflow.ts';
import { names } from '../lacks.ts';
import type { Found, Wish } from '../wish.ts';
import { underWayAlready } from './messages.ts';
import type { Plan } from './plan.ts';
import { begin } from './reconcile.ts';
import { saved } from './store.ts';

export interface Rows {
  /** Plans of this environment that are under way. */
  underWay: Plan[];
  times: number[];
  /** What runs there. */
  current: Deploy | null;
}

interface Given {
  invocation: Invocation;
  environment: string;
  /** The ref as it was typed; null for what the thread stands for. */
  ref: string | null;
  facts: Found;
  rows: Rows;
  now: Date;
}

export function decidePlan(given: Given): Outcome {
  const { invocation, environment, facts, rows, now } = given;
  if (!facts.ok) return { reply: refuse(facts.says), reasons: { says: facts.says, holds: false } };
  const { repository, place } = invocation;
  const one = wanted(given, facts.wish);
  const same = rows.underWay.find(other => other.sha === one.sha && said(other) === said(one));
  if (same) {
    const says = underWayAlready(same, place.subject.number, now);
    return { reply: answer(says), reasons: { says, holds: false }, raises: overdue(invocation, same, now) };
  }
  const next = begin(repository, one, now);
  return {
    reply: null,
    reasons: { says: `${one.story.workflow} plans for ${environment}`, holds: true },
    changes: [saved(repository, next.plan)],
    effects: next.effects,
    raises: next.raises,
  };
}

/** Turns do not survive a restore from a backup: whoever asks again wakes it. */
function overdue({ repository }: Invocation, { id, dueAt }: Plan, now: Date): Due[] {
  const late = dueAt === null || now.getTime() - dueAt.getTime() > 10 * 60_000;
  return late ? [{ type: 'Due', at: now, repository, of: 'plan', id }] : [];
}

/** Everything that its run is told but which one it is. */
const said = ({ id, story }: Plan): string => {
  const told = Object.entries(story.inputs).filter(([, value]) => value !== id);
  return JSON.stringify([story.workflow, ...told.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
};

function wanted({ invocation, environment, ref, rows, now }: Given, wish: Wish): Plan {
  const { repository, place, actor, prefix, sign, comment } = invocation;
  const { commit, declared } = wish;
  const id = idOf(`plan/${invocation.id}/${environment}`);
  const words = [environment, ...(ref === null ? [] : [ref]), ...Object.entries(wish.said).map(spoken)].join(' ');
  const running = runningAfter(rows.current);
  const our = { id, environment, sha: commit.sha, plan: true };
  return {
    id,
    environment,
    state: 'starting',
    sha: commit.sha,
    tree: commit.tree,
    thread: place.subject.number,
    run: null,
    attempt: 1,
    comment,
    edits: 0,
    looks: 0,
    askedAt: now,
    ranAt: null,
    endedAt: null,
    shownAt: null,
    dueAt: null,
    story: {
      by: { id: actor.id, login: actor.login, bot: actor.bot },
      from: wish.from,
      sign: sign === null ? null : { node: sign, thread: place.node },
      again: `${prefix}plan ${words}`,
      further: `${prefix}deploy ${words}`,
      prefix,
      workflow: wish.environment.workflow,
      branch: repository.defaultBranch,
      inputs: inputsFor(declared, names(wish.environment), our, wish.said),
      marked: wish.marked,
      reports: wish.reports,
      was: running && { sha: running.known ? running.sha : null },
      expected: usually(rows.times),
      run: null,
      rerunBy: null,
      lines: [],
      sight: '',
      held: false,
      stopping: null,
      ending: null,
    },
  };
}

const spoken = ([name, value]: [string, string]): string =>
  `${name}=${/^[^\s"'`]+$/.test(value) ? value : `"${value.replaceAll('"', '')}"`}`;
