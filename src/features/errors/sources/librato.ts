/** Librato, and SolarWinds AppOptics after it: an alert on metrics. It posts a form, and signs nothing. */
import * as z from 'zod/mini';
import { plainAlert } from '../alert.ts';
import { bearerHeaders, bears, withToken } from './bearer.ts';
import * as field from './fields.ts';
import { type Source, Unreadable } from './source.ts';

const violation = field.part({
  metric: field.line(field.longest.name),
  value: field.line(50),
  recorded_at: field.moment(),
  condition_violated: field.line(50),
});
const condition = field.part({ id: field.line(50), type: field.line(50), threshold: field.line(50) });
const letter = field.part({
  alert: field.part({
    id: field.id(),
    name: field.title(),
    runbook_url: field.link(),
    description: field.line(),
  }),
  account: field.line(field.longest.name),
  trigger_time: field.moment(),
  conditions: field.list(condition, 50),
  violations: field.anything(),
  clear: field.line(),
  triggered_by_user_test: field.flag(),
});
const violations = field.list(violation, 10);

export const librato: Source = {
  kind: 'librato',
  about: 'Librato or AppOptics: alerts on metrics, by a webhook service',
  verify: (letter, secrets) => bears(letter, secrets),
  decode(body) {
    const { alert, account, trigger_time, clear, triggered_by_user_test, ...said } = z.parse(letter, posted(body));
    if (triggered_by_user_test) return [];
    const sources = violated(said.violations);
    if (alert.id === null || (sources.length === 0 && clear === null))
      throw new Unreadable('This has no `alert.id`, or neither `violations` nor `clear`, as an alert of Librato has.');
    const [worst] = sources.flatMap(({ all }) => all);
    const broken = said.conditions.find(({ id }) => id !== null && id === worst?.condition_violated);
    const words = [worst?.metric, 'is', worst?.value, broken && `(${broken.type} ${broken.threshold})`];
    return [
      plainAlert({
        status: clear === null ? 'firing' : 'resolved',
        id: alert.id,
        title: alert.name ?? 'An alert without a name',
        culprit: worst?.metric && worst.value ? field.lineOf(words.filter(Boolean).join(' ')) : alert.description,
        runbook: alert.runbook_url,
        at: trigger_time,
        from: field.claims(account, alert.name),
        members: sources.map(({ name, all }) => ({ name, firing: clear === null, since: all[0]?.recorded_at ?? null })),
      }),
    ];
  },
  setUp: ({ url, secret }) => [
    'In Librato: Integrations, Webhook, Add, and then the alert, Notification Services, this webhook.',
    `URL: ${withToken(url, secret)}`,
  ],
  sample(secret, now) {
    const at = Math.trunc(now.getTime() / 1000);
    const payload = {
      alert: { id: 1001, name: 'test.of.this.hook', version: 2 },
      ...{ account: 'ops@example.org', trigger_time: at, conditions: [{ id: 1, type: 'above', threshold: 90 }] },
      violations: { 'web-1': [{ metric: 'test.metric', value: 91, recorded_at: at, condition_violated: 1 }] },
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    return { headers: bearerHeaders(secret, 'application/x-www-form-urlencoded'), body };
  },
};

function posted(body: Buffer): Record<string, unknown> {
  const text = field.textOf(body);
  const payload = text.startsWith('{') ? text : new URLSearchParams(text).get('payload');
  if (payload === null) throw new Unreadable('What came is no form with a field `payload`, which Librato posts.');
  return field.objectIn(payload, 'Librato');
}

/** One for each source of the metric. */
function violated(said: unknown): { name: string; all: z.infer<typeof violation>[] }[] {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return [];
  return Object.entries(said)
    .slice(0, field.longest.members)
    .map(([key, all]) => ({
      name: field.lineOf(key, field.longest.name) ?? 'a source without a name',
      all: z.parse(violations, all),
    }));
}
