/** Whether somebody speaks to us, and what they say as GitHub has it now. Nothing is asked of GitHub before it is clear that they do. */
import { apps as appsSection, prefix as prefixSection } from '../config/sections.ts';
import type { Command } from '../core/command.ts';
import type { CommentPosted } from '../core/event.ts';
import type { Ask } from '../core/feature.ts';
import type { TeamFile } from '../core/file.ts';
import { openFor, type Question } from '../store/questions.ts';
import { nearest } from '../text/nearest.ts';
import { aloneIn, isNothingBut } from './alone.ts';
import { isHeard, isStranger, ownOf } from './authorise.ts';
import type { Told } from './judge.ts';
import { commandLines, type Line, lineOf, mayHoldCommand } from './lex.ts';
import { isOn, type Registries, type Registry } from './registry.ts';
import type { Speech } from './speech.ts';
import { isMeant, namesIn, standingsOf } from './standing.ts';
import { strangers } from './strangers.ts';

/** A word that answers an open question: it is one of its options, or near one. */
export interface Answer {
  question: Question;
  said: string;
  value: string | null;
  near: string | null;
}

export interface Said {
  /** `channel:node`: with a place in the comment it is what runs once for ever. */
  id: string;
  speech: Speech;
  edited: boolean;
  stranger: boolean;
  told: Told[];
  /** What is more than we run of one comment. */
  over: Line[];
  answers: Answer | null;
}

/** Whoever needs more of ours has a workflow in mind; and each costs a decision. */
export const mostCommands = 5;

/** What was meant, in a text that may be a hint or the truth. */
interface Meant {
  lines: Line[];
  bare: boolean;
  answer: Answer | null;
}

export function listening({ everywhere, of }: Registries): (event: CommentPosted, ask: Ask) => Promise<Said | null> {
  const known = strangers();

  return async function listen(event, ask) {
    const word = aloneIn(event.body);
    const speaks = mayHoldCommand(event.body);
    const question = word === null ? null : await openQuestion(event, ask);
    if (!question && !speaks && !mayBeBare(word, everywhere)) return null;
    const before = await ask.file();
    if (!isHeard(event.author, before.read(appsSection) ?? [])) return null;
    const spoken = meant(event.body, before, of(before), question);
    if (!spoken || known.knows(event, namedBy(spoken, before, of(before), event))) return null;

    const { github } = ask;
    const judges = spoken.lines.some(({ letters: { name } }) => of(before).find(name)?.judges);
    const judging = judges && event.subject.kind === 'pull_request' ? { pull: event.subject.number } : undefined;
    const [heard, found] = await Promise.all([github.heard(event.node, judging), github.role(event.author)]);
    // The payload is a hint: whose words these are, and what they are now, is what GitHub says.
    if (!heard || heard.ours || heard.author.id !== event.author.id) return null;
    // Who has a new name since is nobody under the old one. Apps are called otherwise there, and never renamed in between.
    const renamed = !event.author.bot && heard.author.login !== event.author.login;
    const role = renamed ? await github.role(heard.author) : found;
    const edited = heard.edited || !sameText(heard.body, event.body);
    // Hearing also told whether the file is still the one we know; only what counts now decides.
    const file = await ask.file();
    const registry = of(file);
    const now = meant(heard.body, file, registry, question);
    // A word alone is easily part of another text by now.
    if (!now || (edited && (now.bare || now.answer))) return null;
    const standings = standingsOf(heard.author, ask);
    const passesBy = isStranger(role, event.repository);
    const named = passesBy ? await standings.of(whoBy(now, file, registry)) : [];
    const own = commandsIn(now, registry).every(
      one => one !== null && ownOf(one, { actor: heard.author, place: heard.place }) !== null,
    );
    const stranger = passesBy && !named.some(isMeant) && !own;
    if (stranger) known.add(event, namedBy(now, file, registry, event));

    const id = `comment:${event.node}`;
    const speech: Speech = {
      actor: heard.author,
      role,
      repository: event.repository,
      at: heard.createdAt,
      place: heard.place,
      sign: heard.node,
      comment: now.answer?.question.comment ?? null,
      file,
      prefix: file.read(prefixSection) ?? '/',
      throughApp: event.throughApp,
      apps: file.read(appsSection) ?? [],
      whole: now.bare || now.answer !== null || isNothingBut(now.lines, heard.body),
      registry,
      standings,
    };
    // By its node alone: the same signed body may come again under the name of another event.
    return {
      id,
      speech,
      edited,
      stranger,
      told: toldIn(id, now),
      over: now.lines.slice(mostCommands).filter(({ letters: { name } }) => registry.find(name)),
      answers: now.answer,
    };
  };
}

const openQuestion = ({ repository, subject, author }: CommentPosted, ask: Ask) =>
  ask.peek(session => openFor(session, { repository: repository.id, number: subject.number, person: author.id }));

const mayBeBare = (word: string | null, everywhere: Registry) => word !== null && everywhere.find(word)?.alone === true;

/** Lines that are a command of ours or one slip away from one; other words are none of our business. */
function meant(body: string, file: TeamFile, registry: Registry, question: Question | null): Meant | null {
  const prefix = file.read(prefixSection) ?? '/';
  const lines = mayHoldCommand(body)
    ? commandLines(body, { prefix }).filter(
        ({ letters: { name } }) => registry.find(name) ?? registry.near(name, one => isOn(one, file)),
      )
    : [];
  if (lines.length > 0) return { lines, bare: false, answer: null };
  const word = aloneIn(body);
  if (word === null) return null;
  const answer = question && answerIn(word, question);
  const asked = answer && lineOf(question.line);
  if (asked) return { lines: [asked], bare: false, answer };
  const command = registry.find(word);
  const line = command?.alone && isOn(command, file) ? lineOf(word) : null;
  return line && { lines: [line], bare: true, answer: null };
}

function answerIn(said: string, question: Question): Answer | null {
  const values = question.options.map(option => option.value);
  const value = values.find(one => one === said) ?? values.find(one => one.toLowerCase() === said.toLowerCase()) ?? null;
  const near = value === null ? nearest(said, values) : null;
  return value === null && near === null ? null : { question, said, value, near };
}

function toldIn(id: string, { lines, bare, answer }: Meant): Told[] {
  const answers = answer?.value ? { ...answer.question.answers, [answer.question.argument]: answer.value } : {};
  return lines.slice(0, mostCommands).map((line, place) => ({ id: `${id}:${place}`, line, answers, bare }));
}

const commandsIn = ({ lines }: Meant, registry: Registry): (Command | null)[] =>
  lines.map(({ letters: { name } }) => registry.find(name));

/** People and teams that may give one of these commands by name. A file that names none costs nothing here. */
const whoBy = (said: Meant, file: TeamFile, registry: Registry): ReturnType<typeof namesIn> =>
  commandsIn(said, registry).flatMap(one => namesIn(one?.allows({ file, args: {} }) ?? []));

/** The same, and the thread where a command is for whom it concerns, too: who is a stranger elsewhere may have opened this one. */
const namedBy = (said: Meant, file: TeamFile, registry: Registry, { subject }: CommentPosted): string[] => [
  ...whoBy(said, file, registry),
  ...commandsIn(said, registry).flatMap(one => [
    ...(one?.author ? [`#${subject.number} opened`] : []),
    ...(one?.asked ? [`#${subject.number} asked`] : []),
  ]),
];

function sameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
