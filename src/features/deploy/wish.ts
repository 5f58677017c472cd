/** What has to be known before a deploy can be decided: its environment, workflow, commit, and what it would bring. Facts: it asks GitHub. */
import type { Ref } from '../../core/args.ts';
import type { Invocation } from '../../core/command.ts';
import type { Ask } from '../../core/feature.ts';
import type { Commit, Compared } from '../../core/reads.ts';
import { reportsIn } from '../../core/sighting.ts';
import { argsOf, inputsFrom, readWorkflow, runNameCarries, type Workflow } from '../../core/workflow.ts';
import { type Environment, type Environments, environmentsOf } from './config.ts';
import { isShared, lacksOf, names } from './lacks.ts';
import * as messages from './messages.ts';
import type { Naming } from './policy/gate.ts';
import { type Weighed, type Wished, weigh } from './policy/judging.ts';
import { lastThere } from './store.ts';
import { targetOf } from './target.ts';

/** A workflow that can deploy here. */
export interface Vehicle {
  workflow: Workflow;
  /** Its inputs, by name. */
  declared: string[];
  marked: boolean;
  reports: boolean;
}

/** What somebody wants, and that it can be done. */
export interface Wish extends Vehicle {
  environment: Environment;
  commit: Commit;
  from: string;
  named: Naming;
  /** What was said for its inputs. */
  said: Record<string, string>;
  brings: { base: string; compared: Compared } | null;
}

export type Facts = { ok: true; wish: Wish; weighed: Weighed } | { ok: false; says: string };
export type Found = { ok: true; wish: Wish } | { ok: false; says: string };
const refused = (says: string) => ({ ok: false, says }) as const;

export interface Given {
  invocation: Invocation;
  args: { environment: string; ref: Ref | undefined; override?: string | undefined };
  more: Record<string, unknown>;
  /** Of one that waits already: who asked for it, when, and what they insist on. */
  asked?: Pick<Wished, 'asker' | 'askedAt' | 'override'> | undefined;
}

/** With what its policy asks GitHub for. */
export async function wishOf(given: Given, ask: Ask): Promise<Facts> {
  const { invocation, args } = given;
  const { place, actor, at, prefix } = invocation;
  const found = await meant(given, ask);
  if (!found.ok) return found;
  const { commit, named } = found.wish;
  const [brings, weighed] = await Promise.all([
    broughtTo(ask, args.environment, commit),
    weigh(ask, {
      name: args.environment,
      commit,
      named,
      pull: place.pull && { ...place.pull, number: place.subject.number },
      asker: actor,
      askedAt: at,
      prefix,
      said: at,
      override: args.override === undefined ? null : { reason: args.override, by: actor, secondBy: null },
      called: [],
      // What they could see was settled when they asked.
      ...(given.asked ? { ...given.asked, said: null } : {}),
    }),
  ]);
  if (!weighed) return refused(messages.noEnvironment(args.environment, Object.keys(environmentsOf(invocation.file))));
  return { ok: true, wish: { ...found.wish, brings }, weighed };
}

/** For what has no policy of its own to pass. */
export async function plainWishOf(given: Given, ask: Ask): Promise<Found> {
  const found = await meant(given, ask);
  if (!found.ok) return found;
  return { ok: true, wish: { ...found.wish, brings: await broughtTo(ask, given.args.environment, found.wish.commit) } };
}

async function broughtTo(ask: Ask, environment: string, { sha }: Commit): Promise<Wish['brings']> {
  const last = await ask.peek(session => lastThere(session, ask.github.repository, environment));
  return compared(ask, last?.state === 'succeeded' ? last.sha : null, sha);
}

async function runsBefore(ask: Ask, { after }: Environment): Promise<{ name: string; sha: string } | null> {
  if (after === undefined) return null;
  const last = await ask.peek(session => lastThere(session, ask.github.repository, after));
  return last?.state === 'succeeded' && last.sha !== null ? { name: after, sha: last.sha } : null;
}

type Meant = { ok: true; wish: Omit<Wish, 'brings'> } | { ok: false; says: string };

async function meant({ invocation, args, more }: Given, ask: Ask): Promise<Meant> {
  const { place, file, prefix } = invocation;
  const all = environmentsOf(file);
  const environment = all[args.environment];
  if (!environment) return refused(messages.noEnvironment(args.environment, Object.keys(all)));
  const before = await runsBefore(ask, environment);
  const [target, vehicle] = await Promise.all([
    targetOf(ask.github, { place, ref: args.ref, name: args.environment, prefix, before }),
    vehicleFor(ask, args.environment, all),
  ]);
  if (!target.ok) return target;
  if (!vehicle.ok) return vehicle;
  const { workflow, declared } = vehicle.vehicle;
  const called = names(environment);
  const main = place.main?.sha;
  if (!declared.includes(called.sha) && main !== undefined && target.commit.sha !== main)
    return refused(messages.onlyHead(environment.workflow, called.sha, main));
  const said = inputsFrom(more);
  const unknown = Object.keys(said).filter(name => !declared.includes(name));
  if (unknown.length > 0) return refused(messages.unknownInputs(environment.workflow, unknown));
  const missing = workflow.inputs.filter(
    one => one.required && one.default === null && said[one.name] === undefined && !Object.values(called).includes(one.name),
  );
  if (missing.length > 0)
    return refused(
      messages.missingInputs(
        environment.workflow,
        missing.map(one => one.name),
      ),
    );
  const { commit, from, named } = target;
  return { ok: true, wish: { ...vehicle.vehicle, environment, commit, from, named, said } };
}

export async function compared(ask: Ask, base: string | null, head: string): Promise<Wish['brings']> {
  if (base === null || base === head) return null;
  const what = await ask.github.compare(base, head);
  return what && { base, compared: what };
}

/** The workflow of an environment, if one can deploy there with it. */
export async function vehicleFor(
  ask: Ask,
  name: string,
  all: Environments,
): Promise<{ ok: true; vehicle: Vehicle } | { ok: false; says: string }> {
  const environment = all[name];
  if (!environment) return refused(messages.noEnvironment(name, Object.keys(all)));
  const seen = await ask.workflow(environment.workflow);
  if (!seen) {
    const others = (await ask.github.workflows()).map(({ file }) => file);
    return refused(messages.workflowMissing(environment.workflow, name, others));
  }
  const read = readWorkflow(seen.text);
  if ('problem' in read) return refused(messages.workflowUnreadable(environment.workflow, read.problem));
  const { workflow } = read;
  const stops = lacksOf(name, environment, workflow, isShared(environment, all)).find(({ weight }) => weight === 'stops');
  if (stops) return refused(stops.says);
  const called = names(environment);
  const declared = workflow.inputs.map(one => one.name);
  const marked = declared.includes(called.shipmate) && runNameCarries(workflow, called.shipmate);
  return { ok: true, vehicle: { workflow, declared, marked, reports: reportsIn(seen.text) } };
}

/** Arguments that only this repository has: the inputs of its deploy workflows that we do not fill ourselves. */
export async function inputArgs(ask: Ask) {
  const all = Object.values(environmentsOf(await ask.file()));
  const files = [...new Set(all.map(({ workflow }) => workflow))];
  const read = await Promise.all(
    files.map(async file => {
      const seen = await ask.workflow(file);
      const found = seen && readWorkflow(seen.text);
      if (!found || !('workflow' in found)) return [];
      const { inputs, pastUs } = found.workflow;
      return inputs.filter(({ name }) => !pastUs.includes(name));
    }),
  );
  const ours = all.flatMap(one => Object.values(names(one)));
  // With several workflows nobody knows yet which one is meant, so none of their inputs can be asked for here.
  const inputs = read.flat().map(one => (files.length > 1 ? { ...one, required: false } : one));
  return Object.fromEntries(
    Object.entries(argsOf(inputs, { except: ours })).map(([name, arg]) => [name, { ...arg, how: 'name' as const }]),
  );
}
