import { randomBytes } from 'node:crypto';
import type { Fault, Issue, Repository } from '../../src/sandbox/github/index.ts';
import { openStore } from '../../src/store/connection.ts';
import { addHook, hookKey } from '../../src/store/hooks.ts';
import { seal } from '../../src/store/sealed.ts';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import type { Dice } from './dice.ts';
import { ErrorWorld, files, post, secret } from './errors-world.ts';
import type { Plan, Point } from './plan.ts';
import type { Process } from './process.ts';
import { Story } from './story.ts';

/** Three servers on one database, each with a door, and everything that goes wrong on the way from an alert to an issue. */

/** Something is being done, or could be without the clock moving on. */
const busy = `
  select count(*)::int as now from (
    select 1 from deliveries where state = 'taken' or (state in ('waiting', 'heaped') and due_at <= clock())
    union all select 1 from effects e where (state = 'planned' and due_at <= clock()
        and not exists (select 1 from effects b where b.target = e.target and b.id < e.id and b.state in ('planned', 'sent'))
        and not exists (select 1 from installations i where i.id = e.installation_id and i.paused_until > clock()))
      or (state = 'sent' and (lease_until <= clock() or lease_until > clock() + interval '11 seconds'))
    union all select 1 from chores where name = 'missed deliveries' and (holder is not null or due_at <= clock())) as open`;

/** For whoever asks why it does not come to rest. */
const underWay = `
  select state, name, key, due_at - clock() as due, error from deliveries where state in ('taken', 'waiting', 'heaped')
  union all select state, kind, key, due_at - clock(), error from effects where state in ('planned', 'sent')
  union all select coalesce(holder::text, 'free'), name, '', due_at - clock(), '' from chores`;

const deadly: Point[] = [
  ...(['kept', 'hookAnswered', 'lettersRead', 'lettersRead', 'lettersCounted'] as const),
  ...(['taken', 'factsRead', 'committed', 'effectSent', 'effectAnswered'] as const),
];
const writes = [
  'POST /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
] as const;
const mostServers = 3;
const key = randomBytes(32);

interface Counts {
  print: string;
  title: string;
  alerts: number;
}

export class ErrorStory implements AsyncDisposable {
  readonly story: Story;
  readonly world: ErrorWorld;
  readonly web: Repository;
  /** What went wrong while it went on. */
  readonly wrongs: string[] = [];
  readonly #dice: Dice;
  readonly #counts = new Map<string, number>();
  #servers: Process[] = [];

  private constructor(story: Story, dice: Dice) {
    this.story = story;
    this.#dice = dice;
    this.web = story.box.repository('acme/web');
    this.world = new ErrorWorld(dice, () => story.box.clock.now());
  }

  static async begin(dice: Dice): Promise<ErrorStory> {
    const story = await Story.begin({ threads: 0, adopted: dice.below(2) === 0 });
    const self = new ErrorStory(story, dice);
    const store = openStore(story.database.config, { warn() {} });
    const hook = { name: 'pagerduty', kind: 'pagerduty', owner: 'acme', repository: null, settings: {} };
    await addHook(store.db, hook, seal([key], hookKey('pagerduty'), secret));
    await store.close();
    for (let count = 0; count < mostServers; count += 1) self.#servers.push(self.#spawn());
    await Promise.all(self.#servers.map(one => one.ready));
    await self.#hears();
    self.web.push('main', files, { by: story.box.person('alice') });
    await self.settles();
    return self;
  }

  /** One of them believes in another hour. */
  #spawn(plan: Plan = {}): Process {
    const clockAhead = this.#dice.below(3) === 0 ? { clockAhead: [-3_600, 3_600][this.#dice.below(2)] ?? 0 } : {};
    return this.story.spawn({ ...clockAhead, ...plan }, { SECRETS_KEY: key.toString('base64') });
  }

  disturbs(seed: number): void {
    const { webhooks } = this.story.box;
    webhooks.disorder({ seed, double: 0.15, late: 0.1, lateness: { least: 5_000, most: 400_000 }, reorder: 0.2 });
  }

  /** Each letter to any door, many at once; whoever hears no 202 tries again with the next ones. */
  async sends(): Promise<string> {
    const letters = this.world.toSend();
    const heard = await Promise.all(
      letters.map(async letter => {
        const server = this.#servers[this.#dice.below(this.#servers.length)];
        const url = await server?.ready;
        const kept = url ? await post(url, letter) : false;
        if (kept) letter.heard += 1;
        return kept;
      }),
    );
    return `${letters.length} letters are sent, ${heard.filter(kept => kept).length} heard`;
  }

  /** A write, or the answer to it, is lost. */
  breaksWrite(): string {
    const route = writes[this.#dice.below(writes.length)] ?? writes[0];
    const faults: Fault[] = [{ after: 502 }, { before: 502 }, { after: 'reset' }, { after: 500 }, { secondary: 30 }];
    const fault = faults[this.#dice.below(faults.length)] ?? { after: 502 };
    this.story.box.faults.next({ route }, fault);
    return `the next ${route} ends with ${JSON.stringify(fault)}`;
  }

  /** kill -9, and another one in its place, which may be mortal, too. */
  async dies(): Promise<string> {
    const place = this.#dice.below(this.#servers.length);
    await this.#servers[place]?.kill();
    const point = deadly[this.#dice.below(deadly.length)] ?? 'lettersRead';
    const strike = { point, occurrence: 1 + this.#dice.below(4), signal: 'SIGKILL' as const };
    const mortal = this.#dice.below(4) > 0;
    this.#servers[place] = this.#spawn(mortal ? { strike } : {});
    await this.#servers[place]?.ready;
    await this.#hears();
    return `a server dies, and the next one ${mortal ? `at ${point}, ${strike.occurrence}` : 'lives'}`;
  }

  /** Until nothing is left to do now. Who died on the way is replaced by somebody who lives. */
  async settles(): Promise<void> {
    await until(async () => {
      for (const [place, server] of this.#servers.entries()) if (server.over) this.#servers[place] = this.#spawn();
      await this.#hears();
      return await inSilence(this.story.box, async () => {
        const [row] = await this.story.query<{ now: number }>(busy);
        return row?.now === 0;
      });
    }, 60_000).catch(async error => {
      const open = JSON.stringify(await this.story.query(underWay));
      throw new Error(`it does not come to rest: ${open}\n${this.story.lastWords()}`, { cause: error });
    });
    await this.looks();
  }

  async later(seconds: number): Promise<void> {
    await this.story.later(seconds);
    await this.story.query(`select pg_notify('deliveries', ''), pg_notify('effects', ''), pg_notify('heap', '')`);
  }

  /** What must be true at any time. */
  async looks(): Promise<void> {
    for (const { print, title, alerts } of await this.counts()) {
      const before = this.#counts.get(print) ?? 0;
      if (alerts < before) this.wrongs.push(`${title} was counted ${before} times, and now ${alerts}`);
      this.#counts.set(print, alerts);
    }
    for (const thing of this.world.things) {
      const open = this.issuesOf(thing).filter(({ row }) => row.state === 'open');
      if (open.length > 1) this.wrongs.push(`${thing} has ${open.length} open issues`);
    }
  }

  counts = (): Promise<Counts[]> =>
    this.story.query<Counts>('select print, title, alerts::int as alerts from alert_groups order by print');

  /** What the servers believe of it, for whoever asks why it is wrong. */
  async knownOf(thing: string): Promise<string> {
    const title = `%${thing} fails%`;
    const rows = [
      ...(await this.story.query(
        `select clock() as now, status, said_at, last_at, resolved_at, changed_at, unseen, alerts, times from alert_groups where title like $1`,
        [title],
      )),
      ...(await this.story.query(
        `select state, bad_at, ended_at, issue, number, shut, shut_at, left_why, rolled, round, edits from episodes where story->>'title' like $1`,
        [title],
      )),
      ...(await this.story.query(`select looked_at, look_at, quiet_at from error_homes`)),
      ...(await this.story.query(
        `select kind, key, state, error, planned_at, sent_at, due_at from effects where kind in ('issue', 'issue-state') and target like
           (select 'issue:' || issue from episodes where story->>'title' like $1 limit 1) order by id`,
        [title],
      )),
      ...(await this.story.query(underWay)),
    ];
    return rows.map(row => JSON.stringify(row)).join('\n');
  }

  get ours(): Issue[] {
    const { box } = this.story;
    return this.web.threads.filter(({ row }) => row.pull === null && row.author === box.person(box.bot.login).id);
  }

  issuesOf = (thing: string): Issue[] => this.ours.filter(({ row }) => row.title.includes(`${thing} fails`));

  /** All that was told is heard, all that waits for its time has had it. */
  async ends(): Promise<void> {
    const { box } = this.story;
    box.webhooks.drop(0);
    box.webhooks.calm();
    box.faults.clear();
    box.release();
    await this.settles();
    await until(async () => {
      await this.sends();
      await this.settles();
      return this.world.letters.every(({ heard }) => heard > 0);
    });
    // What a dead server had in hand, looks, GitHub's log, and what is edited not before a minute has gone by.
    for (const seconds of [60, 16, 30, 310, 65, 65, 65]) {
      await this.later(seconds);
      await this.settles();
    }
  }

  async #hears(): Promise<void> {
    const alive = this.#servers.filter(({ over }) => over === null);
    const server = alive[this.#dice.below(alive.length)];
    if (server) await this.story.sendTo(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.story[Symbol.asyncDispose]();
  }
}
