import type { Feature } from '../../core/feature.ts';
import { headMovesOn, pullCloses, pullMerges } from './approvals/voiding.ts';
import { checked, looks, pushed } from './auto.ts';
import { approve } from './commands/approve.ts';
import { cancel } from './commands/cancel.ts';
import { deploy as deployCommand } from './commands/deploy.ts';
import { history } from './commands/history.ts';
import { lock } from './commands/lock.ts';
import { plan } from './commands/plan.ts';
import { rollback } from './commands/rollback.ts';
import { status } from './commands/status.ts';
import { unlock } from './commands/unlock.ts';
import { why } from './commands/why.ts';
import { environments, environmentsOf } from './config.ts';
import { runs, turns } from './following.ts';
import { deploymentsByHand, runsByHand } from './hand.ts';
import { headMoves, headsLeft } from './heads.ts';
import { namedBy } from './lacks.ts';
import { pullsEnd, times } from './locks/ending.ts';
import { planWatching } from './plans/watching.ts';
import { opinions } from './reviews.ts';
import { waking } from './waking.ts';

/** Puts commits where they run, one at a time for each environment, and tells the whole story in one comment. */
export const deploy: Feature = {
  name: 'deploy',
  sections: [environments],
  commands: [deployCommand, plan, status, cancel, history, approve, lock, unlock, rollback, why],
  vocabulary: file => ({ environments: Object.keys(environmentsOf(file)) }),
  workflows: file => namedBy(environmentsOf(file)),
  handlers: [
    turns,
    runs,
    runsByHand,
    deploymentsByHand,
    checked,
    pushed,
    looks,
    headMoves,
    headsLeft,
    opinions,
    headMovesOn,
    pullCloses,
    pullMerges,
    times,
    pullsEnd,
    ...planWatching,
    ...waking,
  ],
};
