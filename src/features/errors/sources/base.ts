/** Where a source is reached, as an operator may set it. */
import type { Settings } from './source.ts';

/** Without a slash at the end; null when it is no such address. */
export function baseIn({ url }: Settings, usual: string): string | null {
  if (url === undefined) return usual;
  const read = typeof url === 'string' ? URL.parse(url) : null;
  if (!read || !/^https?:$/.test(read.protocol) || read.search || read.hash || read.username || read.password) return null;
  return read.href.replace(/\/+$/, '');
}

export const wrongBase = (settings: Settings, usual: string): string | null =>
  baseIn(settings, usual) === null ? `url is where its API is reached, as in ${usual}.` : null;
