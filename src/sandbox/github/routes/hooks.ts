/** The App's delivery log: what was sent, how it was taken, and sending it again. */
import { type Call, ok, route } from '../call.ts';
import type { Delivery } from '../deliveries.ts';
import { cursorPage } from '../pages.ts';
import { notFound } from '../refusal.ts';

export const hooks = [
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
