/** What carries a deploy out. Pure: it answers writes; what it looks at is read with the facts. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Reads } from '../../../core/reads.ts';
import type { Run } from '../../../core/run.ts';
import type { Sighting } from '../../../core/sighting.ts';
import type { Deploy } from '../deploy.ts';

export interface Driver {
  /** The writes that start it; the last of them is the one whose answer says how to find it. */
  start(repository: Repository, deploy: Deploy, now: Date): Effect[];
  /** The key of that write. */
  startKey(deploy: Deploy): string;
  /** A look at it; with `told`, what GitHub has just said of its run. */
  observe(github: Reads, deploy: Deploy, told: Run | null): Promise<Sighting>;
  cancel(repository: Repository, deploy: Deploy): Effect[];
}
