/** `/cancel [env]`: stops what is under way, or takes back what waits. */
import { arg } from '../../../core/args.ts';
import { answer, command, type Invocation, type Outcome, refuse } from '../../../core/command.ts';
import { partsOf, rankOf } from '../../../core/who.ts';
import { environments, environmentsOf, whoMay } from '../config.ts';
import { handedOn, leaves, together } from '../decide.ts';
import { changed, type Deploy, isOpen } from '../deploy.ts';
import { workflowDriver } from '../drivers/workflow.ts';
import { takenBack } from '../endings.ts';
import * as messages from '../messages.ts';
import { whichPlan } from '../plans/messages.ts';
import type { Plan } from '../plans/plan.ts';
import { stop } from '../plans/reconcile.ts';
import { saved as savedPlan, underWay } from '../plans/store.ts';
import { say } from '../saying.ts';
import { queue } from '../store.ts';
import { lockOf, mayDeploy } from './deploy.ts';

export const cancel = command({
  name: 'cancel',
  summary: 'Stop a deploy, or take it back before its turn; else a plan.',
  who: ({ file, args }) => mayDeploy(file, args.environment),
  args: { environment: arg.environment().optional().says('else what was asked for in this thread') },
  examples: ['/cancel', '/cancel prod'],
  acts: true,
  needs: environments,
  locks: ({ invocation: { repository, file }, args }) =>
    (args.environment === undefined ? Object.keys(environmentsOf(file)) : [args.environment]).map(one =>
      lockOf(repository.id, one),
    ),
  rows: async (session, { invocation: { repository }, args }) => ({
    deploys: await queue(session, repository, args.environment),
    plans: await underWay(session, repository, args.environment),
  }),
  decide: ({ invocation, args, rows, now }) => decideCancel(invocation, args.environment ?? null, rows, now),
});

interface Rows {
  deploys: Deploy[];
  plans: Plan[];
}

function decideCancel(invocation: Invocation, environment: string | null, rows: Rows, now: Date): Outcome {
  const { repository, actor, place, prefix } = invocation;
  const here = place.subject.number;
  const open = rows.deploys.filter(isOpen);
  const mine = open.filter(({ thread }) => thread === here);
  const refused = (says: string): Outcome => ({ reply: refuse(says), reasons: { says, holds: false } });
  const plans = rows.plans.filter(({ thread }) => thread === here);
  const plan = plans.at(-1);
  if (plan && mine.length === 0) {
    const planned = [...new Set(plans.map(one => one.environment))];
    if (planned.length > 1) return refused(whichPlan(prefix, planned));
    if (environment === null && !alone(invocation, plan)) return refused(messages.cancelByName(prefix, plan.environment));
    const { plan: stopping, effects } = stop({ repository, now }, plan, actor.login);
    return { reply: null, changes: [savedPlan(repository, stopping)], effects };
  }
  // With an environment, what this thread asked for comes first: what waits before what runs for others.
  const found = environment === null ? mine : mine.length > 0 ? mine : open.filter(({ state }) => state !== 'waiting');
  const places = [...new Set(found.map(one => one.environment))];
  const [first] = found.toSorted((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting'));
  if (!first) return refused(messages.nothingToCancel(environment));
  if (places.length > 1) return refused(messages.cancelWhich(prefix, places));
  if (environment === null && !alone(invocation, first)) return refused(messages.cancelByName(prefix, first.environment));
  if (first.kind === 'hand') return refused(messages.startedByHandNotOurs(first));
  const elsewhere = first.thread === here ? null : first;
  if (first.state === 'waiting') {
    const out = leaves(repository, first, takenBack(actor.login), now);
    const left = rows.deploys.filter(one => one.id !== first.id && one.environment === first.environment);
    const next = handedOn(repository, [first], left, now);
    return { reply: elsewhere && answer(messages.takenOut(elsewhere)), ...together(repository, [out], next) };
  }
  const stopping = changed(first, {}, { stopping: actor.login });
  const shown = say({ repository, seen: { before: [], older: [] }, now }, stopping, 'answer');
  const effects = [...workflowDriver.cancel(repository, stopping), ...shown.effects];
  // While its run is not known yet, stopping it is the first thing that happens to it (`reconcile.ts`).
  const next = { ...shown, effects, raises: [] };
  return { reply: elsewhere && answer(messages.stoppingElsewhere(elsewhere)), ...together(repository, [next]) };
}

/** Named no environment, so nobody looked yet whether the rules of this one let them. */
function alone(
  { actor, role, file }: Invocation,
  { environment, story }: Pick<Deploy, 'environment'> & { story: Pick<Deploy['story'], 'by'> },
): boolean {
  const config = environmentsOf(file)[environment];
  if (!config || story.by?.id === actor.id) return true;
  return whoMay(config).some(one => {
    const { name, role: least } = partsOf(one);
    return rankOf(role) >= rankOf(least) && (name === null || name.slice(1).toLowerCase() === actor.login.toLowerCase());
  });
}
