import { Sentence } from '../core/sentence.ts';

/** One verb of the command line: `npm run shipmate -- <name> …`. */
export interface Verb {
  name: string;
  /** What may follow the name: `<file> [--force]`. Empty when nothing may. */
  usage: string;
  /** One line for `--help`. */
  about: string;
  /** Resolves to the exit code. Throws `Misuse` (or what `util.parseArgs` throws) for wrong arguments, a `Sentence` for what a person can mend. */
  run(args: string[], say: (line: string) => void): Promise<number>;
}

/** The arguments make no sense; the usage is printed with it. */
export class Misuse extends Sentence {}
