/** Follows redirects as far as was allowed, and tells nobody on the way what was meant for the first. */
import { quoting } from '../../quoted.ts';
import { Failed } from '../../verdict.ts';
import { type Asked, ask, type Reply } from './asking.ts';

export interface Journey {
  reply: Reply;
  /** Where it ended. */
  url: URL;
  hops: number;
  /** Of the whole of it, in milliseconds. */
  took: number;
  firstByte: number;
}

const moved = [301, 302, 303, 307, 308];

export async function askThrough(first: Asked, most: number): Promise<Journey> {
  const been = new Set<string>();
  const quote = quoting(first.hide);
  let asked = first;
  let took = 0;
  for (let hops = 0; ; hops += 1) {
    been.add(`${asked.method} ${asked.url.href}`);
    const reply = await ask(asked);
    const to = moved.includes(reply.status) ? reply.headers.location : undefined;
    if (to === undefined || most === 0)
      return { reply, url: asked.url, hops, took: took + reply.took, firstByte: took + reply.firstByte };
    took += reply.took;
    if (hops === most)
      throw new Failed(`it is redirected more than ${most} ${most === 1 ? 'time' : 'times'}, at last to ${quote(to)}`);
    asked = next(asked, reply.status, to);
    if (been.has(`${asked.method} ${asked.url.href}`))
      throw new Failed(`it is redirected in a circle, back to ${quote(asked.url.href)}`);
  }
}

function next(asked: Asked, status: number, to: string): Asked {
  const quote = quoting(asked.hide);
  const url = URL.parse(to, asked.url.href);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Failed(`it is redirected to ${quote(to)}, which is no address of the web`);
  if (asked.url.protocol === 'https:' && url.protocol === 'http:')
    throw new Failed(`it is redirected from https to http, which anybody on the way can read: ${quote(url.href)}`);
  // What browsers have always done, whatever the standard said first.
  const asGet = (status === 303 && asked.method !== 'HEAD') || (status <= 302 && asked.method === 'POST');
  const body = asGet ? null : asked.body;
  const elsewhere = url.origin !== asked.url.origin;
  if (elsewhere && body?.secret)
    throw new Failed(`it is redirected to ${quote(url.origin)}, which is not told what the body holds`);
  const { host: _, ...headers } = asked.headers;
  return {
    ...asked,
    url,
    method: asGet ? 'GET' : asked.method,
    body,
    headers: elsewhere ? headers : asked.headers,
    secrets: elsewhere ? {} : asked.secrets,
  };
}
