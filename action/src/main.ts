/** The Action: reads what it was given, runs the checks, and says what came of them wherever a run of GitHub Actions can say something. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as core from '@actions/core';
import { context } from '@actions/github';
import { choose } from '../../src/checks/choosing.ts';
import { keptIn } from '../../src/checks/keeping.ts';
import { lineOf, summaryOf } from '../../src/checks/lines.ts';
import { readChecks } from '../../src/checks/reading.ts';
import { run } from '../../src/checks/running.ts';
import { worst } from '../../src/checks/verdict.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const path = core.getInput('config') || '.github/shipmate.yml';
  const folder = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const inline = core.getInput('checks');
  const text = inline || (await readFile(join(folder, path), 'utf8'));
  const read = readChecks(text, { variables: {}, own: inline !== '' });
  if (!read.ok) {
    for (const { line, column, message } of read.problems)
      core.error(message, { file: path, startLine: line, startColumn: column });
    return 2;
  }
  const chosen = choose(read.checks, {
    environment: core.getInput('environment') || null,
    when: null,
    only: core.getMultilineInput('only'),
  });
  if (!chosen.ok) {
    core.error(chosen.says);
    return 2;
  }
  const house = {
    env: process.env,
    mask: core.setSecret,
    variables: {},
    folder,
    pull: null,
    github: { api: context.apiUrl, repository: `${context.repo.owner}/${context.repo.repo}`, token: core.getInput('token') },
    kept: keptIn(join(process.env.RUNNER_TEMP ?? folder, 'shipmate')),
  };
  const outcomes = await run(chosen.checks, house, {
    parallel: Number(core.getInput('parallel') || 10),
    ended: outcome => core.info(lineOf(outcome)),
  });
  core.info(summaryOf(outcomes));
  const verdict = worst(outcomes.map(one => one.verdict));
  core.setOutput('verdict', verdict);
  return verdict === 'fail' || verdict === 'unknown' ? 1 : 0;
}
