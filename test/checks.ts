/** Runs the checks that a file names, in this process: what the Action and the command line do, without either. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptIn } from '../src/checks/keeping.ts';
import { readChecks } from '../src/checks/reading.ts';
import { type House, run } from '../src/checks/running.ts';
import type { Outcome } from '../src/checks/verdict.ts';

type Given = Partial<Pick<House, 'env' | 'variables' | 'folder' | 'pull' | 'github' | 'kept'>>;

/** `yaml`: a list of checks. Throws what is wrong with it. */
export async function checked(yaml: string, given: Given = {}): Promise<Outcome[]> {
  const { variables = {} } = given;
  const read = readChecks(yaml, { variables, own: true });
  if (!read.ok) throw new Error(read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n'));
  const folder = given.folder ?? (await mkdtemp(join(tmpdir(), 'checks-')));
  const { PATH, HOME, LANG } = process.env;
  const house: House = {
    mask: () => undefined,
    folder,
    pull: null,
    github: null,
    kept: keptIn(join(folder, '.kept')),
    ...given,
    env: { PATH, HOME, LANG, ...given.env },
    variables,
  };
  return run(read.checks, house, { parallel: 10, ended: () => undefined });
}

/** Each as a line: its verdict, and what was found. */
export const told = (outcomes: Outcome[]): string[] =>
  outcomes.map(({ verdict, findings }) => `${verdict}: ${findings.map(({ says }) => says).join('; ')}`);

/** What is wrong with a list of checks, as people read it. */
export function mistakes(yaml: string, variables: Record<string, string> = {}): string[] {
  const read = readChecks(yaml, { variables, own: true });
  return read.ok ? [] : read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
