import type { Fault } from '../../src/sandbox/github/index.ts';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import { ours, wrongs } from './builds-oracle.ts';
import { BuildWorld, files } from './builds-world.ts';
import type { Dice } from './dice.ts';
import type { Point } from './plan.ts';
import type { Process } from './process.ts';
import { Story } from './story.ts';

/** Three servers on one database, and everything that goes wrong on the way from a run to an issue. */

/** Something is being done, or could be without the clock moving on. */
const busy = `
  select count(*)::int as now from (
    select 1 from deliveries where state = 'taken' or (state = 'waiting' and due_at <= clock())
    union all select 1 from effects e where (state = 'planned' and due_at <= clock() and not exists (
        select 1 from effects b where b.target = e.target and b.id < e.id and b.state in ('planned', 'sent')))
      or (state = 'sent' and (lease_until <= clock() or lease_until > clock() + interval '11 seconds'))
    union all select 1 from chores where name = 'missed deliveries' and (holder is not null or due_at <= clock())) as open`;

const deadly: Point[] = ['taken', 'factsRead', 'committed', 'effectSent', 'effectAnswered'];
const opening = 'POST /repos/{owner}/{repo}/issues';
const commenting = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const mostServers = 3;

export class BuildStory implements AsyncDisposable {
  readonly story: Story;
  readonly world: BuildWorld;
  readonly #dice: Dice;
  #servers: Process[] = [];

  private constructor(story: Story, dice: Dice) {
    this.story = story;
    this.#dice = dice;
    this.world = new BuildWorld(story.box, story.box.repository('acme/web'), dice);
  }

  static async begin(dice: Dice): Promise<BuildStory> {
    const story = await Story.begin({ threads: 0, adopted: dice.below(2) === 0 });
    const self = new BuildStory(story, dice);
    for (let count = 0; count < mostServers; count += 1) self.#servers.push(story.spawn());
    await Promise.all(self.#servers.map(one => one.ready));
    await self.#knocks();
    self.world.web.push('main', files, { by: story.box.person('alice') });
    self.world.push('release');
    for (const run of self.world.web.runs()) run.finish();
    await self.settles();
    return self;
  }

  /** From now on webhooks and writes go wrong as the dice fall. */
  disturbs(seed: number): void {
    const { webhooks } = this.story.box;
    webhooks.disorder({ seed, double: 0.15, late: 0.1, lateness: { least: 5_000, most: 400_000 }, reorder: 0.2 });
  }

  /** A write, or the answer to it, is lost. */
  breaksWrite(): string {
    const route = this.#dice.below(3) > 0 ? opening : commenting;
    // What hangs takes ten seconds of the real time.
    const faults: Fault[] = [
      { after: 502 },
      { before: 502 },
      { after: 'reset' },
      this.#dice.below(4) === 0 ? { after: 'hang' } : { after: 500 },
    ];
    const fault = faults[this.#dice.below(faults.length)] ?? { after: 502 };
    this.story.box.faults.next({ route }, fault);
    return `the next ${route} ends with ${JSON.stringify(fault)}`;
  }

  /** kill -9, and another one in its place, which may be mortal, too. */
  async dies(): Promise<string> {
    const place = this.#dice.below(this.#servers.length);
    await this.#servers[place]?.kill();
    const point = deadly[this.#dice.below(deadly.length)] ?? 'taken';
    const strike = { point, occurrence: 1 + this.#dice.below(8), signal: 'SIGKILL' as const };
    const mortal = this.#dice.below(3) > 0;
    this.#servers[place] = this.story.spawn(mortal ? { strike } : {});
    await this.#knocks();
    return `a server dies, and the next one ${mortal ? `at ${point}, ${strike.occurrence}` : 'lives'}`;
  }

  /** Until nothing is left to do now. Who died on the way is replaced by somebody who lives. */
  async settles(): Promise<void> {
    await until(async () => {
      for (const [place, server] of this.#servers.entries()) if (server.over) this.#servers[place] = this.story.spawn();
      await this.#knocks();
      return await inSilence(this.story.box, async () => {
        const [row] = await this.story.query<{ now: number }>(busy);
        return row?.now === 0;
      });
    }, 60_000).catch(error => {
      throw new Error(`it does not come to rest\n${this.story.lastWords()}`, { cause: error });
    });
  }

  async later(seconds: number): Promise<void> {
    await this.story.later(seconds);
    await this.story.query(`select pg_notify('deliveries', ''), pg_notify('effects', '')`);
  }

  /** All runs end, all that was missed or is late is heard, and all that waits for its time has had it: what is wrong then. */
  async checkpoint(): Promise<string[]> {
    const { box } = this.story;
    box.webhooks.drop(0);
    box.webhooks.calm();
    box.faults.clear();
    box.release();
    await this.settles();
    // What a dead server had in hand, GitHub's log, what may mend itself, and what is edited not before a minute has gone by.
    for (const seconds of [60, 30, 310, 125, 35, 65, 65]) {
      await this.later(seconds);
      await this.settles();
    }
    const aside = await this.story.query<{ name: string; error: string }>(
      `select name, error from deliveries where state = 'aside'`,
    );
    return [
      ...wrongs(box, this.world.web),
      ...aside.map(({ name, error }) => `${name} was set aside: ${error}`),
      ...box.unknownRoutes.map(route => `the box does not know ${route}`),
    ];
  }

  /** For whoever wants to see what came of it. */
  tells(): string {
    const { box } = this.story;
    const issues = ours(box, this.world.web);
    return issues
      .map(
        issue =>
          `#${issue.number} ${issue.row.state}: ${issue.row.title}\n${issue.comments.map(({ body }) => `    ${body.split('\n')[0]}`).join('\n')}`,
      )
      .join('\n');
  }

  /** Another day: what breaks again is no coming and going, and each old token is refused once. */
  async sleeps(): Promise<void> {
    await this.later(25 * 3_600);
    for (let count = 0; count < mostServers; count += 1) {
      await this.settles();
      await this.later(60);
    }
    await this.settles();
  }

  async #knocks(): Promise<void> {
    const alive = this.#servers.filter(({ over }) => over === null);
    const server = alive[this.#dice.below(alive.length)];
    if (server) await this.story.sendTo(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.story[Symbol.asyncDispose]();
  }
}
