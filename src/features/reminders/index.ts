/** Tells the one person whose turn it is that a pull request waits; asks about what lies around, and tidies only what it was told to. */
import type { Feature } from '../../core/feature.ts';
import type { Named } from './cleanup/finding.ts';
import { cleanups } from './cleanup/index.ts';
import { askEnded } from './commands/ended.ts';
import { handover } from './commands/handover.ts';
import { reopen } from './commands/reopen.ts';
import { reminders } from './config.ts';
import { digests } from './digest/index.ts';
import { files } from './file.ts';
import { hearing } from './hearing.ts';
import type { Frozen } from './looking/facts.ts';
import { looksWith } from './looking/looking.ts';
import { staleEnded } from './stale/ended.ts';
import { issueLooks } from './stale/looking.ts';

export { quietPulls } from './quiet.ts';
export { turnHere } from './status.ts';

interface Round {
  named: Named;
  /** Where a merge would go by itself nothing may go now. */
  frozen: Frozen;
}

export const reminderFeature = ({ named, frozen }: Round): Feature => ({
  name: 'reminders',
  sections: [reminders],
  commands: [handover, reopen],
  handlers: [...files, ...hearing, looksWith(frozen), issueLooks, staleEnded, askEnded, ...digests, ...cleanups(named)],
});
