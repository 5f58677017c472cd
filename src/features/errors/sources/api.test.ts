import { expect, test } from 'vitest';
import { sourceOf, sources } from './index.ts';
import { type Api, type Question, type Settings, type Standing, Unreadable } from './source.ts';

const apiOf = (kind: string): Api => {
  const api = sourceOf(kind)?.api;
  if (!api) throw new Error(`${kind} cannot be told anything`);
  return api;
};
const tells = (kind: string, settings: Settings, id: string, what: 'acknowledged' | 'resolved' = 'resolved') =>
  apiOf(kind).tells(what, id, settings, 'the-token');
const pager = { from: 'alice@acme.test' };
const sentry = { organization: 'acme' };

test('these can be told; whoever only sends what would page PagerDuty is no account there', () => {
  expect(sources.filter(({ api }) => api).map(({ kind }) => kind)).toEqual(['sentry', 'pagerduty']);
});

test('what is asked for carries the token, and puts a state', () => {
  expect(tells('pagerduty', pager, 'Q1AB', 'acknowledged')).toEqual({
    url: 'https://api.pagerduty.com/incidents/Q1AB',
    method: 'PUT',
    headers: {
      authorization: 'Token token=the-token',
      accept: 'application/vnd.pagerduty+json;version=2',
      from: 'alice@acme.test',
      'content-type': 'application/json',
    },
    body: '{"incident":{"type":"incident","status":"acknowledged"}}',
  });
  expect(tells('sentry', sentry, '77')).toEqual({
    url: 'https://sentry.io/api/0/organizations/acme/issues/77/',
    method: 'PUT',
    headers: { authorization: 'Bearer the-token', accept: 'application/json', 'content-type': 'application/json' },
    body: '{"status":"resolved"}',
  });
  expect(tells('sentry', sentry, '77', 'acknowledged')?.body).toBe('{"inbox":false}');
});

test.each<[string, string, Settings, string, string | null]>([
  [
    'in Europe',
    'pagerduty',
    { ...pager, url: 'https://api.eu.pagerduty.com/' },
    'Q1',
    'https://api.eu.pagerduty.com/incidents/Q1',
  ],
  ['nobody in whose name', 'pagerduty', {}, 'Q1', null],
  ['no mail address', 'pagerduty', { from: 'alice' }, 'Q1', null],
  ['an id that leads elsewhere', 'pagerduty', pager, 'Q1/../../users', null],
  [
    'a Sentry of their own',
    'sentry',
    { ...sentry, url: 'http://sentry.acme.test:9000' },
    '7',
    'http://sentry.acme.test:9000/api/0/organizations/acme/issues/7/',
  ],
  ['no organization', 'sentry', {}, '7', null],
  ['an organization that leads elsewhere', 'sentry', { organization: '../x' }, '7', null],
  ['an id that is none', 'sentry', sentry, '7/?x', null],
  ['an address with a password', 'sentry', { ...sentry, url: 'https://me:it@sentry.acme.test' }, '7', null],
])('where it is told: %s', (_name, kind, settings, id, url) => {
  expect(tells(kind, settings, id)?.url ?? null).toBe(url);
});

test.each<[string, Settings, string | null]>([
  ['pagerduty', pager, null],
  ['pagerduty', {}, null],
  ['pagerduty', { from: 'alice' }, 'from is the mail address of a user of PagerDuty, in whose name it is told.'],
  ['pagerduty', { ...pager, url: 'eu' }, 'url is where its API is reached, as in https://api.pagerduty.com.'],
  ['sentry', sentry, null],
  ['sentry', { organization: 'acme inc' }, 'organization is its short name, as in the address https://acme.sentry.io.'],
])('%s set to %o', (kind, settings, says) => {
  expect(sourceOf(kind)?.wrong?.(settings) ?? null).toBe(says);
});

const since = new Date('2026-11-20T10:00:00.000Z');
const until = new Date('2026-11-20T12:00:00.000Z');

test('PagerDuty is asked what happened, page by page', () => {
  const [first, ...others] = apiOf('pagerduty').asks({ since, until, known: ['Q1'] }, pager, 'the-token');
  expect(others).toEqual([]);
  expect(decodeURIComponent(first?.url ?? '')).toBe(
    'https://api.pagerduty.com/log_entries?since=2026-11-20T10:00:00.000Z&until=2026-11-20T12:00:00.000Z&is_overview=true&include[]=incidents&limit=100&offset=0',
  );
  const more = first && answers('pagerduty', { log_entries: [], more: true }, first).next;
  expect(more?.url).toContain('offset=100');
  expect(more?.headers).toEqual(first?.headers);
  expect(first && answers('pagerduty', { log_entries: [], more: false }, first).next).toBeNull();
});

test('Sentry is asked what is new, and how these stand that it told of', () => {
  const asked = (known: string[]) =>
    apiOf('sentry')
      .asks({ since, until, known }, sentry, 'the-token')
      .map(({ url }) => decodeURIComponent(url.replace(/^.*\?/, '').replaceAll('+', ' ')));
  expect(asked([])).toEqual([
    'project=-1&query=is:unresolved firstSeen:>=2026-11-20T10:00:00 firstSeen:<=2026-11-20T12:00:00&sort=new&limit=100',
  ]);
  expect(asked(['1', 'x', '2'])[1]).toBe('project=-1&query=&group=1&group=2');
  expect(asked(Array.from({ length: 201 }, (_, place) => String(place))).map(one => one.split('group=').length - 1)).toEqual([
    0, 100, 100, 1,
  ]);
  expect(apiOf('sentry').asks({ since, until, known: [] }, {}, 'the-token')).toEqual([]);
});

const anyQuestion: Question = { url: 'https://example.org/?offset=0', method: 'GET', headers: {}, body: null };
function answers(kind: string, body: unknown, question = anyQuestion) {
  return apiOf(kind).answers(question, Buffer.from(JSON.stringify(body)));
}
const letters = (kind: string, standings: Standing[]) =>
  standings.flatMap(({ letter }) =>
    (sourceOf(kind)?.decode(Buffer.from(JSON.stringify(letter)), {}) ?? []).map(({ id, status, at, by, from, count }) =>
      [id, status, at?.toISOString() ?? null, by, from.join(), count].join(' '),
    ),
  );

test('what PagerDuty answers is what it would have sent, each incident once', () => {
  const incident = {
    ...{ id: 'Q1', title: 'Down', service: { summary: 'Web' }, created_at: '2026-11-20T10:00:00Z' },
    ...{ status: 'resolved', last_status_change_at: '2026-11-20T11:00:00Z' },
    last_status_change_by: { type: 'user_reference', summary: 'Carol' },
  };
  const { standings } = answers('pagerduty', {
    log_entries: [
      { type: 'resolve_log_entry', incident },
      { type: 'trigger_log_entry', incident },
      { incident: { ...incident, id: 'Q2', status: 'triggered', last_status_change_at: null } },
      { incident: { id: 'Q3', type: 'incident_reference' } },
      null,
    ],
  });
  expect(letters('pagerduty', standings)).toEqual([
    'Q1 resolved 2026-11-20T11:00:00.000Z Carol Web ',
    'Q2 firing 2026-11-20T10:00:00.000Z  Web ',
  ]);
  expect(standings[0]).toMatchObject({
    mark: 'Q1/resolved/2026-11-20T11:00:00.000Z',
    beganAt: since,
    changedAt: new Date('2026-11-20T11:00:00Z'),
  });
});

test('what Sentry answers is what it would have sent; when it came to be so it does not say', () => {
  const issue = {
    ...{ id: '7', title: 'TypeError', count: '12', project: { slug: 'web' } },
    ...{ firstSeen: '2026-11-20T10:00:00Z', lastSeen: '2026-11-20T11:00:00Z' },
  };
  const { standings } = answers('sentry', [
    { ...issue, status: 'unresolved' },
    { ...issue, id: '8', status: 'resolved' },
    { ...issue, id: '9', status: 'ignored' },
    { ...issue, id: '10', status: 'reprocessing' },
    { status: 'resolved' },
    7,
  ]);
  expect(letters('sentry', standings)).toEqual(['7 firing   web 12', '8 resolved   web 12', '9 acknowledged   web 12']);
});

test('of more issues than Sentry lists at once it is asked about less time; those asked for by name are all there', () => {
  const [search, named] = apiOf('sentry').asks({ since, until, known: ['1'] }, sentry, 'the-token');
  const listed = (many: number, question: Question | undefined) =>
    answers(
      'sentry',
      Array.from({ length: many }, () => ({})),
      question,
    ).cut;
  expect([listed(99, search), listed(100, search), listed(100, named)]).toEqual([false, true, false]);
});

test.each([
  ['pagerduty', []],
  ['pagerduty', { error: 'no' }],
  ['sentry', { detail: 'no' }],
])('%s answers what nobody can read: %o', (kind, body) => {
  expect(() => answers(kind, body)).toThrow(Unreadable);
});
