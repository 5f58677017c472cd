import { timezone } from '../../config/sections.ts';
import type { AskingPart, Feature, Part } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import { headMovesOn, pullCloses, pullMerges } from './approvals/voiding.ts';
import { checked, looks, pushed } from './auto.ts';
import { boardAsked, boardPushes, boardVisits } from './board/index.ts';
import { statusBoard } from './board/section.ts';
import { approve } from './commands/approve.ts';
import { cancel } from './commands/cancel.ts';
import { deploy as deployCommand } from './commands/deploy.ts';
import { history } from './commands/history.ts';
import { lock } from './commands/lock.ts';
import { plan } from './commands/plan.ts';
import { queue } from './commands/queue.ts';
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
import { loosened } from './policy/loosened.ts';
import type { HealthOf } from './policy/rows.ts';
import { opinions } from './reviews.ts';
import { waking } from './waking.ts';
import { wrong } from './wrong.ts';

export { mergesFrozen } from './merges.ts';
export { returnsTo } from './returning.ts';
export { shaOfRelease, shippedTo } from './shipped.ts';

const boards = [boardVisits, boardAsked, boardPushes];

/** What others add to its `/status` and its `/why`, and what they know that a policy may ask for. */
interface Parts {
  status: (Part | AskingPart)[];
  why: Part[];
  healthOf: HealthOf;
}

/** Puts commits where they run, one at a time for each environment, and tells the whole story in one comment. */
export const deploy = (parts: Parts): Feature => ({
  name: 'deploy',
  sections: [environments, statusBoard],
  commands: [
    ...[deployCommand(parts.healthOf), plan, status(parts.status), queue, cancel, history, approve],
    ...[lock, unlock, rollback, why(parts.why, parts.healthOf)],
  ],
  vocabulary: file => ({ environments: Object.keys(environmentsOf(file)) }),
  workflows: file => namedBy(file),
  loosens: (before, after, round) => loosened(counting(before), counting(after), round),
  handlers: [
    turns(parts.healthOf),
    runs(parts.healthOf),
    runsByHand,
    deploymentsByHand,
    checked,
    pushed,
    looks(parts.healthOf),
    headMoves,
    headsLeft,
    opinions,
    headMovesOn,
    pullCloses,
    pullMerges,
    times,
    pullsEnd,
    ...planWatching,
    ...boards,
    ...waking,
    ...wrong,
  ],
});

const counting = (file: TeamFile) => ({ environments: environmentsOf(file), timezone: file.read(timezone) ?? 'UTC' });
