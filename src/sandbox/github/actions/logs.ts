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

export function logFiles(site: Site, run: WorkflowRun, attempt: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [place, job] of jobsOf(site, run, attempt).entries()) {
    const folder = job.name.replaceAll(/[/\\:*?"<>|]/g, '_');
    files[`${place}_${folder}.txt`] = jobLog(job);
    for (const step of job.steps.filter(ran))
      files[`${folder}/${step.number}_${step.name.replaceAll(/[/\\:*?"<>|]/g, '_')}.txt`] = stepLog(step);
  }
  return files;
}
