/** Which workflows a repository has, and what a run of one knows when it reads its file. */
import type { Git } from '../git.ts';
import type { Repository } from '../rows.ts';
import type { Workflow, WorkflowRun } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { withCalled } from './called.ts';
import { type Contexts, fill } from './expressions.ts';
import { inputsOf, type JobFile, readWorkflow, type WorkflowFile } from './workflow-file.ts';

const folder = '.github/workflows';

/** The workflow files of a commit that GitHub would take. */
export function filesAt(site: Site, sha: string): Map<string, WorkflowFile> {
  const { git } = site.world;
  const found = new Map<string, WorkflowFile>();
  const tree = git.at(sha, folder);
  for (const entry of (tree && git.tree(tree.sha)) ?? []) {
    if (!/\.ya?ml$/.test(entry.name)) continue;
    const file = readBlob(git, entry.sha);
    if (file) found.set(`${folder}/${entry.name}`, file);
  }
  return found;
}

/** Blobs never change, and every commit of a repository has the same few. */
const known = new WeakMap<Git, Map<string, WorkflowFile | null>>();

function readBlob(git: Git, sha: string): WorkflowFile | null {
  const files = known.get(git) ?? new Map<string, WorkflowFile | null>();
  known.set(git, files);
  const file = files.get(sha) ?? readWorkflow(git.blob(sha)?.toString() ?? '');
  files.set(sha, file);
  return file;
}

/** All workflows of the default branch, and those that ran from another one. */
export function workflowsOf(site: Site, repository: Repository): Workflow[] {
  const { world } = site;
  const head = world.commitAt(repository, 'HEAD');
  if (head) for (const path of filesAt(site, head).keys()) workflowAt(site, repository, path, head);
  return world.workflows.where(row => row.repository === repository.id);
}

export function workflowAt(site: Site, repository: Repository, path: string, sha: string): Workflow {
  const { world } = site;
  const at = world.clock.now();
  const name = filesAt(site, sha).get(path)?.name ?? path;
  const known = world.workflows.first(row => row.repository === repository.id && row.path === path);
  if (known) return known.name === name ? known : world.workflows.change(known.id, { name, updatedAt: at });
  const made = { id: world.nextId(), kind: 'Workflow', repository: repository.id, path, name, state: 'active' } as const;
  return world.workflows.add({ ...made, createdAt: at, updatedAt: at });
}

export function fileOf(site: Site, run: WorkflowRun): WorkflowFile {
  const { path } = site.world.workflows.get(run.workflow);
  const all = filesAt(site, run.head);
  const file = all.get(path);
  if (!file) throw new Error(`${path} is no workflow at ${run.head}.`);
  return { ...file, jobs: withCalled(file, all) };
}

/** What a job knows: in a workflow that was called its inputs are what it was called with. */
export function jobContexts(site: Site, run: WorkflowRun, job: JobFile, matrix: Record<string, string> = {}): Contexts {
  const contexts = contextsOf(site, run, matrix);
  if (!job.inputs) return contexts;
  const inputs = Object.entries(job.inputs).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value, contexts) : value,
  ]);
  return { ...contexts, inputs: Object.fromEntries(inputs) };
}

export function contextsOf(site: Site, run: WorkflowRun, matrix: Record<string, string> = {}): Contexts {
  const { world } = site;
  const repository = world.repositories.get(run.repository);
  const actor = world.accounts.get(run.actor).login;
  const declared = inputsOf(fileOf(site, run));
  const typed = (name: string, value: string) => (declared.get(name)?.type === 'boolean' ? value === 'true' : value);
  const [, number] = /^refs\/pull\/(\d+)\//.exec(run.ref) ?? [];
  const message = world.git.commit(run.head)?.message ?? '';
  return {
    github: {
      actor,
      triggering_actor: world.accounts.get(run.triggeringActor).login,
      event_name: run.event,
      ref: run.ref,
      ref_name: run.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
      sha: run.head,
      head_ref: number ? run.branch : '',
      repository: world.fullName(repository),
      repository_owner: world.accounts.get(repository.owner).login,
      run_id: String(run.id),
      run_number: String(run.number),
      run_attempt: String(run.attempt),
      workflow: world.workflows.get(run.workflow).name,
      event: {
        inputs: run.inputs,
        ...run.told,
        head_commit: { id: run.head, message },
        ...(number ? { number: Number(number), pull_request: { number: Number(number), title: run.title } } : {}),
      },
    },
    inputs: Object.fromEntries(Object.entries(run.inputs).map(([name, value]) => [name, typed(name, value)])),
    matrix,
    vars: {},
    env: {},
  };
}
