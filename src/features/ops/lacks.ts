/** What a workflow lacks for being a command, as sentences that name the lines to write. Pure. */

import type { Lack, Named } from '../../core/lack.ts';
import type { Offer } from '../../core/offer.ts';
import { runNameCarries, type Workflow } from '../../core/workflow.ts';
import { code } from '../../text/inert.ts';
import { mark, notDispatchable } from './messages.ts';

export const isMarked = (workflow: Workflow): boolean =>
  workflow.inputs.some(({ name }) => name === mark) && runNameCarries(workflow, mark);

/** Each command names one. */
export const namedBy = (offers: Offer[]): Named[] =>
  offers.map(offer => ({
    path: offer.path,
    file: offer.workflow,
    implied: offer.implied,
    isMeant: offer.implied ? offer.isMeant : undefined,
    lacks: workflow => lacksOf(offer, workflow),
  }));

function lacksOf(offer: Offer, workflow: Workflow): Lack[] {
  const { workflow: file, implied } = offer;
  // Others may run it at other times, and nobody has said that it is for this.
  if (!workflow.dispatchable) return implied ? [] : [{ weight: 'stops', says: notDispatchable(offer) }];
  return [...wordless(offer, workflow), ...unmarked(file, workflow)].map(says => ({ weight: 'less', says }));
}

function wordless({ name, workflow: file, inputs }: Offer, workflow: Workflow): string[] {
  const missing = Object.keys(inputs).filter(input => workflow.inputs.every(one => one.name !== input));
  return missing.map(input => `${code(file)} has no input ${code(input)}, so the command ${code(name)} takes none.`);
}

function unmarked(file: string, workflow: Workflow): string[] {
  if (isMarked(workflow)) return [];
  if (!workflow.inputs.some(({ name }) => name === mark))
    return [
      `${code(file)} has no input ${code(mark)}; with one, and ${code(`run-name: … \${{ inputs.${mark} }}`)}, its runs are found again whatever happens.`,
    ];
  return [
    `The ${code('run-name')} of ${code(file)} does not carry ${code(`\${{ inputs.${mark} }}`)}, so a run whose start went unanswered cannot be found again.`,
  ];
}
