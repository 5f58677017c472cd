/** Answers the commands in a comment, a review or a review comment, and one-word answers to what we asked. Knows no command. */
import { type Decision, decided } from '../core/decision.ts';
import type { Ask, Handler } from '../core/feature.ts';
import type { Session } from '../core/session.ts';
import { ran } from '../store/commands.ts';
import { questionOf } from '../store/questions.ts';
import { goesOn, isOpen, stays } from './continuing.ts';
import { type Judged, judge, type Told } from './judge.ts';
import { listening, mostCommands, type Said } from './listen.ts';
import { commandGone, edited, noSuchOption, tooMany } from './messages.ts';
import type { Registries } from './registry.ts';
import { together } from './reply.ts';
import { type Answered, refused, settle } from './settle.ts';

/** A line that was judged, or one that is not looked at because of one before it; null for words that are none of our business. */
type Prepared = { told: Told; judged: Judged | 'skipped' | null };

export function answering(registries: Registries): Handler<'CommentPosted'> {
  const listen = listening(registries);

  return {
    on: 'CommentPosted',
    async prepare(event, ask) {
      const said = event.type === 'CommentPosted' ? await listen(event, ask) : null;
      if (!said) return null;
      const { repository, place } = said.speech;
      const prepared = said.edited || said.stranger ? [] : await inOrder(said, ask);
      return {
        scope: `thread/${repository.id}/${place.subject.number}`,
        locks: prepared.flatMap(({ judged }) =>
          judged !== null && judged !== 'skipped' && judged.is === 'runs' ? judged.ready.locks : [],
        ),
        decide: (session, now) => decide(session, said, prepared, now),
      };
    },
  };
}

/** A refusal stops the rest, and so does a question: what comes after it was meant to happen after it. */
async function inOrder({ told: lines, speech }: Said, ask: Ask): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  let stopped = false;
  for (const told of lines) {
    const known = speech.registry.find(told.line.letters.name);
    const judged: Prepared['judged'] = stopped ? known && 'skipped' : await judge(told, speech, ask);
    prepared.push({ told, judged });
    stopped ||= judged !== null && judged !== 'skipped' && judged.is !== 'runs';
  }
  return prepared;
}

async function decide(session: Session, said: Said, prepared: Prepared[], now: Date): Promise<Decision> {
  const { speech, told, id } = said;
  const { actor, role, prefix, place } = speech;
  const names = told.map(({ line }) => prefix + line.letters.name);
  const about = `${names.join(', ')} on #${place.subject.number}`;
  const ignored = (says: string) => decided({ about, actor: actor.login, outcome: 'ignored', reasons: { says, holds: false } });

  if (said.stranger) {
    return ignored(`${actor.login} has ${role}, which is no tie to this repository`);
  }
  if (await ran(session, everyPlace(id))) return ignored('this was said before and has run');
  if (said.answers) return answerTo(session, now, { said, answer: said.answers, prepared, about, ignored });
  const answers = said.edited ? [takenBack(said)] : [...(await settled(session, now, said, prepared)), ...overMany(said)];
  // One slip away from a command that this person may not use is a word we do not know.
  if (answers.length === 0) return ignored('no command that this person may use');
  return together({ speech, about, answers, id: speech.sign ?? id });
}

interface Answer {
  said: Said;
  answer: NonNullable<Said['answers']>;
  prepared: Prepared[];
  about: string;
  ignored(says: string): Decision;
}

async function answerTo(session: Session, now: Date, { said, answer, prepared, about, ignored }: Answer): Promise<Decision> {
  const { speech, id } = said;
  const question = await questionOf(session, answer.question.id);
  if (!isOpen(question, speech.at)) return ignored('the question was answered before, or has lapsed');
  const judged = answer.near === null ? prepared[0]?.judged : null;
  if (judged && judged !== 'skipped' && judged.is !== 'refused')
    return goesOn(session, now, { speech, question, judged, about, id });
  const why =
    judged && judged !== 'skipped' ? judged.says : answer.near === null ? commandGone : noSuchOption(answer.said, answer.near);
  const because = { says: why, holds: false };
  const declined = [{ id: `${id}:0`, name: said.told[0]?.line.letters.name ?? '', speech, says: why, because }];
  return stays({ repository: speech.repository, question, about, cause: id, declined, note: null });
}

async function settled(session: Session, now: Date, { speech }: Said, prepared: Prepared[]): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const [place, { judged }] of prepared.entries()) {
    if (judged === null || judged === 'skipped') continue;
    const after = known(prepared.slice(place + 1));
    const answered = await settle(
      session,
      now,
      speech,
      judged,
      after.map(({ line }) => line.text),
    );
    answers.push(answered);
    if (answered.how === 'done') continue;
    return [
      ...answers,
      ...after.map(({ id, line }): Answered => ({ id, name: line.letters.name, text: line.text, how: 'skipped', outcome: null })),
    ];
  }
  return answers;

  // A word that was one slip away from a command is no command that did not run.
  function known(rest: Prepared[]): Told[] {
    return rest.flatMap(({ told }) => (speech.registry.find(told.line.letters.name) ? [told] : []));
  }
}

/** Nothing is left out in silence. */
function overMany({ id, over }: Said): Answered[] {
  const [first] = over;
  if (!first) return [];
  const texts = over.map(({ text }) => text);
  const named = { id: `${id}:${mostCommands}`, name: first.letters.name, text: first.text };
  return [refused(named, tooMany(texts, mostCommands), { says: `more than ${mostCommands} commands`, holds: false })];
}

/** Others may edit a person's comment, and nobody can tell which of its texts the person meant. */
function takenBack({ id, told: [first] }: Said): Answered {
  const named = { id: `${id}:0`, name: first?.line.letters.name ?? '', text: first?.line.text ?? '' };
  return refused(named, edited, { says: 'edited after it was posted', holds: false });
}

/** All places, whichever are in use now: an edit moves the commands, and a comment is decided as a whole. */
function everyPlace(id: string): string[] {
  return Array.from({ length: mostCommands }, (_, place) => `${id}:${place}`);
}
