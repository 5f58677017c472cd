/** Errors that began with a deploy: what its comment and its person are told. */

import type { ErrorBegan } from '../../core/event.ts';
import { code, inert } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';
import { type Deploy, short, type Wrong } from './deploy.ts';
import { bold, counted } from './policy/words.ts';

const mostShown = 5;
/** A deploy that breaks everything needs no longer list. */
export const mostErrors = 100;

export function wrongLines({ environment, story: { errors } }: Deploy): string | null {
  if (errors.length === 0) return null;
  const shown = errors.slice(0, mostShown).map(error => `- ${named(error) ?? 'an error'}, ${when(error, 'it')}`);
  const rest = errors.length - shown.length;
  const more = rest === 0 ? [] : [`- and ${rest}${errors.length >= mostErrors ? ' or' : ''} more`];
  const what = counted(errors.length, 'error');
  return [`⚠️ ${what} began on ${bold(environment)} while it went there or soon after:`, ...shown, ...more].join('\n');
}

/** Said once. `back`: where `/rollback` would go; null where it would not. */
export function warning({ environment, sha, state, story }: Deploy, error: Wrong, back: string | null): string | null {
  const { by, prefix } = story;
  if (!by) return null;
  const name = named(error);
  const which = sha === null ? 'this deploy' : `the deploy of \`${short(sha)}\``;
  const says = `@${by.login}, an error began on ${bold(environment)} ${error.after === null ? 'during' : `${duration(error.after)} after`} ${which}${name === null ? '' : `: ${name}`}`;
  return [`${says.replace(/[.…]?$/, '.')}`, next()].filter(part => part !== null).join(' ');

  function next(): string | null {
    if (state === 'running') return story.stopping === null ? `${code(`${prefix}cancel ${environment}`, 150)} stops it.` : null;
    return back === null ? null : `${code(`${prefix}rollback ${environment}`, 150)} goes back to \`${short(back)}\`.`;
  }
}

/** A bracket in it would end its link. */
const named = ({ title, link }: Wrong): string | null => {
  if (title === null) return null;
  const says = inert(title, 100);
  return link === null ? says : `[${says.replaceAll('[', '&#91;').replaceAll(']', '&#93;')}](${link})`;
};

const when = ({ after }: Wrong, what: string): string =>
  after === null ? `while ${what} ran` : `${duration(after)} after ${what}`;

/** Its issue, else its page at the source, if that is an address of the web. */
export function linkOf({ issue, url }: Pick<ErrorBegan, 'issue' | 'url'>, page: string): string | null {
  const site = page.split('/').slice(0, -2).join('/');
  if (issue) return `${site}/${issue.repository.owner}/${issue.repository.name}/issues/${issue.number}`;
  const address = url === null || url.length > 1_000 ? null : URL.parse(url);
  if (!address || !/^https?:$/.test(address.protocol)) return null;
  // What would end the link in Markdown.
  return address.href.replace(/[()<>|`*_~[\]\\]/g, sign => `%${sign.charCodeAt(0).toString(16)}`);
}
