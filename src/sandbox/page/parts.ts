/** Small pieces that every page is made of: icons, faces, times. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, raw } from 'hono/html';
import { primer } from './primer.ts';

export type Html = ReturnType<typeof html>;
export const nothing: Html = html``;

const folder = new URL('build/svg/', primer('octicons'));
const drawn = new Map<string, string>();

/** One of GitHub's icons by its name. Said aloud only when it has words. */
export function icon(name: string, { size = 16, words = '', colour = '' } = {}): Html {
  const key = `${name}-${size}`;
  const svg = drawn.get(key) ?? readFileSync(new URL(`${key}.svg`, folder), 'utf8');
  drawn.set(key, svg);
  const said = words ? `role="img" aria-label="${words}"` : 'aria-hidden="true"';
  return raw(svg.replace('<svg', `<svg class="octicon${colour && ` color-fg-${colour}`}" fill="currentColor" ${said}`));
}

/** Points down while what it stands for is open. */
export const fold: Html = html`<span class="fold">${icon('chevron-down', { colour: 'muted' })}</span>`;

/** A face: five by five squares from the name, the same on both sides. */
export function face(login: string): string {
  const hash = createHash('md5').update(login).digest();
  const hue = Math.round(((hash[0] ?? 0) / 255) * 360);
  const squares: string[] = [];
  for (let column = 0; column < 3; column += 1)
    for (let row = 0; row < 5; row += 1)
      if ((hash[1 + column * 5 + row] ?? 0) % 2 === 0)
        for (const x of new Set([column, 4 - column])) squares.push(`<rect x="${x}" y="${row}" width="1.02" height="1.02"/>`);
  const colours = `fill="hsl(${hue} 55% 55%)"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 7 7"><rect x="-1" y="-1" width="7" height="7" fill="#f0f0f0"/><g ${colours}>${squares.join('')}</g></svg>`;
}

const ship = readFileSync(new URL('container-24.svg', folder), 'utf8');
const bold = ship.replace('viewBox="0 0 24 24"', 'viewBox="-10 -10 44 44"').replace(/ (width|height)="24"/g, '');
/** The bot's. */
export const ownFace = bold.replace('<path', '<rect x="-10" y="-10" width="44" height="44" fill="#1f6feb"/><path fill="#fff"');

export const avatar = (login: string, size = 20): Html => html`<img
  class="avatar ${login.endsWith('[bot]') ? '' : 'avatar-user'}"
  src="/face/${encodeURIComponent(login)}.svg"
  width="${size}"
  height="${size}"
  alt=""
/>`;

export const bare = (login: string): string => login.replace(/\[bot\]$/, '');

/** A person's name; the bot's with its label, as GitHub shows Apps. */
export const name = (login: string): Html =>
  html`<strong class="author">${bare(login)}</strong>${login.endsWith('[bot]') ? html` <span class="Label Label--secondary">bot</span>` : ''}`;

const units: [string, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function ago(at: Date, now: Date): Html {
  const seconds = Math.max(0, (now.getTime() - at.getTime()) / 1000);
  const [unit, length] = units.find(([, length]) => seconds >= length) ?? ['', 1];
  const count = Math.floor(seconds / length);
  const words =
    unit === '' ? 'now' : count === 1 && unit === 'day' ? 'yesterday' : `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  return html`<time datetime="${at.toISOString()}" title="${at.toUTCString()}">${words}</time>`;
}

/** How long something took or takes by now; `script.js` counts on in the same words. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} m ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

export const clockTime = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}" title="${at.toUTCString()}">${at.toISOString().slice(11, 19)}</time>`;

export const short = (sha: string): string => sha.slice(0, 7);

export const blank = (symbol: string, title: string, words: Html | string = ''): Html =>
  html`<div class="blankslate">
    ${icon(symbol, { size: 24 })}
    <h2 class="blankslate-heading">${title}</h2>
    <p>${words}</p>
  </div>`;

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
