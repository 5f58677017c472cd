/** What a workflow lacks for being a command, as sentences that name the lines to write. Pure. */
import { code } from '../../core/inert.ts';
import { runNameCarries, type Workflow } from '../../core/workflow.ts';
import { notDispatchable } from './messages.ts';

/** The input that carries our id, so that the run is found again. */
export const mark = 'shipmate';

export const isMarked = (workflow: Workflow): boolean =>
  workflow.inputs.some(({ name }) => name === mark) && runNameCarries(workflow, mark);

export function lacksOf(file: string, workflow: Workflow): string[] {
  if (!workflow.dispatchable) return [notDispatchable(file)];
  if (!workflow.inputs.some(({ name }) => name === mark))
    return [
      `${code(file)} has no input ${code(mark)}; with one, and ${code(`run-name: … \${{ inputs.${mark} }}`)}, its runs are found again whatever happens.`,
    ];
  return isMarked(workflow)
    ? []
    : [
        `The ${code('run-name')} of ${code(file)} does not carry ${code(`\${{ inputs.${mark} }}`)}, so a run whose start went unanswered cannot be found again.`,
      ];
}
