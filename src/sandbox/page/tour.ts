/** The tour at the side: what there is to try. A step checks itself off when it happened, however it came about. */
import { html } from 'hono/html';
import type { House } from '../house.ts';
import { type Html, icon } from './parts.ts';
import type { View } from './view.ts';

/** The names of the steps that were done once. */
export type Progress = string[];

interface Step {
  name: string;
  title: string;
  how(home: string): Html;
  happened(house: House): boolean;
}

const isLook = (path: string) => /\/issues\/\d+\/comments|\/check-runs\?/.test(path);

/** A write came to such an end, and then the bot looked whether it had happened. */
const lookedAfter = ({ box }: House, status: number | null): boolean => {
  const all = box.requests.all;
  const from = all.findIndex(one => /^(POST|PATCH)$/.test(one.method) && one.path.startsWith('/repos/') && one.status === status);
  return from >= 0 && all.slice(from + 1).some(one => one.method === 'GET' && isLook(one.path));
};

const steps: Step[] = [
  {
    name: 'ping',
    title: 'Say hello',
    how: home =>
      html`Comment <code>/ping</code> in <a href="${home}/pull/5">a pull request</a>. 👀 comes first, then the answer.`,
    happened: ({ box }) => {
      const { world, bot } = box;
      const asked = world.comments.where(row => row.author !== bot.id && /^\s*\/ping\b/m.test(row.body));
      return asked.some(row =>
        world.comments.first(other => other.issue === row.issue && other.author === bot.id && other.id > row.id),
      );
    },
  },
  {
    name: 'file',
    title: 'Write nonsense into shipmate.yml',
    how: home => html`<a href="${home}/file">Edit the file</a>, propose the change as a pull request, and look at its check.`,
    happened: ({ box }) =>
      box.world.checkRuns.first(run => run.app === box.credentials.appId && run.conclusion === 'failure') !== undefined,
  },
  {
    name: 'drop',
    title: 'Lose a webhook',
    how: () =>
      html`Pull <em>Drop the next webhook</em>, comment <code>/ping</code>: silence. Let five minutes pass, and the bot finds it in
        GitHub's delivery log.`,
    happened: ({ box }) => {
      const read = new Set(box.requests.all.map(one => one.path));
      return box.deliveries.some(one => one.status === 'timed out' && read.has(`/app/hook/deliveries/${one.id}`));
    },
  },
  {
    name: '502',
    title: 'Answer 502 after the write',
    how: () =>
      html`Pull <em>Answer the next write with 502</em>, then <code>/ping</code>. The comment is there, the bot was told it failed: it
        looks before it writes again, so there is one.`,
    happened: house => lookedAfter(house, 502),
  },
  {
    name: 'kill',
    title: 'Kill me in the middle',
    how: () =>
      html`Pull <em>Kill the bot in its next write</em>, then <code>/ping</code>. It comes back, finds what it had begun, and says it
        once.`,
    happened: house => house.bot.starts > 1 && lookedAfter(house, null),
  },
];

/** Notes what has happened by now; true when something is new. */
export function progressed(house: House): boolean {
  const fresh = steps.filter(step => !house.progress.includes(step.name) && step.happened(house));
  house.progress.push(...fresh.map(step => step.name));
  return fresh.length > 0;
}

export function tour(view: View): Html {
  const { progress } = view.house;
  const next = steps.find(step => !progress.includes(step.name));
  const done = steps.filter(step => progress.includes(step.name)).length;
  return html`<section class="Box tour" id="tour" aria-labelledby="tour-title">
    <div class="Box-header d-flex flex-items-center">
      <h2 class="Box-title flex-1" id="tour-title">A short tour</h2>
      <span class="Counter">${done} of ${steps.length}</span>
    </div>
    <ol>
      ${steps.map(step => {
        const over = progress.includes(step.name);
        return html`<li id="step-${step.name}" class="${over ? 'done' : ''}">
          <details ${step === next ? html`open` : ''}>
            <summary>
              ${over ? icon('check-circle-fill', { colour: 'success', words: 'Done' }) : icon('circle', { colour: 'muted' })}
              <span>${step.title}</span>
            </summary>
            <p>${step.how('/acme/web')}</p>
          </details>
        </li>`;
      })}
    </ol>
    ${next ? '' : html`<p class="tour-end">That is what there is so far.</p>`}
  </section>`;
}
