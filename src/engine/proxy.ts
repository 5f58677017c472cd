/** In development GitHub cannot reach this machine: webhooks come through a channel such as https://smee.io/…, which we listen to. */
import type { Logger } from 'pino';
import { Sentence } from '../core/sentence.ts';

export interface Proxy {
  stop(): Promise<void>;
}

interface Through {
  /** The channel: WEBHOOK_PROXY_URL. */
  source: string;
  /** Our own door, with its path. */
  target: string;
  log: Pick<Logger, 'debug' | 'warn'>;
}

/** Resolves once the channel is open. It opens again by itself whenever it breaks. */
export async function throughProxy({ source, target, log }: Through): Promise<Proxy> {
  // Only here: a server in production never loads it.
  const { SmeeClient } = await import('smee-client');
  const logger = {
    info: (line: string) => log.debug({ proxy: source }, line),
    // Its errors hold the request, so only their name is kept.
    error: (error: unknown) =>
      log.warn({ proxy: source, error: error instanceof Error ? error.message : 'no connection' }, 'webhook proxy'),
  };
  const client = new SmeeClient({ source, target, logger, queryForwarding: false });
  try {
    await within(10_000, client.start());
  } catch {
    await client.stop();
    throw new Sentence(
      'WEBHOOK_PROXY_URL does not answer. Open it in a browser to see whether the channel lives, or take it away.',
    );
  }
  return { stop: () => client.stop() };
}

/** The client's own time limit would also end a channel that happens to reconnect at that moment. */
async function within(ms: number, started: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('late')), ms);
  await Promise.race([started, late.promise]).finally(() => clearTimeout(timer));
}
