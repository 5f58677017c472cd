/** The hosts that an operator lets strangers' addresses lead to, though they lie inside. */

/** As it stands in a URL that was read: `loki.internal`, `loki.internal:3100`, `[::1]:9200`; null when it is neither. */
export function allowedHost(text: string): string | null {
  // A URL leaves out the port that its scheme has anyway; none of them has this one.
  const said = /^(\[[^\]]*\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text.trim());
  const url = said ? URL.parse(`http://${said[1]}`) : null;
  if (!said || !url || url.username !== '' || `${url.pathname}${url.search}${url.hash}` !== '/' || url.port !== '') return null;
  const port = said[2] === undefined ? null : Number(said[2]);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  if (!/^(?:\[[\da-f:]+\]|[\w-]+(?:\.[\w-]+)*)$/.test(hostOf(url))) return null;
  return port === null ? hostOf(url) : `${hostOf(url)}:${port}`;
}

/** One name for one host: a dot at its end changes nothing of where it leads. */
export const hostOf = (url: URL): string => url.hostname.replace(/\.$/, '');

export const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);

/** `allowed`: as `allowedHost` says them; one without a port means every port. */
export const isAllowed = (url: URL, allowed: string[]): boolean =>
  allowed.includes(hostOf(url)) || allowed.includes(`${hostOf(url)}:${portOf(url)}`);
