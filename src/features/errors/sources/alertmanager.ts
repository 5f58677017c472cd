/** Prometheus Alertmanager's webhook (version 4). It signs nothing and repeats a group while it lasts. */

import { bearerHeaders, bears } from './bearer.ts';
import { linkOf } from './fields.ts';
import { alertOf, type Group, groupIn } from './group.ts';
import type { Source } from './source.ts';

export const alertmanager: Source = {
  kind: 'alertmanager',
  about: 'Prometheus Alertmanager: groups of alerts, by a webhook receiver',
  lasting: true,
  verify: (letter, secrets) => bears(letter, secrets),
  decode(body) {
    const group = groupIn(body, 'Alertmanager');
    const filter = filterOf(group);
    const url = page(group, filter === null ? '/alerts' : `/alerts?filter=${filter}`);
    return [
      {
        ...alertOf(group),
        url: url ?? group.alerts[0]?.generatorURL ?? null,
        silence: filter === null ? null : page(group, `/silences/new?filter=${filter}`),
      },
    ];
  },
  setUp: ({ url, secret }) => [
    'In alertmanager.yml, a receiver that a route of yours leads to:',
    `  webhook_configs: [{ url: '${url}', send_resolved: true, http_config: { authorization: { credentials: '${secret}' } } }]`,
    'Its `group_by` says what is one issue, and has to name the label that a repository claims; `externalURL` (--web.external-url) makes the links work.',
  ],
  sample(secret, now) {
    const labels = { alertname: 'TestOfThisHook', severity: 'warning' };
    const body = JSON.stringify({
      ...{ version: '4', groupKey: '{}:{alertname="TestOfThisHook"}', status: 'firing', receiver: 'shipmate' },
      ...{ groupLabels: { alertname: 'TestOfThisHook' }, commonLabels: labels, commonAnnotations: {} },
      alerts: [{ status: 'firing', labels, annotations: {}, startsAt: now.toISOString() }],
    });
    return { headers: bearerHeaders(secret), body };
  },
};

/** Its pages are behind a hash, so what is before it is kept as it came. */
const page = ({ externalURL }: Group, path: string): string | null =>
  externalURL === null ? null : linkOf(`${externalURL.replace(/[#?].*$/, '').replace(/\/+$/, '')}/#${path}`);

/** What all of them have in common; without anything it would be a filter for all there is. */
function filterOf({ commonLabels }: Group): string | null {
  const equal = [...commonLabels].map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return equal.length === 0 ? null : encodeURIComponent(`{${equal.join(',')}}`);
}
