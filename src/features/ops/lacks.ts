/** What a workflow lacks for being a command, as sentences that name the lines to write. Pure. */
import { code } from '../../core/inert.ts';
import type { Lack, Named } from '../../core/lack.ts';
import { runNameCarries, type Workflow } from '../../core/workflow.ts';
import { type Entries, fileOf } from './config.ts';
import { notDispatchable } from './messages.ts';

/** The input that carries our id, so that the run is found again. */
export const mark = 'shipmate';

export const isMarked = (workflow: Workflow): boolean =>
  workflow.inputs.some(({ name }) => name === mark) && runNameCarries(workflow, mark);

/** Each command names one. */
export const namedBy = (entries: Entries): Named[] =>
  Object.entries(entries).map(([name, entry]) => {
    const file = fileOf(name, entry);
    return { path: ['commands', name], file, lacks: workflow => lacksOf(file, workflow) };
  });

function lacksOf(file: string, workflow: Workflow): Lack[] {
  if (!workflow.dispatchable) return [{ weight: 'stops', says: notDispatchable(file) }];
  if (!workflow.inputs.some(({ name }) => name === mark))
    return less(
      `${code(file)} has no input ${code(mark)}; with one, and ${code(`run-name: … \${{ inputs.${mark} }}`)}, its runs are found again whatever happens.`,
    );
  return isMarked(workflow)
    ? []
    : less(
        `The ${code('run-name')} of ${code(file)} does not carry ${code(`\${{ inputs.${mark} }}`)}, so a run whose start went unanswered cannot be found again.`,
      );
}

const less = (says: string): Lack[] => [{ weight: 'less', says }];
