/** A command as a team's file says it, for every kind that runs one: how it is run, where, and what of the environment it gets to see. */
import { stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import * as z from 'zod/mini';
import { lastOf, type Ran, run } from './child.ts';
import type { Round } from './kind.ts';
import { some, variable } from './parts.ts';
import { plain } from './plain.ts';
import { Unknown } from './verdict.ts';

const text = z.string().check(z.maxLength(10_000), z.regex(/\S/), z.meta({ title: 'a command such as `./healthy.sh`' }));

/** Relative, and nowhere above where the repository is. */
const inside = (path: string): boolean => !/^(?:[/\\]|[A-Za-z]:)/.test(path) && !/^\.\.(?:[/\\]|$)/.test(normalize(path));

const folder = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(500),
    z.refine(inside, 'has to be a folder of the repository, such as `infra/prod`'),
    z.meta({ title: 'a folder of the repository, such as `infra/prod`' }),
  );

export const shorthand = text;

export const command = {
  run: z
    .union([text, z.array(z.string()).check(z.minLength(1), z.maxLength(200))])
    .check(z.describe('The command: text for a shell, or a list of a program and its arguments, which no shell sees.')),
  shell: z
    .optional(z.enum(['sh', 'bash']))
    .check(z.describe('Which shell; without, `sh`. It ends at the first command that fails, as in a step of a job.')),
  folder: z.optional(folder).check(z.describe('Where it runs, from the top of the repository.')),
  env: z
    .optional(some(variable))
    .check(
      z.describe('Which variables of the environment it gets, besides `PATH`, `HOME`, `LANG` and the `variables` of the run.'),
    ),
};

export interface Command {
  run: string | string[];
  shell?: 'sh' | 'bash' | undefined;
  folder?: string | undefined;
  env?: string | string[] | undefined;
}

export const shellForText = z.refine<Command>(
  ({ run, shell }: Command) => shell === undefined || typeof run === 'string',
  'has a `shell`, but its `run` is a list, which no shell sees; leave one of them out',
);

export const nameOf = ({ run }: Command): string => plain([run].flat().join(' '));

/** What is kept of an output that nobody asks anything of. */
const mostTold = 64_000;
/** Enough for a run of a thousand machines, where all of it has to be looked through. */
export const mostOutput = 16_000_000;

interface More {
  /** Behind everything that was said. */
  flags?: readonly string[];
  set?: Readonly<Record<string, string>>;
  most?: number;
}

/** Throws `Unknown` where it could not even begin. */
export async function runCommand(
  asked: Command,
  round: Round,
  { flags = [], set = {}, most = mostTold }: More = {},
): Promise<Ran> {
  const argv = argvOf(asked, flags);
  const secrets = namedIn(asked, round);
  const at = join(round.folder, asked.folder ?? '.');
  if (!(await stat(at).catch(() => null))?.isDirectory()) throw new Unknown(`there is no folder ${plain(asked.folder ?? at)}`);
  const env = { ...ofVariables(round.variables), ...round.usual, ...secrets, ...set };
  try {
    const ran = await run({ argv, folder: at, env, signal: round.signal, most });
    // Of two that begin alike the shorter one would leave the end of the longer.
    const values = Object.values(secrets).toSorted((a, b) => b.length - a.length);
    const hide = (output: string) => values.reduce(masked, output);
    return { ...ran, stdout: hide(ran.stdout), stderr: hide(ran.stderr) };
  } catch (error) {
    throw cannotBegin(error, plain(argv[0] ?? '')) ?? error;
  }
}

/** What is added comes in as arguments, so that nothing of it has to be quoted. */
function argvOf({ run, shell = 'sh' }: Command, flags: readonly string[]): string[] {
  if (typeof run !== 'string') return [...run, ...flags];
  const said = flags.length === 0 ? run : `${run.trimEnd()} "$@"`;
  // As GitHub runs a step: of several commands, not only the last one counts.
  return [...(shell === 'bash' ? ['bash', '-eo', 'pipefail'] : ['sh', '-e']), '-c', said, shell, ...flags];
}

const ofVariables = (variables: Round['variables']): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name.toUpperCase(), value])),
  ...variables,
});

function namedIn({ env = [] }: Command, round: Round): Record<string, string> {
  const pairs = [env].flat().map(name => {
    const value = round.env(name);
    if (value === undefined) throw new Unknown(`${name} is not set here, and the command needs it`);
    return [name, value];
  });
  return Object.fromEntries(pairs);
}

/** Before anything of it is quoted: half of a secret would not be recognised later. */
const masked = (output: string, secret: string): string => (secret.length > 3 ? output.replaceAll(secret, '***') : output);

function cannotBegin(error: unknown, program: string): Unknown | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return new Unknown(`${program} was not found here`);
  return code === 'EACCES' ? new Unknown(`${program} may not be run here`) : null;
}

/** Which program a shell looked for in vain: nobody knows what it would have said. */
export function missingIn({ exit, stderr }: Ran): string | null {
  if (exit !== 127) return null;
  const [, program] = /(?:^|[\s:])([^\s:]+): (?:command )?not found/.exec(stderr) ?? [];
  return `${program === undefined ? 'a program that it needs' : plain(program)} was not found here`;
}

/** The ends of both outputs, for whoever has to find out why. */
export const endsOf = ({ stdout, stderr }: Ran) =>
  [
    { title: 'The end of what it said', text: lastOf(stdout, mostTold).trimEnd() },
    { title: 'The end of its errors', text: lastOf(stderr, mostTold).trimEnd() },
  ].filter(({ text }) => text !== '');
