/** Who may use a command; by the words of its first argument where the file says something else for each. */
import type { Vocabulary } from '../../core/args.ts';
import type { Command, Who } from '../../core/command.ts';
import type { TeamFile } from '../../core/file.ts';

export interface Circle {
  /** The words for which it is these people; empty: for all. */
  words: string[];
  who: Who[];
}

export function circlesOf(command: Command, file: TeamFile, known: Vocabulary): Circle[] {
  const [first] = Object.entries(command.args).filter(([, arg]) => arg.choices(known) !== null);
  const words = first?.[1].choices(known) ?? [];
  const circles = new Map<string, Circle>();
  for (const word of words) {
    const who = command.allows({ file, args: first ? { [first[0]]: word } : {} });
    const key = [...who].sort().join();
    const circle = circles.get(key) ?? { words: [], who };
    circle.words.push(word);
    circles.set(key, circle);
  }
  return circles.size > 1 ? [...circles.values()] : [{ words: [], who: command.allows({ file, args: {} }) }];
}
