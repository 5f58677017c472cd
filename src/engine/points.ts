import { type Channel, channel } from 'node:diagnostics_channel';

/**
 * The places a delivery and an effect pass on their way, as Node's diagnostics channels. Metrics count here, a tracer can listen in,
 * and the crash tests kill the process exactly here.
 */
const point = (name: string): Channel => channel(`shipmate.${name}`);

export const points = {
  bodyRead: point('body-read'),
  kept: point('kept'),
  answered: point('answered'),
  hookAnswered: point('hook-answered'),
  /** Many letters of hooks, in a transaction that is not over; and when it is. */
  lettersRead: point('letters-read'),
  lettersCounted: point('letters-counted'),
  taken: point('taken'),
  factsRead: point('facts-read'),
  committed: point('committed'),
  setAside: point('set-aside'),
  effectSent: point('effect-sent'),
  effectAnswered: point('effect-answered'),
  effectEnded: point('effect-ended'),
};
