/** One request to a source, and what came of it in words for an operator. */

import type { Hook } from '../../core/hook.ts';
import { isRefusal } from '../../core/outside.ts';
import type { Caller } from '../../outside/caller.ts';
import { tokenKey } from '../../store/hooks.ts';
import { unseal } from '../../store/sealed.ts';
import { sourceName } from './messages.ts';
import type { Question } from './sources/source.ts';

export interface House {
  /** Guarded: a hook's address may lead inside only where the operator lets it. */
  caller: Caller;
  /** That open what is sealed. */
  keys: Buffer[];
  stopping?: AbortSignal;
}

interface NoAnswer {
  why: string;
  /** The same later may come out otherwise. */
  again: boolean;
  seconds?: number;
}

const timeoutMs = 10_000;
const mostBytes = 4 * 1024 * 1024;
/** However long a source wants us to wait. */
const longestWait = 3_600;

export const isNoAnswer = (one: object): one is NoAnswer => 'why' in one;

/** Opened here, for one request, and kept nowhere. */
export function opened({ keys }: House, hook: Pick<Hook, 'name'> & { token: string | null }): string | NoAnswer {
  if (hook.token === null) return { why: 'its hook has no token any more', again: false };
  return (
    unseal(keys, tokenKey(hook.name), hook.token) ?? { why: 'no key of SECRETS_KEY opens the token of its hook', again: false }
  );
}

export async function call({ caller, stopping }: House, kind: string, question: Question): Promise<{ body: Buffer } | NoAnswer> {
  const answer = await caller.call({ ...question, timeoutMs, mostBytes, ...(stopping && { stopping }) });
  if (isRefusal(answer)) return { why: answer.why, again: true };
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return { body };
  const name = sourceName(kind);
  if (status === 401 || status === 403) return { why: `${name} refuses the token (${status})`, again: false };
  // Somebody was quicker: it stands as it was to be put.
  if (status === 400 && /already (?:been )?(?:resolved|acknowledged)/i.test(body.toString('utf8', 0, 5_000))) return { body };
  const wish = Number(headers['retry-after']);
  const seconds = Number.isInteger(wish) && wish > 0 ? { seconds: Math.min(wish, longestWait) } : {};
  const mayPass = status === 408 || status === 429 || status >= 500;
  return { why: `${name} answered ${status}`, again: mayPass, ...seconds };
}
