/** `npm run new -- command deploy/freeze`: writes a working file with a passing test, and puts it where it belongs. */
import { join } from 'node:path';
import { check } from './new/check.ts';
import { command } from './new/command.ts';
import { projectIn } from './new/project.ts';
import { source } from './new/source.ts';
import { makes } from './new/verb.ts';
import { runVerb } from './run.ts';

const project = projectIn(join(import.meta.dirname, '../..'));

process.exitCode = await runVerb(
  [command, source, check].map(one => makes(one, project)),
  process.argv.slice(2),
  { say: line => console.log(line), warn: line => console.error(line) },
  { said: 'npm run new --', word: 'kind' },
);
