/** Whether a run may have reported on checks. GitHub is asked what a workflow uses once, and again when a push touches one. */
import type { Entry } from '../../checks/section.ts';
import { infrastructure } from '../../checks/section.ts';
import { mayRunAction } from '../../core/action.ts';
import { decided } from '../../core/decision.ts';
import type { RunMoved } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Run } from '../../core/run.ts';
import { hasUnrelated, isUnrelated, relatedAgain, unrelated } from './store.ts';

interface Related {
  /** What the file names. */
  entries: Entry[];
  mayReport: boolean;
}

/** GitHub's own, as of Pages: they stand in no file. */
const isDynamic = (file: string): boolean => file.startsWith('dynamic/');

/** Null: none of ours, or known not to run the Action. */
export async function relatedBy({ repository, run }: RunMoved, ask: Ask): Promise<Related | null> {
  if (!isOfBranch(run, repository.defaultBranch) || isDynamic(run.file)) return null;
  const entries = (await ask.file()).read(infrastructure);
  if (!entries || (await ask.peek(session => isUnrelated(session, repository, run.file)))) return null;
  const workflow = await ask.workflow(run.file);
  return { entries, mayReport: workflow !== null && mayRunAction(workflow.text) };
}

/** What a pull request's own runs find is said where they ran: who changes what is checked could say anything. */
const isOfBranch = ({ status, event, branch }: Run, defaultBranch: string): boolean =>
  status === 'ended' && branch === defaultBranch && !event.startsWith('pull_request');

export const strangers = handler({
  on: 'RunMoved',
  async facts(event, ask) {
    const related = await relatedBy(event, ask);
    return related?.mayReport === false ? { file: event.run.file } : null;
  },
  scope: ({ repository }) => `infrastructure/${repository.id}`,
  decide: ({ event: { repository }, facts: { file } }) =>
    decided({ about: `what ${file} uses`, outcome: 'ignored', routine: true, changes: [unrelated(repository, file)] }),
});

export const pushes = handler({
  on: 'BranchPushed',
  async facts({ repository, branch, sameWorkflows = false }, ask) {
    if (sameWorkflows || branch !== repository.defaultBranch) return null;
    return (await ask.peek(session => hasUnrelated(session, repository))) ? {} : null;
  },
  scope: ({ repository }) => `infrastructure/${repository.id}`,
  decide: ({ event: { repository } }) =>
    decided({
      ...{ about: 'the workflows may use something else', outcome: 'ignored', routine: true },
      changes: [relatedAgain(repository)],
    }),
});
