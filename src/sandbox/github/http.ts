/** The API's front: finds the route and the caller, lets things go wrong as planned, and answers in GitHub's manner. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Token, verifyAssertion } from './app.ts';
import { type Answer, Call } from './call.ts';
import type { Fault, Faults, Seen } from './faults.ts';
import { type Limits, secondaryLimit } from './limits.ts';
import { permissions } from './permissions.ts';
import { Refusal } from './refusal.ts';
import { inShort, type Requests } from './requests.ts';
import { find } from './router.ts';
import type { Site } from './site.ts';
import type { Truth } from './truth.ts';

export interface Front {
  site: Site;
  faults: Faults;
  limits: Limits;
  requests: Requests;
  /** Requests, fields and parameters that this GitHub does not know. */
  unknown: string[];
  truth: Truth | null;
  /** What the truth says against requests and answers. */
  untrue: string[];
}

const documentation = 'https://docs.github.com/rest';

export function serve(front: Front): Server {
  const server = createServer((request, response) => {
    handle(front, request, response).catch(error => {
      if (response.destroyed || response.headersSent) return;
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? error.stack : String(error));
    });
  });
  // Longer than clients keep theirs, so that none of them writes into a connection that is just being closed.
  server.keepAliveTimeout = 60_000;
  return server;
}

/** `/repositories/7/…`, where whoever asks by a former name is sent, is the same as `/repos/owner/name/…`. */
function byName({ world }: Site, path: string): string {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = id && world.repositories.find(Number(id));
  return repository ? `/repos/${world.fullName(repository)}${rest}` : path;
}

async function handle(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await buffer(request);
  const rawBody = bytes.toString();
  const url = new URL(request.url ?? '/', front.site.urls.api);
  const method = request.method ?? 'GET';
  const path = byName(front.site, url.pathname);
  const began = performance.now();
  const at = front.site.world.clock.now();
  response.once('close', () => {
    const status = response.writableFinished ? response.statusCode : null;
    const what = url.pathname === '/graphql' ? inShort(rawBody) : null;
    const milliseconds = Math.round(performance.now() - began);
    front.requests.add({ at, method, path: url.pathname + url.search, what, status, milliseconds });
  });
  const found = find(method, path);
  // An Enterprise Server is one site with its API, so links are made for that: whoever follows one wants the page.
  if (!found && method === 'GET' && request.headers.accept?.includes('text/html')) {
    response.writeHead(302, { location: `${front.site.urls.html}${url.pathname}${url.search}` }).end();
    return;
  }
  if (!found) {
    front.unknown.push(`${method} ${url.pathname}`);
    return send(front, response, refused(new Refusal(404, 'Not Found')), {});
  }
  const { route, params } = found;
  const seen: Seen = { route: route.name, path, body: rawBody };
  const { truth, untrue } = front;
  if (truth) untrue.push(...truth.request({ route: route.name, params, query: url.searchParams, body: rawBody }));
  const resource = route.name === 'POST /graphql' ? 'graphql' : 'core';
  const caller = authenticated(front.site, route.name, request.headers.authorization);
  const token = caller instanceof Refusal ? null : caller;
  // Whoever comes with an old token comes once more: what is to go wrong goes wrong then.
  if (caller instanceof Refusal && !asks(route.name, 'app'))
    return respond(front, request, response, { answer: refused(caller), token, resource });
  front.faults.happened(seen, 'before');
  const fault = front.faults.take(seen);
  if (fault && 'delay' in fault) await new Promise(resolve => setTimeout(resolve, fault.delay));
  if (fault && 'before' in fault && (await ended(front, fault.before, response))) return;

  const answer = async (): Promise<Answer> => {
    if (fault && 'secondary' in fault) throw secondaryLimit(fault.secondary);
    if (caller instanceof Refusal) throw caller;
    front.limits.check(token?.installation.id ?? null, resource);
    const content = typeof route.content === 'function' ? route.content(rawBody) : route.content;
    if (content && token) front.limits.spendContent(token.installation.id);
    const call = new Call({
      site: front.site,
      route: route.name,
      url,
      params,
      rawBody,
      bytes,
      bearer: bearerIn(request.headers.authorization),
      accept: request.headers.accept ?? '',
      range: request.headers.range,
      token,
      unknown: what => front.unknown.push(what),
    });
    await route.ready?.();
    const journal = front.site.world.journal;
    if (fault && 'stale' in fault) return journal.beforeLastWrite(() => route.handle(call));
    return journal.step(method !== 'GET', () => route.handle(call));
  };
  const given = await answer().catch(refused);
  if (truth)
    untrue.push(...truth.answer({ route: route.name, status: given.status, body: given.raw ? null : inJson(given.body) }));
  front.faults.happened(seen, 'after');
  if (fault && 'after' in fault && (await ended(front, fault.after, response))) return;
  respond(front, request, response, { answer: given, token, resource });
}

/** Ends the request as a fault wants it; false when it goes on after all. */
async function ended(
  front: Front,
  ending: Extract<Fault, { before: unknown }>['before'],
  response: ServerResponse,
): Promise<boolean> {
  if (ending === 'reset') {
    response.socket?.resetAndDestroy();
    return true;
  }
  if (ending === 'hang') {
    await front.faults.hold();
    return response.req.socket.destroyed;
  }
  if (ending === 'too long') {
    send(front, response, { status: 200, body: { data: null, errors: [{ message: tooLong }] } }, {});
    return true;
  }
  const message = ending === 502 ? 'Server Error' : 'Something went wrong';
  send(front, response, { status: ending, body: { message } }, {});
  return true;
}

const tooLong =
  'Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug. Please include `BOX` when reporting this issue.';

const inJson = (body: unknown): string => (body === undefined ? '' : JSON.stringify(body));

const asks = (route: keyof typeof permissions, who: 'app' | 'anyone'): boolean => {
  const asked: readonly string[] = permissions[route];
  return asked.includes(who);
};

function authenticated(...given: Parameters<typeof authenticate>): Token | null | Refusal {
  try {
    return authenticate(...given);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const bearerIn = (header: string | undefined): string | null => /^(?:bearer|token) (.+)$/i.exec(header ?? '')?.[1] ?? null;

function authenticate(site: Site, route: keyof typeof permissions, header: string | undefined): Token | null {
  if (asks(route, 'anyone')) return null;
  const value = bearerIn(header);
  if (value === null)
    throw new Refusal(401, asks(route, 'app') ? 'A JSON web token could not be decoded' : 'Requires authentication');
  if (!asks(route, 'app')) return site.tokens.read(value);
  verifyAssertion(site.app, value, site.world.clock.now());
  return null;
}

function refused(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  return {
    status: error.status,
    headers: error.headers,
    body: {
      message: error.message,
      ...(error.errors.length > 0 ? { errors: error.errors } : {}),
      ...(error.headers.location ? { url: error.headers.location } : {}),
      documentation_url: documentation,
      status: String(error.status),
    },
  };
}

interface Given {
  answer: Answer;
  token: Token | null;
  resource: 'core' | 'graphql';
}

function respond(front: Front, request: IncomingMessage, response: ServerResponse, { answer, token, resource }: Given): void {
  const etag = `W/"${createHash('sha256')
    .update(answer.raw ?? JSON.stringify(answer.body ?? ''))
    .update(token?.value ?? '')
    .digest('hex')}"`;
  const cacheable = request.method === 'GET' && answer.status === 200;
  const unchanged = cacheable && request.headers['if-none-match'] === etag;
  const headers = front.limits.count(token?.installation.id ?? null, resource, unchanged);
  send(front, response, unchanged ? { status: 304, headers: answer.headers ?? {} } : answer, {
    ...headers,
    ...(cacheable ? { etag, 'cache-control': 'private, max-age=60, s-maxage=60' } : {}),
  });
}

function send(front: Front, response: ServerResponse, answer: Answer, headers: Record<string, string>): void {
  response.writeHead(answer.status, {
    date: front.site.world.clock.now().toUTCString(),
    'x-github-request-id': randomUUID().toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    ...(answer.raw === undefined ? {} : { 'content-length': String(answer.raw.length) }),
    ...(answer.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
    ...answer.headers,
  });
  response.end(answer.raw ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body)));
}
