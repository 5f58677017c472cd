/** One workflow run: its jobs and steps as they go, what they wrote, and what to do about it. */
import { html } from 'hono/html';
import type { Repository } from '../github/index.ts';
import type { Job, Step } from '../github/rows-actions.ts';
import type { WorkflowRun } from '../github/story/run.ts';
import { hidden } from './layout.ts';
import { ago, avatar, elapsed, fold, type Html, icon, name, nothing, short } from './parts.ts';
import { mayWrite, pathOf, type View } from './view.ts';

/** A job in one of these has no runner yet. */
const unstarted = new Set(['queued', 'pending', 'waiting']);

type Timed = Pick<Step, 'startedAt' | 'completedAt'>;
type State = { status: string; conclusion: string | null };

/** Of one step; the end of a log says what happened. */
const mostLines = 500;

/** `attempt`: an earlier one than the last. */
export function run(view: View, repository: Repository, one: WorkflowRun, attempt = one.row.attempt): Html {
  const { world } = view.house.box;
  const { row } = one;
  const jobs = world.jobs.where(job => job.run === one.id && job.attempt === attempt);
  const actor = world.accounts.get(row.triggeringActor).login;
  const last = attempt === row.attempt;
  return html`<div class="thread-head">
      <div class="d-flex flex-wrap flex-items-start gap">
        <h1 class="flex-1">${last ? sign(one, 24) : icon('history', { size: 24 })} ${one.title} <span class="color-fg-muted">#${row.number}</span></h1>
        ${last && mayWrite(view, repository) ? levers(view, repository, one) : nothing}
      </div>
      <div class="d-flex flex-items-center flex-wrap gap color-fg-muted">
        ${avatar(actor)} <span>${name(actor)} · ${row.event} ${ago(row.startedAt, view.now)}</span>
        <span class="branch-name">${row.branch}</span>
        <a href="${pathOf(repository, `/commit/${row.head}`)}"><code>${short(row.head)}</code></a>
        ${row.attempt > 1 ? attempts(repository, one, attempt) : ''}
        <a href="${pathOf(repository, '/actions')}">All runs</a>
      </div>
    </div>
    ${inputs(row.inputs)} ${last ? waits(view, repository, one) : nothing} ${annotations(view, repository, jobs)} ${jobs.map(job => jobBox(view, repository, job))}`;
}

function levers(view: View, repository: Repository, one: WorkflowRun): Html {
  const failed = one.jobs.some(job => job.conclusion !== 'success' && job.conclusion !== 'skipped');
  return html`<form class="d-flex gap flex-wrap quiet run-levers" method="post" action="/act/run">
    ${hidden(view)}
    <input type="hidden" name="repository" value="${repository.fullName}" />
    <input type="hidden" name="run" value="${one.id}" />
    ${
      one.status === 'completed'
        ? html`${failed ? html`<button class="btn btn-sm" name="do" value="failed">${icon('sync')} Re-run failed jobs</button>` : ''}
            <button class="btn btn-sm" name="do" value="all">${icon('sync')} Re-run all jobs</button>`
        : html`<button class="btn btn-sm btn-danger" name="do" value="cancel">Cancel workflow</button>`
    }
  </form>`;
}

/** What holds the run up, and for whom it waits with the form that lets it go. */
function waits(view: View, repository: Repository, one: WorkflowRun): Html {
  if (one.status === 'pending')
    return html`<p class="flash mb-3" id="waits">${icon('clock')} This run waits for another one of its concurrency group to end.</p>`;
  const held = one.jobs.filter(job => job.status === 'waiting' && (job.gate?.reviewers.length ?? 0) > 0);
  if (held.length === 0) return nothing;
  const names = [...new Set(held.map(job => job.environment))].join(' and ');
  const mine = held.every(job => job.gate?.reviewers.includes(view.me.id));
  const who = html`${icon('clock')} A reviewer has to let this run into <strong>${names}</strong>: ${reviewers(view, held)} can.`;
  if (!mine) return html`<p class="flash mb-3" id="waits">${who}</p>`;
  return html`<form class="flash mb-3 quiet" method="post" action="/act/review" id="waits" aria-label="Review pending deployments">
    ${hidden(view)}
    <input type="hidden" name="repository" value="${repository.fullName}" />
    <input type="hidden" name="run" value="${one.id}" />
    <p>${who}</p>
    <label class="field">Leave a comment<input class="form-control" name="comment" autocomplete="off" /></label>
    <div class="d-flex flex-wrap gap">
      <button class="btn btn-sm btn-primary" name="do" value="approve">Approve and deploy</button>
      <button class="btn btn-sm btn-danger" name="do" value="reject">Reject</button>
    </div>
  </form>`;
}

const reviewers = ({ house: { box } }: View, jobs: Job[]): string =>
  [...new Set(jobs.flatMap(job => job.gate?.reviewers ?? []))].map(id => box.world.accounts.get(id).login).join(' or ');

/** Why a job has not begun. */
function held(view: View, job: Job): string {
  if (job.status === 'queued') return 'waits for a runner';
  if (job.status === 'pending') return 'waits for another job of its concurrency group';
  const until = job.gate?.until;
  const time = until && until > view.now ? `for ${elapsed(until.getTime() - view.now.getTime())} more` : null;
  const people = job.gate && job.gate.reviewers.length > 0 ? `for ${reviewers(view, [job])}` : null;
  return ['waits', [people, time].filter(part => part !== null).join(' and ')].join(' ');
}

function attempts(repository: Repository, { id, row }: WorkflowRun, shown: number): Html {
  const all = Array.from({ length: row.attempt }, (_, place) => place + 1);
  return html`<nav class="d-flex flex-wrap gap" aria-label="Attempts">
    ${all.map(
      one =>
        html`<a class="filter" href="${pathOf(repository, `/actions/runs/${id}/attempts/${one}`)}" ${one === shown ? html`aria-current="true"` : ''}
          >Attempt ${one}</a
        >`,
    )}
  </nav>`;
}

function inputs(given: Record<string, string>): Html {
  const all = Object.entries(given).filter(([, value]) => value !== '');
  if (all.length === 0) return nothing;
  return html`<p class="inputs">${all.map(([key, value]) => html`<span>${key} <code>${value}</code></span> `)}</p>`;
}

const levels = {
  failure: ['x-circle-fill', 'danger', 'Error'],
  warning: ['alert', 'attention', 'Warning'],
  notice: ['info', 'muted', 'Notice'],
} as const;

function annotations({ house: { box } }: View, repository: Repository, jobs: Job[]): Html {
  const all = jobs.flatMap(job => (box.world.checkRuns.find(job.checkRun)?.annotations ?? []).map(note => ({ job, note })));
  if (all.length === 0) return nothing;
  return html`<section class="Box mb-3" id="annotations" aria-labelledby="annotations-title">
    <div class="Box-header d-flex gap">
      <h2 class="Box-title flex-1" id="annotations-title">Annotations</h2>
      <span class="Counter">${all.length}</span>
    </div>
    <ul>
      ${all.map(({ job, note }) => {
        const [symbol, colour, words] = levels[note.annotation_level];
        const place = `${note.path}#L${note.start_line}`;
        return html`<li class="Box-row d-flex gap">
          ${icon(symbol, { colour, words })}
          <div class="min-width-0">
            <strong>${job.name}</strong>
            ${note.path === '.github' ? '' : html`<a class="break" href="${pathOf(repository, `/blob/${place}`)}">${place}</a>`}
            <div class="break">${note.message}</div>
          </div>
        </li>`;
      })}
    </ul>
  </section>`;
}

function jobBox(view: View, repository: Repository, job: Job): Html {
  return html`<section class="Box mb-3 job" id="job-${job.id}" aria-labelledby="job-${job.id}-title">
    <div class="Box-header d-flex flex-items-center flex-wrap gap">
      ${sign(job)}
      <h2 class="Box-title flex-1" id="job-${job.id}-title">${job.name}</h2>
      ${
        job.environment === null
          ? ''
          : html`<a class="f6" href="${pathOf(repository, `/deployments#environment-${encodeURIComponent(job.environment)}`)}"
              >${icon('rocket')} ${job.environment}</a
            >`
      }
      ${unstarted.has(job.status) ? html`<span class="color-fg-muted f6">${held(view, job)}</span>` : took(view, job)}
    </div>
    ${job.conclusion === 'skipped' ? html`<p class="diff-note">This job was skipped.</p>` : ''}
    ${job.steps.map((step, index) => stepRow(view, job, step, index))}
  </section>`;
}

function stepRow(view: View, job: Job, step: Step, index: number): Html {
  const waits = step.status === 'queued' || step.conclusion === 'skipped';
  const line = html`${sign(step)} <span class="flex-1 min-width-0 break">${step.name}</span>${took(view, step)}`;
  const id = `step-${job.id}-${index}`;
  // What has written nothing has nothing to unfold.
  if (waits) return html`<div class="step" id="${id}-waits"><div class="step-line">${line}</div></div>`;
  return html`<details class="step" id="${id}" ${step.conclusion === 'failure' ? html`open` : ''}>
    <summary class="step-line">${fold} ${line}</summary>
    ${log(step)}
  </details>`;
}

function log(step: Step): Html {
  const written = step.log === '' ? [] : step.log.replace(/\r?\n$/, '').split(/\r?\n/);
  if (step.conclusion === 'failure') written.push('##[error]Process completed with exit code 1.');
  if (written.length === 0)
    return html`<p class="step-empty">${step.status === 'completed' ? 'This step wrote nothing.' : 'Nothing yet.'}</p>`;
  const shown = written.slice(-mostLines);
  const before = written.length - shown.length;
  return html`<div class="code step-log" tabindex="0" role="region" aria-label="Log of ${step.name}">
    ${before > 0 ? html`<p class="diff-note">${before} lines before this</p>` : ''}
    <table>
      <tbody>
        ${shown.map((text, place) => {
          const bad = text.startsWith('##[error]');
          return html`<tr>
            <td class="line-number" data-line="${before + place + 1}"></td>
            <td class="line ${bad ? 'color-fg-danger' : ''}">${bad ? `Error: ${text.slice('##[error]'.length)}` : text}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** What is under way goes on counting in the page. */
function took({ now }: View, { startedAt, completedAt }: Timed): Html {
  if (!startedAt) return nothing;
  const since = completedAt ? '' : html`data-since="${startedAt.getTime()}"`;
  return html`<span class="color-fg-muted f6 no-wrap" ${since}>${elapsed((completedAt ?? now).getTime() - startedAt.getTime())}</span>`;
}

export function sign({ status, conclusion }: State, size = 16): Html {
  if (status === 'in_progress') return icon('dot-fill', { size, colour: 'attention', words: 'In progress' });
  if (status === 'waiting') return icon('clock', { size, colour: 'attention', words: 'Waiting for review' });
  if (status === 'pending') return icon('clock', { size, colour: 'muted', words: 'Pending' });
  if (status !== 'completed') return icon('circle', { size, colour: 'muted', words: 'Queued' });
  if (conclusion === 'success') return icon('check-circle-fill', { size, colour: 'success', words: 'Successful' });
  if (conclusion === 'skipped' || conclusion === 'neutral') return icon('skip', { size, colour: 'muted', words: 'Skipped' });
  if (conclusion === 'cancelled') return icon('stop', { size, colour: 'muted', words: 'Cancelled' });
  return icon('x-circle-fill', { size, colour: 'danger', words: 'Failed' });
}
