/** What is done about one pull request at a look. Pure; whoever looks joins the parts. */
import type { Effect } from '../../core/effect.ts';
import type { Person, Repository } from '../../core/event.ts';
import type { OpenPull } from '../../core/open-pull.ts';
import type { Outcome } from '../../store/outcomes.ts';
import type { Reminders } from './config.ts';
import type { Heard, Row } from './row.ts';

export interface Round {
  repository: Repository;
  /** The address of the repository's page. */
  page: string;
  prefix: string;
  config: Reminders;
  now: Date;
  /** Has heard something today already, in their own day. */
  hasHeard(person: Person): boolean;
  /** Who wants no reminders here. */
  optedOut: ReadonlySet<number>;
  /** How many more may be reminded of today. */
  left: number;
}

export interface Given {
  round: Round;
  row: Row;
  /** As it was read for this. */
  pull: OpenPull;
  /** How our own comments named in the row came out. */
  outcomes: Map<string, Outcome>;
}

export interface Acted {
  row: Row;
  effects: Effect[];
  heard: Heard[];
  /** For the audit; empty: nothing was done. */
  says: string[];
}
