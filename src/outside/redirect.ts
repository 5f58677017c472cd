/** Where an answer sends us on, and what goes along. Pure. */
import { code } from '../core/inert.ts';
import { type Answer, isRefusal, type Refusal } from '../core/outside.ts';
import { hostOf } from './allowed.ts';
import { urlOf } from './destination.ts';
import type { Sent } from './exchange.ts';

const sendsOn = [301, 302, 303, 307, 308];
/** What says nothing of who asks. */
const harmless = ['accept', 'content-type', 'user-agent'];

/** Null: it is the answer. */
export function nextStep(from: URL, sent: Sent, answer: Answer): { url: URL; sent: Sent } | Refusal | null {
  const { location } = answer.headers;
  if (!sendsOn.includes(answer.status) || location === undefined) return null;
  const url = urlOf(URL.parse(location, from.href)?.href ?? location);
  if (isRefusal(url)) return url;
  if (from.protocol === 'https:' && url.protocol === 'http:')
    return { why: `${code(hostOf(from))} sends on to ${code(hostOf(url))} without encryption.` };
  return { url, sent: withoutNames(reworded(sent, answer.status), from.origin === url.origin) };
}

/** As browsers do it: a question with a body becomes one without, but where the status says that it stays. */
function reworded({ method, headers, body }: Sent, status: number): Sent {
  const stays = status === 307 || status === 308 || method === 'GET' || method === 'HEAD';
  if (stays) return { method, headers, body };
  return { method: 'GET', headers: only(headers, name => name !== 'content-type'), body: null };
}

/** Another host, port or scheme is somebody else. */
const withoutNames = (sent: Sent, same: boolean): Sent =>
  same ? sent : { ...sent, headers: only(sent.headers, name => harmless.includes(name)) };

const only = (headers: Record<string, string>, keep: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => keep(name.toLowerCase())));
