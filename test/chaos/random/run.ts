import { inSilence } from '../../silence.ts';
import { until } from '../../until.ts';
import { wrongs as wrongsOfBuilds } from '../builds-oracle.ts';
import { BuildWorld, files as buildFiles } from '../builds-world.ts';
import { dice } from '../dice.ts';
import { wrongsOf as wrongsOfErrors } from '../errors-oracle.ts';
import { addPager, ErrorPlace } from '../errors-place.ts';
import { ErrorWorld, files as errorFiles } from '../errors-world.ts';
import type { Point } from '../plan.ts';
import { Servers } from '../servers.ts';
import { judgeDeploys, judgeStatus } from './deploys-oracle.ts';
import { DeployWorld, pace, places } from './deploys-world.ts';
import { Ground } from './ground.ts';
import { House } from './house-oracle.ts';
import { Judge } from './judge.ts';
import { Weather } from './weather.ts';

/** Rounds of random stories under random faults. After each all comes to rest, and everything that must be true is looked at. */

const deadly: Point[] = [
  ...(['bodyRead', 'kept', 'answered', 'hookAnswered', 'lettersRead', 'lettersCounted'] as const),
  ...(['taken', 'factsRead', 'committed', 'effectSent', 'effectAnswered'] as const),
];

export interface Length {
  seed: number;
  /** No round begins after so long. */
  milliseconds: number;
  /** How long a round is, at least and at most. */
  round: { least: number; most: number };
  rounds?: number;
}

export interface Outcome {
  wrongs: string[];
  /** What was counted, in the order in which it is told. */
  counts: [string, number][];
  /** Of the round that went wrong, or of the last one. */
  did: string[];
}

/** Of what has failed, the last one. */
const nextTry = `
  select ceil(extract(epoch from due_at - clock()))::int as seconds from deliveries
  where state = 'waiting' and error is not null and due_at > clock() order by due_at desc limit 1`;
const mostTries = 5;

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

export class RandomRun implements AsyncDisposable {
  readonly #length: Length;
  readonly #say: (line: string) => void;
  readonly #ground: Ground;
  readonly #servers: Servers;
  readonly #weather: Weather;
  readonly #house: House;
  readonly #deploys: DeployWorld[];
  readonly #builds: BuildWorld;
  readonly #errors: ErrorPlace;
  readonly #judge = new Judge();
  readonly #stories = new Map<string, number>();
  #did: string[] = [];
  #rounds = 0;

  private constructor(length: Length, say: (line: string) => void, ground: Ground, servers: Servers) {
    this.#length = length;
    this.#say = say;
    this.#ground = ground;
    this.#servers = servers;
    this.#weather = new Weather(ground, servers);
    this.#house = new House(ground);
    const { box } = ground;
    this.#deploys = places.map(place => new DeployWorld(box, place));
    this.#builds = new BuildWorld(box, box.repository('acme/api'), dice(length.seed + 1));
    const pay = box.repository('acme/pay', { private: true });
    this.#errors = new ErrorPlace(ground, pay, new ErrorWorld(dice(length.seed + 2), () => box.clock.now()));
  }

  static async begin(length: Length, say: (line: string) => void): Promise<RandomRun> {
    const ground = await Ground.open();
    try {
      await addPager(ground.postgres);
      ground.box.install('acme');
      const servers = await Servers.on(ground, dice(length.seed + 3), deadly);
      const self = new RandomRun(length, say, ground, servers);
      await self.#settles();
      return self;
    } catch (error) {
      await ground[Symbol.asyncDispose]();
      throw error;
    }
  }

  async run(): Promise<Outcome> {
    const { box } = this.#ground;
    const alice = box.person('alice');
    box.actions.script({ ...pace, workflow: 'deploy.yml' });
    this.#errors.web.push('main', errorFiles, { by: alice });
    this.#builds.web.push('main', buildFiles, { by: alice });
    this.#builds.push('release');
    for (const run of this.#builds.web.runs()) run.finish();
    await this.#settles();
    const begun = performance.now();
    const { milliseconds, rounds = Number.POSITIVE_INFINITY } = this.#length;
    while (performance.now() - begun < milliseconds && this.#rounds < rounds) {
      this.#rounds += 1;
      await this.#round().catch(error => this.#judge.wrongs.push(error instanceof Error ? inFull(error) : String(error)));
      if (this.#judge.wrongs.length > 0) break;
    }
    return { wrongs: this.#judge.wrongs, counts: this.#counts(), did: this.#did };
  }

  async #round(): Promise<void> {
    const { seed, round } = this.#length;
    const { box } = this.#ground;
    // Each step has dice of its own: what one of them finds there changes nothing for the next.
    const own = (step: number) => dice(seed * 1_000_003 + this.#rounds * 10_007 + step);
    const chance = own(0);
    const before = { deliveries: box.deliveries.length, writes: box.ledger.writes.length, checks: this.#judge.checks };
    const lasts = round.least + chance.below(round.most - round.least + 1);
    this.#did = [];
    this.#weather.begins(seed + this.#rounds);
    const begun = performance.now();
    let [deeds, faults] = [0, 0];
    for (const { at, what } of this.#planned(own, lasts)) {
      await pause(Math.max(0, begun + at - performance.now()));
      const said = what();
      if (said.kind === 'fault') faults += 1;
      else deeds += 1;
      this.#did.push(`${(at / 1_000).toFixed(1)} s: ${said.words}`);
    }
    await pause(Math.max(0, begun + lasts - performance.now()));
    const rested = performance.now();
    await this.#rests();
    const rest = performance.now() - rested;
    await this.#judges();
    const leap = [0, 0, 20 * 60, 3_700, 3 * 3_600][chance.below(5)] ?? 0;
    if (leap > 0 && this.#judge.wrongs.length === 0) {
      this.#did.push(`${leap / 60} minutes pass`);
      await this.#passes([leap, 60, 60]);
    }
    const { wrongs, checks } = this.#judge;
    this.#say(
      [
        `round ${String(this.#rounds).padStart(3)}`,
        `${(lasts / 1_000).toFixed(0)} s, ${deeds} deeds, ${faults} faults`,
        `${box.deliveries.length - before.deliveries} deliveries, ${box.ledger.writes.length - before.writes} effects`,
        `at rest after ${(rest / 1_000).toFixed(1)} s`,
        `${checks - before.checks} checks`,
        wrongs.length > 0 ? `${wrongs.length} wrong` : 'clean',
      ].join(' · '),
    );
  }

  /** All that will be done in this round, and when: the same for the same seed. */
  #planned(own: (step: number) => ReturnType<typeof dice>, lasts: number) {
    const plan: { at: number; what: () => { kind: string; words: string } }[] = [];
    const deed = (at: number, kind: string, words: () => string) =>
      plan.push({
        at,
        what: () => {
          this.#stories.set(kind, (this.#stories.get(kind) ?? 0) + 1);
          return { kind, words: words() };
        },
      });
    const chance = own(1);
    let step = 10;
    for (let at = 300; at < lasts; at += 120 + chance.below(700)) {
      step += 1;
      const mine = own(step);
      const fate = chance.below(100);
      const world = this.#deploys[chance.below(this.#deploys.length)];
      if (fate < 20) plan.push({ at, what: () => ({ kind: 'fault', words: this.#weather.strikes(mine) }) });
      else if (fate < 35) deed(at, 'builds', () => this.#builds.act());
      else if (fate < 50) deed(at, 'alerts', () => `${this.#errors.world.act()}, ${this.#letters(mine)}`);
      else if (world) deed(at, `deploys in ${world.place.name}`, () => world.act(mine));
    }
    for (const [place, world] of this.#deploys.entries()) {
      const mine = own(2 + place);
      let at = 500 + mine.below(2_000);
      for (const step of world.ships(mine)) {
        deed(at, `deploys in ${world.place.name}`, step);
        at += Math.min(lasts / 8, 600 + mine.below(2_000));
      }
    }
    return plan.toSorted((a, b) => a.at - b.at);
  }

  #sending: Promise<unknown>[] = [];

  #letters(chance: ReturnType<typeof dice>): string {
    this.#sending.push(this.#errors.sends(this.#servers, chance));
    return 'and the pager sends';
  }

  /** No fault any more; everything that was told is heard, and what waits for its time has it. */
  async #rests(): Promise<void> {
    await this.#weather.calms();
    await Promise.all(this.#sending.splice(0));
    this.#builds.endAll();
    await this.#settles();
    const chance = dice(this.#length.seed + this.#rounds);
    await until(async () => {
      await this.#errors.sends(this.#servers, chance);
      await this.#settles();
      return this.#errors.world.letters.every(({ heard }) => heard > 0);
    });
    // What a dead server had in hand, GitHub's log, what is looked at again, and what is edited not before a minute has gone by.
    await this.#passes([60, 16, 30, 310, 125, 35, 65, 65, 65]);
    // What failed again and again is tried after minutes, at last once an hour, and may have something confirmed after that.
    for (let tries = 0; tries < mostTries; tries += 1) {
      const [next] = await this.#ground.query<{ seconds: number }>(nextTry);
      if (!next) break;
      this.#did.push(`something is tried again in ${next.seconds} s`);
      await this.#passes([next.seconds + 1, 125, 35, 65]);
    }
    // Whoever stands in line is next each time a run ends.
    await until(async () => {
      const open = this.#deploys.flatMap(({ repository }) =>
        repository.runs('deploy.yml').filter(({ status }) => status !== 'completed'),
      );
      if (open.length > 0) await this.#passes([30, 30]);
      return open.length === 0;
    }, 60_000);
  }

  async #passes(seconds: number[]): Promise<void> {
    for (const some of seconds) {
      await this.#servers.later(some);
      await this.#settles();
    }
  }

  async #settles(): Promise<void> {
    await this.#servers.settle({ buries: true });
    await this.#errors.looks();
  }

  async #judges(): Promise<void> {
    const judge = this.#judge;
    const asked = this.#deploys.map(world => {
      world.says(world.desk, 'bob', '/status');
      return world.words.at(-1);
    });
    await this.#settles();
    for (const [at, world] of this.#deploys.entries()) {
      await judgeDeploys(this.#ground, world, judge);
      const word = asked[at];
      if (word) judgeStatus(world, word, judge);
    }
    const { box } = this.#ground;
    const broken = wrongsOfBuilds(box, this.#builds.web).map(wrong => `acme/api: ${wrong}`);
    judge.hears(broken, 2 * this.#builds.web.runs().length);
    if (broken.length > 0) judge.hears(await this.#knownOfBuilds(), 0);
    judge.hears(
      (await wrongsOfErrors(this.#errors)).map(wrong => `acme/pay: ${wrong}`),
      6 * this.#errors.world.things.length,
    );
    await inSilence(box, () => this.#house.judge(judge, this.#weather.away).then(() => true));
  }

  /** For whoever asks why an issue is missing, or one too many. */
  async #knownOfBuilds(): Promise<string[]> {
    const { id } = this.#builds.web;
    const about = [
      `select 'episode' as what, key, state, began_at, bad_at, ended_at, number, opened_at, shut, left_why, story->>'title' as title from episodes where repository_id = $1`,
      `select 'report' as what, about, run, attempt, number, verdict, began_at, at, looked from build_reports where repository_id = $1 order by at`,
      `select 'look' as what, about, looked_at, next_at, clock() as now from build_looks where repository_id = $1`,
      `select 'write' as what, kind, key, state, error, planned_at, settled_at from effects where repository_id = $1 order by id`,
      `select 'delivery' as what, name, key, state, error, due_at, received_at, attempts from deliveries where key like '%' || $1 || '%' order by seq desc limit 60`,
    ];
    const rows = await Promise.all(about.map(text => this.#ground.query(text, [id])));
    return rows.flat().map(row => `acme/api knows ${JSON.stringify(row)}`);
  }

  #counts(): [string, number][] {
    const { box, processes } = this.#ground;
    return [
      ['rounds', this.#rounds],
      ...[...this.#stories].toSorted(byName),
      ...[...this.#weather.kinds].toSorted(byName).map(([kind, count]): [string, number] => [`fault: ${kind}`, count]),
      ['deploys that ran', this.#deploys.flatMap(({ repository }) => repository.runs('deploy.yml')).length],
      ['issues opened', box.ledger.of('POST /repos/{owner}/{repo}/issues').length],
      ['servers started', processes.length],
      ['servers killed', processes.filter(({ process }) => process.over?.signal === 'SIGKILL').length],
      ['webhooks delivered', box.deliveries.length],
      ['effects on GitHub', box.ledger.writes.length],
      ['checks made', this.#judge.checks],
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A database that is just coming back would outlive us.
    await this.#weather.calms().catch(() => {});
    await this.#ground[Symbol.asyncDispose]();
    this.#servers.forget();
  }
}

const byName = ([a]: [string, number], [b]: [string, number]): number => (a < b ? -1 : 1);

const inFull = (error: Error): string =>
  error.cause instanceof Error ? `${error.message}\n${error.cause.message}` : (error.stack ?? error.message);
