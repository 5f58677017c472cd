/** The tour at the side: what there is to try, and what was done once. */
import { html } from 'hono/html';
import type { House } from '../house.ts';
import { type Html, icon } from './parts.ts';
import { parts, type Step, steps } from './tour-steps.ts';
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
  return html`<section class="Box tour" id="tour" aria-labelledby="tour-title">
    <div class="Box-header d-flex flex-items-center">
      <h2 class="Box-title flex-1" id="tour-title">The tour</h2>
      <span class="Counter">${doneOf(steps, progress)}</span>
    </div>
    <ol>
      ${parts.map(({ title, steps: own }) => {
        const isNext = own.some(step => step === next);
        return html`<li class="tour-part">
          <details ${openAt(isNext)}>
            <summary><span class="flex-1">${title}</span> <span class="Counter">${doneOf(own, progress)}</span></summary>
            <ol>
              ${own.map(one => step(one, progress.includes(one.name), one === next))}
            </ol>
          </details>
        </li>`;
      })}
    </ol>
    ${
      next
        ? ''
        : html`<p class="tour-end">
            That was all of it. <code>npm run sandbox -- --repo ../web</code> tries the <code>.github</code> of a repository of yours.
          </p>`
    }
  </section>`;
}

const step = (
  { name, title, how }: Step,
  over: boolean,
  isNext: boolean,
): Html => html`<li id="step-${name}" class="${over ? 'done' : ''}">
  <details ${openAt(isNext)}>
    <summary>
      ${over ? icon('check-circle-fill', { colour: 'success', words: 'Done' }) : icon('circle', { colour: 'muted' })}
      <span>${title}</span>
    </summary>
    <p>${how('/acme/web')}</p>
  </details>
</li>`;

/** What somebody else opened meanwhile stays open: the page's script moves these only when the tour moves on. */
const openAt = (isNext: boolean) => (isNext ? html`open data-next` : '');

const doneOf = (some: Step[], progress: Progress): string =>
  `${some.filter(({ name }) => progress.includes(name)).length} of ${some.length}`;
