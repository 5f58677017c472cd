/** The tour at the side: what there is to try, and what was done once. */
import { html } from 'hono/html';
import type { House } from '../house.ts';
import { type Html, icon } from './parts.ts';
import { steps } from './tour-steps.ts';
import type { View } from './view.ts';

/** The names of the steps that were done once. */
export type Progress = string[];

/** Notes what has happened by now; true when something is new. */
export function progressed(house: House): boolean {
  const fresh = steps.filter(step => !house.progress.includes(step.name) && step.happened(house));
  house.progress.push(...fresh.map(step => step.name));
  return fresh.length > 0;
}

/** On a phone tour and levers stand below everything: one line on top says what is next, and leads there. */
export function tourBar({ house: { progress } }: View): Html {
  const next = steps.find(step => !progress.includes(step.name));
  return html`<nav class="tour-bar" aria-label="The sandbox below">
    <a class="flex-1 truncate" href="#tour">${next ? html`Tour: ${next.title}` : 'The tour'}</a> <a href="#levers">Levers</a>
  </nav>`;
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
