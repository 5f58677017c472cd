/** Jobs that are another workflow of the same commit: GitHub runs that one's jobs in their place. */
import type { JobFile, WorkflowFile } from './workflow-file.ts';

/** GitHub allows that many workflows below one another. */
const deepest = 9;

/** The jobs of a file with those of the workflows it calls, named `build / test`. What other repositories share stays one job. */
export function withCalled(file: WorkflowFile, all: Map<string, WorkflowFile>, depth = 0): Map<string, JobFile> {
  const jobs = new Map<string, JobFile>();
  const inside = new Map<string, string[]>();
  for (const [key, job] of file.jobs) {
    const other = job.uses?.startsWith('./') && depth < deepest ? all.get(job.uses.slice(2)) : undefined;
    const trigger = other?.triggers.get('workflow_call');
    if (!other || !trigger) {
      jobs.set(key, job);
      continue;
    }
    const below = withCalled(other, all, depth + 1);
    inside.set(
      key,
      [...below.keys()].map(inner => `${key}/${inner}`),
    );
    for (const [inner, its] of below) jobs.set(`${key}/${inner}`, asCalled(key, job, inner, its, trigger.inputs ?? {}));
  }
  for (const [key, job] of jobs)
    if (job.needs?.some(need => inside.has(need)))
      jobs.set(key, { ...job, needs: job.needs.flatMap(need => inside.get(need) ?? [need]) });
  return jobs;
}

function asCalled(key: string, caller: JobFile, inner: string, job: JobFile, inputs: NonNullable<Inputs>): JobFile {
  const given = Object.entries(inputs).map(([name, input]) => [name, caller.with?.[name] ?? input?.default ?? ''] as const);
  const first = job.needs === undefined;
  const conditions = [first ? caller.if : undefined, job.if].filter(one => one !== undefined).map(bare);
  return {
    ...job,
    name: `${caller.name ?? key} / ${job.name ?? inner}`,
    with: job.with ?? {},
    // A workflow that is called by one that is called already has its own.
    inputs: job.inputs ?? Object.fromEntries(given),
    ...(first && caller.needs ? { needs: caller.needs } : {}),
    ...(first ? {} : { needs: (job.needs ?? []).map(need => `${key}/${need}`) }),
    ...(conditions.length === 0 ? {} : { if: conditions.map(one => `(${one})`).join(' && ') }),
  };
}

type Inputs = NonNullable<ReturnType<WorkflowFile['triggers']['get']>>['inputs'];

const bare = (condition: string | number | boolean) =>
  String(condition)
    .replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, '$1')
    .trim();
