import type { ApplicationFunction } from 'probot';
import type { Event } from './core/event.ts';
import { decode } from './github/decode.ts';

/** Shipmate as a Probot app: a delivery that leaves our queue is received here, and becomes an event in our own words. */
export function shipmate(happened: (delivery: string, event: Event | null) => Promise<void>): ApplicationFunction {
  return app => {
    app.onAny(context => happened(context.id, decode(context.name, context.payload)));
  };
}
