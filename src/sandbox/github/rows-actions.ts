/** What Actions and deployments are made of: rows, like those in `rows.ts`. */
import type { Contexts } from './actions/expressions.ts';
import type { Conclusion } from './rows.ts';

export interface Workflow {
  id: number;
  kind: 'Workflow';
  repository: number;
  /** `.github/workflows/deploy.yml` */
  path: string;
  name: string;
  state: 'active' | 'disabled_manually';
  createdAt: Date;
  updatedAt: Date;
}

export type RunStatus = 'queued' | 'in_progress' | 'completed';

export interface WorkflowRun {
  id: number;
  kind: 'WorkflowRun';
  repository: number;
  workflow: number;
  suite: number;
  number: number;
  attempt: number;
  event: string;
  /** The full ref it runs for: a branch, a tag, or a pull request's merge. */
  ref: string;
  branch: string;
  head: string;
  headRepository: number;
  title: string;
  inputs: Record<string, string>;
  /** What more its `github.event` says: the time it was started for, or the run. */
  told: Contexts;
  /** The run whose end or beginning started this one. */
  cause: number | null;
  /** Its concurrency group. */
  group: string | null;
  /** `pending` for another run of its group, `waiting` for somebody's approval. */
  status: RunStatus | 'pending' | 'waiting';
  /** The last one: it could not even begin. */
  conclusion: Conclusion | 'startup_failure' | null;
  /** Who started it first, and who started this attempt. */
  actor: number;
  triggeringActor: number;
  script: number | null;
  createdAt: Date;
  startedAt: Date;
  updatedAt: Date;
}

export interface Step {
  name: string;
  number: number;
  status: RunStatus;
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null;
  startedAt: Date | null;
  completedAt: Date | null;
  log: string;
}

export interface Job {
  id: number;
  kind: 'WorkflowJob';
  repository: number;
  run: number;
  attempt: number;
  /** Its name in the workflow file, and the one that is shown. */
  key: string;
  name: string;
  checkRun: number;
  group: string | null;
  status: RunStatus | 'pending' | 'waiting';
  conclusion: Conclusion | null;
  labels: string[];
  steps: Step[];
  environment: string | null;
  environmentUrl: string | null;
  deployment: number | null;
  /** What its environment still waits for; null once that is over. */
  gate: { reviewers: number[]; until: Date | null } | null;
  createdAt: Date;
  startedAt: Date;
  completedAt: Date | null;
  /** When its script moves it on. */
  nextAt: Date | null;
}

/** How runs go by themselves. What has none waits for the verbs of a story. */
export interface Script {
  id: number;
  /** Which runs: all when left out. */
  repository: string | null;
  /** The file's name: `deploy.yml`. */
  workflow: string | null;
  left: number | null;
  /** Milliseconds in the queue, for a step, and for steps that take another time. */
  queued: number;
  step: number;
  steps: Record<string, number>;
  /** The step that fails, or the job. */
  fail: string | null;
  /** `dropped`: a dispatch is taken and no run ever appears. `lost`: in its first step, or the one that fails, the runner is gone. */
  fate: 'dropped' | 'lost' | null;
  logs: Record<string, string>;
  annotations: string[];
  /** What it leaves behind when it ends, by artifact and file; expressions in the text are filled in. */
  artifacts: Record<string, Record<string, string>>;
}

export interface Deployment {
  id: number;
  kind: 'Deployment';
  repository: number;
  sha: string;
  ref: string;
  task: string;
  environment: string;
  payload: Record<string, unknown> | string;
  description: string | null;
  transient: boolean;
  production: boolean;
  creator: number;
  /** The App that made it. */
  app: number;
  createdAt: Date;
  updatedAt: Date;
}

export const deploymentStates = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const;

export interface DeploymentStatus {
  id: number;
  kind: 'DeploymentStatus';
  repository: number;
  deployment: number;
  state: (typeof deploymentStates)[number] | 'waiting';
  description: string;
  environment: string;
  environmentUrl: string;
  logUrl: string;
  creator: number;
  app: number;
  createdAt: Date;
}

export interface Environment {
  id: number;
  kind: 'Environment';
  repository: number;
  name: string;
  /** Jobs wait for one of these people, and that long. */
  reviewers: number[];
  waitMinutes: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What somebody said to a job that waited for its environment. */
export interface DeploymentReview {
  id: number;
  run: number;
  environment: number;
  state: 'approved' | 'rejected';
  comment: string;
  by: number;
}

export interface Artifact {
  id: number;
  kind: 'Artifact';
  repository: number;
  run: number;
  name: string;
  files: Record<string, string>;
  size: number;
  createdAt: Date;
  expiresAt: Date;
}

export interface Cache {
  id: number;
  repository: number;
  ref: string;
  key: string;
  size: number;
  createdAt: Date;
  usedAt: Date;
}

export interface CommitStatus {
  id: number;
  kind: 'StatusContext';
  repository: number;
  sha: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: number;
  createdAt: Date;
}
