/** Sentry's integration platform: what happens to an issue, and the alerts that rules of the team raise with an event in hand. */
import * as z from 'zod/mini';
import { type Alert, type Frame, plainAlert } from '../alert.ts';
import * as field from './fields.ts';
import { sentryApi, wrongForSentry } from './sentry-api.ts';
import { hmac, isSigned } from './signed.ts';
import { type Source, Unreadable } from './source.ts';
import { levelOf } from './words.ts';

const issue = field.part({
  id: field.id(),
  title: field.title(),
  culprit: field.line(),
  level: field.line(),
  count: field.count(),
  userCount: field.count(),
  issueCategory: field.line(),
  metadata: field.part({ type: field.line(field.longest.name) }),
  project: field.part({ slug: field.line(field.longest.name) }),
  url: field.link(),
  web_url: field.link(),
  permalink: field.link(),
  lastSeen: field.moment(),
});

const frame = field.part({
  filename: field.line(),
  abs_path: field.line(),
  module: field.line(),
  function: field.line(field.longest.name),
  lineno: field.count(),
  in_app: field.flag(),
});
const exception = field.part({
  type: field.line(field.longest.name),
  stacktrace: field.part({ frames: field.list(frame, field.longest.frames, 'last') }),
});
const event = field.part({
  issue_id: field.id(),
  issue_url: field.line(field.longest.url),
  url: field.link(),
  web_url: field.link(),
  title: field.title(),
  message: field.title(),
  culprit: field.line(),
  location: field.line(),
  level: field.line(),
  environment: field.line(field.longest.name),
  release: field.line(field.longest.name),
  tags: field.list(field.list(field.line(), 2), 100),
  exception: field.part({ values: field.list(exception, 20, 'last') }),
  datetime: field.moment(),
  timestamp: field.moment(),
});

const letter = field.part({
  action: field.line(),
  actor: field.part({ type: field.line(), name: field.line(field.longest.name) }),
  data: field.anything(),
});
const data = field.part({ issue, event });

const statuses = new Map<string, Alert['status']>([
  ['created', 'firing'],
  ['unresolved', 'firing'],
  ['resolved', 'resolved'],
  ['archived', 'acknowledged'],
  // Its older name, which still arrives.
  ['ignored', 'acknowledged'],
]);

export const sentry: Source = {
  kind: 'sentry',
  about: 'Sentry: issues and issue alerts of an internal integration',
  verify: (letter, secrets) => isSigned([letter.header('sentry-hook-signature') ?? ''], secrets, letter.body),
  /** Only the bytes are signed. But what was resolved can be resolved again in the same words, and then only its request tells. */
  idOf: letter => (isChange(letter.body) ? (letter.header('request-id')?.match(/^[\w-]{8,100}$/)?.[0] ?? null) : null),
  decode(body) {
    const { action, actor, data: said } = z.parse(letter, field.objectIn(field.textOf(body), 'Sentry'));
    if (action === null || typeof said !== 'object' || said === null)
      throw new Unreadable('This has no `action` and no `data`, as all that Sentry sends to an integration has.');
    const { issue, event } = z.parse(data, said);
    if (action === 'triggered') return 'event' in said ? [ofEvent(event)] : [];
    const status = statuses.get(action);
    // Installations and comments are created too. And what people write to a team is no error of production.
    if (!('issue' in said) || !status || issue.issueCategory === 'feedback') return [];
    // When it was seen last is when it happened, and not when somebody resolved it, which comes after all that has happened.
    const at = action === 'created' ? issue.lastSeen : null;
    return [ofIssue(issue, status, at, actor.type === 'user' ? actor.name : null)];
  },
  settings: ['organization', 'url'],
  wrong: wrongForSentry,
  api: sentryApi,
  ownSecret: '"Client Secret"',
  setUp: ({ url }) => [
    'In Sentry: Settings, Developer Settings, Create New Integration, Internal Integration.',
    `Webhook URL: ${url}`,
    'Turn "Alert Rule Action" on, give it read access to Issue & Event, and tick the webhook "issue". Save.',
    'That webhook names no environment. An alert rule does, with this integration as its action.',
    'With a token of it that may write Issue & Event, /ack and /resolve are heard there, too (`hooks token`).',
  ],
  sample(secret, now) {
    const url = 'https://acme.sentry.io/issues/1001/';
    const body = JSON.stringify({
      action: 'triggered',
      installation: { uuid: '00000000-0000-4000-8000-000000000000' },
      actor: { type: 'application', id: 'sentry', name: 'Sentry' },
      data: {
        triggered_rule: 'Tell Shipmate',
        event: {
          ...{ issue_id: '1001', web_url: url, url: 'https://sentry.io/api/0/projects/acme/web/events/1/' },
          ...{ title: 'TypeError: a test of this hook', level: 'error', environment: 'test', datetime: now.toISOString() },
        },
      },
    });
    const headers = { 'content-type': 'application/json', 'sentry-hook-resource': 'event_alert' };
    return { headers: { ...headers, 'sentry-hook-signature': hmac(secret, body) }, body };
  },
};

function isChange(body: Buffer): boolean {
  try {
    const { action } = z.parse(letter, field.objectIn(field.textOf(body), 'Sentry'));
    return action !== 'created' && statuses.has(action ?? '');
  } catch {
    return false;
  }
}

function ofIssue(said: z.infer<typeof issue>, status: Alert['status'], at: Date | null, by: string | null): Alert {
  const { id, title, culprit, level, count, userCount, metadata, project, web_url, permalink, url } = said;
  if (id === null) throw new Unreadable('This says what happened to an issue, and not its id (`data.issue.id`).');
  const organisation = organisationIn(web_url) ?? organisationIn(permalink) ?? organisationIn(url);
  return plainAlert({
    ...{ status, id, culprit, count, by, type: metadata.type, users: userCount, url: web_url ?? permalink, at },
    title: title ?? 'An issue without a title',
    level: levelOf(level) ?? 'error',
    from: claimed(organisation, project.slug),
  });
}

function ofEvent(said: z.infer<typeof event>): Alert {
  const id = said.issue_id ?? /\/issues\/(\d{1,20})\//.exec(said.issue_url ?? '')?.[1] ?? null;
  if (id === null) throw new Unreadable("This is an event without its issue's id (`data.event.issue_id`).");
  const thrown = said.exception.values;
  const traced = thrown.findLast(({ stacktrace }) => stacktrace.frames.length > 0) ?? thrown.at(-1);
  const tag = (name: string) => said.tags.find(([key]) => key === name)?.[1] ?? null;
  const [, organisation, project] = /\/projects\/([\w-]+)\/([\w-]+)\//.exec(said.url ?? '') ?? [];
  return plainAlert({
    id,
    title: said.title ?? said.message ?? 'An event without a title',
    type: thrown.at(-1)?.type ?? null,
    culprit: said.culprit ?? said.location,
    level: levelOf(said.level) ?? 'error',
    environment: said.environment ?? tag('environment'),
    release: said.release ?? tag('release'),
    frames: (traced?.stacktrace.frames ?? []).toReversed().flatMap(framesOf),
    url: said.web_url,
    at: said.datetime ?? said.timestamp,
    from: claimed(organisation ?? organisationIn(said.web_url), project ?? null),
  });
}

function framesOf({ filename, abs_path, module, function: name, lineno, in_app }: z.infer<typeof frame>): Frame[] {
  const file = filename ?? abs_path ?? module;
  return file === null ? [] : [{ file, function: name, line: lineno, own: in_app }];
}

const claimed = (organisation: string | null, project: string | null): string[] =>
  field.claims(project, organisation && project && `${organisation}/${project}`);

/** It stands in addresses alone: `acme.sentry.io`, or `/organizations/acme/` where Sentry has one host for all. */
function organisationIn(url: string | null): string | null {
  if (url === null) return null;
  const { hostname, pathname } = new URL(url);
  return (
    /\/organizations\/([\w-]+)\//.exec(pathname)?.[1] ?? /^(?!www\.|us\.|de\.)([\w-]+)\.sentry\.io$/.exec(hostname)?.[1] ?? null
  );
}
