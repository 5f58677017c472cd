/** Grafana's webhook contact point: Alertmanager's groups with Grafana's links, and a signature where one is set up. */

import { bears } from './bearer.ts';
import { alertOf, groupIn } from './group.ts';
import { hmac, isSigned } from './signed.ts';
import type { Letter, Settings, Source } from './source.ts';

const signatureHeader = 'x-grafana-alerting-signature';
const headers = ['signature_header', 'timestamp_header'];
const toleranceSeconds = 5 * 60;

/** As an operator typed them; headers are asked for in lower case. */
const headerIn = (settings: Settings, key: string): string | null => {
  const name = settings[key];
  return typeof name === 'string' && name !== '' ? name.toLowerCase() : null;
};

export const grafana: Source = {
  kind: 'grafana',
  about: 'Grafana: groups of alerts, by a webhook contact point',
  lasting: true,
  verify(letter, secrets, settings, now) {
    const signature = letter.header(headerIn(settings, 'signature_header') ?? signatureHeader);
    const timestamped = headerIn(settings, 'timestamp_header');
    if (timestamped !== null) return isTimely(letter, timestamped, signature ?? '', secrets, now);
    // Grafana signs nothing by default. A signature that came has to be right, whatever else came.
    return signature === null ? bears(letter, secrets) : isSigned([signature], secrets, letter.body);
  },
  decode(body) {
    const group = groupIn(body, 'Grafana');
    const first = group.alerts.find(({ status }) => status !== 'resolved') ?? group.alerts[0];
    const url = first?.panelURL ?? first?.dashboardURL ?? first?.generatorURL ?? group.externalURL;
    return [{ ...alertOf(group), url, silence: first?.silenceURL ?? null }];
  },
  settings: headers,
  wrong(settings) {
    for (const key of headers)
      if (settings[key] !== undefined && !/^[\w-]{1,100}$/.test(String(settings[key])))
        return `\`${key}\` is the name of a header, as in \`X-Grafana-Alerting-Timestamp\`.`;
    return null;
  },
  setUp: ({ url, secret }) => [
    'In Grafana: Alerting, Contact points, Add contact point, Integration "Webhook". Its policy has to group by the label that a repository claims.',
    `URL: ${url}`,
    `From version 12 on: Optional settings, HMAC Signature, Secret: ${secret}`,
    'If you name a "Timestamp Header" there, add this hook with --set timestamp_header=<its name>: then older letters are refused.',
    'Before version 12: Authorization Header, Scheme "Bearer", and the same secret as its credentials.',
  ],
  sample(secret, now, settings) {
    const labels = { alertname: 'TestOfThisHook', grafana_folder: 'test', severity: 'warning' };
    const body = JSON.stringify({
      ...{ version: '1', orgId: 1, groupKey: '{}:{alertname="TestOfThisHook"}', status: 'firing', receiver: 'shipmate' },
      ...{ groupLabels: { alertname: 'TestOfThisHook' }, commonLabels: labels, commonAnnotations: {} },
      alerts: [{ status: 'firing', labels, annotations: {}, startsAt: now.toISOString(), endsAt: '0001-01-01T00:00:00Z' }],
    });
    const name = headerIn(settings, 'signature_header') ?? signatureHeader;
    const timestamped = headerIn(settings, 'timestamp_header');
    const at = String(Math.trunc(now.getTime() / 1000));
    const signed =
      timestamped === null ? { [name]: hmac(secret, body) } : { [timestamped]: at, [name]: hmac(secret, `${at}:`, body) };
    return { headers: { 'content-type': 'application/json', ...signed }, body };
  },
};

/** Signed with the time before it: the same letter, kept by somebody, is worth nothing five minutes later. */
function isTimely(letter: Letter, header: string, signature: string, secrets: string[], now: Date): boolean {
  const given = letter.header(header)?.match(/^\d{9,11}$/)?.[0];
  if (given === undefined || Math.abs(now.getTime() / 1000 - Number(given)) > toleranceSeconds) return false;
  return isSigned([signature], secrets, `${given}:`, letter.body);
}
