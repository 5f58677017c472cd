/** A check run on the commit: made once, when everything is over. */
import type { getOctokit } from '@actions/github';
import { summaryOf } from '../../src/checks/lines.ts';
import { pageOf, worstFirst } from '../../src/checks/table.ts';
import type { Outcome } from '../../src/checks/verdict.ts';
import { isRed, messageOf } from './log.ts';

export type Octokit = ReturnType<typeof getOctokit>;

interface About {
  here: { owner: string; repo: string };
  name: string;
  sha: string;
  conclusion: 'success' | 'neutral' | 'failure';
  /** The file with the checks; null when they stand in none. */
  path: string | null;
  unknown: 'fail' | 'warn';
}

/** GitHub takes no more with one request, and no longer text. */
const mostAnnotations = 50;
const mostText = 60_000;

export function makeCheckRun(octokit: Octokit, outcomes: Outcome[], about: About, signal: AbortSignal): Promise<unknown> {
  const { here, name, sha, conclusion, path, unknown } = about;
  const bad = worstFirst(outcomes).filter(one => one.verdict !== 'pass');
  return octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    ...here,
    name,
    head_sha: sha,
    status: 'completed',
    conclusion,
    output: {
      title: summaryOf(outcomes),
      summary: pageOf(outcomes, mostText),
      annotations: path === null ? [] : bad.slice(0, mostAnnotations).map(one => annotationOf(one, path, unknown)),
    },
    request: { signal },
  });
}

const annotationOf = (one: Outcome, path: string, unknown: 'fail' | 'warn') => ({
  path,
  start_line: one.line,
  end_line: one.line,
  annotation_level: isRed(one.verdict, unknown) ? ('failure' as const) : ('warning' as const),
  title: one.name,
  message: messageOf(one).slice(0, 10_000) || one.verdict,
});
