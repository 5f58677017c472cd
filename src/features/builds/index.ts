/** A build that breaks has one issue, which explains itself and closes itself when that very thing is green again. */
import type { Feature } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import { flaky } from './commands/flaky.ts';
import { reruns } from './commands/rerun.ts';
import { builds } from './config.ts';
import { autoDeploys } from './deploys.ts';
import { pushes } from './gone.ts';
import { runs, words } from './heard.ts';
import { looks, unasked } from './looking.ts';
import { switchedOff } from './off.ts';
import { paces, slowRuns } from './slow.ts';

/** `environments`: those that a file has; what failed to go there has issues here. */
export const buildFeature = (environments: (file: TeamFile) => string[]): Feature => ({
  name: 'builds',
  sections: [builds],
  commands: [...reruns, flaky],
  handlers: [runs, words, looks, unasked, autoDeploys, pushes, switchedOff(environments), paces, slowRuns],
});

export { kind as buildKind } from './kind.ts';
export { redBuilds } from './red.ts';
