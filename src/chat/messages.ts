/** What the command engine itself says, whatever the command. */

import type { Who } from '../core/command.ts';
import { duration } from '../core/duration.ts';
import { code, fenced } from '../core/inert.ts';
import type { Role } from '../core/reads.ts';
import type { Word } from './words.ts';

/** A command to copy, as it was typed. */
const typed = (text: string) => code(text, 60);

/** Quotes nothing: the text is perhaps not the author's, and is not to be copied. */
export const edited =
  'This comment was edited after it was posted, so I run nothing in it. Say the command again in a new comment.';

export const tooOld = (command: string, age: number) =>
  `${typed(command)} was said ${duration(age)} ago, and much may have changed since. If it should still happen, say it again.`;

export const didYouMean = (said: string, near: string) => `I do not know ${typed(said)}. Did you mean ${typed(near)}?`;

export const strangeSigns = (shown: string, command: string) =>
  `In ${code(shown)} the signs in ⟨⟩ cannot be seen or look like other letters, so I did not run it. Type it by hand: ${typed(command)}`;

export const takesNothing = (command: string, text: string, word: Word) =>
  `${typed(command)} takes nothing after its name, so I did not run it.\n${pointed(text, word)}\nSay ${typed(command)} alone.`;

export const roleMissing = (command: string, needed: Who, has: Role) =>
  `${typed(command)} needs the ${needed} role in this repository, and you have ${has}. Somebody with ${needed} can say it, or an admin gives you the role.`;

export const appNotAllowed = (app: string) =>
  `This was written by the App ${code(app)} in your name, and here it may not give commands. Say it yourself, or list it in \`.github/shipmate.yml\`: ${code(`apps: [${app}]`)}.`;

export const notRun = (commands: string[]) => `So I did not run ${commands.map(typed).join(', ')} either.`;

/** The line with a caret under the word that is in the way; of a long line, the part round it. */
function pointed(text: string, word: Word): string {
  const from = Math.max(0, word.at - 40);
  const line = `${from > 0 ? '…' : ''}${text.slice(from, word.at + 40)}`.replace(/\t/g, ' ');
  const marks = '^'.repeat(Math.min(word.length, 40));
  return fenced(`${line}\n${' '.repeat(word.at - from + (from > 0 ? 1 : 0))}${marks}`);
}
