/** Where a stranger's address leads, and whether anybody may be sent there. */
import { isIP } from 'node:net';
import type { Refusal } from '../core/outside.ts';
import { code } from '../text/inert.ts';
import { isPublic } from './address.ts';
import { hostOf, isAllowed, portOf } from './allowed.ts';
import type { Resolve } from './names.ts';

export interface Destination {
  url: URL;
  /** Checked; nobody looks them up again. */
  addresses: string[];
}

const most = 2_000;

/** What can be said of it before anybody is asked. */
export function urlOf(text: string): URL | Refusal {
  const url = text.length > most ? null : URL.parse(text);
  if (url === null) return { why: `${code(text)} is not a whole address; write one such as \`https://logs.example.org\`.` };
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { why: `${code(url.protocol)} is not asked; the address has to begin with \`https://\` or \`http://\`.` };
  if (url.username !== '' || url.password !== '')
    return { why: `The address of ${code(hostOf(url))} carries a user or a password, where everybody can read it; take it out.` };
  return url;
}

export async function destinationOf(
  url: URL,
  { resolve, allowed }: { resolve: Resolve; allowed: string[] },
): Promise<Destination | Refusal> {
  const free = isAllowed(url, allowed);
  // Brackets stand round IPv6 in a URL only.
  const host = hostOf(url).replace(/^\[(.*)\]$/, '$1');
  if (host === '') return { why: 'The address names no host.' };
  if (!free && /(?:^|\.)localhost$/.test(host)) return inside(url);
  const addresses = isIP(host) === 0 ? await resolve(host, free) : [host];
  if (addresses.length === 0) return { why: `${code(host)} is a name without an address.` };
  // One address of the inside among public ones is how a name is turned against us.
  return free || addresses.every(isPublic) ? { url, addresses } : inside(url);
}

/** Which address it is stays here: strangers would read our network from it. */
const inside = (url: URL): Refusal => ({
  why: `${code(hostOf(url))} is not on the open internet. Whoever runs Shipmate can allow it: \`OUTSIDE_ALLOWED_HOSTS=${hostOf(url)}:${portOf(url)}\`.`,
});
