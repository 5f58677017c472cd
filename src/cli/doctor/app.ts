/** Whether the App has what its manifest asks for, and whether its webhooks arrive. Pure. */
import { list } from '../../config/words.ts';
import type { App, Delivery, Installation } from '../../github/installations.ts';
import { duration } from '../../time/duration.ts';
import { type Finding, note, wrong } from './findings.ts';

export interface Wanted {
  default_permissions: Record<string, string>;
  default_events: string[];
}

type Permissions = Record<string, string>;
const levels = ['none', 'read', 'write', 'admin'];

const reaches = (has: string | undefined, wanted: string): boolean => levels.indexOf(has ?? 'none') >= levels.indexOf(wanted);

function missing(has: Permissions, wanted: Permissions): string[] {
  return Object.entries(wanted)
    .filter(([name, level]) => !reaches(has[name], level))
    .map(([name, level]) => `${name}: ${level}`);
}

export function ofApp(app: App, wanted: Wanted): Finding[] {
  const permissions = missing(app.permissions, wanted.default_permissions);
  const events = wanted.default_events.filter(event => !app.events.includes(event));
  const page = `the App's page "Permissions & events" (${app.html_url})`;
  return [
    ...(permissions.length > 0
      ? [
          wrong(
            `The App lacks ${permissions.length === 1 ? 'the permission' : 'the permissions'} ${list(permissions, 'and', 20)}; grant ${permissions.length === 1 ? 'it' : 'them'} on ${page}.`,
          ),
        ]
      : []),
    ...(events.length > 0
      ? [
          wrong(
            `The App is not subscribed to ${list(events, 'and', 20)}; tick ${events.length === 1 ? 'it' : 'them'} on ${page}.`,
          ),
        ]
      : []),
  ];
}

/** What the App was granted later has to be accepted by each account. */
export function ofInstallation(installation: Installation, app: App, wanted: Wanted): Finding[] {
  const { account, html_url: page } = installation;
  if (installation.suspended_at) return [wrong(`${account.login} has suspended the App; lift that on ${page}.`)];
  const granted = Object.entries(wanted.default_permissions).filter(([name, level]) => reaches(app.permissions[name], level));
  const open = missing(installation.permissions, Object.fromEntries(granted));
  return open.length === 0
    ? []
    : [wrong(`${account.login} has not accepted ${list(open, 'and', 20)} yet; an owner does on ${page}.`)];
}

const lately = 24 * 3_600_000;

/** Failed within a day, and not delivered by a later attempt. */
export function failedIn(deliveries: Delivery[], now: Date): Delivery[] {
  const arrived = new Set(deliveries.filter(well).map(one => one.guid));
  return deliveries.filter(one => !well(one) && !arrived.has(one.guid) && now.getTime() - Date.parse(one.delivered_at) < lately);
}

/** `kept`: fetched since. */
export function ofDeliveries(deliveries: Delivery[], kept: ReadonlySet<string>, now: Date): Finding[] {
  const failed = failedIn(deliveries, now);
  const [last] = failed;
  if (!last) return [];
  const ago = duration(Math.max(1_000, now.getTime() - Date.parse(last.delivered_at)));
  const how = last.status_code === 0 ? last.status : `${last.status_code} ${last.status}`;
  const many = `${failed.length === 1 ? 'One' : failed.length} of the last ${deliveries.length} webhooks did not arrive, the newest ${ago} ago (${how})`;
  const fetched = failed.filter(({ guid }) => kept.has(guid)).length;
  if (fetched === failed.length && last !== deliveries[0])
    return [note(`${many}. ${fetched === 1 ? 'It was' : 'They were'} fetched since, and later ones arrive.`)];
  const since = fetched === 0 ? '' : `, and ${fetched === failed.length ? 'had to be' : `${fetched} of them had to be`} fetched`;
  const see = `see that the server runs and that GitHub can reach the App's webhook address.`;
  const rest = fetched === failed.length ? '' : ' "npm run shipmate -- missed" fetches what is missing.';
  return [wrong(`${many}${since}; ${see}${rest}`)];
}

const well = ({ status_code: status }: Delivery): boolean => status >= 200 && status < 400;
