/** What a report says of each check: read from GitHub where the report itself does not say it. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Reads, SuiteCheck } from '../../core/reads.ts';
import type { Job } from '../../core/run.ts';
import { masked } from '../../text/fingerprint.ts';
import { withoutSecrets } from '../../text/secrets.ts';
import { type Cut, cut } from './log/cut.ts';
import { causeOf } from './log/infrastructure.ts';
import type { About, Fault, Reading, Report, Result } from './report.ts';
import { verdictIn } from './sources.ts';

/** As many as anybody reads: each may be a megabyte to unpack. */
const mostLogs = 20;
const mostNotes = 3;
const mostSummary = 4_000;

/**
 * Null: it does not fit together yet, as GitHub tells of an end before all that answers questions there has heard of it. `final`: whatever does
 * not fit by now never will.
 */
export async function readingOf(about: About, report: Report, github: Reads, final: boolean): Promise<Reading | null> {
  if (report.verdict === 'broken') return { report, results: [] };
  switch (about.kind) {
    case 'workflow': {
      const jobs = await github.jobs(report.run);
      if (jobs.length === 0 && report.verdict === 'fail' && (await isBroken(report, github, final)))
        return { report: { ...report, verdict: 'broken' }, results: [] };
      if (!final && isEarly(report, jobs)) return null;
      return { report, results: byName(await jobResults(report, jobs, github)) };
    }
    case 'app': {
      const checks = await github.suite(report.run);
      return final || !areEarly(report, checks) ? { report, results: byName(checks.map(suiteResult)) } : null;
    }
    case 'status':
    case 'deploy': {
      const verdict = report.verdict === 'pass' ? 'pass' : 'fail';
      return { report, results: [{ check: about.name, verdict, url: report.url, fault: null, cause: null }] };
    }
  }
}

/**
 * A workflow that GitHub cannot read has a run that failed without any job; one that somebody deleted has none either. Where its name could be read,
 * its jobs may only not be shown yet.
 */
async function isBroken({ run, attempt }: Report, github: Reads, final: boolean): Promise<boolean> {
  const now = await github.run(run);
  return now?.attempt === attempt && verdictOf(now.conclusion) === 'fail' && (final || now.name === undefined);
}

/** Jobs of a try before this one, some that still run, none that failed: the run has ended, and somebody does not know it yet. */
function isEarly({ attempt, verdict }: Report, jobs: Job[]): boolean {
  const newest = Math.max(0, ...jobs.map(job => job.attempt));
  // It runs once more, and what comes of that is told by itself.
  if (newest > attempt) return false;
  const failed = jobs.some(({ conclusion }) => verdictOf(conclusion) === 'fail');
  return newest < attempt || jobs.some(({ conclusion }) => conclusion === null) || (verdict === 'fail' && !failed);
}

/** Of a suite that was over: none of its checks is there, none that failed has come to its end, or one is as it was before it was run again. */
function areEarly({ verdict }: Report, checks: SuiteCheck[]): boolean {
  const failed = checks.some(({ conclusion }) => verdictOf(conclusion) === 'fail');
  if (verdict === 'pass') return failed;
  return !failed && (checks.length === 0 || checks.some(({ conclusion }) => conclusion === null));
}

async function jobResults({ run }: Report, jobs: Job[], github: Reads): Promise<Result[]> {
  const red = jobs.filter(job => verdictOf(job.conclusion) === 'fail');
  const asked = red.slice(0, mostLogs);
  const logs = asked.length === 0 ? new Map<number, string>() : await github.logs(run, asked);
  // A runner that was lost has written none: what GitHub noted instead is asked for, of a few.
  const silent = asked.filter(({ id }) => !logs.has(id)).slice(0, mostNotes);
  const notes = new Map(await Promise.all(silent.map(async ({ id }) => [id, await github.notes(id)] as const)));
  const results: Result[] = [];
  for (const { id, name, conclusion, url } of jobs) {
    const verdict = verdictOf(conclusion);
    const common = { check: name, verdict, url: url === '' ? null : url, fault: null, cause: null };
    if (verdict !== 'fail') {
      results.push(common);
      continue;
    }
    // A long log takes some time to look through, and whoever speaks meanwhile must not wait for a hundred of them.
    await breathe();
    const annotations = notes.get(id) ?? [];
    const found = cut(logs.get(id) ?? annotations.join('\n'));
    const lines = found ? [...found.around, ...found.rest] : [];
    const cause = causeOf({ conclusion, fatal: found?.fatal ?? null, lines, annotations });
    results.push({ ...common, fault: found && faultOf(found), cause });
  }
  return red.length > mostLogs ? likeTheOthers(results) : results;
}

/** Where so many say the same, those that nobody read are taken to say it too: else one broken thing would be a list of things. */
function likeTheOthers(results: Result[]): Result[] {
  const isRed = ({ verdict }: Result) => verdict === 'fail';
  const [first, ...others] = results.filter(one => isRed(one) && one.fault !== null);
  if (!first || others.length + 1 < mostLogs || others.some(({ fault }) => fault?.print !== first.fault?.print)) return results;
  const { fault, cause } = first;
  return results.map(one => (isRed(one) && one.fault === null ? { ...one, fault, cause } : one));
}

/** Some tools draw a bar before what they say. */
const faultOf = ({ tool, fatal, around, rest }: Cut): Fault => ({
  ...{ tool, fatal, around, rest },
  print: masked(fatal.replace(/^[│|] */, '')),
});

function suiteResult({ name, conclusion, url, title, summary }: SuiteCheck): Result {
  const verdict = verdictOf(conclusion);
  const fatal = withoutSecrets(title ?? '').trim();
  const rest = withoutSecrets(summary ?? '').slice(0, mostSummary);
  const fault: Fault | null =
    verdict === 'fail' && fatal !== '' ? { tool: null, fatal, around: [], rest: rest.split('\n'), print: masked(fatal) } : null;
  const cause = verdict === 'fail' ? causeOf({ conclusion, fatal, lines: [], annotations: [] }) : null;
  return { check: name, verdict, url, fault, cause };
}

function verdictOf(conclusion: Job['conclusion']): Result['verdict'] {
  const verdict = conclusion === null ? 'none' : verdictIn(conclusion);
  return verdict === 'broken' ? 'none' : verdict;
}

const weight = { fail: 2, pass: 1, none: 0 };

/** Two jobs may have one name: it is red while any of them is. */
const byName = (results: Result[]): Result[] =>
  [...Map.groupBy(results, ({ check }) => check).values()].flatMap(same =>
    same.toSorted((a, b) => weight[b.verdict] - weight[a.verdict]).slice(0, 1),
  );
