/** From the words on the command line to one verb, and from what it throws to what a person reads. */

import { Sentence } from '../core/sentence.ts';
import { nearest } from '../text/nearest.ts';
import { Misuse, type Verb } from './verb.ts';

/** Where lines go: answers to stdout, what went wrong to stderr. */
export interface Streams {
  say(line: string): void;
  warn(line: string): void;
}

/** How it is called, and what its first word names. */
interface Called {
  said: string;
  word: string;
}

const ours: Called = { said: 'npm run shipmate --', word: 'verb' };

/** Exit codes: 0 it worked, 1 it did not, 2 the command line makes no sense. */
export async function runVerb(
  verbs: Verb[],
  argv: string[],
  { say, warn }: Streams,
  { said, word }: Called = ours,
): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || isHelp(name)) {
    for (const line of [`Usage: ${said} <${word}> …`, '', ...listed(verbs)]) say(line);
    return name === undefined ? 2 : 0;
  }
  const verb = verbs.find(candidate => candidate.name === name);
  if (verb === undefined) {
    const meant = nearest(
      name,
      verbs.map(candidate => candidate.name),
    );
    const hint = meant === null ? '.' : `; did you mean "${meant}"?`;
    warn(`There is no ${word} of that name${hint} "${said} --help" lists them.`);
    return 2;
  }
  if (args.some(isHelp)) {
    say(usage(verb, said));
    say(`  ${verb.about}`);
    return 0;
  }
  try {
    return await verb.run(args, say);
  } catch (error) {
    if (isMisuse(error)) {
      warn(error.message);
      warn(usage(verb, said));
      return 2;
    }
    if (!(error instanceof Sentence)) throw error;
    warn(error.message);
    return 1;
  }
}

const isHelp = (word: string) => word === '--help' || word === '-h';

/** `util.parseArgs` throws errors of its own; their messages are already for people. */
function isMisuse(error: unknown): error is Error {
  if (error instanceof Misuse) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

const usage = (verb: Verb, said: string) => `Usage: ${said} ${`${verb.name} ${verb.usage}`.trim()}`;

const listed = (verbs: Verb[]): string[] =>
  verbs.flatMap(verb => [`  ${verb.name} ${verb.usage}`.trimEnd(), `      ${verb.about}`]);
