/** What comes of a line in the transaction: it runs, it asks, or it is refused. What it writes is written at once, for the next one to see. */
import { type Outcome, refuse } from '../core/command.ts';
import type { Reason } from '../core/decision.ts';
import type { Session } from '../core/session.ts';
import { pinned } from '../store/pins.ts';
import { asking } from './asking.ts';
import type { Judged } from './judge.ts';
import { tooOld } from './messages.ts';
import type { Speech } from './speech.ts';

/** What came of one line; the outcome is null when it did not run because of one before it. */
export interface Answered {
  id: string;
  name: string;
  /** As it was said. */
  text: string;
  how: 'done' | 'refused' | 'asked' | 'skipped';
  outcome: Outcome | null;
}

/** A command that changes something and is decided later than this may meet another world than its author saw. */
const latest = 10 * 60_000;

/** `after`: what was said after it, for a question to say that it waits. */
export async function settle(
  session: Session,
  now: Date,
  speech: Speech,
  judged: Judged,
  after: string[] = [],
): Promise<Answered> {
  const answered = await outcomeOf(session, now, speech, judged, after);
  for (const change of answered.outcome?.changes ?? []) await change.write(session);
  return answered;
}

async function outcomeOf(session: Session, now: Date, speech: Speech, judged: Judged, after: string[]): Promise<Answered> {
  const { told, name } = judged;
  const named = { id: told.id, name, text: told.line.text };
  const typed = speech.prefix + name;
  const age = now.getTime() - speech.at.getTime();
  if (judged.is === 'refused') return refused(named, judged.says, judged.because);
  if (judged.command.acts && age > latest) {
    const says = tooOld(told.bare ? typed : told.line.text, age);
    return refused(named, says, { says, holds: false, because: [judged.because] });
  }
  if (judged.is === 'asks') return { ...named, how: 'asked', outcome: await asking(session, now, speech, judged, after) };
  const outcome = await judged.ready.decide(session, now);
  const isRefused = outcome.reply?.refused ?? false;
  const because = outcome.reasons ? [judged.because, outcome.reasons] : [judged.because];
  const pins = judged.pins.length === 0 ? [] : [pinned(speech.repository.id, judged.pins)];
  return {
    ...named,
    how: isRefused ? 'refused' : 'done',
    outcome: {
      ...outcome,
      changes: [...pins, ...(outcome.changes ?? [])],
      reasons: { says: typed, holds: !isRefused, because },
    },
  };
}

export function refused(named: Pick<Answered, 'id' | 'name' | 'text'>, says: string, reasons: Reason): Answered {
  return { ...named, how: 'refused', outcome: { reply: refuse(says), reasons } };
}
