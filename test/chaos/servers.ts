import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import type { Dice } from './dice.ts';
import type { Plan, Point } from './plan.ts';
import type { Process } from './process.ts';
import type { Stage } from './stage.ts';

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
export const underWay = `
  select state, name, key, due_at - clock() as due, error from deliveries where state in ('taken', 'waiting', 'heaped')
  union all select state, kind, key, due_at - clock(), error from effects where state in ('planned', 'sent')
  union all select coalesce(holder::text, 'free'), name, '', due_at - clock(), '' from chores`;

/** `machine process nonce`, as store/holder.ts writes it. */
const inHand = `
  select what, split_part(holder, ' ', 2)::int as pid from (
    select 'delivery ' || seq || ' ' || holder as what, holder from deliveries where state = 'taken'
    union all select 'effect ' || id || ' ' || holder, holder from effects where state = 'sent'
    union all select 'chore ' || name || ' ' || holder, holder from chores) as held where holder is not null`;

const most = 3;
/** Ours to GitHub take ten seconds at most. */
const longestRequest = 15_000;
const lease = 61;

export class Servers {
  readonly #stage: Stage;
  readonly #dice: Dice;
  readonly #deadly: readonly Point[];
  readonly #clockFile = join(tmpdir(), `shipmate-clock-${randomUUID()}`);
  #servers: Process[] = [];

  private constructor(stage: Stage, dice: Dice, deadly: readonly Point[]) {
    this.#stage = stage;
    this.#dice = dice;
    this.#deadly = deadly;
  }

  /** `deadly`: where some of them die. */
  static async on(stage: Stage, dice: Dice, deadly: readonly Point[]): Promise<Servers> {
    const self = new Servers(stage, dice, deadly);
    self.#tell();
    self.#servers = Array.from({ length: most }, () => self.#spawn());
    await Promise.all(self.#servers.map(one => one.ready));
    await self.#hears();
    return self;
  }

  /** One of them believes in another hour. */
  #born(dice: Dice, plan: Plan): Plan {
    const clockAhead = dice.below(3) === 0 ? { clockAhead: [-3_600, 3_600][dice.below(2)] ?? 0 } : {};
    return { ...clockAhead, ...plan, clockFile: this.#clockFile };
  }

  #spawn = (): Process => this.#stage.spawn(this.#born(this.#dice, {}));

  /** Moves all clocks on, and those of the servers. */
  async later(seconds: number): Promise<void> {
    await this.#stage.later(seconds);
    this.#tell();
    await this.#stage.query(`select pg_notify('deliveries', ''), pg_notify('effects', ''), pg_notify('heap', '')`);
  }

  #tell(): void {
    writeFileSync(`${this.#clockFile}.new`, String(this.#stage.box.clock.ahead));
    renameSync(`${this.#clockFile}.new`, this.#clockFile);
  }

  /** Once all of them are dead. */
  forget(): void {
    rmSync(this.#clockFile);
  }

  get all(): readonly Process[] {
    return this.#servers;
  }

  /** kill -9, and another one in its place, which may be mortal, too. All that chance has a say in is said at once. */
  async dies(dice = this.#dice): Promise<string> {
    const place = dice.below(this.#servers.length);
    const point = this.#deadly[dice.below(this.#deadly.length)] ?? 'committed';
    const strike = { point, occurrence: 1 + dice.below(4), signal: 'SIGKILL' as const };
    const mortal = dice.below(4) > 0;
    const plan = this.#born(dice, mortal ? { strike } : {});
    await this.#servers[place]?.kill();
    const next = this.#stage.spawn(plan);
    this.#servers[place] = next;
    await next.ready;
    await this.#hears();
    return `a server dies, and the next one ${mortal ? `at ${point}, ${strike.occurrence}` : 'lives'}`;
  }

  /**
   * Until nothing is left to do now. Who died on the way is replaced by somebody who lives. `buries`: where only the dead have something in
   * hand, or whoever has it is done with it long ago and could not write that down, leases run out by the clocks.
   */
  async settle({ buries = false } = {}): Promise<void> {
    const held = new Map<string, number>();
    await until(
      async () => {
        for (const [place, server] of this.#servers.entries()) if (server.over) this.#servers[place] = this.#spawn();
        await this.#hears();
        if (buries && (await this.#isLeftBehind(held))) {
          held.clear();
          await this.later(lease);
        }
        return await inSilence(this.#stage.box, async () => {
          const [row] = await this.#stage.query<{ now: number }>(busy);
          return row?.now === 0;
        });
      },
      buries ? 120_000 : 60_000,
    ).catch(async error => {
      const open = JSON.stringify(await this.#stage.query(underWay));
      throw new Error(`it does not come to rest: ${open}\n${this.#stage.lastWords()}`, { cause: error });
    });
  }

  /** `held`: since when somebody has what. A slow machine is no reason: what is in other hands each time it is looked at gets done. */
  async #isLeftBehind(held: Map<string, number>): Promise<boolean> {
    const alive = this.#servers.filter(({ over }) => over === null).map(({ pid }) => pid);
    const now = await this.#stage.query<{ what: string; pid: number }>(inHand);
    for (const what of [...held.keys()]) if (!now.some(one => one.what === what)) held.delete(what);
    for (const { what } of now) held.set(what, held.get(what) ?? performance.now());
    if (now.length > 0 && now.every(({ pid }) => !alive.includes(pid))) return true;
    return [...held.values()].some(since => performance.now() - since > longestRequest);
  }

  async #hears(): Promise<void> {
    const alive = this.#servers.filter(({ over }) => over === null);
    const server = alive[this.#dice.below(alive.length)];
    if (server) await this.#stage.sendTo(server);
  }
}
