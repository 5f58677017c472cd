/** Makes a command of the words of a line, or says with a caret which word is in the way. */
import type { Line } from './lex.ts';
import { takesNothing } from './messages.ts';

/** Null when the words fit. No command takes arguments yet, so any word after the name is a mistake. */
export function mistakeIn(line: Line, typed: string): string | null {
  const [, first] = line.words;
  return first ? takesNothing(typed, line.text, first) : null;
}
