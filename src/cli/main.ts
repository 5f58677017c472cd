/** Composition root of the command line: the list of verbs, and nothing else. */
import { verb as register } from './register.ts';
import { runVerb } from './run.ts';

process.exitCode = await runVerb([register], process.argv.slice(2), {
  say: line => console.log(line),
  warn: line => console.error(line),
});
