/** Composition root of the command line: the list of verbs, and nothing else. */
import { sources } from '../features/errors/sources/index.ts';
import { verb as audit } from './audit.ts';
import { verb as backup } from './backup.ts';
import { verb as check } from './check.ts';
import { verb as doctor } from './doctor.ts';
import { hooks } from './hooks.ts';
import { verb as inbox } from './inbox.ts';
import { verb as missed } from './missed.ts';
import { verb as register } from './register.ts';
import { verb as report } from './report.ts';
import { verb as restore } from './restore.ts';
import { runVerb } from './run.ts';
import { verb as validate } from './validate.ts';
import { verb as why } from './why.ts';

const verbs = [register, validate, why, check, doctor, inbox, missed, hooks(sources), audit, report, backup, restore];

process.exitCode = await runVerb(verbs, process.argv.slice(2), {
  say: line => console.log(line),
  warn: line => console.error(line),
});
