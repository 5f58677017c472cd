/** What the steps of a job wrote, as the log archive of its run has it. */
import { jobsOf } from '../changes/runs.ts';
import type { Job, Step, WorkflowRun } from '../rows-actions.ts';
import type { Site } from '../site.ts';

export function stepLog(step: Step): string {
  const at = `${(step.startedAt ?? new Date(0)).toISOString().replace('Z', '0000Z')} `;
  const own = step.log === '' ? [] : step.log.replace(/\n$/, '').split('\n');
  const failed = step.conclusion === 'failure' ? ['##[error]Process completed with exit code 1.'] : [];
  const lines = [`##[group]${step.name}`, '##[endgroup]', ...own, ...failed];
  return lines.map(line => `${at}${line}\n`).join('');
}

export const jobLog = (job: Job): string => job.steps.filter(ran).map(stepLog).join('');

const ran = (step: Step) => step.status !== 'queued' && step.conclusion !== 'skipped';

const longestName = 90;
/** A job's name loses what a path may not have, and its end; a step's has a line there instead. */
const folderOf = (job: Job) => job.name.replaceAll(/[/\\:*?"<>|]/g, '').slice(0, longestName);
const fileOf = (step: Step) => `${step.number}_${step.name.replaceAll(/[/\\:*?"<>|]/g, '_')}.txt`;

/** What never ran is not in it. */
export function logFiles(site: Site, run: WorkflowRun, attempt: number): Record<string, string> {
  const files: Record<string, string> = {};
  const all = jobsOf(site, run, attempt).filter(job => job.steps.some(ran));
  for (const [place, job] of all.entries()) {
    files[`${place}_${folderOf(job)}.txt`] = jobLog(job);
    for (const step of job.steps.filter(ran)) files[`${folderOf(job)}/${fileOf(step)}`] = stepLog(step);
  }
  return files;
}
