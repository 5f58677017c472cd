/** What went over the wire: what the bot asked GitHub, what of it changed something, and the webhooks GitHub sent. */
import { html } from 'hono/html';
import type { Asked, Delivery } from '../github/index.ts';
import { blank, clockTime, type Html, icon } from './parts.ts';
import type { View } from './view.ts';

const most = 100;

export function calls({ house: { box, bot } }: View): Html {
  const asked = box.requests.all.slice(-most).toReversed();
  const sent = box.deliveries.slice(-most).toReversed();
  const writes = box.ledger.writes.slice(-most).toReversed();
  return html`<h1 class="h3 mb-1">Calls</h1>
    <p class="color-fg-muted">What went between the bot and this GitHub, the newest first.</p>
    ${part(
      'Writes that took effect',
      writes.map(
        write => html`<tr>
          <td>${clockTime(write.at)}</td>
          <td class="wide"><code>${write.route}</code></td>
          <td>${write.repository ?? ''}${write.number === null ? '' : `#${write.number}`}</td>
        </tr>`,
      ),
    )}
    ${part('Requests of the bot', asked.map(request))} ${part('Webhooks', sent.map(webhook))}
    <section class="Box mb-3">
      <div class="Box-header"><h2 class="Box-title">The bot's log</h2></div>
      <pre class="log" tabindex="0" aria-label="The bot's log">${bot.log.slice(-40).join('\n')}</pre>
    </section>`;
}

const part = (title: string, rows: Html[]): Html => html`<section class="Box mb-3">
  <div class="Box-header d-flex"><h2 class="Box-title flex-1">${title}</h2><span class="Counter">${rows.length}</span></div>
  ${
    rows.length === 0
      ? blank('pulse', 'Nothing yet')
      : html`<div class="calls" tabindex="0" role="region" aria-label="${title}">
          <table>
            <tbody>${rows}</tbody>
          </table>
        </div>`
  }
</section>`;

const status = (good: boolean, words: string): Html =>
  html`<span class="${good ? 'color-fg-success' : 'color-fg-danger'}">${icon(good ? 'check' : 'x')} ${words}</span>`;

const request = (one: Asked): Html => html`<tr id="request-${one.id}">
  <td>${clockTime(one.at)}</td>
  <td class="wide"><code>${one.method} ${one.path}</code>${one.what ? html` <span class="color-fg-muted">${one.what}</span>` : ''}</td>
  <td class="no-wrap">${one.status === null ? status(false, 'broke off') : status(one.status < 400, String(one.status))}</td>
  <td class="no-wrap color-fg-muted">${one.milliseconds} ms</td>
</tr>`;

const webhook = (one: Delivery): Html => html`<tr id="delivery-${one.id}">
  <td>${clockTime(one.deliveredAt)}</td>
  <td class="wide"><code>${one.event}${one.action ? `.${one.action}` : ''}</code> <span class="color-fg-muted">${one.guid.slice(0, 8)}${one.redelivery ? ' again' : ''}</span></td>
  <td class="no-wrap">${status(one.statusCode < 400, one.statusCode < 400 ? String(one.statusCode) : one.status)}</td>
</tr>`;
