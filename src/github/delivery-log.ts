import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';

/** GitHub's own log of what it sent to the App: three days of it, newest first. */

const Row = z.object({ id: z.number(), guid: z.string(), delivered_at: z.string(), event: z.string() });
export type LogRow = z.infer<typeof Row>;

const Whole = z.object({ request: z.object({ payload: z.nullable(z.record(z.string(), z.unknown())) }) });

/** Pages of the log, until the caller has seen enough. */
export async function* logPages(app: Octokit): AsyncGenerator<LogRow[]> {
  for await (const { data } of app.paginate.iterator('GET /app/hook/deliveries', { per_page: 100 }))
    yield z.parse(z.array(Row), data);
}

/** What was delivered; null when GitHub no longer has the payload. */
export async function payloadOf(app: Octokit, id: number): Promise<Record<string, unknown> | null> {
  const { data } = await app.request('GET /app/hook/deliveries/{delivery_id}', { delivery_id: id });
  return z.parse(Whole, data).request.payload;
}

/** Asks GitHub to send it again, under the same id; harmless to repeat, the id is kept once. */
export async function redeliver(app: Octokit, id: number): Promise<void> {
  await app.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
}
