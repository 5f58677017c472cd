/** Where an answer sends us on, and what goes along. Pure. */

import { type Answer, isRefusal, type Refusal } from '../core/outside.ts';
import { code } from '../text/inert.ts';
import { hostOf } from './allowed.ts';
import { urlOf } from './destination.ts';
import type { Sent } from './exchange.ts';

const sendsOn = [301, 302, 303, 307, 308];
/** With the same method and body; with any other of these browsers ask anew, without what was to be said. */
const stays = [307, 308];
/** What says nothing of who asks. */
const harmless = ['accept', 'content-type', 'user-agent'];
const asks = ['GET', 'HEAD'];

/** Null: it is the answer. */
export function nextStep(from: URL, sent: Sent, answer: Answer): { url: URL; sent: Sent } | Refusal | null {
  const { location } = answer.headers;
  if (!sendsOn.includes(answer.status) || location === undefined) return null;
  const url = urlOf(URL.parse(location, from.href)?.href ?? location);
  if (isRefusal(url)) return url;
  if (from.protocol === 'https:' && url.protocol === 'http:')
    return { why: `${code(hostOf(from))} sends on to ${code(hostOf(url))} without encryption.` };
  if (!asks.includes(sent.method) && !stays.includes(answer.status))
    return {
      why: `${code(hostOf(from))} sends on to ${code(hostOf(url))} and did not take what was said; write the address that it sends to.`,
    };
  return { url, sent: withoutNames(sent, from.origin === url.origin) };
}

/** Another host, port or scheme is somebody else. */
const withoutNames = (sent: Sent, same: boolean): Sent =>
  same
    ? sent
    : {
        ...sent,
        headers: Object.fromEntries(Object.entries(sent.headers).filter(([name]) => harmless.includes(name.toLowerCase()))),
      };
