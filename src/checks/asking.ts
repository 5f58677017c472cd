/** Asks somebody else's service, as often as it takes to know that it is away. */
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { Unknown } from './verdict.ts';

export interface Question {
  /** Whom: "OSV". */
  who: string;
  url: string;
  /** A body is posted. */
  body?: string;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

const tries = 3;
const firstPause = 200;
const longestPause = 60_000;
const longestReply = 20_000;
const mostBytes = 50_000_000;

/** Whatever it answers that another try would not change. Throws `Unknown` where it is away. */
export async function ask(question: Question, signal: AbortSignal): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    const { reply, away, wait } = await once(question, signal);
    if (reply) return reply;
    if (attempt === tries || wait > longestPause) throw new Unknown(away);
    await setTimeout(wait || firstPause * 2 ** (attempt - 1), undefined, { signal });
  }
}

type Once = { reply: Reply; away?: never; wait?: never } | { reply: null; away: string; wait: number };

async function once({ who, url, body, headers = {} }: Question, signal: AbortSignal): Promise<Once> {
  const late = AbortSignal.timeout(longestReply);
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'user-agent': 'shipmate', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      signal: AbortSignal.any([signal, late]),
      ...(body === undefined ? {} : { body }),
    });
    const { status } = response;
    const wait = secondsIn(response.headers.get('retry-after'));
    const limited = status === 429 || (status === 403 && wait > 0);
    if (status < 500 && !limited) return { reply: { status, headers: response.headers, text: await textOf(response, who) } };
    await response.body?.cancel();
    const until = wait > 0 ? `, and wants to be left alone for ${wait / 1_000} s` : '';
    return { reply: null, away: `${who} answered ${status}${until}`, wait };
  } catch (error) {
    if (signal.aborted || error instanceof Unknown) throw error;
    if (late.aborted) throw new Unknown(`${who} did not answer within ${longestReply / 1_000} s`);
    return { reply: null, away: `${who} does not answer: ${reasonOf(error)}`, wait: 0 };
  }
}

const secondsIn = (said: string | null): number => (said !== null && /^\d{1,6}$/.test(said) ? Number(said) * 1_000 : 0);

/** What `fetch` says itself is "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return code || (cause instanceof Error ? cause.message.slice(0, 100) : 'nobody knows why');
}

/** Few bytes can be gigabytes once they are unpacked. */
async function textOf(response: Response, who: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new Unknown(`${who} answered more than ${mostBytes / 1_000_000} MB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** What was answered, in the shape it should have. */
export function decoded<T>(schema: z.ZodMiniType<T>, text: string, who: string): T {
  try {
    return z.parse(schema, JSON.parse(text));
  } catch {
    throw new Unknown(`${who} answered what nobody can read`);
  }
}

/** Without a slash at its end. It may begin with what is filled in later. */
export const base = z.pipe(
  z
    .string()
    .check(
      z.regex(/^(?:https?:\/\/[^\s/?#@]+|\{\{ ?\w+ ?\}\})(?:\/[^\s?#@]*)?$/),
      z.meta({ title: 'a URL such as `https://example.org`' }),
    ),
  z.transform((said: string) => said.replace(/\/+$/, '')),
);
