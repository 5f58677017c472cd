import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeliveryLane } from '../core/event.ts';
import { bodies, mostBytes, release } from './bodies.ts';
import type { Keep } from './intake.ts';
import { points } from './points.ts';

/**
 * The door for webhooks. It knows nobody and believes nothing: method, type, size, signature over the raw bytes, then one durable write,
 * then 202. Its answers are bare numbers; nothing of an error ever leaves through it.
 */

type Answer = 202 | 400 | 401 | 413 | 415 | 503;

export interface DoorOptions {
  /** More than one while a secret is being changed. */
  secrets: string[];
  keep: Keep;
  routeOf(guid: string, name: string, payload: unknown): { key: string; lane: DeliveryLane };
}

/** The store answers within this, or GitHub hears 503 and the delivery is found again in its log. */
const keepMilliseconds = 1_800;

const signatureShape = /^sha256=([0-9a-f]{64})$/;
const guidShape = /^[0-9a-zA-Z-]{8,64}$/;
const nameShape = /^[a-z_]{2,50}$/;

export function door({
  secrets,
  keep,
  routeOf,
}: DoorOptions): (request: IncomingMessage, response: ServerResponse) => Promise<Answer> {
  const read = bodies();

  const receive = async (request: IncomingMessage): Promise<Answer> => {
    if (request.method !== 'POST') return 400;
    if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '') || request.headers['content-encoding'])
      return 415;
    const signature = only(request, 'x-hub-signature-256')?.match(signatureShape)?.[1];
    if (!signature) return 401;
    const guid = only(request, 'x-github-delivery')?.match(guidShape)?.[0];
    const name = only(request, 'x-github-event')?.match(nameShape)?.[0];
    if (!guid || !name) return 400;
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return 413;

    const macs = secrets.map(secret => createHmac('sha256', secret));
    const pieces = await read(request, bytes => {
      for (const mac of macs) mac.update(bytes);
    });
    if (typeof pieces === 'number') return pieces;
    points.bodyRead.publish(guid);
    if (!isSigned(macs, signature)) {
      pieces.forEach(release);
      return 401;
    }
    const body = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    const payload = parsed(body);
    if (payload === undefined) return 400;
    return kept({ guid, source: 'github', name, ...routeOf(guid, name, payload), body });
  };

  const kept = async (one: Parameters<Keep>[0]): Promise<Answer> => {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<'late'>(resolve => {
      late = setTimeout(resolve, keepMilliseconds, 'late');
    });
    try {
      const outcome = await Promise.race([keep(one), tooLate]);
      if (outcome === 'late') return 503;
      points.kept.publish(outcome);
      return 202;
    } catch {
      return 503;
    } finally {
      clearTimeout(late);
    }
  };

  return async (request, response) => {
    const answer = await receive(request).catch((): Answer => 503);
    if (!request.complete) {
      // What was not read to its end would be taken for the next request.
      request.on('data', release);
      response.setHeader('connection', 'close').once('finish', () => request.destroy());
    }
    response.writeHead(answer, { 'content-length': 0 }).end();
    points.answered.publish(answer);
    return answer;
  };
}

/** A header that came once; Node joins most that came twice, which no shape here allows, and keeps the first of a few. */
function only(request: IncomingMessage, header: string): string | undefined {
  const values = request.headersDistinct[header];
  return values?.length === 1 ? values[0] : undefined;
}

function isSigned(macs: Hmac[], signature: string): boolean {
  const given = Buffer.from(signature, 'hex');
  // All are compared, so that the time it takes does not tell which one matched.
  return macs.map(mac => timingSafeEqual(mac.digest(), given)).includes(true);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parsed(body: Buffer): unknown {
  try {
    const payload: unknown = JSON.parse(utf8.decode(body));
    return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}
