/** Tells the App what happened: envelope, signature, one POST, and a line in the delivery log whatever comes of it. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Agenda } from './clock.ts';
import type { Delivery } from './deliveries.ts';
import { type Disorder, type Fate, fates, type Way } from './disorder.ts';
import { accountJson, organisationJson } from './shapes/account.ts';
import { repositoryJson } from './shapes/repository.ts';
import type { News, Site } from './site.ts';

type Letter = Pick<Delivery, 'guid' | 'event' | 'action' | 'installation' | 'repository' | 'body' | 'redelivery'>;

/** One that comes at a time, or once so many were posted. */
interface Late {
  letter: Letter;
  at: Date;
  turn: number;
}

// These reach every App, whether it asked for them or not.
const unasked = ['installation', 'installation_repositories', 'github_app_authorization', 'meta'];

const timedOut = { status: 'timed out', statusCode: 504, response: null };
const unreachable = { status: 'failed to connect to host', statusCode: 502, response: null };

export class Webhooks {
  readonly #site: Site;
  /** Told of each as it leaves the world, whether or not it arrives. */
  readonly #told: (event: string, action: string | null, body: string) => void;
  /** Null: nobody listens, as with an App that reads the delivery log instead. */
  url: string | null = null;
  /** The log's entries then have no payload, as GitHub's sometimes have none. */
  hidePayloads = false;
  #dropping: { left: number; logged: boolean } = { left: 0, logged: true };
  #doubling = 0;
  #held: Letter[] | null = null;
  #fateOf: (kind: string) => Fate = () => ({ copies: ['now'], logged: true });
  #late: Late[] = [];
  #posted = 0;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(site: Site, told: (event: string, action: string | null, body: string) => void) {
    this.#site = site;
    this.#told = told;
  }

  /** The next ones never arrive. GitHub may not even know: then they are not in its log either. */
  drop(count: number, { logged = true }: { logged?: boolean } = {}): void {
    this.#dropping = { left: count, logged };
  }

  /** The next ones arrive twice, under one GUID. */
  double(count: number): void {
    this.#doubling = count;
  }

  /** Keeps everything back until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release({ reversed = false }: { reversed?: boolean } = {}): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const letter of reversed ? held.toReversed() : held) this.#send(letter);
  }

  /** From now on, by chance: `{ seed: 7, drop: 0.1, double: 0.1, late: 0.1, reorder: 0.3 }`. */
  disorder(plan: Disorder): void {
    this.#fateOf = fates(plan);
  }

  /** Ends the disorder; what is late arrives now. */
  calm(): void {
    this.#fateOf = () => ({ copies: ['now'], logged: true });
    for (const { letter } of this.#late.splice(0)) this.#send(letter);
  }

  /** What is late arrives at its time, as the box's clock goes. */
  readonly later: Agenda = {
    next: () => this.#late.reduce<Date | null>((first, { at }) => (first && first <= at ? first : at), null),
    run: () => {
      const now = this.#site.world.clock.now();
      this.#sendLate(({ at }) => at <= now);
    },
  };

  #sendLate(due: (late: Late) => boolean): void {
    const now = this.#late.filter(due);
    this.#late = this.#late.filter(one => !now.includes(one));
    for (const { letter } of now.sort((a, b) => byTurn(a, b) || a.at.getTime() - b.at.getTime())) this.#send(letter);
  }

  /** Resolves when nothing is under way any more. What is held back or late does not count. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  /** Gives up on whatever is under way. */
  stop(): void {
    this.#stopped.abort();
  }

  announce(news: News): void {
    const { world, app } = this.#site;
    if (!unasked.includes(news.event) && !app.manifest.default_events.includes(news.event)) return;
    const installation = news.installation ?? (news.repository && world.installationOf(news.repository)?.id);
    if (installation === undefined || world.installations.find(installation)?.suspended) return;
    const body = JSON.stringify(this.#envelope(news, installation));
    this.#told(news.event, news.action ?? null, body);
    this.#post({
      guid: randomUUID(),
      event: news.event,
      action: news.action ?? null,
      installation,
      repository: news.repository?.id ?? null,
      body,
      redelivery: false,
    });
  }

  redeliver(delivery: Delivery): void {
    this.#post({ ...delivery, redelivery: true });
  }

  #envelope(news: News, installation: number): Record<string, unknown> {
    const { world } = this.#site;
    const owner = news.repository ? world.accounts.get(news.repository.owner) : news.organisation;
    return {
      ...(news.action ? { action: news.action } : {}),
      ...news.parts,
      ...(news.repository ? { repository: repositoryJson(this.#site, news.repository) } : {}),
      ...(owner?.kind === 'Organization' ? { organization: organisationJson(this.#site, owner) } : {}),
      sender: accountJson(this.#site, news.sender),
      // News about the installation carry it in full among their parts.
      ...('installation' in news.parts ? {} : { installation: { id: installation, node_id: installationNode(installation) } }),
    };
  }

  #post(letter: Letter): void {
    this.#posted += 1;
    const { copies, logged } = this.#fateOf(`${letter.event}.${letter.action}`);
    if (copies.length === 0 && logged) this.#log(letter, { ...timedOut, duration: 10 });
    for (const way of copies) {
      if (way !== 'now') this.#postpone(letter, way);
      else if (this.#held) this.#held.push(letter);
      else this.#send(letter);
    }
    this.#sendLate(({ turn }) => turn <= this.#posted);
  }

  #postpone(letter: Letter, way: Exclude<Way, 'now'>): void {
    const { clock } = this.#site.world;
    const at = new Date(clock.now().getTime() + ('later' in way ? way.later : 2_000));
    this.#late.push({ letter, at, turn: 'behind' in way ? this.#posted + way.behind : Number.POSITIVE_INFINITY });
    clock.look();
  }

  #send(letter: Letter): void {
    if (this.#dropping.left > 0) {
      this.#dropping.left -= 1;
      if (this.#dropping.logged) this.#log(letter, { ...timedOut, duration: 10 });
      return;
    }
    const copies = this.#doubling > 0 ? 2 : 1;
    this.#doubling = Math.max(0, this.#doubling - 1);
    for (let copy = 0; copy < copies; copy += 1) {
      const sending = this.#attempt(letter).finally(() => this.#inFlight.delete(sending));
      this.#inFlight.add(sending);
    }
  }

  async #attempt(letter: Letter): Promise<void> {
    const began = performance.now();
    const duration = () => Math.round(performance.now() - began) / 1000;
    if (this.url === null) {
      this.#log(letter, { ...unreachable, duration: 0 });
      return;
    }
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: this.#headers(letter),
        body: letter.body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(10_000), this.#stopped.signal]),
      });
      const response = { headers: Object.fromEntries(answer.headers), body: await answer.text() };
      const status = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`;
      this.#log(letter, { status, statusCode: answer.status, duration: duration(), response });
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      this.#log(letter, { ...(late ? timedOut : unreachable), duration: duration() });
    }
  }

  #headers(letter: Letter): Record<string, string> {
    const { app } = this.#site;
    const signature = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(letter.body).digest('hex');
    return {
      Accept: '*/*',
      'Content-Type': 'application/json',
      'User-Agent': 'GitHub-Hookshot/box',
      'X-GitHub-Delivery': letter.guid,
      'X-GitHub-Event': letter.event,
      'X-GitHub-Hook-ID': String(app.id),
      'X-GitHub-Hook-Installation-Target-ID': String(app.id),
      'X-GitHub-Hook-Installation-Target-Type': 'integration',
      'X-Hub-Signature': `sha1=${signature('sha1')}`,
      'X-Hub-Signature-256': `sha256=${signature('sha256')}`,
    };
  }

  #log(letter: Letter, outcome: Pick<Delivery, 'status' | 'statusCode' | 'duration' | 'response'>): void {
    const { world, deliveries } = this.#site;
    deliveries.push({
      ...letter,
      ...outcome,
      id: 100_000_000_000 + world.nextId(),
      deliveredAt: world.clock.now(),
      url: this.url,
      headers: this.#headers(letter),
    });
  }
}

const installationNode = (id: number): string => Buffer.from(`023:IntegrationInstallation${id}`).toString('base64');

// Two that wait for no turn are alike, and Infinity - Infinity is no number.
const byTurn = (a: Late, b: Late) => (a.turn === b.turn ? 0 : a.turn - b.turn);
