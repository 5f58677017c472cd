/** From the words on the command line to one verb, and from what it throws to what a person reads. */

import { Sentence } from '../core/sentence.ts';
import { nearest } from '../text/nearest.ts';
import { Misuse, type Verb } from './verb.ts';

/** Where lines go: answers to stdout, what went wrong to stderr. */
export interface Streams {
  say(line: string): void;
  warn(line: string): void;
}

/** Exit codes: 0 it worked, 1 it did not, 2 the command line makes no sense. */
export async function runVerb(verbs: Verb[], argv: string[], { say, warn }: Streams): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || isHelp(name)) {
    for (const line of help(verbs)) say(line);
    return name === undefined ? 2 : 0;
  }
  const verb = verbs.find(candidate => candidate.name === name);
  if (verb === undefined) {
    const meant = nearest(
      name,
      verbs.map(candidate => candidate.name),
    );
    const hint = meant === null ? '.' : `; did you mean "${meant}"?`;
    warn(`There is no verb of that name${hint} "npm run shipmate -- --help" lists them.`);
    return 2;
  }
  if (args.some(isHelp)) {
    say(usage(verb));
    say(`  ${verb.about}`);
    return 0;
  }
  try {
    return await verb.run(args, say);
  } catch (error) {
    if (isMisuse(error)) {
      warn(error.message);
      warn(usage(verb));
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

const usage = (verb: Verb) => `Usage: npm run shipmate -- ${`${verb.name} ${verb.usage}`.trim()}`;

function help(verbs: Verb[]): string[] {
  const lines = verbs.flatMap(verb => [`  ${verb.name} ${verb.usage}`.trimEnd(), `      ${verb.about}`]);
  return ['Usage: npm run shipmate -- <verb> …', '', ...lines];
}
