/** The App's webhook: its secret, and its delivery log, which says what was sent, how it was taken, and sends it again. */
import * as z from 'zod/mini';
import { type Call, ok, route } from '../call.ts';
import type { Delivery } from '../deliveries.ts';
import { cursorPage } from '../pages.ts';
import { notFound } from '../refusal.ts';

const config = z.strictObject({ secret: z.optional(z.string()), content_type: z.optional(z.enum(['json'])) });

export const hooks = [
  route('PATCH /app/hook/config', call => {
    const { secret } = call.body(config);
    if (secret !== undefined) call.site.app.webhookSecret = secret;
    return ok({ content_type: 'json', insecure_ssl: '0', secret: '********' });
  }),
  route('GET /app/hook/deliveries', call => cursorPage(call, filtered(call), itemJson)),
  route('GET /app/hook/deliveries/{delivery_id}', call => {
    const delivery = find(call);
    const hides = call.site.hidesPayloads();
    return ok({
      ...itemJson(delivery),
      url: delivery.url ?? '',
      request: { headers: delivery.headers, payload: hides ? null : JSON.parse(delivery.body) },
      response: { headers: delivery.response?.headers ?? null, payload: delivery.response?.body ?? null },
    });
  }),
  route('POST /app/hook/deliveries/{delivery_id}/attempts', call => {
    call.site.redeliver(find(call));
    return { status: 202, body: {} };
  }),
];

function filtered(call: Call): Delivery[] {
  const status = call.query('status');
  const well = (delivery: Delivery) => delivery.statusCode >= 200 && delivery.statusCode < 400;
  return call.site.deliveries
    .filter(delivery => status === undefined || well(delivery) === (status === 'success'))
    .toSorted((a, b) => b.id - a.id);
}

function find(call: Call): Delivery {
  const id = call.number('delivery_id');
  const found = call.site.deliveries.find(delivery => delivery.id === id);
  if (!found) throw notFound();
  return found;
}

const itemJson = (delivery: Delivery) => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt.toISOString(),
  redelivery: delivery.redelivery,
  duration: delivery.duration,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installation,
  repository_id: delivery.repository,
  throttled_at: null,
});
