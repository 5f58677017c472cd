import { timezone } from '../../config/sections.ts';
import type { Feature } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import { checked, looks, pushed } from './auto.ts';
import { boardAsked, boardPushes, boardVisits } from './board/index.ts';
import { statusBoard } from './board/section.ts';
import { cancel } from './commands/cancel.ts';
import { deploy as deployCommand } from './commands/deploy.ts';
import { history } from './commands/history.ts';
import { queue } from './commands/queue.ts';
import { status } from './commands/status.ts';
import { environments, environmentsOf } from './config.ts';
import { runs, turns } from './following.ts';
import { deploymentsByHand, runsByHand } from './hand.ts';
import { headMoves, headsLeft } from './heads.ts';
import { namedBy } from './lacks.ts';
import { loosened } from './policy/loosened.ts';
import { opinions } from './reviews.ts';

const boards = [boardVisits, boardAsked, boardPushes];

/** Puts commits where they run, one at a time for each environment, and tells the whole story in one comment. */
export const deploy: Feature = {
  name: 'deploy',
  sections: [environments, statusBoard],
  commands: [deployCommand, status, queue, cancel, history],
  vocabulary: file => ({ environments: Object.keys(environmentsOf(file)) }),
  workflows: file => namedBy(environmentsOf(file)),
  loosens: (before, after, round) => loosened(counting(before), counting(after), round),
  handlers: [turns, runs, runsByHand, deploymentsByHand, checked, pushed, looks, headMoves, headsLeft, opinions, ...boards],
};

const counting = (file: TeamFile) => ({ environments: environmentsOf(file), timezone: file.read(timezone) ?? 'UTC' });
