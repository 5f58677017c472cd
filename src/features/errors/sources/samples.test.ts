import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Alert } from '../alert.ts';
import { sourceName } from '../messages.ts';
import { sourceOf, sources } from './index.ts';
import type { Settings } from './source.ts';

/** What each letter becomes: one block a letter, only what it says. Nothing below a name means that nobody wants it. */

const folder = join(import.meta.dirname, 'samples');
const mapping = {
  title: 'event.message',
  id: 'event.key',
  status: 'state',
  from: 'tags',
  environment: 'meta.env',
  url: 'meta.links.0.href',
};
const settings: Record<string, Settings> = { 'generic/mapped.json': mapping };

function told(kind: string): string {
  const source = sourceOf(kind);
  const names = readdirSync(join(folder, kind)).toSorted();
  return names
    .flatMap(name => {
      const text = readFileSync(join(folder, kind, name), 'utf8');
      const body = kind === 'librato' ? new URLSearchParams({ payload: text }).toString() : text;
      const alerts = source?.decode(Buffer.from(body), settings[`${kind}/${name}`] ?? {}) ?? [];
      return [`${name.replace('.json', '')}:`, ...alerts.flatMap(linesOf)];
    })
    .join('\n');
}

function linesOf({ frames, members, from, ...rest }: Alert): string[] {
  const said = Object.entries(rest).filter(([, value]) => value !== null && value !== false);
  return [
    ...said.map(([key, value]) => `  ${key}: ${value instanceof Date ? value.toISOString() : value}`),
    ...(from.length > 0 ? [`  from: ${from.join(' | ')}`] : []),
    ...frames.map(one => `  ${one.own ? 'our' : 'their'} frame: ${one.file}:${one.line} ${one.function}`),
    ...members.map(one => `  ${one.firing ? 'firing' : 'over'}: ${one.name} since ${one.since?.toISOString()}`),
  ];
}

test('each source has samples, and none is without a source', () => {
  expect(readdirSync(folder).toSorted()).toEqual(sources.map(({ kind }) => kind).toSorted());
});

test('all but what may be anything have a name', () => {
  expect(sources.filter(({ kind }) => sourceName(kind) === 'the source').map(({ kind }) => kind)).toEqual(['generic']);
});

test('Sentry', () =>
  expect(told('sentry')).toMatchInlineSnapshot(`
  "event-alert:
    status: firing
    id: 1117540176
    type: TypeError
    culprit: createUser(src/users/create)
    level: error
    environment: prod
    release: web@2.4.1
    url: https://sentry.io/organizations/acme/issues/1117540176/events/e4874d664c3540c1a32eab185f12c5ab/
    at: 2026-11-20T10:02:44.112Z
    title: TypeError: cannot read name of undefined
    from: web | acme/web
    our frame: /srv/web/src/users/create.ts:12 createUser
    their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
    our frame: /srv/web/src/routes/users.ts:31 post
    their frame: node:internal/process/task_queues:95 processTicksAndRejections
  installation:
  issue-archived:
    status: acknowledged
    id: 1117540176
    type: TypeError
    culprit: createUser(src/users/create)
    level: error
    count: 17
    users: 4
    url: https://acme.sentry.io/issues/1117540176/
    by: alice
    title: TypeError: cannot read name of undefined
    from: web | acme/web
  issue-assigned:
  issue-created:
    status: firing
    id: 1117540176
    type: TypeError
    culprit: createUser(src/users/create)
    level: error
    count: 1
    users: 0
    url: https://acme.sentry.io/issues/1117540176/
    at: 2026-11-20T10:02:44.000Z
    title: TypeError: cannot read name of undefined
    from: web | acme/web
  issue-feedback:
  issue-ignored:
    status: acknowledged
    id: 1117540176
    type: TypeError
    culprit: createUser(src/users/create)
    level: error
    count: 17
    users: 4
    url: https://acme.sentry.io/issues/1117540176/
    by: alice
    title: TypeError: cannot read name of undefined
    from: web | acme/web
  issue-resolved:
    status: resolved
    id: 1117540176
    type: TypeError
    culprit: createUser(src/users/create)
    level: error
    count: 17
    users: 4
    url: https://acme.sentry.io/issues/1117540176/
    by: alice
    title: TypeError: cannot read name of undefined
    from: web | acme/web
  issue-unresolved:
    status: firing
    id: 1117540176
    type: TypeError
    culprit: createUser(src/users/create)
    level: critical
    count: 230
    users: 4
    url: https://sentry.io/organizations/acme/issues/1117540176/
    title: TypeError: cannot read name of undefined
    from: web | acme/web
  metric-alert:"
`));
test('Rollbar', () =>
  expect(told('rollbar')).toMatchInlineSnapshot(`
    "deploy:
    exp-repeat-item:
      status: firing
      id: 272716944
      type: TypeError
      culprit: POST /users
      level: error
      environment: prod
      release: a1b2c3d
      count: 100
      url: https://rollbar.com/instance/uuid?uuid=a3ae1d2d-0000-4000-8000-000000000001
      at: 2026-11-21T10:02:44.000Z
      title: TypeError: cannot read name of undefined
      from: 90
      our frame: /srv/web/src/users/create.ts:12 createUser
      their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
      our frame: /srv/web/src/routes/users.ts:31 post
    item-velocity:
      status: firing
      id: 272716944
      type: TypeError
      culprit: POST /users
      level: critical
      environment: prod
      release: a1b2c3d
      count: 480
      url: https://rollbar.com/instance/uuid?uuid=a3ae1d2d-0000-4000-8000-000000000001
      at: 2026-11-21T10:02:44.000Z
      title: TypeError: cannot read name of undefined
      from: 90
      our frame: /srv/web/src/users/create.ts:12 createUser
      their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
      our frame: /srv/web/src/routes/users.ts:31 post
    new-item:
      status: firing
      id: 272716944
      type: TypeError
      culprit: POST /users
      level: error
      environment: prod
      release: a1b2c3d
      count: 1
      url: https://rollbar.com/instance/uuid?uuid=a3ae1d2d-0000-4000-8000-000000000001
      at: 2026-11-21T10:02:44.000Z
      title: TypeError: cannot read name of undefined
      from: 90
      our frame: /srv/web/src/users/create.ts:12 createUser
      their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
      our frame: /srv/web/src/routes/users.ts:31 post
    occurrence:
      status: firing
      id: 272716944
      type: TypeError
      culprit: POST /users
      level: error
      environment: prod
      release: a1b2c3d
      count: 12
      url: https://rollbar.com/instance/uuid?uuid=a3ae1d2d-0000-4000-8000-000000000001
      at: 2026-11-21T10:02:44.000Z
      title: TypeError: cannot read name of undefined
      from: 90
      our frame: /srv/web/src/users/create.ts:12 createUser
      their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
      our frame: /srv/web/src/routes/users.ts:31 post
    reactivated-item:
      status: firing
      id: 272716944
      type: TypeError
      culprit: POST /users
      level: error
      environment: prod
      release: a1b2c3d
      count: 1
      url: https://rollbar.com/instance/uuid?uuid=a3ae1d2d-0000-4000-8000-000000000001
      at: 2026-11-21T10:02:44.000Z
      title: TypeError: cannot read name of undefined
      from: 90
      our frame: /srv/web/src/users/create.ts:12 createUser
      their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
      our frame: /srv/web/src/routes/users.ts:31 post
    reopened-item:
      status: firing
      id: 272716944
      type: TypeError
      culprit: POST /users
      level: error
      environment: prod
      release: a1b2c3d
      count: 12
      url: https://rollbar.com/instance/uuid?uuid=a3ae1d2d-0000-4000-8000-000000000001
      title: TypeError: cannot read name of undefined
      from: 90
      our frame: /srv/web/src/users/create.ts:12 createUser
      their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
      our frame: /srv/web/src/routes/users.ts:31 post
    resolved-item:
      status: resolved
      id: 272716944
      type: TypeError
      culprit: POST /users
      level: error
      environment: prod
      release: a1b2c3d
      count: 12
      url: https://rollbar.com/instance/uuid?uuid=a3ae1d2d-0000-4000-8000-000000000001
      title: TypeError: cannot read name of undefined
      from: 90
      our frame: /srv/web/src/users/create.ts:12 createUser
      their frame: /srv/web/node_modules/hono/dist/compose.js:22 dispatch
      our frame: /srv/web/src/routes/users.ts:31 post
    test:"
  `));
test('PagerDuty', () =>
  expect(told('pagerduty')).toMatchInlineSnapshot(`
  "acknowledged:
    status: acknowledged
    id: PGR0VU2
    culprit: API Service
    level: error
    url: https://acme.pagerduty.com/incidents/PGR0VU2
    at: 2026-11-20T10:03:00.000Z
    by: alice
    title: A little bump in the road
    from: API Service | Engineering
  annotated:
  ping:
  reopened:
    status: firing
    id: PGR0VU2
    culprit: API Service
    level: critical
    url: https://acme.pagerduty.com/incidents/PGR0VU2
    at: 2026-11-20T10:03:00.000Z
    title: A little bump in the road
    from: API Service
  resolved:
    status: resolved
    id: PGR0VU2
    culprit: API Service
    level: critical
    url: https://acme.pagerduty.com/incidents/PGR0VU2
    at: 2026-11-20T10:03:00.000Z
    by: alice
    title: A little bump in the road
    from: API Service | Engineering
  triggered:
    status: firing
    id: PGR0VU2
    culprit: API Service
    level: critical
    url: https://acme.pagerduty.com/incidents/PGR0VU2
    at: 2026-11-20T10:03:00.000Z
    title: A little bump in the road
    from: API Service | Engineering
  unacknowledged:
    status: firing
    id: PGR0VU2
    culprit: API Service
    level: warning
    url: https://acme.pagerduty.com/incidents/PGR0VU2
    at: 2026-11-20T10:03:00.000Z
    title: A little bump in the road
    from: API Service | Engineering"
`));
test('Alertmanager', () =>
  expect(told('alertmanager')).toMatchInlineSnapshot(`
    "all-in-one:
      status: firing
      id: ef6c8d1007bd5927b9a7e3475a82617c
      level: critical
      url: https://alerts.example.org/#/alerts
      title: Alerts without a name
      from: web-team
      firing: alertname=Down, instance=db-1, severity=page since 2026-11-20T10:00:20.000Z
      firing: alertname=DiskFull, instance=web-1, severity=warning since 2026-11-20T10:00:10.000Z
    firing:
      status: firing
      id: c0abfef80a75c94ae2ced4d85803f28c
      culprit: More than 5% of requests fail
      level: critical
      environment: prod
      url: https://alerts.example.org/#/alerts?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D
      runbook: https://runbooks.example.org/HighErrorRate
      silence: https://alerts.example.org/#/silences/new?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D
      title: HighErrorRate (job=web)
      from: alertname=HighErrorRate | env=prod | job=web | severity=critical | team=web | web-team
      firing: instance=web-2 since 2026-11-20T10:01:10.123Z
      firing: instance=web-1 since 2026-11-20T10:00:10.500Z
    partly-resolved:
      status: firing
      id: c0abfef80a75c94ae2ced4d85803f28c
      culprit: More than 5% of requests fail
      level: critical
      environment: prod
      url: https://alerts.example.org/#/alerts?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D
      runbook: https://runbooks.example.org/HighErrorRate
      silence: https://alerts.example.org/#/silences/new?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D
      title: HighErrorRate (job=web)
      from: alertname=HighErrorRate | env=prod | job=web | severity=critical | team=web | web-team
      firing: instance=web-2 since 2026-11-20T10:01:10.000Z
      over: instance=web-1 since 2026-11-20T10:00:10.500Z
    resolved:
      status: resolved
      id: c0abfef80a75c94ae2ced4d85803f28c
      culprit: More than 5% of requests fail
      level: critical
      environment: prod
      url: https://alerts.example.org/#/alerts?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D
      runbook: https://runbooks.example.org/HighErrorRate
      silence: https://alerts.example.org/#/silences/new?filter=%7Balertname%3D%22HighErrorRate%22%2Cenv%3D%22prod%22%2Cjob%3D%22web%22%2Cseverity%3D%22critical%22%2Cteam%3D%22web%22%7D
      title: HighErrorRate (job=web)
      from: alertname=HighErrorRate | env=prod | job=web | severity=critical | team=web | web-team
      over: instance=web-2 since 2026-11-20T10:01:10.000Z
      over: instance=web-1 since 2026-11-20T10:00:10.500Z"
  `));
test('Grafana', () =>
  expect(told('grafana')).toMatchInlineSnapshot(`
    "firing:
      status: firing
      id: 222fa9d7e4a01834538daa0dd1d358b7
      culprit: p95 is above 2 s
      level: warning
      environment: prod
      url: https://grafana.example.org/d/1?orgId=1&viewPanel=2
      runbook: https://runbooks.example.org/latency
      silence: https://grafana.example.org/alerting/silence/new?alertmanager=grafana&matcher=alertname%3DLatency&matcher=host%3Dweb-1
      title: Latency (grafana_folder=web)
      from: alertname=Latency | environment=prod | grafana_folder=web | severity=warning | shipmate
      firing: host=web-1 since 2026-11-20T10:00:00.000Z
      firing: host=web-2 since 2026-11-20T10:00:00.000Z
    partly-resolved:
      status: firing
      id: 222fa9d7e4a01834538daa0dd1d358b7
      culprit: p95 is above 2 s
      level: warning
      environment: prod
      url: https://grafana.example.org/d/1?orgId=1&viewPanel=2
      runbook: https://runbooks.example.org/latency
      silence: https://grafana.example.org/alerting/silence/new?alertmanager=grafana&matcher=alertname%3DLatency&matcher=host%3Dweb-2
      title: Latency (grafana_folder=web)
      from: alertname=Latency | environment=prod | grafana_folder=web | severity=warning | shipmate
      firing: host=web-2 since 2026-11-20T10:00:00.000Z
      over: host=web-1 since 2026-11-20T10:00:00.000Z
    resolved:
      status: resolved
      id: 222fa9d7e4a01834538daa0dd1d358b7
      culprit: p95 is above 2 s
      level: warning
      environment: prod
      url: https://grafana.example.org/d/1?orgId=1&viewPanel=2
      runbook: https://runbooks.example.org/latency
      silence: https://grafana.example.org/alerting/silence/new?alertmanager=grafana&matcher=alertname%3DLatency&matcher=host%3Dweb-1
      title: Latency (grafana_folder=web)
      from: alertname=Latency | environment=prod | grafana_folder=web | severity=warning | shipmate
      over: host=web-1 since 2026-11-20T10:00:00.000Z
      over: host=web-2 since 2026-11-20T10:00:00.000Z"
  `));
test('Librato', () =>
  expect(told('librato')).toMatchInlineSnapshot(`
  "cleared:
    status: resolved
    id: 6268092
    culprit: Too many errors
    level: error
    runbook: http://runbooks.example.org/errors
    at: 2026-11-21T10:02:44.000Z
    title: web.errors
    from: ops@example.org | web.errors
  firing:
    status: firing
    id: 6268092
    culprit: web.errors.count is 52 (above 10)
    level: error
    runbook: http://runbooks.example.org/errors
    at: 2026-11-21T10:02:44.000Z
    title: web.errors
    from: ops@example.org | web.errors
    firing: web-1 since 2026-11-21T10:01:40.000Z
    firing: web-2 since 2026-11-21T10:01:40.000Z
  user-test:"
`));
test('checks', () =>
  expect(told('checks')).toMatchInlineSnapshot(`
  "monit-resolve:
    status: resolved
    id: web-1/rootfs/disk
    culprit: space usage check succeeded [current space usage = 60.0%]
    level: error
    at: 2026-11-20T10:02:44.000Z
    title: rootfs (disk) on web-1
    from: web-1 | host=web-1 | service=rootfs
  monit-trigger:
    status: firing
    id: web-1/rootfs/disk
    culprit: space usage 91.0% matches resource limit [space usage > 90.0%]
    level: error
    at: 2026-11-20T10:02:44.000Z
    title: rootfs (disk) on web-1
    from: web-1 | host=web-1 | service=rootfs
  nagios-acknowledgement:
    status: acknowledged
    id: web-1/disk
    culprit: DISK CRITICAL - free space: / 120 MB (1%)
    level: critical
    runbook: https://runbooks.example.org/disk
    at: 2026-11-21T10:02:44.000Z
    by: alice
    title: disk on web-1
    from: web-1 | host=web-1 | service=disk | hostgroup=web | hostgroup=linux | servicegroup=storage
  nagios-downtime:
  nagios-flapping:
  nagios-host-down:
    status: firing
    id: web-1
    culprit: CRITICAL - Host Unreachable (192.0.2.10)
    level: critical
    at: 2026-11-21T10:02:44.000Z
    title: Host web-1
    from: web-1 | host=web-1
  nagios-problem:
    status: firing
    id: web-1/disk
    culprit: DISK CRITICAL - free space: / 120 MB (1%)
    level: critical
    runbook: https://runbooks.example.org/disk
    at: 2026-11-21T10:02:44.000Z
    title: disk on web-1
    from: web-1 | host=web-1 | service=disk | hostgroup=web | hostgroup=linux | servicegroup=storage
  nagios-recovery:
    status: resolved
    id: web-1/disk
    culprit: DISK OK - free space: / 9000 MB (60%)
    level: info
    runbook: https://runbooks.example.org/disk
    at: 2026-11-21T11:02:44.000Z
    title: disk on web-1
    from: web-1 | host=web-1 | service=disk | hostgroup=web | hostgroup=linux | servicegroup=storage
  nagios-soft:"
`));
test('Runscope', () =>
  expect(told('runscope')).toMatchInlineSnapshot(`
    "canceled:
    fail:
      status: firing
      id: 76598752-cbda-4e1f-820f-7a1b2c3d4e5f/98290cfc-a008-4ab7-9ea2-8906f12b228f/us1
      level: error
      environment: prod
      url: https://www.runscope.com/radar/6knqwmwvqpzr/76598752/results/c0ffee00
      at: 2026-11-21T10:02:44.880Z
      title: Sign in (prod, US Virginia - AWS)
      from: web | 6knqwmwvqpzr | acme | Sign in
    pass:
      status: resolved
      id: 76598752-cbda-4e1f-820f-7a1b2c3d4e5f/98290cfc-a008-4ab7-9ea2-8906f12b228f/us1
      level: error
      environment: prod
      url: https://www.runscope.com/radar/6knqwmwvqpzr/76598752/results/c0ffee00
      at: 2026-11-21T10:02:44.880Z
      title: Sign in (prod, US Virginia - AWS)
      from: web | 6knqwmwvqpzr | acme | Sign in"
  `));
test('generic', () =>
  expect(told('generic')).toMatchInlineSnapshot(`
  "acknowledged:
    status: acknowledged
    id: 7
    level: error
    by: alice
    title: The queue is stuck
  firing:
    status: firing
    id: queue-stuck
    level: critical
    environment: prod
    release: 2.4.1
    count: 12
    url: https://status.example.org/queue
    at: 2026-11-20T10:02:44.000Z
    title: The queue is stuck
    from: worker | team=web | tier=2
  mapped:
    status: firing
    id: queue-stuck
    level: error
    environment: prod
    url: https://status.example.org/queue
    title: The queue is stuck
    from: web | worker
  resolved:
    status: resolved
    id: queue-stuck
    level: error
    title: The queue is stuck"
`));
test("PagerDuty's events", () =>
  expect(told('pagerduty-events')).toMatchInlineSnapshot(`
  "acknowledge:
    status: acknowledged
    id: web-1/disk
    level: error
    title: web-1/disk
  change:
  first-version:
    status: firing
    id: web-1/disk
    level: error
    environment: prod
    title: DISK at 99% on web-1
    from: Monitor
  resolve:
    status: resolved
    id: web-1/disk
    level: error
    title: web-1/disk
  trigger:
    status: firing
    id: web-1/disk
    type: disk full
    culprit: disk
    level: critical
    environment: prod
    release: 2.4.1
    url: https://monitor.example.org/web-1
    runbook: https://runbooks.example.org/disk
    at: 2026-11-20T10:02:44.000Z
    title: DISK at 99% on web-1
    from: web-1 | component=disk | group=prod-web | class=disk full | Monitor"
`));

test('Rollbar links to its items where an operator has said whose they are', () => {
  const body = readFileSync(join(folder, 'rollbar/new-item.json'));
  expect(sourceOf('rollbar')?.decode(body, { account: 'acme', project: 'web' })).toMatchObject([
    { url: 'https://rollbar.com/acme/web/items/17/', from: ['web', 'acme/web', '90'] },
  ]);
});

test.each(['constructor', '__proto__', '70'])('an item of Rollbar of the level %s is an error', level => {
  const body = JSON.stringify({ event_name: 'new_item', data: { item: { id: 1, level } } });
  expect(sourceOf('rollbar')?.decode(Buffer.from(body), {})).toMatchObject([{ level: 'error' }]);
});

test.each([
  ['resolved_item', null],
  ['reopened_item', null],
  ['reactivated_item', new Date('2026-11-21T10:02:44Z')],
])('Rollbar says with %s when the item happened last, which is not when somebody changed it', (event_name, at) => {
  const item = { id: 1, last_occurrence_timestamp: 1795255364 };
  const body = Buffer.from(JSON.stringify({ event_name, data: { item } }));
  expect(sourceOf('rollbar')?.decode(body, {})).toMatchObject([{ at }]);
});

test.each([
  ['its own key', { event_action: 'trigger', dedup_key: 'web-1/disk', payload: { summary: 'Full' } }, /^web-1\/disk$/],
  ['one of ours', { event_action: 'trigger', payload: { summary: 'DISK at 99%', source: 'web-1' } }, /^[\da-f]{32}$/],
])('a tool that pages PagerDuty hears %s, and can resolve under it', (_, letter, key) => {
  const source = sourceOf('pagerduty-events');
  const read = (said: object) => source?.decode(Buffer.from(JSON.stringify(said)), {})[0];
  const answer = JSON.parse(source?.answer?.(Buffer.from(JSON.stringify(letter))) ?? '');
  expect(answer).toEqual({ status: 'success', message: 'Event processed', dedup_key: expect.stringMatching(key) });
  expect(read(letter)?.id).toBe(answer.dedup_key);
  expect(read({ event_action: 'resolve', dedup_key: answer.dedup_key })).toMatchObject({
    status: 'resolved',
    id: read(letter)?.id,
  });
});

test('a tool that pages PagerDuty hears of a key only where there is one, by the name that its version has', () => {
  const answer = (text: string) => sourceOf('pagerduty-events')?.answer?.(Buffer.from(text));
  const words = { status: 'success', message: 'Event processed' };
  expect(answer('{"event_type":"trigger","incident_key":"k","description":"x"}')).toBe(
    JSON.stringify({ ...words, incident_key: 'k' }),
  );
  for (const text of ['{', '[]', '{}', '{"payload":{"summary":"A change"}}']) expect(answer(text)).toBe(JSON.stringify(words));
});

const nothing = 'nothing';
const noAction = /no `action` and no `data`/;

test.each<[string, unknown, string | RegExp]>([
  ['an issue that is null', { action: 'created', data: { issue: null } }, /not its id/],
  ['an event that is null', { action: 'triggered', data: { event: null } }, /without its issue's id/],
  ['a comment', { action: 'created', data: { comment: 'look', issue_id: 1 } }, nothing],
  ['a rule that fired without an event', { action: 'triggered', data: { metric_alert: {} } }, nothing],
  ['an event of every occurrence', { action: 'created', data: { error: { issue_id: '1' } } }, nothing],
  ['a word that nobody knows', { action: 'sung', data: { issue: { id: '1' } } }, nothing],
  ['an issue beside an event that is null', { action: 'resolved', data: { issue: { id: 1 }, event: null } }, 'resolved'],
  ['no data', { action: 'created' }, noAction],
  ['no action', { data: { issue: { id: 1 } } }, noAction],
  ['something of another sender', { event_name: 'new_item', data: {} }, noAction],
])('Sentry with %s', (_, letter, expected) => {
  const read = () => sourceOf('sentry')?.decode(Buffer.from(JSON.stringify(letter)), {});
  if (expected instanceof RegExp) expect(read).toThrow(expected);
  else expect(read()?.map(({ status }) => status)).toEqual(expected === nothing ? [] : [expected]);
});

test.each([
  ['generic', { text: 'no title' }, /This says no title: looked for `title`, `summary`, `message`\./],
  ['generic', { title: 'x', status: 'sideways' }, /Its status is `sideways`/],
  ['alertmanager', { status: 'firing', alerts: [] }, /no `groupKey`, as all that Alertmanager sends has/],
  ['grafana', { alerts: [] }, /as all that Grafana sends has/],
  ['librato', { alert: { id: 1 } }, /neither `violations` nor `clear`/],
  ['checks', { tool: 'zabbix' }, /its `tool` is neither/],
  ['pagerduty-events', { event_action: 'page', dedup_key: 'x' }, /no `event_action` \(trigger, acknowledge or resolve\)/],
  ['pagerduty-events', { event_action: 'resolve' }, /nor `dedup_key`/],
  ['runscope', { test_id: 'x' }, /no `test_id` or no `result`/],
])('%s says of %j what is missing', (kind, letter, words) => {
  expect(() => sourceOf(kind)?.decode(Buffer.from(JSON.stringify(letter)), {})).toThrow(words);
});
