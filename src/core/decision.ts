import type { Effect } from './effect.ts';
import type { Event } from './event.ts';
import type { Session } from './session.ts';

/** Why it was decided so: a tree that `/why`, the audit and a refusal are renderings of. */
export interface Reason {
  says: string;
  holds: boolean;
  because?: Reason[];
}

/** One change of a feature's rows. Made by its `store.ts`, written by the run in the transaction that decided it. */
export interface Change {
  what: string;
  write(session: Session): Promise<void>;
}

/** What a pure function answers. Everything in it is committed at once, or nothing is. */
export interface Decision {
  /** For the audit: what was decided on, by whom, and how it came out. */
  about: string;
  actor: string | null;
  outcome: 'done' | 'refused' | 'ignored';
  reasons: Reason;
  changes: Change[];
  effects: Effect[];
  raises: Event[];
  /** By the clock, and nothing came of it: the audit, which keeps all for ever, is spared it. */
  routine?: boolean;
}

type Parts = Pick<Decision, 'about'> & Partial<Decision>;

/** A decision that goes ahead; whatever is not named is empty. */
export function decided(parts: Parts): Decision {
  return {
    actor: null,
    outcome: 'done',
    reasons: { says: parts.about, holds: true },
    changes: [],
    effects: [],
    raises: [],
    ...parts,
  };
}
