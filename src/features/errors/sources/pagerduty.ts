/** PagerDuty's webhooks (v3): what happens to an incident. */
import * as z from 'zod/mini';
import { type Alert, type Level, plainAlert } from '../alert.ts';
import * as field from './fields.ts';
import { pagerdutyApi, wrongForPagerduty } from './pagerduty-api.ts';
import { hmac, isSigned } from './signed.ts';
import { type Source, Unreadable } from './source.ts';
import { levelOf } from './words.ts';

const named = field.part({ summary: field.line(field.longest.name) });
const incident = field.part({
  id: field.id(),
  html_url: field.link(),
  title: field.title(),
  urgency: field.line(),
  priority: named,
  service: named,
  teams: field.list(named, field.longest.from),
});
const letter = field.part({
  event: field.part({
    id: field.id(),
    event_type: field.line(),
    occurred_at: field.moment(),
    agent: field.part({ type: field.line(), summary: field.line(field.longest.name) }),
    data: incident,
  }),
});

/** The rest (notes, escalations, who responds) is between those who hold the pager. */
const statuses = new Map<string, Alert['status']>([
  ['incident.triggered', 'firing'],
  ['incident.reopened', 'firing'],
  ['incident.unacknowledged', 'firing'],
  ['incident.acknowledged', 'acknowledged'],
  ['incident.resolved', 'resolved'],
]);

const read = (body: Buffer) => z.parse(letter, field.objectIn(field.textOf(body), 'PagerDuty'));

export const pagerduty: Source = {
  kind: 'pagerduty',
  about: 'PagerDuty: incidents, by a webhook subscription (v3)',
  verify: (letter, secrets) => isSigned(signaturesIn(letter.header('x-pagerduty-signature')), secrets, letter.body),
  /** The one in the body, as only that is signed. */
  idOf({ body }) {
    try {
      return read(body).event.id;
    } catch {
      return null;
    }
  },
  decode(body) {
    const { event_type, occurred_at, agent, data } = read(body).event;
    if (event_type === null) throw new Unreadable('This has no `event.event_type`, as all that PagerDuty sends has.');
    const status = statuses.get(event_type);
    if (!status) return [];
    const { id, html_url, title, urgency, priority, service, teams } = data;
    if (id === null) throw new Unreadable('This says what happened to an incident, and not its id (`event.data.id`).');
    return [
      plainAlert({
        ...{ status, id, title: title ?? 'An incident without a title' },
        culprit: service.summary,
        level: levelOf(priority.summary) ?? ofUrgency(urgency),
        url: html_url,
        at: occurred_at,
        from: field.claims(service.summary, ...teams.map(({ summary }) => summary)),
        by: status !== 'firing' && agent.type === 'user_reference' ? agent.summary : null,
      }),
    ];
  },
  settings: ['from', 'url'],
  wrong: wrongForPagerduty,
  api: pagerdutyApi,
  ownSecret: 'signing secret',
  setUp: ({ url }) => [
    'In PagerDuty: Integrations, Generic Webhooks (v3), New Webhook.',
    `Webhook URL: ${url}`,
    'Scope: the account, a team or a service. Events: incident.triggered, acknowledged, unacknowledged, resolved, reopened.',
    'PagerDuty shows its signing secret once, when the webhook is added.',
    'With a REST API key, /ack and /resolve are heard there, too (`hooks token`).',
  ],
  sample(secret, now) {
    const data = {
      ...{ id: 'PTEST1', type: 'incident', title: 'A test of this hook', status: 'triggered', urgency: 'low' },
      service: { summary: 'web', type: 'service_reference' },
    };
    const event = { id: `test-${now.getTime()}`, event_type: 'incident.triggered', occurred_at: now.toISOString(), data };
    const body = JSON.stringify({ event });
    return { headers: { 'content-type': 'application/json', 'x-pagerduty-signature': `v1=${hmac(secret, body)}` }, body };
  },
};

const ofUrgency = (urgency: string | null): Level => (urgency === 'low' ? 'warning' : 'error');

/** `v1=…,v1=…` while a secret is changed; other versions are none that we know. */
const signaturesIn = (header: string | null): string[] =>
  (header ?? '').split(',').flatMap(one => /^ *v1=([0-9a-f]{64}) *$/i.exec(one)?.[1] ?? []);
