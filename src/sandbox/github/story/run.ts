/** A workflow run, moved by hand: what a story without a script does. */
import { jobLog } from '../actions/logs.ts';
import { runtimeToken } from '../actions/runtime.ts';
import { answerGate, environmentOf } from '../changes/gates.ts';
import { endJob, endStep, loseRunner, startJob } from '../changes/jobs.ts';
import { addArtifact, cancelRun, deleteRun, jobsOf, rerun } from '../changes/runs.ts';
import type { Account } from '../rows.ts';
import type { Job, WorkflowRun as Row } from '../rows-actions.ts';
import type { Site } from '../site.ts';

export interface Finish {
  /** The step that fails, by its name; or several, each in a job of its own. */
  step?: string | string[];
  /** What that step writes, in every job or in the one with this name. */
  log?: string | ((job: string) => string);
  /** Several steps that fail, each in its job and with its log, instead of the one. */
  fails?: Record<string, string>;
  annotations?: string[];
}

export class WorkflowRun {
  readonly id: number;
  readonly #site: Site;

  constructor(site: Site, id: number) {
    this.#site = site;
    this.id = id;
  }

  get row(): Row {
    return this.#site.world.runs.get(this.id);
  }

  get title(): string {
    return this.row.title;
  }

  get inputs(): Record<string, string> {
    return this.row.inputs;
  }

  get status(): Row['status'] {
    return this.row.status;
  }

  get conclusion(): Row['conclusion'] {
    return this.row.conclusion;
  }

  /** Of the attempt that is under way, or the last one. */
  get jobs(): Job[] {
    return jobsOf(this.#site, this.row);
  }

  log(job: string): string {
    const found = this.jobs.find(one => one.name === job || one.key === job);
    if (!found) throw new Error(`The run has no job ${job}.`);
    return jobLog(found);
  }

  /** Every job that waits finds a runner. */
  start(): this {
    for (const job of this.#in('queued')) startJob(this.#site, job);
    return this;
  }

  /** The step under way ends well in every job, and the next begins. */
  step(log?: string): this {
    for (const job of this.#in('in_progress'))
      endStep(this.#site, job, { conclusion: 'success', ...(log === undefined ? {} : { log }) });
    return this;
  }

  /** To the end, whatever is left: a failure in the step that is named, else in the one under way. */
  finish(conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' = 'success', how: Finish = {}): this {
    if (conclusion === 'cancelled') return this.cancel();
    while (this.status !== 'completed') {
      if (this.start().#in('in_progress').length === 0) throw new Error(`The run is ${this.status}: no job of it can go on.`);
      for (const job of this.#in('in_progress')) this.#end(job, conclusion, how);
    }
    return this;
  }

  #end(job: Job, conclusion: 'success' | 'failure' | 'timed_out', how: Finish): void {
    const { annotations = [] } = how;
    const { step, log } = failingIn(job, how);
    const now = job.steps.find(one => one.status === 'in_progress');
    const fails = (name: string) => step === undefined || [step].flat().includes(name);
    const has = job.steps.some(one => fails(one.name) && one.status !== 'completed');
    const here = conclusion !== 'success' && has && now !== undefined && fails(now.name);
    if (here && conclusion === 'timed_out') {
      endJob(this.#site, job, 'timed_out', annotations);
      return;
    }
    const shown =
      log === undefined || !(here || (conclusion === 'success' && job.steps[1] === now))
        ? {}
        : { log: typeof log === 'string' ? log : log(job.name) };
    endStep(this.#site, job, { conclusion: here ? 'failure' : 'success', annotations: here ? annotations : [], ...shown });
  }

  cancel(): this {
    cancelRun(this.#site, this.row);
    return this;
  }

  /** In every job under way; its steps stay as they are. */
  loseRunner(): this {
    for (const job of this.#in('in_progress')) loseRunner(this.#site, job);
    return this;
  }

  approve(by: Account, comment = ''): this {
    return this.#answer(by, 'approved', comment);
  }

  reject(by: Account, comment = ''): this {
    return this.#answer(by, 'rejected', comment);
  }

  #answer(by: Account, state: 'approved' | 'rejected', comment: string): this {
    const waiting = this.#in('waiting').map(job => environmentOf(this.#site, job));
    for (const environment of new Set(waiting))
      if (environment) answerGate(this.#site, this.row, environment, { by, state, comment });
    return this;
  }

  rerun(by: Account, only: 'all' | 'failed' = 'all'): this {
    rerun(this.#site, this.row, by, only);
    return this;
  }

  /** As somebody with the rights does on its page. */
  delete(): void {
    deleteRun(this.#site, this.row);
  }

  /** What an upload step would have kept. */
  artifact(name: string, files: Record<string, string>): number {
    return addArtifact(this.#site, this.row, name, files);
  }

  /** What the runner gives each step of its first job, to leave artifacts with. */
  get runtime(): { ACTIONS_RESULTS_URL: string; ACTIONS_RUNTIME_TOKEN: string } {
    return { ACTIONS_RESULTS_URL: `${this.#site.urls.api}/`, ACTIONS_RUNTIME_TOKEN: runtimeToken(this.#site, this.row) };
  }

  #in(status: Row['status']): Job[] {
    return this.jobs.filter(job => job.status === status).map(job => this.#site.world.jobs.get(job.id));
  }
}

/** A step that the job does not have fails nowhere in it. */
function failingIn(job: Job, { step, log, fails }: Finish): Pick<Finish, 'step' | 'log'> {
  if (!fails) return { ...(step === undefined ? {} : { step }), ...(log === undefined ? {} : { log }) };
  const [name = '', own = ''] = Object.entries(fails).find(([name]) => job.steps.some(one => one.name === name)) ?? [];
  return { step: name, log: own };
}
