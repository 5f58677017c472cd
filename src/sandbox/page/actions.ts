/** Workflow runs: the list, and one run with its jobs, steps and what they wrote. */
import { html } from 'hono/html';
import type { Repository } from '../github/index.ts';
import type { Job, Step } from '../github/rows-actions.ts';
import type { WorkflowRun } from '../github/story/run.ts';
import { ago, avatar, blank, type Html, icon, name, short } from './parts.ts';
import { pathOf, type View } from './view.ts';

type State = Pick<WorkflowRun, 'status' | 'conclusion'>;

export function runs(view: View, repository: Repository): Html {
  const all = repository.runs().toReversed();
  return html`<h1 class="h3 mb-3">Actions</h1>
    <div class="Box">
      ${all.length === 0 ? blank('play', 'No workflow has run yet') : ''}
      <ul id="runs">
        ${all.map(run => row(view, repository, run))}
      </ul>
    </div>`;
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

export function run(view: View, repository: Repository, one: WorkflowRun): Html {
  const { world } = view.house.box;
  const actor = world.accounts.get(one.row.triggeringActor).login;
  return html`<div class="thread-head">
      <h1>${sign(one, 24)} ${one.title} <span class="color-fg-muted">#${one.row.number}</span></h1>
      <div class="d-flex flex-items-center flex-wrap gap color-fg-muted">
        ${avatar(actor)} <span>${name(actor)} · ${one.row.event} ${ago(one.row.createdAt, view.now)}</span>
        <span class="branch-name">${one.row.branch}</span> <code>${short(one.row.head)}</code>
        <a href="${pathOf(repository, '/actions')}">All runs</a>
      </div>
    </div>
    ${one.jobs.map(
      job => html`<section class="Box mb-3 job" id="job-${job.id}" aria-label="${job.name}">
        <div class="Box-header d-flex flex-items-center gap">${sign(job)} <h2 class="Box-title flex-1">${job.name}</h2>${took(job)}</div>
        ${job.steps.map((step, index) => stepRow(job, step, index))}
      </section>`,
    )}`;
}

const stepRow = (job: Job, step: Step, index: number): Html => html`<details class="step" id="step-${job.id}-${index}">
  <summary>${sign(step)} <span class="flex-1">${step.name}</span>${took(step)}</summary>
  <pre tabindex="0" aria-label="Log of ${step.name}">${step.log || 'This step wrote nothing.'}</pre>
</details>`;

function took({ startedAt, completedAt }: Pick<Step, 'startedAt' | 'completedAt'>): Html {
  if (!startedAt || !completedAt) return html``;
  return html`<span class="color-fg-muted f6">${Math.round((completedAt.getTime() - startedAt.getTime()) / 1000)} s</span>`;
}

function sign({ status, conclusion }: State | Job | Step, size = 16): Html {
  if (status === 'queued') return icon('circle', { size, colour: 'muted', words: 'Waiting' });
  if (status === 'in_progress') return icon('dot-fill', { size, colour: 'attention', words: 'In progress' });
  if (conclusion === 'success') return icon('check-circle-fill', { size, colour: 'success', words: 'Successful' });
  if (conclusion === 'skipped' || conclusion === 'neutral') return icon('skip', { size, colour: 'muted', words: 'Skipped' });
  if (conclusion === 'cancelled') return icon('stop', { size, colour: 'muted', words: 'Cancelled' });
  return icon('x-circle-fill', { size, colour: 'danger', words: 'Failed' });
}
