/** One run of the Action, from its inputs to its exit code: 0 it is well, 1 it is not, 2 what was said makes no sense. */
import { join, resolve } from 'node:path';
import * as core from '@actions/core';
import { keptAt, keptIn } from '../../src/checks/keeping.ts';
import { lineOf, summaryOf } from '../../src/checks/lines.ts';
import type { Check } from '../../src/checks/reading.ts';
import { run } from '../../src/checks/running.ts';
import { type Outcome, worst } from '../../src/checks/verdict.ts';
import { readInputs } from './given.ts';
import { happening } from './happening.ts';
import { isRed, placed, refuse, say, tellProblems } from './log.ts';
import { tellOutputs } from './outputs.ts';
import { type Report, reportIn } from './report.ts';
import { checksOf } from './sources.ts';
import { leave, type Run, tell } from './telling.ts';

export type Code = 0 | 1 | 2;

export async function act(env: Run['env'], stop: AbortSignal): Promise<Code> {
  const now = await happening(env);
  const read = readInputs(core.getInput, now.moment);
  if (!read.ok) {
    tellOutputs('unknown', []);
    refuse(read.says);
    return 2;
  }
  const { given } = read;
  if (given.token !== null) core.setSecret(given.token);
  const [owner = '', repo = ''] = (env.GITHUB_REPOSITORY ?? '').split('/');
  const here = owner !== '' && repo !== '' ? { owner, repo } : null;
  const running: Run = { env, given, now, here, folder: env.GITHUB_WORKSPACE || process.cwd(), stop };
  const report = await reportIn(given, running.folder);
  const code = await withReport(running, report);
  if (report.kind !== 'wrong') return code;
  refuse([report.says]);
  return 2;
}

async function withReport(running: Run, report: Report): Promise<Code> {
  const found = await checksOf(running.given, running.folder);
  switch (found.kind) {
    case 'none':
      if (report.kind !== 'text') return refused(running, found.says);
      tellOutputs('unknown', []);
      say(`${found.says} Nothing was checked, and the report is handed over.`);
      await leave(running, { report: report.text });
      return 0;
    case 'refused':
      return refused(running, found.says);
    case 'broken':
      tellProblems(found.problems, found.path);
      return broken(
        running,
        found.problems.map(one => placed(one, found.path)),
      );
    case 'checks':
      return check(running, found, report);
  }
}

async function check(running: Run, { checks, path }: { checks: Check[]; path: string | null }, report: Report): Promise<Code> {
  const { given, stop } = running;
  say(`${checks.length === 1 ? 'One check' : `${checks.length} checks`} of ${path ?? 'the input `checks`'}`);
  const outcomes = await look(running, checks);
  const verdict = worst(outcomes.map(one => one.verdict));
  const red = isRed(verdict, given.unknown);
  await tell(running, { outcomes, verdict, red, path, report: report.kind === 'text' ? report.text : null });
  say(`${summaryOf(outcomes)}${stop.aborted ? '; it was stopped' : ''}`);
  return red || stop.aborted ? 1 : 0;
}

function look({ env, given, now, here, folder, stop }: Run, checks: Check[]): Promise<Outcome[]> {
  const { token, variables, parallel, state } = given;
  // A runner's folder of tools belongs to all its repositories; one must not read, or spoil, what another keeps.
  const kept = join(state === null ? keptAt(env) : resolve(folder, state), here?.owner ?? '', here?.repo ?? '');
  const house = {
    env,
    mask,
    variables,
    folder,
    pull: now.pull,
    github:
      token === null || !here
        ? null
        : { api: env.GITHUB_API_URL ?? 'https://api.github.com', repository: `${here.owner}/${here.repo}`, token },
    kept: keptIn(kept),
  };
  return run(checks, house, { parallel, ended: outcome => say(lineOf(outcome)), stop });
}

/** The runner takes no blank one. */
function mask(value: string): void {
  if (value.trim() !== '') core.setSecret(value);
}

/** Nobody knows how it is. Whoever asked for it by a command hears why. */
async function broken(running: Run, says: string[]): Promise<2> {
  tellOutputs('unknown', []);
  if (running.now.ours && running.given.report === null)
    await leave(running, { report: `### 😕 Nothing was checked\n\n${says.map(one => `- ${one}\n`).join('')}` });
  return 2;
}

function refused(running: Run, says: string): Promise<2> {
  refuse([says]);
  return broken(running, [says]);
}
