/** Asks for an argument that is missing, with boxes that act as buttons. */

import { cleared } from '../core/boxes.ts';
import type { Outcome } from '../core/command.ts';
import type { Change } from '../core/decision.ts';
import type { Effect } from '../core/effect.ts';
import type { Due, Repository } from '../core/event.ts';
import type { Session } from '../core/session.ts';
import { asked, movedOn, openFor, type Question } from '../store/questions.ts';
import type { Judged } from './judge.ts';
import { question as questionText, waits, which } from './messages.ts';
import { invocationOf, type Speech } from './speech.ts';

const lastsFor = 3_600_000;

export const dueOf = 'question';

export async function asking(
  session: Session,
  now: Date,
  speech: Speech,
  { told, command, argument, choices }: Extract<Judged, { is: 'asks' }>,
  after: string[],
): Promise<Outcome> {
  const { repository, actor, place, prefix } = speech;
  const [name] = told.line.words;
  const options = command.options
    ? await command.options(session, { invocation: invocationOf(speech, told.id), argument, choices })
    : choices.map(value => ({ value, says: '' }));
  const older = await openFor(session, { repository: repository.id, number: place.subject.number, person: actor.id });
  const question: Question = {
    id: told.id,
    repository: repository.id,
    number: place.subject.number,
    asked: { id: actor.id, login: actor.login },
    line: told.line.text.slice(name.at),
    answers: told.answers,
    argument,
    comment: speech.comment ?? `question:${told.id}`,
    sign: speech.sign,
    heading: command.asks[argument] ?? which(prefix + command.name, argument),
    options,
    written: [],
    state: 'open',
    lapsesAt: new Date(now.getTime() + lastsFor),
  };
  const body = bodyOf(question, after.length > 0 ? waits(after) : null);
  const written = { ...question, written: [cleared(body)] };
  const planned = { repository, lane: 'answer' as const };
  const post: Effect =
    speech.comment === null
      ? { ...planned, kind: 'comment', key: question.comment, on: question.number, body }
      : { ...planned, kind: 'edit', key: `question:${told.id}:0`, comment: speech.comment, body };
  const lapse: Due = { type: 'Due', at: question.lapsesAt, repository, of: dueOf, id: question.id };
  return {
    reply: null,
    reasons: { says: `asked for ${argument}`, holds: true },
    changes: [...(older ? [movedOn({ ...older, state: 'folded' })] : []), asked(written)],
    effects: [...(older ? [folded(older, repository)] : []), post],
    raises: [lapse],
  };
}

/** Whoever is asked again has forgotten the first question, or never saw it. */
const folded = ({ id, comment }: Question, repository: Repository): Effect => ({
  kind: 'hide',
  key: `question:${id}:hide`,
  repository,
  lane: 'bookkeeping',
  comment,
});

export const bodyOf = (question: Pick<Question, 'heading' | 'options' | 'asked'>, note: string | null): string =>
  questionText({ heading: question.heading, options: question.options, who: question.asked.login, note });

interface Rewriting {
  repository: Repository;
  /** What made us write it: the same cause writes once. */
  cause: string;
  note: string;
  /** The comment that gets a 😕 with it. */
  sign: string | null;
}

/** The question with something said below it, and its boxes empty again. */
export function rewritten(question: Question, { repository, cause, note, sign }: Rewriting): { change: Change; edit: Effect } {
  const said = bodyOf(question, note);
  // The same text twice in a row would change nothing, and leave a box ticked that did not count.
  const body = cleared(said) === question.written.at(-1) ? `${said}\u00a0` : said;
  const written = [...question.written.filter(text => text !== cleared(body)), cleared(body)];
  return {
    change: movedOn({ ...question, written }),
    edit: {
      kind: 'edit',
      repository,
      lane: 'answer',
      key: `question:${question.id}:${cause}`,
      comment: question.comment,
      body,
      ...(sign === null ? {} : { sign: { node: sign, content: 'confused' } }),
    },
  };
}
