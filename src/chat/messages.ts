/** What the command engine itself says, whatever the command. */

import { filePath } from '../config/file.ts';
import { list } from '../config/words.ts';
import type { Section, TeamFile } from '../core/file.ts';
import type { Role } from '../core/reads.ts';
import { code, fenced, inert } from '../text/inert.ts';
import { duration } from '../time/duration.ts';
import type { Mistake } from './parse.ts';
import type { Word } from './words.ts';

/** A command to copy, as it was typed. */
const typed = (text: string) => code(text, 60);

/** Quotes nothing: the text is perhaps not the author's, and is not to be copied. */
export const edited =
  'This comment was edited after it was posted, so I run nothing in it. Say the command again in a new comment.';

export const tooOld = (command: string, age: number) =>
  `${typed(command)} reached me ${duration(age)} after it was said, and much may have changed since, so I did not run it. Say it again if you still want it.`;

export const didYouMean = (said: string, near: string) => `I do not know ${typed(said)}. Did you mean ${typed(near)}?`;

export const strangeSigns = (shown: string, command: string) =>
  `I did not run ${typed(command)}: in ${code(shown)} the signs in ⟨⟩ cannot be seen, or look like other letters. Type the whole line by hand.`;

export const takesNothing = (command: string, text: string, word: Word) =>
  `${typed(command)} takes nothing after its name, so I did not run it.\n${pointed(text, word)}\nSay ${typed(command)} alone.`;

interface Mistaken {
  command: string;
  text: string;
  /** As a code span. */
  usage: string;
  mistake: Mistake;
}

export function mistaken({ command, text, usage, mistake: { word, says, near, allowed } }: Mistaken): string {
  const fixed = near === null ? null : `${text.slice(0, word.at)}${near}${text.slice(word.at + word.length)}`;
  const advice = [
    ...(fixed === null ? [] : [`Did you mean ${code(fixed)}?`]),
    ...(allowed.length > 1 || (allowed.length === 1 && fixed === null) ? [`It can be ${choice(allowed)}.`] : []),
    ...(fixed === null && allowed.length === 0 ? [`Write it like this: ${usage}.`] : []),
  ];
  return `I did not run ${typed(command)}: ${typed(word.says)} ${says}.\n${pointed(text, word)}\n${advice.join(' ')}`;
}

/** An argument that cannot be asked for with boxes: there are no words to choose from, or too many. */
export function lacks({
  command,
  argument,
  usage,
  choices,
}: {
  command: string;
  argument: string;
  usage: string;
  choices: string[];
}) {
  const among = choices.length === 0 ? '' : ` It can be ${choice(choices)}.`;
  return `${typed(command)} needs ${code(argument)}. Write it like this: ${usage}.${among}`;
}

export const nothingToChoose = (command: string, argument: string) =>
  `${typed(command)} needs ${code(argument)}, and there is none here yet.`;

export const roleMissing = (command: string, needed: Role, has: Role) =>
  `${typed(command)} needs the ${needed} role in this repository, and you have ${has}. Somebody with ${needed} can say it, or an admin gives you the role.`;

/** Names in code spans: whoever may say it is not called because somebody else did. */
export function notAmong(command: string, roles: Role[], named: string[], unseen: string[]): string {
  const who = list([...named.map(name => code(name)), ...roles.map(role => `everybody with ${role}`)], 'and');
  const blind =
    unseen.length === 0
      ? ''
      : ` I cannot see ${list(
          unseen.map(name => code(name)),
          'and',
        )}: there is no such team, or it belongs to an organisation that has not installed me.`;
  const [one = ''] = named;
  // `@acme/web & maintain` asks for two things, and either may be missing.
  const alone = named.length + roles.length === 1 && !one.includes('&');
  // A person sees at a glance that it is somebody else.
  if (alone && one !== '' && !one.includes('/')) return `${typed(command)} is for ${who} alone.${blind}`;
  const not = alone ? 'not in it' : 'none of these';
  return `${typed(command)} is for ${who}, and as far as I can see you are ${not}. One of them can say it.${blind}`;
}

export const otherNow = (command: string, name: string) =>
  `${code(name)} in \`.github/shipmate.yml\` was somebody else when I first met the name, and names can change hands, so I did not run ${typed(command)}. If it is right as it is now: take ${code(name)} out of the file, merge that, and put it back.`;

export const appNotAllowed = (app: string) =>
  `This was written by the App ${code(app)} in your name, and here it may not give commands. Say it yourself, or list it in \`.github/shipmate.yml\`: ${code(`apps: [${app}]`)}.`;

export const notRun = (commands: string[]) => `So I did not run ${commands.map(typed).join(', ')} either.`;

export const tooMany = (commands: string[], most: number) =>
  `I run at most ${most} commands in one comment. Left out: ${commands.map(typed).join(', ')}. Say what is left in a new comment.`;

/** A command whose section is not there, or cannot be read. What is wrong in an organisation's file may be private. */
export function switchedOff(command: string, section: Pick<Section, 'key' | 'example'>, file: TeamFile): string {
  const problem = file.problems.find(({ replaced }) => !replaced);
  if (problem) {
    const where = `Line ${problem.line} of ${code(problem.path)}`;
    const what = problem.path === filePath ? `: ${problem.message.replace(/\.?$/, '.')} What` : ', and what';
    return `${typed(command)} is off here. ${where} has a mistake${what} depends on it is off until that is mended.`;
  }
  const yaml = fenced(section.example ?? `${section.key}: true`).replace('\n', 'yaml\n');
  return `${typed(command)} is off here: \`.github/shipmate.yml\` has no ${code(section.key)}. This switches it on:\n${yaml}`;
}

/** How a question that nobody has another heading for begins. */
export const which = (command: string, argument: string) => `Which ${code(argument)} for ${typed(command)}?`;

interface Asked {
  heading: string;
  options: { value: string; says: string }[];
  who: string;
  /** What happened since it was asked. */
  note: string | null;
}

export function question({ heading, options, who, note }: Asked): string {
  const boxes = options.map(({ value, says }) => `- [ ] **${inert(value)}**${says === '' ? '' : ` — ${says}`}`);
  const how = `Tick one (needs write access), or answer with its name. I ask ${code(who)}; the question lapses in an hour.`;
  return [`### ${heading}`, boxes.join('\n'), how, ...(note === null ? [] : [note])].join('\n\n').replace('\n\n- [', '\n- [');
}

/** Above a question that has one: which commands came after it. */
export const waits = (commands: string[]) =>
  `I did not run ${commands.map(typed).join(', ')}, because this comes first. Say it again afterwards.`;

export const lapsed = (heading: string, command: string) =>
  `### ${heading}\nNobody answered within an hour, so I no longer wait for it. ${typed(command)} asks again.`;

export const noteFor = (who: string, says: string) => `${code(who)}: ${says}`;

export const twoAtOnce = 'you ticked two boxes. Tick one.';

export const commandGone = 'this command is not here any more.';

export const changedText =
  'This comment was changed by more than a box, so I put it back and counted nothing. Tick one box, or answer with its name.';

export const noSuchOption = (said: string, near: string) => `${code(said)} is none of these. Did you mean **${inert(near)}**?`;

const choice = (words: string[]) =>
  list(
    words.map(word => code(word)),
    'or',
  );

/** The line with a caret under the word that is in the way; of a long line, the part round it. */
function pointed(text: string, word: Word): string {
  const from = Math.max(0, word.at - 40);
  const line = `${from > 0 ? '…' : ''}${text.slice(from, word.at + 40)}`.replace(/\t/g, ' ');
  const marks = '^'.repeat(Math.min(word.length, 40));
  return fenced(`${line}\n${' '.repeat(word.at - from + (from > 0 ? 1 : 0))}${marks}`);
}
