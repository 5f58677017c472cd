/** Whether a workflow may run the Action: of all others nothing is asked. Pure. */
import { usesIn } from './workflow.ts';

/** By its folder, or by its name where it is a mirror of that. */
const action = /(?:\/action|shipmate[\w.-]*)@/i;
/** What these use in turn cannot be seen from here: an action of the repository's own, or a workflow that is called. */
const mayHide = /^\.\/|\.ya?ml@/;

export const mayRunAction = (workflow: string): boolean => usesIn(workflow).some(one => action.test(one) || mayHide.test(one));
