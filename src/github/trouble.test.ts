import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import { describe, expect, test } from 'vitest';
import { CutOff, tookTooLong, troubleOf } from './trouble.ts';

const request = { method: 'POST' as const, url: 'https://api.github.com/repos/acme/web/issues/1/comments?page=2', headers: {} };

function answered(status: number, headers: Record<string, string> = {}, message = 'No') {
  const response = { status, url: request.url, headers, data: {}, retryCount: 0 };
  return troubleOf(new RequestError(message, status, { request, response }));
}

function unanswered(code?: string) {
  const error = new RequestError('fetch failed', 500, { request });
  error.cause = Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('connect'), { code }) });
  return troubleOf(error);
}

test.each([400, 403, 404, 410, 422, 451])('GitHub said no with %d', status =>
  expect(answered(status)).toEqual({ kind: 'refused', status, says: `POST /repos/acme/web/issues/1/comments: ${status} No` }),
);

test.each([500, 502, 503, 504, 408])('with %d it may have happened', status => expect(answered(status).kind).toBe('unsure'));

test('our token was not known, so it did not happen', () => expect(answered(401).kind).toBe('unreached'));

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])('it never left: %s', code =>
  expect(unanswered(code).kind).toBe('unreached'),
);

test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE', undefined])('it may have happened: %s', code =>
  expect(unanswered(code).kind).toBe('unsure'),
);

const noon = Date.UTC(2026, 10, 1, 12);
test.each<[string, number, Record<string, string>, string, number]>([
  ['retry-after', 403, { 'retry-after': '30' }, 'No', 30],
  ['retry-after at once', 429, { 'retry-after': '0' }, 'No', 1],
  [
    'the hour is spent',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(noon / 1000 + 600), date: new Date(noon).toUTCString() },
    'No',
    600,
  ],
  [
    'the hour was spent',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(noon / 1000 - 5), date: new Date(noon).toUTCString() },
    'No',
    1,
  ],
  ['the hour is spent, until when is not said', 403, { 'x-ratelimit-remaining': '0' }, 'No', 60],
  ['a secondary limit', 403, {}, 'You have exceeded a secondary rate limit.', 60],
  ['too many', 429, {}, 'No', 60],
  ['a date for retry-after', 429, { 'retry-after': 'Sun, 01 Nov 2026 12:10:00 GMT' }, 'No', 60],
])('GitHub asks us to wait: %s', (_, status, headers, message, seconds) =>
  expect(answered(status, headers, message)).toMatchObject({ kind: 'limited', seconds }),
);

test('what it says is one line and no query', () =>
  expect(answered(422, {}, 'Validation Failed\n{"secret":1}').says).toBe(
    'POST /repos/acme/web/issues/1/comments: 422 Validation Failed',
  ));

test('what is no answer of GitHub is unsure', () => {
  expect(troubleOf(new Error('odd'))).toEqual({ kind: 'unsure', says: 'odd' });
  expect(troubleOf('odd')).toEqual({ kind: 'unsure', says: 'odd' });
});

test('GraphQL names its limit and its refusals in an answer that went well', () => {
  const answered = (type: string, headers: object = {}) =>
    Object.assign(new Error('Request failed'), { name: 'GraphqlResponseError', headers, errors: [{ type, message: 'said so' }] });
  const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
  const reset = String(Date.parse(date) / 1_000 + 90);
  expect(troubleOf(answered('RATE_LIMITED', { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }))).toMatchObject({
    kind: 'limited',
    seconds: 90,
  });
  expect(troubleOf(answered('RATE_LIMITED'))).toMatchObject({ kind: 'limited', seconds: 60 });
  expect(troubleOf(answered('NOT_FOUND'))).toMatchObject({ kind: 'refused', status: 404 });
  expect(troubleOf(answered('FORBIDDEN'))).toMatchObject({ kind: 'refused', status: 403 });
  expect(troubleOf(answered('SOMETHING'))).toMatchObject({ kind: 'unsure' });
});

describe('half a question may do', () => {
  const status = (status: number) =>
    new RequestError('No', status, { request, response: { status, url: request.url, headers: {}, data: {} } });
  const graphql = (message: string, type?: string) =>
    Object.assign(new Error('Request failed'), {
      name: 'GraphqlResponseError',
      headers: {},
      errors: [{ message, ...(type === undefined ? {} : { type }) }],
    });
  const gaveUp =
    'Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug.';

  /** Nobody answers, as the client itself tells it. */
  async function waited(): Promise<unknown> {
    const octokit = new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} } });
    const signal = AbortSignal.timeout(1);
    const fetch = () => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return octokit.request('POST /graphql', { request: { fetch, signal } }).catch(error => error);
  }

  test.each<[what: string, error: () => unknown, too: boolean]>([
    ['a gateway that waited no longer', () => status(504), true],
    ['a gateway that got no answer', () => status(502), true],
    ['GraphQL gave up', () => graphql(gaveUp), true],
    [
      'GraphQL says that it is too dear',
      () => graphql('Resource limits for this query exceeded.', 'RESOURCE_LIMITS_EXCEEDED'),
      true,
    ],
    ['we waited no longer', waited, true],
    ['we waited no longer for the rest of it', () => new CutOff(), true],
    ['GitHub is broken', () => status(500), false],
    ['GitHub is away', () => status(503), false],
    ['asked too often', () => status(429), false],
    ['asked too often, or not allowed', () => status(403), false],
    ['GraphQL was asked too often', () => graphql('API rate limit exceeded; the request timed out', 'RATE_LIMITED'), false],
    ['something is gone', () => graphql('Could not resolve to a node', 'NOT_FOUND'), false],
    ['the connection broke', () => new RequestError('fetch failed', 500, { request }), false],
    ['a mistake of our own', () => new TypeError('timed out'), false],
  ])('%s', async (_, error, too) => expect(tookTooLong(await error())).toBe(too));
});
