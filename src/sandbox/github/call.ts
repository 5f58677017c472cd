/** One request, with its route's parameters read, its caller known, and its body still to be checked. */
import type * as z from 'zod/mini';
import type { Token } from './app.ts';
import { allows, reaches } from './app.ts';
import { permissions, type RouteName } from './permissions.ts';
import { archived, forbidden, notFound, Refusal } from './refusal.ts';
import type { Account, Issue, Repository } from './rows.ts';
import type { Site } from './site.ts';
import { isPull } from './world.ts';

export interface Answer {
  status: number;
  body?: unknown;
  /** Instead of JSON. */
  raw?: Buffer;
  headers?: Record<string, string>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const nothing = (): Answer => ({ status: 204 });

export interface Route {
  name: RouteName;
  handle(call: Call): Answer;
  /** What has to be loaded before the first one. */
  ready?: () => Promise<unknown>;
  /** Creates content that people are notified of: scarce. */
  content: boolean | ((rawBody: string) => boolean);
}

export function route(name: RouteName, handle: Route['handle'], more: Partial<Route> = {}): Route {
  return { name, handle, content: false, ...more };
}

interface Arrived {
  site: Site;
  route: RouteName;
  url: URL;
  params: Record<string, string>;
  rawBody: string;
  bytes: Buffer;
  bearer: string | null;
  accept: string;
  range: string | undefined;
  token: Token | null;
  /** Told of everything in a request that this GitHub does not know. */
  unknown(what: string): void;
}

export class Call {
  readonly site: Site;
  readonly route: RouteName;
  readonly url: URL;
  readonly rawBody: string;
  readonly #arrived: Arrived;

  constructor(arrived: Arrived) {
    this.#arrived = arrived;
    this.site = arrived.site;
    this.route = arrived.route;
    this.url = arrived.url;
    this.rawBody = arrived.rawBody;
  }

  /** The installation token it came with. */
  get token(): Token {
    if (!this.#arrived.token) throw new Refusal(401, 'Requires authentication');
    return this.#arrived.token;
  }

  /** What it sent, where that is no text. */
  get bytes(): Buffer {
    return this.#arrived.bytes;
  }

  /** What it proves itself with, where that is none of the App's. */
  get bearer(): string {
    return this.#arrived.bearer ?? '';
  }

  /** Who acts: with an installation token always the App's bot. */
  get actor(): Account {
    return this.site.app.bot;
  }

  param(name: string): string {
    const value = this.#arrived.params[name];
    if (value === undefined) throw new Error(`${this.route} has no {${name}}.`);
    return value;
  }

  number(name: string): number {
    const value = this.param(name);
    if (!/^\d{1,15}$/.test(value)) throw notFound();
    return Number(value);
  }

  query(name: string): string | undefined {
    return this.url.searchParams.get(name) ?? undefined;
  }

  /** Whether it asks for another form than JSON: `application/vnd.github.raw+json`. */
  wants(form: 'raw'): boolean {
    return this.#arrived.accept.includes(`.${form}`);
  }

  /** `bytes=5-9`, `bytes=5-`: the first byte and the last. Null for any other form, which a store of blobs does not know. */
  get range(): { from: number; to: number } | null {
    const [, from, to = ''] = /^bytes=(\d+)-(\d*)$/.exec(this.#arrived.range ?? '') ?? [];
    return from === undefined ? null : { from: Number(from), to: to === '' ? Number.POSITIVE_INFINITY : Number(to) };
  }

  body<T>(schema: z.ZodMiniType<T>): T {
    let value: unknown;
    try {
      value = this.rawBody === '' ? {} : JSON.parse(this.rawBody);
    } catch {
      throw new Refusal(400, 'Problems parsing JSON');
    }
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    const issues = read.error.issues;
    for (const issue of issues)
      if (issue.code === 'unrecognized_keys') this.#arrived.unknown(`${this.route} with ${issue.keys.join(', ')}`);
    throw new Refusal(422, 'Invalid request.', { errors: issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) });
  }

  /** The repository of the path. Sends on after a rename, hides what the caller may not see, and holds the permission table. */
  get repository(): Repository {
    const [owner, name] = [this.param('owner'), this.param('repo')];
    const { world, urls } = this.site;
    const found = world.repository(owner, name);
    if (found) return this.allowed(found);
    const moved = world.movedFrom(owner, name);
    if (!moved) throw notFound();
    this.allowed(moved);
    const rest = this.url.pathname.split('/').slice(4);
    const location = [`${urls.api}/repositories/${moved.id}`, ...rest].join('/') + this.url.search;
    throw new Refusal(this.route.startsWith('GET') ? 301 : 307, 'Moved Permanently', { headers: { location } });
  }

  allowed(repository: Repository): Repository {
    const inside = reaches(this.token, repository);
    if (!inside && repository.private) throw notFound();
    if (!inside && !this.route.startsWith('GET')) throw forbidden();
    if (inside) this.permitted();
    if (repository.archived && !this.route.startsWith('GET') && this.route !== 'POST /graphql') throw archived();
    return repository;
  }

  /** Throws unless the token has what the table asks for this route. */
  permitted(): void {
    const open = permissions[this.route].some(asked => {
      const [name = '', level = ''] = asked.split(':');
      return allows(this.token.permissions, name, level);
    });
    if (!open) throw forbidden();
  }

  /** The issue or pull request of the path. */
  issue(parameter = 'issue_number'): Issue {
    const found = this.site.world.issue(this.repository, this.number(parameter));
    if (!found) throw notFound();
    return this.mayTouch(found);
  }

  /** On a pull request either permission will do; on an issue only the one for issues. */
  mayTouch(issue: Issue): Issue {
    const level = this.route.startsWith('GET') ? 'read' : 'write';
    const inside = reaches(this.token, this.site.world.repositories.get(issue.repository));
    if (inside && !isPull(issue) && !allows(this.token.permissions, 'issues', level)) throw forbidden();
    return issue;
  }

  unknown(what: string): void {
    this.#arrived.unknown(what);
  }

  wrote(about: {
    repository: Repository;
    number?: number;
    ids: Record<string, number | string>;
    route?: string;
    body?: unknown;
  }) {
    this.site.ledger.add({
      method: this.route.split(' ')[0] ?? '',
      route: about.route ?? this.route,
      repository: this.site.world.fullName(about.repository),
      number: about.number ?? null,
      who: this.actor.login,
      body: about.body ?? (this.rawBody === '' ? null : JSON.parse(this.rawBody)),
      at: this.site.world.clock.now(),
      ids: about.ids,
    });
  }
}
