/** The bot and its GitHub in a year that goes by in jumps: both clocks stand where they are put. */
import { type Bot, startBot } from '../bot.ts';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import { fileOf, people, type Rules, team } from './reminders-people.ts';

/** Something is being done, or could be without the clock moving on. */
const busy = `
  select 1 from deliveries where state = 'taken' or (state in ('waiting', 'heaped') and due_at <= clock())
  union all select 1 from effects e where state = 'sent' or (state = 'planned' and due_at <= clock())`;
/** What failed, because a token is old once the clock has jumped, is tried again in a moment. */
const again = `
  select extract(epoch from min(due_at)) * 1000 as at from (
    select due_at from deliveries where state = 'waiting' and error is not null
    union all select due_at from effects where state = 'planned') as open
  where due_at < clock() + interval '2 minutes'`;
const look = `select extract(epoch from min(due_at)) * 1000 as at from deliveries where state = 'waiting' and name = 'Due'`;
const due = `select extract(epoch from min(due_at)) * 1000 as at from pull_turns`;

export class House implements AsyncDisposable {
  readonly bot: Bot;
  #now: number;

  private constructor(bot: Bot) {
    this.bot = bot;
    const { clock } = bot.box;
    this.#now = clock.now().getTime();
    clock.now = () => new Date(this.#now);
  }

  static async begin(rules: Rules, from: number): Promise<House> {
    const bot = await startBot({ files: { '.github/shipmate.yml': fileOf(rules) } });
    const house = new House(bot);
    const acme = bot.box.organisation('acme');
    const web = acme.team(team.slug);
    for (const { login } of people) {
      bot.web.collaborator(bot.box.person(login), login === 'alice' ? 'admin' : 'write');
      acme.member(bot.box.person(login));
    }
    for (const login of team.members) web.member(bot.box.person(login));
    web.grant(bot.web, 'write');
    await bot.quiet();
    await house.jumps(from);
    return house;
  }

  /** Both clocks show this, however long it takes: what follows from it comes out the same each time. */
  get now(): number {
    return this.#now;
  }

  /** Nobody is woken. */
  async puts(to: number): Promise<void> {
    this.#now = to;
    const body = `select to_timestamp(${to}::float8 / 1000)`;
    await this.bot.query(`create or replace function clock() returns timestamptz language sql stable as $$${body}$$`);
  }

  /** Puts the clocks there, and waits until all that is due by then has come to rest. */
  async jumps(to: number): Promise<void> {
    await this.puts(Math.max(to, this.#now));
    await this.bot.query(`select pg_notify('wake', '')`);
    await this.rests();
  }

  async rests(): Promise<void> {
    const nothingIsInHand = async () => {
      if ((await this.bot.query(busy)).length > 0) return false;
      const at = await this.#at(again);
      if (at === null) return true;
      await this.puts(at);
      await this.bot.query(`select pg_notify('wake', '')`);
      return false;
    };
    await until(() => inSilence(this.bot.box, nothingIsInHand), 60_000);
  }

  /** When the bot wakes next, and when it would tell somebody something. */
  async next(): Promise<{ look: number | null; due: number | null }> {
    return { look: await this.#at(look), due: await this.#at(due) };
  }

  async #at(sql: string): Promise<number | null> {
    const [row] = await this.bot.query<{ at: string | null }>(sql);
    return row?.at == null ? null : Number(row.at);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // All that was said is judged elsewhere.
    for (const thread of this.bot.web.threads) await this.bot.says(thread);
    await this.bot[Symbol.asyncDispose]();
  }
}
