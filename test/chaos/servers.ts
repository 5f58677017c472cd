import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import type { Dice } from './dice.ts';
import type { Plan, Point } from './plan.ts';
import type { Process } from './process.ts';
import type { Story } from './story.ts';

/** Three servers on one database that die in turns, and whether anything is left to do. */

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

const most = 3;

export class Servers {
  readonly #story: Story;
  readonly #dice: Dice;
  readonly #deadly: readonly Point[];
  readonly #clockFile = join(tmpdir(), `shipmate-clock-${randomUUID()}`);
  #servers: Process[] = [];

  private constructor(story: Story, dice: Dice, deadly: readonly Point[]) {
    this.#story = story;
    this.#dice = dice;
    this.#deadly = deadly;
  }

  /** `deadly`: where some of them die. */
  static async on(story: Story, dice: Dice, deadly: readonly Point[]): Promise<Servers> {
    const self = new Servers(story, dice, deadly);
    self.#tell();
    self.#servers = Array.from({ length: most }, () => self.#spawn());
    await Promise.all(self.#servers.map(one => one.ready));
    await self.#hears();
    return self;
  }

  /** One of them believes in another hour. */
  #spawn(plan: Plan = {}): Process {
    const clockAhead = this.#dice.below(3) === 0 ? { clockAhead: [-3_600, 3_600][this.#dice.below(2)] ?? 0 } : {};
    return this.#story.spawn({ ...clockAhead, ...plan, clockFile: this.#clockFile });
  }

  /** Moves all clocks on, and those of the servers. */
  async later(seconds: number): Promise<void> {
    await this.#story.later(seconds);
    this.#tell();
    await this.#story.query(`select pg_notify('deliveries', ''), pg_notify('effects', '')`);
  }

  #tell(): void {
    writeFileSync(`${this.#clockFile}.new`, String(this.#story.box.clock.ahead));
    renameSync(`${this.#clockFile}.new`, this.#clockFile);
  }

  /** Once all of them are dead. */
  forget(): void {
    rmSync(this.#clockFile);
  }

  /** kill -9, and another one in its place, which may be mortal, too. */
  async dies(): Promise<string> {
    const place = this.#dice.below(this.#servers.length);
    await this.#servers[place]?.kill();
    const point = this.#deadly[this.#dice.below(this.#deadly.length)] ?? 'committed';
    const strike = { point, occurrence: 1 + this.#dice.below(4), signal: 'SIGKILL' as const };
    const mortal = this.#dice.below(4) > 0;
    this.#servers[place] = this.#spawn(mortal ? { strike } : {});
    await this.#servers[place]?.ready;
    await this.#hears();
    return `a server dies, and the next one ${mortal ? `at ${point}, ${strike.occurrence}` : 'lives'}`;
  }

  /** Until nothing is left to do now. Who died on the way is replaced by somebody who lives. */
  async settle(): Promise<void> {
    await until(async () => {
      for (const [place, server] of this.#servers.entries()) if (server.over) this.#servers[place] = this.#spawn();
      await this.#hears();
      return await inSilence(this.#story.box, async () => {
        const [row] = await this.#story.query<{ now: number }>(busy);
        return row?.now === 0;
      });
    }, 60_000).catch(async error => {
      const open = JSON.stringify(await this.#story.query(underWay));
      throw new Error(`it does not come to rest: ${open}\n${this.#story.lastWords()}`, { cause: error });
    });
  }

  async #hears(): Promise<void> {
    const alive = this.#servers.filter(({ over }) => over === null);
    const server = alive[this.#dice.below(alive.length)];
    if (server) await this.#story.sendTo(server);
  }
}
