import type { Channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { release } from './bodies.ts';
import type { Keep } from './intake.ts';
import { points } from './points.ts';

/** What all our doors have in common: what they answer, how they keep, and that nothing of an error leaves through them. */

export type Answer = 202 | 400 | 401 | 413 | 415 | 503;

/** With what the sender reads in it, as JSON. */
export type Worded = Answer | { answer: Answer; says: string };

export type Door = (request: IncomingMessage, response: ServerResponse) => Promise<Answer>;

/** The store answers within this, or the sender hears 503: GitHub's log still has it, others try again. */
const storeMilliseconds = 1_800;

/** Durable before it is answered. `outcome` hears what became of it, unless that took too long. */
export async function kept(
  keep: Keep,
  one: Parameters<Keep>[0],
  outcome: (kept: 'kept' | 'known') => void = () => {},
): Promise<Answer> {
  try {
    const came = await inTime(keep(one));
    if (came === 'late') return 503;
    points.kept.publish(came);
    outcome(came);
    return 202;
  } catch {
    return 503;
  }
}

/** What the store answers, or that it takes too long. */
export async function inTime<T>(work: Promise<T>): Promise<T | 'late'> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(late.resolve, storeMilliseconds, 'late');
  return await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

export function answering(receive: (request: IncomingMessage) => Promise<Worded>, answered: Channel): Door {
  return async (request, response) => {
    const worded = await receive(request).catch((): Answer => 503);
    const { answer, says } = typeof worded === 'number' ? { answer: worded, says: '' } : worded;
    if (!request.complete) {
      // What was not read to its end would be taken for the next request.
      request.on('data', release);
      response.setHeader('connection', 'close').once('finish', () => request.destroy());
    }
    const type = says === '' ? {} : { 'content-type': 'application/json' };
    response.writeHead(answer, { ...type, 'content-length': Buffer.byteLength(says) }).end(says);
    answered.publish(answer);
    return answer;
  };
}

/** A header that came once; Node joins most that came twice, which no shape here allows, and keeps the first of a few. */
export function only(request: IncomingMessage, header: string): string | undefined {
  const values = request.headersDistinct[header];
  return values?.length === 1 ? values[0] : undefined;
}
