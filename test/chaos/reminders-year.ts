/** What twelve people do in a year of pull requests, as the dice fall: each turn is taken, put off, handed on or forgotten as its owner is. */
import type { Comment } from '../../src/sandbox/github/index.ts';
import type { Dice } from './dice.ts';
import { Calendar } from './reminders-calendar.ts';
import { delays, momentsIn } from './reminders-habits.ts';
import { House } from './reminders-house.ts';
import { Life } from './reminders-life.ts';
import { type Habit, type Plan, people } from './reminders-people.ts';
import { saidIn, type Told } from './reminders-told.ts';

interface Act {
  at: number;
  does(): void;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const hour = 60 * minute;
/** What was done is read. */
const untilRead = 3 * minute;
const untilVotesAreRead = 70 * minute;

export class Year implements AsyncDisposable {
  readonly house: House;
  readonly plan: Plan;
  readonly calendar: Calendar;
  readonly lives: Life[] = [];
  /** Who wants no reminders, since when. */
  readonly optedOut = new Map<string, number>();
  readonly did: string[] = [];
  steps = 0;
  readonly #dice: Dice;
  #acts: Act[] = [];
  readonly #heard = new Set<number>();

  private constructor(house: House, plan: Plan, dice: Dice) {
    this.house = house;
    this.plan = plan;
    this.#dice = dice;
    this.calendar = new Calendar({ from: plan.from - 30 * day, to: plan.from + (plan.days + 30) * day });
  }

  static async lived(plan: Plan, dice: Dice): Promise<Year> {
    const year = new Year(await House.begin(plan.rules, plan.from), plan, dice);
    year.#opens();
    await year.#lives();
    return year;
  }

  get ends(): number {
    return this.plan.from + this.plan.days * day;
  }

  /** Everything the bot has said in pull requests, oldest first. */
  get told(): Told[] {
    const all = this.lives.flatMap(({ pull }) => saidIn(pull, this.house.bot.box.bot).map(({ told }) => told));
    return all.toSorted((one, other) => one.at - other.at || one.pull - other.pull);
  }

  async #lives(): Promise<void> {
    for (;;) {
      const at = await this.#next();
      if (at === null) return;
      this.steps += 1;
      const now = this.#acts.filter(act => act.at <= at);
      this.#acts = this.#acts.filter(act => act.at > at);
      if (now.length > 0) await this.#happens(at, now);
      else await this.house.jumps(at);
      this.#hears(at);
    }
  }

  async #happens(at: number, acts: Act[]): Promise<void> {
    // An old token is found out before, so that what is done now is heard of at once.
    await this.house.jumps(at - minute);
    await this.house.puts(at);
    for (const act of acts) act.does();
    await this.house.rests();
    await this.house.jumps(at + untilRead);
  }

  /** The next moment at which somebody does something, or is to hear something. */
  async #next(): Promise<number | null> {
    const { now } = this.house;
    const { look, due } = await this.house.next();
    // What is due and was not told waits for the next look.
    const told =
      due !== null && due <= now ? look : Math.min(due ?? this.ends, look !== null && look < now + 5 * minute ? look : this.ends);
    const at = Math.max(now, Math.min(told ?? this.ends, ...this.#acts.map(act => act.at)));
    return at >= this.ends ? null : at;
  }

  #opens(): void {
    for (let count = 0; count < this.plan.pulls; count += 1) {
      const from = this.plan.from + this.#dice.below(this.plan.days * 24) * 60 * minute;
      const author = this.#one(people.map(({ login }) => login));
      this.#at(this.#momentOf(author, from, 0), `${author} opens`, () => this.#begins(author, `change-${count}`));
    }
  }

  #begins(author: string, name: string): void {
    const { bot } = this.house;
    const count = [1, 1, 1, 1, 1, 2, 2, 2, 0, 1][this.#dice.below(10)] ?? 1;
    const others = this.#dice.shuffled(people.map(({ login }) => login).filter(login => login !== author));
    const here = { web: bot.web, person: (login: string) => bot.box.person(login), now: () => this.house.now };
    const life = new Life(here, author, { name, reviewers: others.slice(0, count), draft: this.#dice.below(8) === 0 });
    this.lives.push(life);
    life.checked(this.#dice.below(7) === 0);
    const later = (days: number, words: string, does: () => void) =>
      this.#at(this.#momentOf(author, this.house.now, days), `#${life.number} ${words}`, () => life.isOver || does());
    if (life.isOpenToAll) this.#expects(life);
    else later(1 + this.#dice.below(4), 'is ready', () => this.#after(life, () => life.readies()));
    if (this.#dice.below(8) === 0)
      later(2 + this.#dice.below(6), 'conflicts', () => this.#after(life, () => life.conflicts('alice')));
    if (this.#dice.below(15) === 0) {
      later(3, 'is blocked', () => life.isOpenToAll && this.#after(life, () => life.blocks('alice')));
      later(9, 'is free', () => life.isBlocked && this.#after(life, () => life.unblocks('alice')));
    }
  }

  /** Does it, and has those whose turn it has become do something in their time. */
  #after(life: Life, does: () => void): void {
    const before = life.turn?.episode;
    does();
    if (life.turn && life.turn.episode !== before) this.#expects(life);
  }

  #expects(life: Life): void {
    for (const login of life.turn?.people ?? []) this.#mayTake(life, login, 'alone');
  }

  #mayTake(life: Life, login: string, when: 'alone' | 'told'): void {
    const delay = delays[this.#habitOf(login)][when];
    const episode = life.turn?.episode;
    // Some are forgotten for good.
    if (!delay || this.#dice.below(25) === 0) return;
    const days = delay[0] + this.#dice.below(delay[1] - delay[0] + 1);
    this.#at(this.#momentOf(login, this.house.now, days), `${login} in #${life.number}`, () => {
      if (life.turn?.episode === episode && life.turn?.people.includes(login)) this.#after(life, () => this.#takes(life, login));
    });
  }

  #takes(life: Life, login: string): void {
    const fate = this.#dice.below(100);
    switch (life.turn?.of) {
      case 'review':
        if (fate < 62) life.approves(login);
        else life.wantsChanges(login);
        break;
      case 'answer':
        if (fate < 6) life.closes();
        else life.pushes(fate > 92);
        break;
      case 'merge':
        life.merges();
        break;
      case 'ask': {
        const whom = this.#free(life);
        if (fate < 50) life.asks(login, whom);
        else life.handsOver(login, whom);
      }
    }
  }

  /** What people do once they have heard. */
  #hears(at: number): void {
    const fresh = this.lives
      .flatMap(life => saidIn(life.pull, this.house.bot.box.bot).map(one => ({ ...one, life })))
      .filter(({ comment }) => !this.#heard.has(comment.id));
    for (const { life, told, comment } of fresh) {
      this.#heard.add(comment.id);
      if (told.kind === 'stale') this.#answers(life, comment, at);
      for (const login of told.to) if (life.turn?.people.includes(login)) this.#reacts(life, login, at);
    }
    for (const life of this.lives) if (!life.isOver && life.pull.row.state === 'closed') life.ends();
  }

  #reacts(life: Life, login: string, at: number): void {
    // GitHub shows any word of an author as one, so a command would answer whoever wants changes.
    const habit = life.turn?.of === 'answer' ? 'nudged' : this.#habitOf(login);
    const soon = (words: string, does: () => void) => {
      const episode = life.turn?.episode;
      this.#at(this.#momentOf(login, at, 0), `${login} ${words} #${life.number}`, () => {
        if (life.turn?.episode === episode) this.#after(life, does);
      });
    };
    if (habit === 'snoozes' && this.#dice.below(2) === 0) soon('snoozes', () => life.snoozes(login, 2 + this.#dice.below(5)));
    else if (habit === 'mutes' && this.#dice.below(3) === 0) soon('mutes', () => life.mutes(login));
    else if (habit === 'hands over' && life.turn?.of === 'review')
      soon('hands over', () => life.handsOver(login, this.#free(life)));
    else if (habit === 'opts out' && at > this.plan.from + 120 * day && !this.optedOut.has(login)) {
      soon('opts out in', () => {
        this.optedOut.set(login, this.house.now);
        life.says(login, '/mute me');
      });
    } else this.#mayTake(life, login, 'told');
  }

  /** A thumb for the question whether to close it. */
  #answers(life: Life, question: Comment, at: number): void {
    const fate = this.#dice.below(3);
    if (fate === 2) return;
    const when = this.#momentOf(life.author, at, 1 + this.#dice.below(4));
    const says = fate === 0 ? '+1' : '-1';
    this.#at(when, `${life.author} says ${says} in #${life.number}`, () =>
      question.react(this.house.bot.box.person(life.author), says),
    );
    this.#at(when + untilVotesAreRead, 'votes are read', () => {});
  }

  /** At work, so many of their working days later; now and then when nobody works. */
  #momentOf(login: string, from: number, days: number): number {
    const shifts = this.calendar.after(login, from + minute);
    const isAsleep = this.#dice.below(12) === 0;
    const slots = shifts
      .slice(days)
      .flatMap(({ from: start, to }) => momentsIn({ from: start - hour, to }).filter(time => time > from));
    const [first = this.ends] = slots;
    return isAsleep ? (momentsIn({ from: from + days * day + minute, to: from + (days + 1) * day + minute })[0] ?? first) : first;
  }

  #at(at: number, words: string, does: () => void): void {
    const act = () => {
      this.did.push(`${new Date(at).toISOString().slice(0, 16)} ${words}`);
      does();
    };
    this.#acts.push({ at, does: act });
  }

  #free(life: Life): string {
    return this.#one(people.map(({ login }) => login).filter(login => life.isFree(login)));
  }

  #habitOf(login: string): Habit {
    return people.find(one => one.login === login)?.habit ?? 'fast';
  }

  #one(all: string[]): string {
    return all[this.#dice.below(all.length)] ?? 'alice';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.house[Symbol.asyncDispose]();
  }
}
