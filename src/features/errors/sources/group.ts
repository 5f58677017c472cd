/** Groups of alerts, as Alertmanager makes them and Grafana after it: one group is one alert, and what is in it are its members. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type Alert, type Level, levels, type Member, plainAlert } from '../alert.ts';
import * as field from './fields.ts';
import { Unreadable } from './source.ts';
import { levelOf } from './words.ts';

type Labels = Map<string, string>;

const one = field.part({
  status: field.line(),
  labels: field.labels(),
  startsAt: field.moment(),
  generatorURL: field.link(),
  silenceURL: field.link(),
  dashboardURL: field.link(),
  panelURL: field.link(),
});
/** More than anybody lists, so that whether one of them still fires is asked of all. */
const mostRead = 5_000;

const letter = field.part({
  groupKey: field.anything(),
  orgId: field.id(),
  truncatedAlerts: field.count(),
  status: field.line(),
  receiver: field.line(field.longest.name),
  groupLabels: field.labels(),
  commonLabels: field.labels(),
  commonAnnotations: field.labels(field.longest.url),
  externalURL: field.link(),
  alerts: field.list(one, mostRead),
});
export type Group = z.infer<typeof letter>;
export type One = z.infer<typeof one>;

export function groupIn(body: Buffer, sender: string): Group {
  const group = z.parse(letter, field.objectIn(field.textOf(body), sender));
  if (group.status === null || typeof group.groupKey !== 'string' || group.groupKey === '')
    throw new Unreadable(`This has no \`status\` or no \`groupKey\`, as all that ${sender} sends has.`);
  return group;
}

/** Of a group, without its links, which each tool has of its own. It is said of all of it now, so no time of one is its time. */
export function alertOf(group: Group): Alert {
  const { groupLabels, commonLabels, commonAnnotations, receiver, alerts } = group;
  const shared = new Map([...commonLabels, ...groupLabels]);
  const firing = alerts.filter(({ status }) => status !== 'resolved');
  // Some of them may not be in the letter, and Alertmanager knows them.
  const over = group.status === 'resolved' && firing.length === 0;
  return plainAlert({
    status: over ? 'resolved' : 'firing',
    id: idOf(group),
    title: titleOf(group),
    culprit: field.lineOf(commonAnnotations.get('summary') ?? commonAnnotations.get('description')),
    level: levelOf(shared.get('severity') ?? null) ?? highest(firing),
    environment: shared.get('environment') ?? shared.get('env') ?? null,
    release: shared.get('release') ?? null,
    runbook: field.linkOf(commonAnnotations.get('runbook_url')),
    from: field.claims(...[...shared].map(([label, value]) => `${label}=${value}`), receiver),
    members: membersOf(alerts, commonLabels),
  });
}

/** Two servers may use one key. A key holds the values of labels, so it is as long as they are. */
function idOf({ groupKey, orgId, externalURL }: Group): string {
  const host = externalURL === null ? null : new URL(externalURL).host;
  return createHash('sha256')
    .update(JSON.stringify([host, orgId, groupKey]))
    .digest('hex')
    .slice(0, 32);
}

/** The name of the rule, and the labels that tell this group from others of it. They stay while the group lasts, common ones may not. */
function titleOf({ groupLabels, commonLabels, commonAnnotations }: Group): string {
  const rest = listed(groupLabels, label => label !== 'alertname' && label !== 'severity');
  const name = groupLabels.get('alertname') ?? commonLabels.get('alertname') ?? null;
  const text = name === null ? rest || commonAnnotations.get('summary') : rest === '' ? name : `${name} (${rest})`;
  return field.lineOf(text, field.longest.title) ?? 'Alerts without a name';
}

const listed = (labels: Labels, which: (label: string) => boolean): string =>
  [...labels].flatMap(([label, value]) => (which(label) ? `${label}=${value}` : [])).join(', ');

function highest(alerts: One[]): Level {
  const found = alerts.flatMap(({ labels }) => levelOf(labels.get('severity') ?? null) ?? []);
  return found.length === 0 ? 'error' : (levels.findLast(level => found.includes(level)) ?? 'error');
}

/** What fires comes first, and the newest of that: a list may be cut. */
function membersOf(alerts: One[], common: Labels): Member[] {
  const all = alerts.map(({ status, labels, startsAt }) => {
    const own = listed(labels, label => !common.has(label));
    const name = field.lineOf(own || labels.get('alertname'), field.longest.name) ?? 'without labels of its own';
    return { name, firing: status !== 'resolved', since: startsAt };
  });
  const time = ({ since }: Member): number => since?.getTime() ?? 0;
  const byName = all.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const sorted = byName.toSorted((a, b) => Number(b.firing) - Number(a.firing) || time(b) - time(a));
  return sorted.slice(0, field.longest.members);
}
