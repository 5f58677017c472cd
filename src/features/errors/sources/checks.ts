/** Checks on machines: Nagios, Naemon, Icinga and Monit, through `shipmate-alert`, which makes one small letter of what each says. */
import * as z from 'zod/mini';
import { type Alert, plainAlert } from '../alert.ts';
import { bearerHeaders, bears } from './bearer.ts';
import * as field from './fields.ts';
import { type Source, Unreadable } from './source.ts';
import { levelOf } from './words.ts';

const name = () => field.line(field.longest.name);
const letter = field.part({
  tool: name(),
  host: name(),
  service: name(),
  at: field.moment(),
  by: name(),
  // Of Nagios.
  type: name(),
  state: name(),
  state_type: name(),
  output: field.line(),
  hostgroups: field.line(),
  servicegroups: field.line(),
  notes_url: field.link(),
  action_url: field.link(),
  // Of Monit.
  action: name(),
  key: name(),
  description: field.line(),
});
type Said = z.infer<typeof letter>;

/** Flapping, downtimes and words of people are the business of whoever watches over there. */
const types = new Map<string, Alert['status']>([
  ['PROBLEM', 'firing'],
  ['RECOVERY', 'resolved'],
  ['ACKNOWLEDGEMENT', 'acknowledged'],
]);
const actions = new Map<string, Alert['status']>([
  ['trigger', 'firing'],
  ['resolve', 'resolved'],
]);

export const checks: Source = {
  kind: 'checks',
  about: 'Nagios, Naemon, Icinga or Monit, by the script shipmate-alert',
  lasting: true,
  verify: (letter, secrets) => bears(letter, secrets),
  decode(body) {
    const said = z.parse(letter, field.objectIn(field.textOf(body), 'shipmate-alert'));
    if (said.tool === 'nagios') return ofNagios(said);
    if (said.tool === 'monit') return ofMonit(said);
    throw new Unreadable('This was not sent by shipmate-alert: its `tool` is neither `nagios` nor `monit`.');
  },
  setUp: ({ url, secret }) => [
    'Copy src/features/errors/sources/shipmate-alert of Shipmate to the machine, say to /usr/local/bin (it needs sh, awk, sed and curl).',
    `It reads SHIPMATE_HOOK=${url} and SHIPMATE_TOKEN=${secret} (or SHIPMATE_TOKEN_FILE, a file with only that) from its environment.`,
    'Nagios: enable_environment_macros=1, and it is the command_line of a notification command for hosts and for services, without arguments.',
    'Icinga 2: the same as a NotificationCommand whose `env` sets NAGIOS_NOTIFICATIONTYPE, NAGIOS_HOSTNAME, NAGIOS_SERVICEDESC and so on.',
    'Monit: if … then exec "/usr/local/bin/shipmate-alert --trigger disk" else if succeeded then exec "/usr/local/bin/shipmate-alert --resolve disk"',
  ],
  sample(secret, now) {
    const what = { tool: 'nagios', type: 'PROBLEM', state: 'WARNING', state_type: 'HARD', host: 'web-1', service: 'test' };
    const body = JSON.stringify({ ...what, output: 'A test of this hook', at: String(Math.trunc(now.getTime() / 1000)) });
    return { headers: bearerHeaders(secret), body };
  },
};

function ofNagios({ type, host, service, state, state_type, ...said }: Said): Alert[] {
  if (host === null || type === null) throw new Unreadable('A letter of a Nagios without `host` or `type` says nothing.');
  const status = types.get(type);
  // What is still being tried again is no problem yet.
  if (!status || state_type === 'SOFT') return [];
  return [
    plainAlert({
      status,
      id: field.idOf(service === null ? host : `${host}/${service}`),
      title: service === null ? `Host ${host}` : `${service} on ${host}`,
      culprit: said.output,
      level: levelOf(state) ?? 'error',
      url: said.action_url,
      runbook: said.notes_url,
      at: said.at,
      from: field.claims(
        ...machine(host, service),
        ...groups('hostgroup', said.hostgroups),
        ...groups('servicegroup', said.servicegroups),
      ),
      by: status === 'firing' ? null : said.by,
    }),
  ];
}

function ofMonit({ action, host, service, key, description, at }: Said): Alert[] {
  const status = actions.get(action ?? '');
  if (!status || host === null || key === null)
    throw new Unreadable('A letter of a Monit has an `action` (trigger or resolve), a `host` and a `key`.');
  const what = service === null || service === key ? key : `${service} (${key})`;
  return [
    plainAlert({
      status,
      id: field.idOf([host, service, key].filter(one => one !== null).join('/')),
      title: `${what} on ${host}`,
      culprit: description,
      at,
      from: field.claims(...machine(host, service)),
    }),
  ];
}

const machine = (host: string, service: string | null): (string | null)[] => [
  host,
  `host=${host}`,
  service && `service=${service}`,
];

const groups = (label: string, names: string | null): string[] =>
  (names ?? '').split(',').flatMap(one => (one.trim() === '' ? [] : `${label}=${one.trim()}`));
