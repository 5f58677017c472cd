/** What the bot decided and why: its audit, the newest first. */
import { html, raw } from 'hono/html';
import type { Decided, Said } from '../database.ts';
import type { Repository } from '../github/index.ts';
import { renderLine } from './markdown.ts';
import { avatar, blank, clockTime, type Html, icon } from './parts.ts';
import type { View } from './view.ts';

const outcomes: Record<string, string> = { done: 'Label--success', refused: 'Label--danger', ignored: 'Label--secondary' };

export async function decisions(view: View, repository: Repository): Promise<Html> {
  const rows = (await view.house.database?.decisions().catch(() => null)) ?? null;
  const own = rows?.filter(row => row.repository_id === null || row.repository_id === repository.id) ?? [];
  return html`<h1 class="h3 mb-1">Decisions</h1>
    <p class="color-fg-muted">What the bot decided, and why. Each row is written in the same transaction as what it led to.</p>
    <div class="Box">
      ${rows === null ? blank('law', 'The bot has no database yet') : own.length === 0 ? blank('law', 'Nothing decided yet') : ''}
      <ul id="decisions">
        ${own.map(decision)}
      </ul>
    </div>`;
}

const decision = (row: Decided): Html => html`<li class="Box-row decision" id="decision-${row.seq}">
  <div class="d-flex flex-items-center flex-wrap gap">
    ${row.actor ? avatar(row.actor) : avatar('shipmate[bot]')}
    <strong class="flex-1">${raw(renderLine(row.about))}</strong>
    <span class="Label ${outcomes[row.outcome] ?? 'Label--secondary'}">${row.outcome}</span>
    <span class="color-fg-muted f6">${clockTime(row.at)}</span>
  </div>
  <ul class="reasons">
    ${reason(row.reasons)}
  </ul>
</li>`;

const reason = ({ says, holds, because }: Said): Html => html`<li>
  ${holds ? icon('check', { colour: 'success', words: 'Yes' }) : icon('x', { colour: 'danger', words: 'No' })} ${raw(renderLine(says))}
  ${
    because && because.length > 0
      ? html`<ul>
          ${because.map(reason)}
        </ul>`
      : ''
  }
</li>`;
