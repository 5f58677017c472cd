import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { choose } from '../checks/choosing.ts';
import { endAll } from '../checks/group.ts';
import { keptAt, keptIn } from '../checks/keeping.ts';
import { type Moment, moments } from '../checks/kind.ts';
import { lineOf, signs, summaryOf, timeOf } from '../checks/lines.ts';
import { type Check, readChecks } from '../checks/reading.ts';
import { type House, run } from '../checks/running.ts';
import { worstFirst } from '../checks/table.ts';
import { type Outcome, reasonsOf, worst } from '../checks/verdict.ts';
import { type Env, environment } from '../config/env.ts';
import { filePath } from '../config/file.ts';
import { Sentence } from '../core/sentence.ts';
import { plain } from './plain.ts';
import { Misuse, type Verb } from './verb.ts';

/** `check`: runs the checks of a team's file from here, as the Action does in CI; nothing is told to GitHub. */

type Say = (line: string) => void;

const many = { type: 'string', multiple: true } as const;
const options = {
  only: many,
  environment: { type: 'string' },
  when: { type: 'string' },
  variable: many,
  file: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const verb: Verb = {
  name: 'check',
  usage: '[--only <word>]… [--environment <name>] [--when <moment>] [--variable <name>=<value>]… [--file <path>] [--json]',
  about: 'Runs the checks of infrastructure that .github/shipmate.yml lists, or those of another file.',
  async run(args, say) {
    const { values } = parseArgs({ args, options });
    const path = values.file ?? filePath;
    const variables = variablesIn(values.variable ?? []);
    const read = readChecks(await textOf(path), { variables, own: path !== filePath });
    if (!read.ok) {
      for (const { line, column, message } of read.problems) say(plain(`${path}:${line}:${column} ${message}`));
      return 2;
    }
    const chosen = choose(read.checks, read.environments, {
      environment: values.environment ?? null,
      when: momentIn(values.when),
      only: values.only ?? [],
    });
    if (!chosen.ok) throw new Misuse(chosen.says);
    const outcomes = await look(chosen.checks, houseOf(environment(), variables), values.json ? () => undefined : say);
    if (values.json) say(JSON.stringify(outcomes));
    else tell(outcomes, say);
    return ['fail', 'unknown'].includes(worst(outcomes.map(one => one.verdict))) ? 1 : 0;
  },
};

/** Whoever presses Ctrl-C gets what is known by then, and once more: nothing. What the checks have started ends in both cases. */
async function look(checks: Check[], house: House, say: Say): Promise<Outcome[]> {
  const stop = new AbortController();
  const leave = () => (stop.signal.aborted ? process.exit(1) : stop.abort());
  for (const signal of signals) process.on(signal, leave);
  try {
    return await run(checks, house, { parallel: 10, ended: outcome => say(plain(lineOf(outcome))), stop: stop.signal });
  } finally {
    await endAll();
    for (const signal of signals) process.off(signal, leave);
  }
}
const signals = ['SIGINT', 'SIGTERM'] as const;

function tell(outcomes: Outcome[], say: Say): void {
  for (const { name, details } of outcomes)
    for (const { title, text } of details) {
      say('');
      say(plain(`${name}: ${title}`));
      for (const line of text.trimEnd().split(/\r?\n/)) say(`  ${line.split('\t').map(plain).join('\t')}`);
    }
  say('');
  for (const line of tableOf(outcomes)) say(line);
  say('');
  say(summaryOf(outcomes));
}

/** The table of a job's summary, in columns. */
function tableOf(outcomes: Outcome[]): string[] {
  const rows = worstFirst(outcomes).map(one =>
    [one.name, one.environment ?? '', timeOf(one), reasonsOf(one).slice(0, 5).join('; ')].map(cell =>
      plain(cell).replaceAll('\n', ' '),
    ),
  );
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => [...(row[column] ?? '')].length)));
  const padded = rows.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return worstFirst(outcomes).map((one, place) => `${signs[one.verdict]} ${padded[place]}`.trimEnd());
}

/** What runs of CI are given is here what stands in the environment, or nothing. */
function houseOf(env: Env, variables: Record<string, string>): House {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, GITHUB_API_URL: api = 'https://api.github.com' } = env;
  return {
    env,
    // Outcomes come without them; nothing else is printed.
    mask: () => undefined,
    variables,
    folder: process.cwd(),
    pull: null,
    github: token && repository ? { api, repository, token } : null,
    kept: keptIn(join(keptAt(env), 'local')),
  };
}

function momentIn(said: string | undefined): Moment | null {
  if (said === undefined) return null;
  const found = moments.find(one => one === said);
  if (!found) throw new Misuse(`--when takes one of ${moments.join(', ')}.`);
  return found;
}

function variablesIn(said: string[]): Record<string, string> {
  return Object.fromEntries(
    said.map(one => {
      const [, name, value = ''] = /^(\w{1,100})=(.*)$/s.exec(one) ?? [];
      if (name === undefined) throw new Misuse('--variable takes name=value, with letters, digits and _ in its name.');
      return [name, value];
    }),
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    throw new Sentence(reason === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${reason}).`);
  }
}
