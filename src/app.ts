import { pino } from 'pino';
import { type ApplicationFunction, Probot } from 'probot';
import type { Event } from './core/event.ts';
import { decode } from './github/decode.ts';
import type { Taken } from './store/deliveries.ts';

/** Shipmate as a Probot app: a delivery that leaves our queue is received here, and becomes an event in our own words. */
const shipmate =
  (appId: number, happened: (delivery: string, event: Event | null) => Promise<void>): ApplicationFunction =>
  app => {
    app.onAny(context => happened(context.id, decode(context.name, context.payload, appId)));
  };

/** Probot only sorts events: our door has verified them, our clients ask and our sender writes. */
export async function receiving(
  app: { id: number; privateKey: string; secret: string },
  run: (taken: Taken, event: Event | null) => Promise<void>,
): Promise<(taken: Taken) => Promise<void>> {
  const inHand = new Map<string, Taken>();
  const probot = new Probot({ appId: app.id, privateKey: app.privateKey, secret: app.secret, log: pino({ level: 'silent' }) });
  await probot.load(
    shipmate(app.id, async (delivery, event) => {
      const taken = inHand.get(delivery);
      if (taken) await run(taken, event);
    }),
  );
  return async taken => {
    if (!taken.body) throw new Error('its body was forgotten');
    const payload = JSON.parse(taken.body.toString('utf8'));
    // What a decision raised is an event already.
    if (taken.source === 'ours') return run(taken, { ...payload, at: new Date(payload.at) });
    inHand.set(taken.guid, taken);
    try {
      // Probot's own list of event names lags behind GitHub's; whatever the name, it only hands it on.
      await probot.receive({ id: taken.guid, name: taken.name as 'push', payload });
    } catch (error) {
      // It comes wrapped; whether GitHub asked us to wait shows only inside.
      throw error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
    } finally {
      inHand.delete(taken.guid);
    }
  };
}
