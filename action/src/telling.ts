/** Says what came of the checks, wherever a run can say something. Only the log is sure; what else goes wrong is a warning. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import * as core from '@actions/core';
import { getOctokit } from '@actions/github';
import { checksArtifact, checksFile, reportText } from '../../src/checks/report.ts';
import { pageOf, worstFirst } from '../../src/checks/table.ts';
import type { Outcome, Verdict } from '../../src/checks/verdict.ts';
import { reportArtifact } from '../../src/core/sighting.ts';
import { serviceIn, upload } from './artifact.ts';
import { trying } from './asking.ts';
import { makeCheckRun } from './check-run.ts';
import { tellPull } from './comment.ts';
import type { Given } from './given.ts';
import type { Happening } from './happening.ts';
import { junitOf } from './junit.ts';
import { annotate, tellDetails, warn } from './log.ts';
import { tellOutputs } from './outputs.ts';

export interface Run {
  env: Readonly<Record<string, string | undefined>>;
  given: Given;
  now: Happening;
  /** Null where nobody says of which repository this is. */
  here: { owner: string; repo: string } | null;
  folder: string;
  stop: AbortSignal;
}

export interface Done {
  outcomes: Outcome[];
  verdict: Verdict;
  red: boolean;
  path: string | null;
  report: string | null;
}

const mostInSummary = 900_000;
const mostInComment = 60_000;
/** The App reads no more. */
const mostChecks = 2_000;

export async function tell(running: Run, done: Done): Promise<void> {
  const { env, given, folder, now, stop } = running;
  const { outcomes, verdict, path } = done;
  tellDetails(outcomes);
  annotate(outcomes, { path, unknown: given.unknown });
  tellOutputs(verdict, outcomes);
  await quietly('The summary of the job', async () => {
    if (env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(`${pageOf(outcomes, mostInSummary)}\n`).write();
  });
  const { junit } = given;
  if (junit !== null) await quietly('The JUnit file', () => write(resolve(folder, junit), junitOf(outcomes)));
  // Whoever stops a run waits for its end, and half an answer is none.
  if (stop.aborted) return;
  const report = done.report ?? (now.ours ? pageOf(outcomes, mostInComment) : null);
  const from = {
    path: path && fromTheTop(folder, path),
    job: env.GITHUB_JOB ?? '',
    attempt: Number(env.GITHUB_RUN_ATTEMPT) || null,
  };
  const checks = reportText(worstFirst(outcomes).slice(0, mostChecks), given.when, from);
  await Promise.all([onGitHub(running, done), leave(running, { checks, report })]);
}

/** As the App names files, however somebody wrote it here. */
const fromTheTop = (folder: string, path: string): string => relative(folder, resolve(folder, path)).replaceAll('\\', '/');

async function onGitHub({ env, given, now, here }: Run, { outcomes, verdict, red, path }: Done): Promise<void> {
  const { token, checkRun: name, comment } = given;
  if (token === null || !here || (name === null && !comment)) return;
  const octokit = getOctokit(token, { request: { fetch } });
  const fork = now.pull?.fork ?? false;
  const conclusion = conclusionOf(verdict, red);
  if (name !== null)
    await trying({ what: 'The check run', permission: 'checks: write', fork }, signal =>
      makeCheckRun(octokit, outcomes, { here, name, sha: now.sha, conclusion, path, unknown: given.unknown }, signal),
    );
  if (!comment || !now.pull) return;
  const { number } = now.pull;
  const key = keyOf({ env, given }, path);
  const body = pageOf(outcomes, mostInComment);
  await trying({ what: 'The comment', permission: 'pull-requests: write', fork }, signal =>
    tellPull(octokit, { here, number, key, body, quiet: verdict === 'pass' }, signal),
  );
}

const conclusionOf = (verdict: Verdict, red: boolean) => (red ? 'failure' : verdict === 'pass' ? 'success' : 'neutral');

/** Whatever tells this use from others of the same workflow, the step too. The jobs of a matrix differ by nothing but their inputs. */
function keyOf({ env, given }: Pick<Run, 'env' | 'given'>, path: string | null): string {
  const { GITHUB_WORKFLOW: workflow, GITHUB_JOB: job, GITHUB_ACTION: step } = env;
  const { environment, when, only, checkRun } = given;
  const key = ['checks', workflow, job, step, environment, when, only.join(','), path, checkRun].map(one => one ?? '').join('/');
  // A mark holds 400 letters, and takes up to nine for each that is not plain.
  return /^[ -~]{1,130}$/.test(key) ? key : `checks/${createHash('sha256').update(key).digest('hex')}`;
}

/** For the App, which looks for it when the run has ended. */
export async function leave({ env }: Run, { checks, report }: { checks?: string; report: string | null }): Promise<void> {
  const service = serviceIn(env);
  if (!service) {
    core.debug('This run has no service for artifacts, so nothing is left for the App.');
    return;
  }
  const left = [
    ...(checks === undefined ? [] : [{ name: checksArtifact, files: { [checksFile]: checks }, taken: 'another name' as const }]),
    ...(report === null ? [] : [{ name: reportArtifact, files: { 'report.md': report }, taken: 'give up' as const }]),
  ];
  for (const artifact of left) await quietly(`The artifact ${artifact.name}`, () => upload(service, artifact));
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function quietly(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    warn(`${what} could not be written: ${error instanceof Error ? error.message : error}.`);
  }
}
