/** The workflows of a repository: their runs, and the form that starts one. */
import { html } from 'hono/html';
import { inputsOf, readWorkflow, type WorkflowFile, type WorkflowInput } from '../github/actions/workflow-file.ts';
import type { Repository } from '../github/index.ts';
import type { WorkflowRun } from '../github/story/run.ts';
import { hidden } from './layout.ts';
import { ago, blank, type Html, icon, nothing } from './parts.ts';
import { sign } from './run.ts';
import { mayWrite, pathOf, type View } from './view.ts';

interface Known {
  /** `deploy.yml` */
  file: string;
  name: string;
  /** Null: GitHub would not take what the default branch has there, or has it no more. */
  read: WorkflowFile | null;
  there: boolean;
}

const folder = '.github/workflows/';
const branchRefs = 'refs/heads/';

/** Those of the default branch, or of the one that is named, and those that ran from another one. */
export function workflowsOf({ house: { box } }: Pick<View, 'house'>, repository: Repository, branch?: string): Known[] {
  const { world } = box;
  const paths = world.git.paths(repository.head(branch));
  const found = [...paths.keys()].filter(path => path.startsWith(folder) && /^[^/]+\.ya?ml$/.test(path.slice(folder.length)));
  const here = found.map((path): Known => {
    const read = readWorkflow(world.git.blob(paths.get(path) ?? '')?.toString() ?? '');
    const file = path.slice(folder.length);
    return { file, name: read?.name ?? file, read, there: true };
  });
  const ran = world.workflows.where(row => row.repository === repository.id && !found.includes(row.path));
  const elsewhere = ran.map(row => ({ file: row.path.slice(folder.length), name: row.name, read: null, there: false }));
  return [...here, ...elsewhere];
}

/** `file`: of one workflow alone. */
export function actions(view: View, repository: Repository, file: string | null): Html | null {
  const known = workflowsOf(view, repository);
  const one = file === null ? null : known.find(workflow => workflow.file === file);
  if (one === undefined) return null;
  const runs = repository.runs(file ?? undefined).toReversed();
  return html`<div class="d-flex flex-items-center flex-wrap gap mb-3">
      <h1 class="h3 flex-1">${one?.name ?? 'Actions'}</h1>
      ${one ? starting(view, repository, one) : nothing}
    </div>
    ${one ? html`<p class="color-fg-muted">${one.there ? html`<a href="${pathOf(repository, `/blob/${folder}${one.file}`)}">${one.file}</a>` : `${one.file}, which ${repository.row.defaultBranch} does not have`}</p>` : nothing}
    ${one?.there && !one.read ? html`<p class="flash flash-error">GitHub would not run this file: it is no sound YAML, or lacks <code>on</code> or <code>jobs</code>.</p>` : nothing}
    ${choice(repository, known, file)}
    <div class="Box">
      ${runs.length === 0 ? blank('play', 'No workflow has run yet') : ''}
      <ul id="runs">
        ${runs.map(run => row(view, repository, run))}
      </ul>
    </div>`;
}

function choice(repository: Repository, known: Known[], current: string | null): Html {
  const link = (path: string, here: boolean, words: Html) =>
    html`<li><a class="filter" href="${pathOf(repository, path)}" ${here ? html`aria-current="true"` : ''}>${words}</a></li>`;
  return html`<nav class="workflows" aria-label="Workflows">
    <ul>
      ${link('/actions', current === null, html`All workflows`)}
      ${known.map(({ file, name, read, there }) =>
        link(
          `/actions/workflows/${file}`,
          current === file,
          html`${name}${there && !read ? html` ${icon('alert', { colour: 'attention', words: 'GitHub would not run it' })}` : ''}`,
        ),
      )}
    </ul>
  </nav>`;
}

function row(view: View, repository: Repository, run: WorkflowRun): Html {
  const { world } = view.house.box;
  return html`<li class="Box-row thread" id="run-${run.id}">
    ${sign(run)}
    <div class="flex-1 min-width-0">
      <a class="thread-title" href="${pathOf(repository, `/actions/runs/${run.id}`)}">${run.title}</a>
      <div class="color-fg-muted f6 mt-1">
        ${world.workflows.get(run.row.workflow).name} #${run.row.number} · ${run.row.event} by ${world.accounts.get(run.row.actor).login} ·
        ${ago(run.row.createdAt, view.now)}
      </div>
    </div>
    <span class="branch-name">${run.row.branch}</span>
  </li>`;
}

function starting(view: View, repository: Repository, { file, read }: Known): Html {
  if (!read?.triggers.has('workflow_dispatch') || !mayWrite(view, repository)) return nothing;
  return html`<details class="menu start" id="start">
    <summary class="btn">Run workflow ${icon('triangle-down')}</summary>
    <form class="menu-box quiet" method="post" action="/act/dispatch">
      ${hidden(view)}
      <input type="hidden" name="repository" value="${repository.fullName}" />
      <input type="hidden" name="workflow" value="${file}" />
      ${branches(view, repository)}
      ${[...inputsOf(read)].map(([name, input]) => field(view, repository, name, input))}
      <button class="btn btn-primary btn-sm">Run workflow</button>
    </form>
  </details>`;
}

/** GitHub runs the file as that branch has it; Primer's own arrow for a choice is a picture that no page of ours loads. */
function branches({ house: { box } }: View, { id, row }: Repository): Html {
  const heads = box.world.refs.where(ref => ref.repository === id && ref.name.startsWith(branchRefs));
  const others = heads.map(ref => ref.name.slice(branchRefs.length)).filter(name => name !== row.defaultBranch);
  return html`<label class="field"
    ><span class="text-bold">Use workflow from</span
    ><select class="form-control" name="branch">
      ${[row.defaultBranch, ...others.sort()].map(name => html`<option>${name}</option>`)}
    </select></label
  >`;
}

function field(view: View, repository: Repository, name: string, input: WorkflowInput): Html {
  const words = html`<span class="text-bold">${input.description ?? name}</span>${input.required ? html` <span class="color-fg-danger" aria-hidden="true">*</span>` : ''}`;
  const given = String(input.default ?? '');
  const required = input.required ? html`required` : '';
  if (input.type === 'boolean')
    return html`<label class="field"
      ><input type="checkbox" name="input:${name}" value="true" ${given === 'true' ? html`checked` : ''} /> ${words}</label
    >`;
  const { world } = view.house.box;
  const environments = world.environments.where(row => row.repository === repository.id).map(row => row.name);
  const options =
    input.type === 'choice' ? (input.options ?? []).map(String) : input.type === 'environment' ? environments : null;
  if (options)
    return html`<label class="field"
      >${words}<select class="form-control" name="input:${name}" ${required}>
        ${options.map(option => html`<option ${option === given ? html`selected` : ''}>${option}</option>`)}
      </select></label
    >`;
  return html`<label class="field"
    >${words}<input class="form-control" name="input:${name}" value="${given}" autocomplete="off" ${required} ${input.type === 'number' ? html`inputmode="decimal"` : ''}
  /></label>`;
}
