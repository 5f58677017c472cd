/** What comes of an answer to a question: its command goes on in the question's comment, or the question says why not and stays. */
import { type Decision, decided, type Reason } from '../core/decision.ts';
import type { Repository } from '../core/event.ts';
import type { Session } from '../core/session.ts';
import { recorded } from '../store/commands.ts';
import { movedOn, type Question } from '../store/questions.ts';
import { rewritten } from './asking.ts';
import type { Judged } from './judge.ts';
import { noteFor } from './messages.ts';
import { rowsFor, together } from './reply.ts';
import { settle } from './settle.ts';
import type { Speech } from './speech.ts';

interface Answering {
  speech: Speech;
  question: Question;
  judged: Exclude<Judged, { is: 'refused' }>;
  about: string;
  id: string;
}

/** Also when it lapsed and nobody had the time to say so. */
export const isOpen = (question: Question | null, at: Date): question is Question & { state: 'open' } =>
  question?.state === 'open' && at < question.lapsesAt;

/** For a question that is open, under the lock of its thread. */
export async function goesOn(session: Session, now: Date, { speech, question, judged, about, id }: Answering): Promise<Decision> {
  await movedOn({ ...question, state: 'answered' }).write(session);
  return together({ speech, about, answers: [await settle(session, now, speech, judged)], id });
}

/** An answer that did not count, and what its author is told. */
export interface Declined {
  id: string;
  name: string;
  speech: Speech;
  says: string;
  because: Reason;
}

interface Staying {
  repository: Repository;
  question: Question;
  about: string;
  /** What made us write it. */
  cause: string;
  declined: Declined[];
  /** Said to nobody in particular. */
  note: string | null;
}

/** The question stays open, for the one who was asked and for whoever may. */
export function stays({ repository, question, about, cause, declined, note }: Staying): Decision {
  const notes = declined.map(({ speech, says }) => noteFor(speech.actor.login, says));
  const sign = declined.find(({ speech }) => speech.sign !== null)?.speech.sign ?? null;
  const text = [...notes, ...(note === null ? [] : [note])].join('\n\n');
  const { change, edit } = rewritten(question, { repository, cause, note: text, sign });
  return decided({
    about,
    actor: declined.at(-1)?.speech.actor.login ?? null,
    outcome: 'refused',
    reasons: { says: about, holds: false, because: declined.map(({ because }) => because) },
    changes: [change, ...judgedNow(declined)],
    effects: [edit],
  });
}

/** An edit is judged once: what came of it stands, even when another one is judged later. */
export const judgedNow = (declined: Declined[]) =>
  declined.map(({ speech, id, name }) => recorded(rowsFor(speech, [{ id, name, how: 'refused' }])));
