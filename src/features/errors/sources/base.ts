/** Where a source is reached, as an operator may set it. */
import { code } from '../../../core/inert.ts';
import type { Settings } from './source.ts';

/** Without a slash at the end; null when it is no such address. */
export function baseIn({ url }: Settings, usual: string): string | null {
  if (url === undefined) return usual;
  const read = typeof url === 'string' ? URL.parse(url) : null;
  if (!read || !/^https?:$/.test(read.protocol) || read.search || read.hash || read.username || read.password) return null;
  return read.href.replace(/\/+$/, '');
}

/** What is wrong with it, or with the names of the others. */
export function wrongBase(settings: Settings, usual: string, names: string[]): string | null {
  const known = [...names, 'url'];
  const stray = Object.keys(settings).find(name => !known.includes(name));
  if (stray !== undefined) return `${code(stray)} is nothing that this source can be set to; there are ${known.join(' and ')}.`;
  return baseIn(settings, usual) === null ? `url is where its API is reached, as in ${usual}.` : null;
}
