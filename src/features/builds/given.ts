/** What is known when reports are judged. */
import type { About, Reading, Report } from './report.ts';
import type { Build } from './story.ts';

/** What the second commit is to the first. `apart`: neither came from the other; `unknown`: nobody has asked. */
export type Relation = 'ahead' | 'behind' | 'apart' | 'unknown';

export interface Given {
  about: About;
  /** What failed first: a pass may mend what is only now heard of. */
  readings: Reading[];
  /** Failing runs that nobody reads: they count. */
  unread: Report[];
  /** Those that go on, and the last ones of what may begin. */
  on: Build[];
  causes: Build[];
  last: Map<string, Build>;
  passesSince(time: number): number;
  relation(first: string, second: string): Relation;
  confirm: number | null;
  /** Those that nobody may run again to see whether it lasts. */
  refused: string[];
  ids: string[];
  now: Date;
}
