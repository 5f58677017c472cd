/** A workflow file, as far as it decides what runs: triggers, inputs, jobs, steps, environments. */
import { parse } from 'yaml';
import * as z from 'zod/mini';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const words = z.pipe(
  z.union([scalar, z.array(scalar)]),
  z.transform(value => (Array.isArray(value) ? value.map(String) : [String(value)])),
);
const Input = z.object({
  description: z.optional(z.string()),
  required: z.optional(z.boolean()),
  default: z.nullish(scalar),
  type: z.optional(z.enum(['string', 'choice', 'boolean', 'number', 'environment'])),
  options: z.optional(z.array(scalar)),
});
export type WorkflowInput = z.infer<typeof Input>;

const Trigger = z.object({
  branches: z.optional(words),
  'branches-ignore': z.optional(words),
  tags: z.optional(words),
  'tags-ignore': z.optional(words),
  paths: z.optional(words),
  'paths-ignore': z.optional(words),
  types: z.optional(words),
  workflows: z.optional(words),
  inputs: z.optional(z.nullable(z.record(z.string(), z.nullable(Input)))),
});
export type Trigger = z.infer<typeof Trigger> & {
  /** Of a `schedule`. */
  crons?: string[];
};
const Times = z.array(z.object({ cron: z.string() }));

const text = z.pipe(scalar, z.transform(String));
const Step = z.object({ name: z.optional(text), uses: z.optional(z.string()), run: z.optional(z.string()) });
const Environment = z.pipe(
  z.union([z.string(), z.object({ name: z.string(), url: z.optional(z.string()), deployment: z.optional(scalar) })]),
  z.transform(value => (typeof value === 'string' ? { name: value } : value)),
);

const Concurrency = z.pipe(
  z.union([z.string(), z.object({ group: text, 'cancel-in-progress': z.optional(scalar) })]),
  z.transform(value =>
    typeof value === 'string'
      ? { group: value, cancels: 'false' }
      : { group: value.group, cancels: String(value['cancel-in-progress'] ?? false) },
  ),
);
/** Both as they are written: an expression may decide. */
export type Concurrency = z.infer<typeof Concurrency>;

const Job = z.object({
  name: z.optional(z.string()),
  if: z.optional(scalar),
  needs: z.optional(words),
  'runs-on': z.optional(z.unknown()),
  environment: z.optional(Environment),
  strategy: z.optional(z.object({ matrix: z.optional(z.union([z.string(), z.record(z.string(), z.unknown())])) })),
  uses: z.optional(z.string()),
  with: z.optional(z.record(z.string(), scalar)),
  concurrency: z.optional(Concurrency),
  steps: z.optional(z.array(Step)),
});
export type JobFile = z.infer<typeof Job> & {
  /** Of a job in a workflow that was called: what it was called with. */
  inputs?: Record<string, string | number | boolean>;
};

const File = z.object({
  name: z.optional(z.string()),
  'run-name': z.optional(text),
  on: z.unknown(),
  concurrency: z.optional(Concurrency),
  jobs: z.record(z.string(), Job),
});

export interface WorkflowFile {
  name: string | null;
  runName: string | null;
  triggers: Map<string, Trigger>;
  /** Of runs of one group one is under way and one waits. */
  concurrency: Concurrency | null;
  jobs: Map<string, JobFile>;
}

/** Null when it is no workflow that GitHub would run. */
export function readWorkflow(text: string): WorkflowFile | null {
  let value: unknown;
  try {
    value = parse(text, { merge: true });
  } catch {
    return null;
  }
  const read = File.safeParse(value);
  const triggers = read.success ? triggersOf(read.data.on) : null;
  if (!read.success || !triggers) return null;
  return {
    name: read.data.name ?? null,
    runName: read.data['run-name'] ?? null,
    triggers,
    concurrency: read.data.concurrency ?? null,
    jobs: new Map(Object.entries(read.data.jobs)),
  };
}

function triggersOf(on: unknown): Map<string, Trigger> | null {
  if (typeof on === 'string') return new Map([[on, {}]]);
  if (Array.isArray(on)) return new Map(on.map(event => [String(event), {}]));
  if (typeof on !== 'object' || on === null) return null;
  const triggers = new Map<string, Trigger>();
  for (const [event, how] of Object.entries(on)) {
    const times = event === 'schedule' ? Times.safeParse(how) : null;
    const read = Trigger.safeParse(times ? {} : (how ?? {}));
    if (!read.success || times?.success === false) return null;
    triggers.set(event, times ? { crons: times.data.map(one => one.cron) } : read.data);
  }
  return triggers;
}

export const inputsOf = (file: WorkflowFile): Map<string, WorkflowInput> =>
  new Map(Object.entries(file.triggers.get('workflow_dispatch')?.inputs ?? {}).map(([name, input]) => [name, input ?? {}]));

/** Every combination of a job's matrix, as the values its name ends with. */
export function matrixOf(job: JobFile): Record<string, string>[] {
  const matrix = job.strategy?.matrix;
  if (matrix === undefined || typeof matrix === 'string') return [{}];
  let rows: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(matrix)) {
    if (name === 'include' || name === 'exclude' || !Array.isArray(values)) continue;
    rows = rows.flatMap(row => values.map(value => ({ ...row, [name]: String(value) })));
  }
  const more = Array.isArray(matrix.include) ? matrix.include : [];
  if (Object.keys(rows[0] ?? {}).length > 0 || more.length === 0) return rows;
  // Nothing but an `include` is a list of jobs as they are.
  return more.map(row => Object.fromEntries(Object.entries(Object(row)).map(([name, value]) => [name, String(value)])));
}

/** What GitHub writes for a step that has no name. */
export function stepName(step: NonNullable<JobFile['steps']>[number]): string {
  return step.name ?? `Run ${step.uses ?? step.run?.trim().split('\n')[0] ?? ''}`;
}
