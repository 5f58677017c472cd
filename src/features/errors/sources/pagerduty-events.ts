/** What tools send to page PagerDuty (Events API v2, and its first version): whatever can reach PagerDuty can reach us. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { masked } from '../../../text/fingerprint.ts';
import { type Alert, plainAlert } from '../alert.ts';
import { bears, isSecret } from './bearer.ts';
import * as field from './fields.ts';
import { type Source, Unreadable } from './source.ts';
import { levelOf } from './words.ts';

const name = () => field.line(field.longest.name);
const letter = field.part({
  event_action: name(),
  dedup_key: field.id(),
  payload: field.part({
    summary: field.title(),
    severity: name(),
    source: name(),
    component: name(),
    group: name(),
    class: name(),
    timestamp: field.moment(),
    custom_details: field.anything(),
  }),
  links: field.list(field.part({ href: field.link(), text: field.line() }), 20),
  client: name(),
  client_url: field.link(),
  // The first version's names.
  event_type: name(),
  incident_key: field.id(),
  description: field.title(),
  details: field.anything(),
});

/** A key is short; what is longer is not compared. */
const longestKey = 500;
const keys = z.object({ routing_key: z.optional(z.unknown()), service_key: z.optional(z.unknown()) });

const read = (body: Buffer) => z.parse(letter, field.objectIn(field.textOf(body), 'a tool that pages PagerDuty'));
const actionIn = ({ event_action, event_type }: z.infer<typeof letter>): string | null => event_action ?? event_type;

const statuses = new Map<string, Alert['status']>([
  ['trigger', 'firing'],
  ['acknowledge', 'acknowledged'],
  ['resolve', 'resolved'],
]);

export const pagerdutyEvents: Source = {
  kind: 'pagerduty-events',
  about: 'Any tool that can page PagerDuty by its Events API v2',
  /** A tool may trigger, resolve and trigger again in the same words. */
  lasting: true,
  saysSecret: true,
  /** The key stands in the body, which is looked into for that alone; or it comes as for others. */
  verify(letter, secrets) {
    const borne = bears(letter, secrets);
    return isSecret(keysIn(letter.body), secrets) || borne;
  },
  answer(body) {
    const words = { status: 'success', message: 'Event processed' };
    try {
      const said = read(body);
      const key = actionIn(said) === null ? null : keyOf(said);
      if (key === null) return JSON.stringify(words);
      return JSON.stringify({ ...words, [said.event_action === null ? 'incident_key' : 'dedup_key']: key });
    } catch {
      return JSON.stringify(words);
    }
  },
  decode(body) {
    const said = read(body);
    const { payload, links } = said;
    const action = actionIn(said);
    // A change that somebody tells of has none, and is no alert.
    if (action === null && payload.summary !== null) return [];
    const status = statuses.get(action ?? '');
    const id = keyOf(said);
    const title = payload.summary ?? said.description ?? id;
    if (!status || title === null)
      throw new Unreadable(
        'This has no `event_action` (trigger, acknowledge or resolve), or neither `payload.summary` nor `dedup_key`.',
      );
    const details = field.labelsOf(payload.custom_details ?? said.details);
    const runbook = links.find(({ text }) => /run ?book|playbook/i.test(text ?? ''))?.href;
    return [
      plainAlert({
        ...{ status, id, title, type: payload.class },
        idIsOurs: givenKey(said) === null,
        culprit: payload.component ?? payload.source,
        level: levelOf(payload.severity) ?? 'error',
        environment: details.get('environment') ?? details.get('env') ?? null,
        release: details.get('release') ?? details.get('version') ?? null,
        url: said.client_url ?? links.find(({ href }) => href !== null)?.href ?? null,
        runbook: runbook ?? field.linkOf(details.get('runbook_url') ?? details.get('runbook')),
        at: payload.timestamp,
        from: field.claims(
          payload.source,
          payload.component && `component=${payload.component}`,
          payload.group && `group=${payload.group}`,
          payload.class && `class=${payload.class}`,
          said.client,
        ),
      }),
    ];
  },
  setUp: ({ url, secret }) => [
    'Where the tool asks for the address of PagerDuty (https://events.pagerduty.com/v2/enqueue, or "API URL", "endpoint"):',
    url,
    `Integration key (routing key): ${secret}`,
    "A tool that insists on PagerDuty's own address cannot be used this way: use PagerDuty's webhooks (kind pagerduty) then.",
  ],
  sample(secret, now) {
    const payload = { summary: 'A test of this hook', severity: 'warning', source: 'web-1', timestamp: now.toISOString() };
    const body = JSON.stringify({ routing_key: secret, event_action: 'trigger', dedup_key: 'test', payload });
    return { headers: { 'content-type': 'application/json' }, body };
  },
};

const givenKey = ({ dedup_key, incident_key }: z.infer<typeof letter>): string | null => dedup_key ?? incident_key;

/** Under which it is resolved. Who sends none is given one, and the same for the same words. */
function keyOf(said: z.infer<typeof letter>): string | null {
  const { payload, description } = said;
  const title = payload.summary ?? description;
  const given = givenKey(said);
  if (given !== null || title === null) return given;
  const words = [payload.component ?? payload.source ?? '', title].map(masked);
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32);
}

function keysIn(body: Buffer): string[] {
  try {
    const { routing_key, service_key } = z.parse(keys, field.objectIn(field.textOf(body), ''));
    return [routing_key, service_key].flatMap(key => (typeof key === 'string' && key.length <= longestKey ? key : []));
  } catch {
    return [];
  }
}
