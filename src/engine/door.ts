import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { DeliveryLane } from '../core/event.ts';
import { bodies, mostBytes, type ReadBody, release } from './bodies.ts';
import { type Answer, answering, type Door, kept, only } from './doorway.ts';
import type { Keep } from './intake.ts';
import { points } from './points.ts';

/**
 * The door for webhooks. It knows nobody and believes nothing: method, type, size, signature over the raw bytes, then one durable write,
 * then 202. Its answers are bare numbers; nothing of an error ever leaves through it.
 */

export interface DoorOptions {
  /** More than one while a secret is being changed. */
  secrets: string[];
  keep: Keep;
  /** Where other doors read too, they share one amount of memory. */
  read?: ReadBody;
  routeOf(guid: string, name: string, payload: unknown): { key: string; lane: DeliveryLane };
}

const signatureShape = /^sha256=([0-9a-f]{64})$/;
const guidShape = /^[0-9a-zA-Z-]{8,64}$/;
const nameShape = /^[a-z_]{2,50}$/;

export function door({ secrets, keep, routeOf, read = bodies() }: DoorOptions): Door {
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
    return kept(keep, { guid, source: 'github', name, ...routeOf(guid, name, payload), body });
  };

  return answering(receive, points.answered);
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
