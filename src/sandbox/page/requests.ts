/** Whose review of a pull request was asked for, and taken back again. */
import { html } from 'hono/html';
import type { Issue } from '../github/index.ts';
import { ago, avatar, icon, name } from './parts.ts';
import type { Item } from './timeline.ts';
import type { View } from './view.ts';

const words: Record<string, string> = {
  review_requested: 'asked for a review by',
  review_request_removed: 'took back that they had asked',
};

export function requests({ house, now }: View, thread: Issue): Item[] {
  const { world } = house.box;
  return world.issueEvents
    .where(row => row.issue === thread.id && row.event in words)
    .map(({ id, event, actor, about, at }) => {
      const { login } = world.accounts.get(actor);
      const shown = html`<div class="event" id="event-${id}">
        <span class="badge">${icon('eye')}</span>
        ${avatar(login)} <span>${name(login)} <span class="color-fg-muted">${words[event]}</span> ${name(about ?? '')}
          <span class="color-fg-muted">${ago(at, now)}</span></span>
      </div>`;
      return { at, shown };
    });
}
