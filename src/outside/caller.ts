/**
 * Calls to addresses that strangers wrote, in a repository's file for one. They may want us to speak with what only we can reach, to
 * carry a secret elsewhere, or to read for ever; none of it is done, and what was refused comes back as a sentence.
 */

import { type Answer, isRefusal, type Refusal } from '../core/outside.ts';
import { code } from '../text/inert.ts';
import { hostOf } from './allowed.ts';
import { destinationOf, urlOf } from './destination.ts';
import { exchange, type Sent } from './exchange.ts';
import { asTheMachine, type Resolve } from './names.ts';
import { nextStep } from './redirect.ts';
import { sentenceOf } from './trouble.ts';

export interface Call {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
  /** For all of it: names, connections, redirects, the last byte. */
  timeoutMs: number;
  mostBytes: number;
  /** Of whoever cannot wait that long any more. */
  stopping?: AbortSignal;
}

export interface Caller {
  call(call: Call): Promise<Answer | Refusal>;
}

const mostRedirects = 5;

/** `allowed`: hosts inside that an operator opens, as `allowedHost` says them. */
export function caller(given: { allowed: string[]; resolve?: Resolve; ca?: string }): Caller {
  const { allowed, resolve = asTheMachine(), ca = null } = given;

  async function follow({ url, method, headers, body, mostBytes }: Call, signal: AbortSignal): Promise<Answer | Refusal> {
    let here = urlOf(url);
    let sent: Sent = { method, headers, body };
    for (let step = 0; step <= mostRedirects; step += 1) {
      if (isRefusal(here)) return here;
      signal.throwIfAborted();
      const to = await destinationOf(here, { resolve, allowed });
      if (isRefusal(to)) return to;
      // A look-up cannot be called off; what comes of it too late leads nowhere.
      signal.throwIfAborted();
      const answer = await exchange(to, sent, { signal, mostBytes, ca });
      if (isRefusal(answer)) return answer;
      const next = nextStep(here, sent, answer);
      if (next === null) return answer;
      if (isRefusal(next)) return next;
      here = next.url;
      sent = next.sent;
    }
    return { why: `${code(nameOf(url))} sends on and on, more than ${mostRedirects} times.` };
  }

  return {
    async call(call) {
      const { url, timeoutMs, stopping } = call;
      const host = nameOf(url);
      const end = new AbortController();
      const late = Promise.withResolvers<Refusal>();
      const giveUp = (why: string) => {
        late.resolve({ why: `${code(host)} ${why}` });
        end.abort();
      };
      const stop = () => giveUp('had no time to answer: we stop.');
      if (stopping?.aborted) stop();
      const timer = setTimeout(() => giveUp('did not answer in time.'), timeoutMs);
      stopping?.addEventListener('abort', stop);
      const followed = follow(call, end.signal).catch((error: unknown) => ({ why: sentenceOf(error, host) }));
      return await Promise.race([late.promise, followed]).finally(() => {
        clearTimeout(timer);
        stopping?.removeEventListener('abort', stop);
      });
    },
  };
}

const nameOf = (text: string): string => {
  const url = URL.parse(text);
  return url === null ? text : hostOf(url);
};
