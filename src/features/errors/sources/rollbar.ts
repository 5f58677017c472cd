/** Rollbar: what happens to an item. It signs nothing, so the secret stands in the address or in basic auth. */
import * as z from 'zod/mini';
import { type Alert, type Frame, plainAlert } from '../alert.ts';
import { bearerHeaders, bears, withToken } from './bearer.ts';
import * as field from './fields.ts';
import { type Settings, type Source, Unreadable } from './source.ts';
import { levelOf, looksOwn } from './words.ts';

const frame = field.part({
  filename: field.line(),
  method: field.line(field.longest.name),
  lineno: field.count(),
});
const trace = field.part({
  frames: field.list(frame, field.longest.frames, 'last'),
  exception: field.part({ class: field.line(field.longest.name) }),
});
const occurrence = field.part({
  uuid: field.line(field.longest.name),
  code_version: field.line(field.longest.name),
  context: field.line(),
  timestamp: field.moment(),
  body: field.part({ trace, trace_chain: field.list(trace, 1) }),
});
const item = field.part({
  id: field.id(),
  counter: field.count(),
  project_id: field.id(),
  title: field.title(),
  level: field.line(),
  environment: field.line(field.longest.name),
  framework: field.line(),
  total_occurrences: field.count(),
  last_occurrence_timestamp: field.moment(),
  last_occurrence: occurrence,
});
const letter = field.part({
  event_name: field.line(),
  data: field.part({ item, occurrence, occurrences: field.count() }),
});

const statuses = new Map<string, Alert['status']>([
  ['new_item', 'firing'],
  ['occurrence', 'firing'],
  ['exp_repeat_item', 'firing'],
  ['item_velocity', 'firing'],
  ['reactivated_item', 'firing'],
  ['reopened_item', 'firing'],
  ['resolved_item', 'resolved'],
]);

const levels = new Map<string, Alert['level']>([
  ['10', 'info'],
  ['20', 'info'],
  ['30', 'warning'],
  ['40', 'error'],
  ['50', 'critical'],
]);
/** Somebody says them, while nothing happens. */
const said = ['resolved_item', 'reopened_item'];

const names = ['account', 'project'];

export const rollbar: Source = {
  kind: 'rollbar',
  about: 'Rollbar: items of a project, by its webhook channel',
  verify: (letter, secrets) => bears(letter, secrets),
  decode(body, settings) {
    const { event_name, data } = z.parse(letter, field.objectIn(field.textOf(body), 'Rollbar'));
    if (event_name === null) throw new Unreadable('This has no `event_name`, as all that Rollbar sends has.');
    const status = statuses.get(event_name);
    if (!status) return [];
    const { id, title, level, environment, total_occurrences, last_occurrence_timestamp, project_id } = data.item;
    if (id === null) throw new Unreadable('This says what happened to an item, and not its id (`data.item.id`).');
    const last = data.occurrence.uuid === null ? data.item.last_occurrence : data.occurrence;
    const thrown = last.body.trace_chain[0] ?? last.body.trace;
    const { account, project } = namesIn(settings);
    return [
      plainAlert({
        ...{ status, id, environment },
        title: title ?? 'An item without a title',
        type: thrown.exception.class,
        culprit: last.context,
        level: levels.get(level ?? '') ?? levelOf(level) ?? 'error',
        release: last.code_version,
        count: mostOf(total_occurrences, data.occurrences),
        frames: thrown.frames.toReversed().flatMap(framesOf),
        url: urlOf(data.item, last, settings),
        at: said.includes(event_name) ? null : (last_occurrence_timestamp ?? last.timestamp),
        from: field.claims(project, account && project && `${account}/${project}`, project_id),
      }),
    ];
  },
  settings: names,
  wrong: settings =>
    names.every(name => settings[name] === undefined || /^[\w.-]{1,100}$/.test(String(settings[name])))
      ? null
      : '`account` and `project` are names as they stand in the address of an item at rollbar.com.',
  setUp: ({ url, secret }) => [
    'In Rollbar: the project, Settings, Notifications, Webhook.',
    `URL: ${withToken(url, secret)}`,
    'Enable it, and keep the rules for new items, every 10^nth occurrence, reactivated, resolved and reopened items.',
    'For links to items, add this hook with --set account=… --set project=… as they stand in their addresses.',
  ],
  sample(secret, now) {
    const at = Math.trunc(now.getTime() / 1000);
    const item = { id: 1001, counter: 1, title: 'A test of this hook', level: 40, environment: 'test', total_occurrences: 1 };
    const data = { item: { ...item, last_occurrence_timestamp: at } };
    return { headers: bearerHeaders(secret), body: JSON.stringify({ event_name: 'new_item', data }) };
  },
};

/** Its frames come like those of Python: the call that threw is the last. */
function framesOf({ filename, method, lineno }: z.infer<typeof frame>): Frame[] {
  return filename === null ? [] : [{ file: filename, function: method, line: lineno, own: looksOwn(filename) }];
}

const mostOf = (one: number | null, other: number | null): number | null => (one === null ? other : Math.max(one, other ?? 0));

const namesIn = ({ account, project }: Settings): { account: string | null; project: string | null } => ({
  account: field.lineOf(account, field.longest.name),
  project: field.lineOf(project, field.longest.name),
});

function urlOf({ counter }: z.infer<typeof item>, { uuid }: z.infer<typeof occurrence>, settings: Settings): string | null {
  const { account, project } = namesIn(settings);
  if (account && project && counter !== null)
    return field.linkOf(`https://rollbar.com/${encodeURIComponent(account)}/${encodeURIComponent(project)}/items/${counter}/`);
  return uuid && field.linkOf(`https://rollbar.com/instance/uuid?uuid=${encodeURIComponent(uuid)}`);
}
