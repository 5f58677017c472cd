/** Makes a command of a workflow that is offered as one: its arguments are the inputs of the workflow, in their order or by their names. */
import { createHash } from 'node:crypto';
import { type Args, arg } from '../../core/args.ts';
import { answer, type Command, command, type Invocation, type Outcome, refuse } from '../../core/command.ts';
import type { Ask } from '../../core/feature.ts';
import type { Offer } from '../../core/offer.ts';
import { reportsIn } from '../../core/sighting.ts';
import { usually } from '../../core/watch.ts';
import { argsOf, type Input, inputsFrom, readWorkflow } from '../../core/workflow.ts';
import { isMarked } from './lacks.ts';
import * as messages from './messages.ts';
import { type OpsRun, spoken } from './ops-run.ts';
import { begin } from './reconcile.ts';
import { saved, timesOf, underWay } from './store.ts';

interface Facts {
  /** What is said by its place, in order. */
  places: string[];
  declared: string[];
  marked: boolean;
  reports: boolean;
}

type Found = ({ ok: true; args: Args } & Facts) | { ok: false; says: string };

async function look(ask: Ask, offer: Offer): Promise<Found> {
  const { workflow: file } = offer;
  const seen = await ask.workflow(file);
  if (!seen) {
    const others = (await ask.github.workflows()).map(one => one.file);
    return { ok: false, says: messages.workflowMissing(offer, others) };
  }
  const unfit = offer.implied ? offer.unfit?.(seen.text) : null;
  if (unfit) return { ok: false, says: messages.unfit(file, unfit) };
  const read = readWorkflow(seen.text);
  if ('problem' in read) return { ok: false, says: messages.workflowUnreadable(file, read.problem) };
  const { workflow } = read;
  if (!workflow.dispatchable) return { ok: false, says: messages.notDispatchable(offer) };
  const declared = workflow.inputs.map(input => input.name);
  const args = argsOf(
    workflow.inputs.map(input => narrowed(input, offer.inputs[input.name] ?? [])),
    { except: [messages.mark, ...workflow.pastUs] },
  );
  return {
    ok: true,
    args,
    places: Object.keys(args),
    declared,
    marked: isMarked(workflow),
    reports: reportsIn(seen.text),
  };
}

/** One of these words, where the workflow takes any. */
const narrowed = (input: Input, options: string[]): Input =>
  input.type === 'choice' || options.length === 0 ? input : { ...input, type: 'choice', options };

export function commandOf(offer: Offer): Command {
  const { name, about, who, needs, examples, workflow: file } = offer;
  return command({
    name,
    summary: about,
    who: () => who,
    needs,
    args: {},
    async more(ask) {
      const found = await look(ask, offer);
      // Whatever is said to a workflow that cannot run, the answer is why it cannot, not what is wrong with the words.
      return found.ok ? found.args : { inputs: arg.rest().optional() };
    },
    examples,
    acts: true,
    facts: (_, ask) => look(ask, offer),
    locks: ({ invocation }) => [`ops/${invocation.repository.id}/${name}`],
    rows: async (session, { invocation: { repository } }) => ({
      underWay: await underWay(session, repository, name),
      times: await timesOf(session, repository, name),
    }),
    decide({ invocation, more, facts, rows, now }): Outcome {
      if (!facts.ok) return { reply: refuse(facts.says), reasons: { says: facts.says, holds: false } };
      const one = wanted(invocation, { name, file, said: inputsFrom(more), facts, times: rows.times, now });
      const same = rows.underWay.find(other => other.story.again === one.story.again);
      if (same) {
        const says = messages.underWayAlready(same, invocation.place.subject.number, now);
        return { reply: answer(says), reasons: { says, holds: false } };
      }
      const { repository } = invocation;
      const next = begin(repository, one, now);
      return {
        reply: null,
        reasons: { says: `${one.story.workflow} is started`, holds: true },
        changes: [saved(repository, next.one)],
        effects: next.effects,
        raises: next.raises,
      };
    },
  });
}

interface Wanted {
  name: string;
  file: string;
  said: Record<string, string>;
  facts: Facts;
  times: number[];
  now: Date;
}

function wanted({ id: said, actor, repository, place, sign, comment, prefix }: Invocation, given: Wanted): OpsRun {
  const id = createHash('sha256').update(`ops/${said}`).digest('hex').slice(0, 12);
  return {
    id,
    command: given.name,
    state: 'starting',
    thread: place.subject.number,
    run: null,
    attempt: 1,
    comment,
    edits: 0,
    looks: 0,
    askedAt: given.now,
    ranAt: null,
    endedAt: null,
    shownAt: null,
    dueAt: null,
    story: {
      by: { id: actor.id, login: actor.login },
      sign: sign === null ? null : { node: sign, thread: place.node },
      again: prefix + spoken(given.name, given.facts.places, given.said),
      workflow: given.file,
      branch: repository.defaultBranch,
      inputs: { ...given.said, ...(given.facts.declared.includes(messages.mark) ? { [messages.mark]: id } : {}) },
      marked: given.facts.marked,
      reports: given.facts.reports,
      expected: usually(given.times),
      run: null,
      rerunBy: null,
      step: null,
      sight: '',
      ending: null,
      stood: null,
      refused: null,
    },
  };
}
