/** A GitHub small enough to run in this process: `startGitHub()` starts one, the box it answers is how a story is told on it. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { play } from './actions/play.ts';
import { schedule } from './actions/schedule.ts';
import { type App, newClientId, newSecret, privateKey, Tokens } from './app.ts';
import { addAccount, addRepository, install, repositoryMade, reselect, uninstall } from './changes/accounts.ts';
import { commitTo, record } from './changes/pushes.ts';
import { setRef } from './changes/refs.ts';
import { BoxClock, type Clock } from './clock.ts';
import type { Delivery } from './deliveries.ts';
import { Faults, type Matching, type Seen } from './faults.ts';
import type { Files } from './git.ts';
import { serve } from './http.ts';
import { Ledger } from './ledger.ts';
import { Limits } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './manifest.ts';
import { appIn, hang, type Picture, pictureOf } from './picture.ts';
import { Requests } from './requests.ts';
import type { Account, Installation } from './rows.ts';
import type { Site } from './site.ts';
import { Actions } from './story/actions.ts';
import { Organisation } from './story/owner.ts';
import { Repository } from './story/repository.ts';
import type { Truth } from './truth.ts';
import { Webhooks } from './webhooks.ts';
import { World } from './world.ts';

export type { Clock } from './clock.ts';
export type { Delivery } from './deliveries.ts';
export type { Disorder } from './disorder.ts';
export type { Fault, Matching, Seen } from './faults.ts';
export type { Manifest } from './manifest.ts';
export type { Picture } from './picture.ts';
export type { Asked } from './requests.ts';
export type { Account, Installation } from './rows.ts';
export type { Comment, Issue, PullRequest } from './story/issue.ts';
export type { Organisation } from './story/owner.ts';
export type { Repository } from './story/repository.ts';
export type { WorkflowRun } from './story/run.ts';
export type { Truth } from './truth.ts';

export interface BoxOptions {
  /** What the App may do; the project's own `app.yml` when left out. */
  manifest?: Manifest;
  port?: number;
  /** Null: webhooks only stand in the delivery log. Can be set later as `box.webhooks.url`. */
  webhookUrl?: string | null;
  webhookSecret?: string;
  /** Where links to pages lead; nothing answers there. */
  html?: string;
  /** Goes on where another box was when this was taken of it. */
  picture?: Picture;
  /** Holds every request, answer and webhook to what GitHub says of them; `box.untrue` tells what is not so. */
  truth?: Truth;
}

export interface Credentials {
  appId: number;
  slug: string;
  clientId: string;
  clientSecret: string;
  privateKey: string;
  webhookSecret: string;
}

export async function startGitHub(options: BoxOptions = {}): Promise<Box> {
  const clock = new BoxClock();
  const world = new World(clock);
  if (options.picture) hang(world, options.picture);
  const app = makeApp(world, options);
  let webhooks: Webhooks | undefined;
  const site: Site = {
    world,
    app,
    tokens: new Tokens(world),
    ledger: new Ledger(),
    deliveries: options.picture ? [...options.picture.deliveries] : [],
    urls: { api: '', html: options.html ?? 'https://github.com' },
    manifestCodes: new Set(),
    handedOut: new Map(),
    uploads: new Map(),
    announce: news => webhooks?.announce(news),
    redeliver: delivery => webhooks?.redeliver(delivery),
    hidesPayloads: () => webhooks?.hidePayloads ?? false,
  };
  for (const write of options.picture?.writes ?? []) site.ledger.add(write);
  const untrue: string[] = [];
  const { truth = null } = options;
  webhooks = new Webhooks(site, (event, action, body) => untrue.push(...(truth?.webhook(event, action, body) ?? [])));
  webhooks.url = options.webhookUrl ?? null;
  for (const agenda of [play(site), schedule(site), webhooks.later]) clock.follow(agenda);
  const faults = new Faults(() => clock.now());
  const limits = new Limits(() => clock.now());
  const requests = new Requests();
  const unknown: string[] = [];
  const server = serve({ site, faults, limits, requests, unknown, truth, untrue });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!isAddress(address)) throw new Error('The box has no port.');
  site.urls.api = `http://127.0.0.1:${address.port}`;
  const stop = async () => {
    clock.stop();
    const closed = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    // Only now: what still hangs must find its caller gone, and not take effect.
    faults.release();
    webhooks.stop();
    await Promise.all([closed, webhooks.settled()]);
  };
  return new Box({ site, webhooks, faults, limits, requests, unknown, untrue, stop });
}

interface Parts {
  site: Site;
  webhooks: Webhooks;
  faults: Faults;
  limits: Limits;
  requests: Requests;
  unknown: string[];
  untrue: string[];
  stop(): Promise<void>;
}

export class Box {
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly actions: Actions;
  /** What it was asked lately, whatever was answered. */
  readonly requests: Requests;
  /** What was asked for and is not there: routes, fields of requests, fields of GraphQL. A test that cares finds this empty. */
  readonly unknownRoutes: string[];
  /** Where the box, or who called it, is not as GitHub describes itself. Empty for ever unless it was started with a `truth`. */
  readonly untrue: string[];
  readonly #site: Site;
  readonly #stop: () => Promise<void>;

  constructor(parts: Parts) {
    this.#site = parts.site;
    this.#stop = parts.stop;
    this.webhooks = parts.webhooks;
    this.faults = parts.faults;
    this.limits = parts.limits;
    this.actions = new Actions(parts.site);
    this.requests = parts.requests;
    this.unknownRoutes = parts.unknown;
    this.untrue = parts.untrue;
  }

  /** The API's address, for `GITHUB_API_URL`. */
  get url(): string {
    return this.#site.urls.api;
  }

  /** For pages that show what is there. Changes go through the verbs. */
  get world(): World {
    return this.#site.world;
  }

  /** All of it as plain data, for `startGitHub({ picture })`. */
  picture(): Picture {
    return pictureOf(this.#site);
  }

  get clock(): Clock {
    return this.#site.world.clock;
  }

  get ledger(): Ledger {
    return this.#site.ledger;
  }

  /** The App's delivery log, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#site.deliveries;
  }

  get bot(): Account {
    return this.#site.app.bot;
  }

  get credentials(): Credentials {
    const { id, slug, clientId, clientSecret, privateKey, webhookSecret } = this.#site.app;
    return { appId: id, slug, clientId, clientSecret, privateKey, webhookSecret };
  }

  /** Somebody with this login, from now on if not before. */
  person(login: string): Account {
    return this.#site.world.account(login) ?? addAccount(this.#site.world, 'User', login);
  }

  organisation(login: string): Organisation {
    return new Organisation(this.#site, this.#owner(login));
  }

  /** The repository with this name; made, for an organisation unless a person has that login, when there is none. */
  repository(fullName: string, { private: hidden = false, files = {} }: { private?: boolean; files?: Files } = {}): Repository {
    const { world } = this.#site;
    const [owner = '', name = ''] = fullName.split('/');
    const known = world.repository(owner, name);
    if (known) return new Repository(this.#site, known.id);
    const account = this.#owner(owner);
    const made = addRepository(world, account, name, { private: hidden });
    const first = commitTo(this.#site, made, 'main', { 'README.md': `# ${name}\n`, ...files }, account, 'Begin');
    setRef(world, made, 'refs/heads/main', first.sha);
    record(this.#site, made, 'refs/heads/main', null, first.sha, account, 'branch_creation');
    repositoryMade(this.#site, made, account.kind === 'User' ? account : this.person('alice'));
    return new Repository(this.#site, made.id);
  }

  /** Installs the App for an account: on all its repositories, or on these. Again: on others than before. */
  install(owner: string, { repositories, by }: { repositories?: Repository[]; by?: Account } = {}): Installation {
    const { world } = this.#site;
    const account = this.#owner(owner);
    const sender = by ?? (account.kind === 'User' ? account : this.person('alice'));
    const rows = repositories?.map(one => one.row) ?? null;
    const known = world.installations.first(row => row.account === account.id);
    if (!known) return install(this.#site, account, rows, sender);
    return reselect(this.#site, known, rows, sender);
  }

  uninstall(owner: string, { by = this.person('alice') }: { by?: Account } = {}): void {
    const account = this.#owner(owner);
    const known = this.#site.world.installations.first(row => row.account === account.id);
    if (known) uninstall(this.#site, known, by);
  }

  /** A code that `POST /app-manifests/{code}/conversions` takes once. */
  manifestCode(): string {
    const code = randomBytes(20).toString('hex');
    this.#site.manifestCodes.add(code);
    return code;
  }

  /** The next such request, when it arrives or when it has taken effect. */
  when(matching: Matching, moment: 'before' | 'after' = 'after'): Promise<Seen> {
    return this.faults.when(matching, moment);
  }

  /** Resolves when no webhook is under way. */
  settled(): Promise<void> {
    return this.webhooks.settled();
  }

  /** Lets requests go on that a fault keeps hanging. */
  release(): void {
    this.faults.release();
  }

  close(): Promise<void> {
    return this.#stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #owner(login: string): Account {
    return this.#site.world.account(login) ?? addAccount(this.#site.world, 'Organization', login);
  }
}

function makeApp(world: World, options: BoxOptions): App {
  const manifest = options.manifest ?? readManifest();
  if (options.picture) return appIn(world, options.picture, manifest);
  const slug = manifest.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const owner = addAccount(world, 'Organization', `${slug}-makers`);
  return {
    id: world.nextId(),
    slug,
    clientId: newClientId(),
    clientSecret: newSecret(),
    privateKey: privateKey(),
    webhookSecret: options.webhookSecret ?? newSecret(),
    manifest,
    owner,
    bot: addAccount(world, 'Bot', `${slug}[bot]`),
    createdAt: world.clock.now(),
  };
}

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;
