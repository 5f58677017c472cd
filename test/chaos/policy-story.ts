import * as z from 'zod/mini';
import type { PullRequest, Repository } from '../../src/sandbox/github/index.ts';
import { workflow } from '../scenarios/deploys.ts';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import type { Dice } from './dice.ts';
import { decidedOn, longestOrder, Oracle, policyFile, pullsOf, required, standsFor } from './policy-oracle.ts';
import type { Process } from './process.ts';
import { Story } from './story.ts';

/** Three servers on one database, a repository with a policy, and everything that must hold while people and chance do what they like. */

const dispatch = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
const Order = z.object({ inputs: z.object({ environment: z.string(), sha: z.string(), shipmate: z.string() }) });
export const askers = ['bob', 'carol', 'erin'];

/** Something is being done, or could be without the clock moving on. */
const busy = `
  select count(*)::int as now from (
    select 1 from deliveries where state = 'taken' or (state = 'waiting' and due_at <= clock())
    union all select 1 from effects where (state = 'planned' and due_at <= clock())
      or (state = 'sent' and (lease_until <= clock() or lease_until > clock() + interval '11 seconds'))
    union all select 1 from chores where name = 'missed deliveries' and (holder is not null or due_at <= clock())) as open`;

/** One start, and what each who may have asked for it lacked in the moments before, until they were over. */
interface Started {
  id: string;
  environment: string;
  sha: string;
  beside: number;
  /** When, by the box's clock, and by the real one. */
  at: number;
  real: number;
  seen: { asker: string; until: number; now: boolean; back: boolean; lacks: string[] }[];
}

interface Row {
  id: string;
  environment: string;
  state: string;
  sha: string;
  by: string;
  back: boolean;
  line: boolean;
  checklist: string;
  due: string;
}

const rows = `
  select id, environment, state, sha, story->'by'->>'login' as by, coalesce(story->'back', 'null') <> 'null' as back,
         story->>'checklist' = '' as line, story->>'checklist' as checklist, (due_at - clock())::text as due from deploys`;

export class PolicyStory implements AsyncDisposable {
  readonly story: Story;
  readonly web: Repository;
  readonly oracle: Oracle;
  readonly started: Started[] = [];
  readonly #wrongs: string[] = [];
  #servers: Process[] = [];

  private constructor(story: Story, web: Repository, oracle: Oracle) {
    this.story = story;
    this.web = web;
    this.oracle = oracle;
  }

  static async begin(chance: Dice): Promise<PolicyStory> {
    const story = await Story.begin({ threads: 0 });
    const { box } = story;
    const web = box.repository('acme/web');
    const minute = Math.floor(box.clock.now().getTime() / 60_000) % 1_440;
    const begins = minute + 6 + chance.below(8);
    const freeze = { from: begins % 1_440, to: (begins + 4 + chance.below(5)) % 1_440 };
    const time = (of: number) => `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
    const file = policyFile(`${time(freeze.from)} - ${time(freeze.to)}`);
    web.push(
      'main',
      {
        '.github/shipmate.yml': file,
        '.github/workflows/deploy.yml': workflow.replace('[prerelease, prod]', '[lab, staging, prod]'),
        'app.js': '// 1\n',
      },
      { by: box.person('alice') },
    );
    web.push('release', { 'README.md': 'Released\n' }, { by: box.person('alice') });
    web.protect('main', { checks: [required] });
    for (const login of ['dave', 'erin']) web.collaborator(box.person(login), 'write');
    const team = box.organisation('acme').team('release');
    for (const login of ['carol', 'dave', 'erin']) team.member(box.person(login));
    const oracle = new Oracle(box, web, freeze);
    const self = new PolicyStory(story, web, oracle);
    // Each request goes by here before it takes effect.
    const sees = ({ route, body }: { route: string; body: string }) => {
      oracle.look();
      if (route === dispatch) self.#starts(body);
      return false;
    };
    box.faults.next({ only: sees, times: Number.POSITIVE_INFINITY }, { before: 500 });
    for (let count = 0; count < 3; count += 1) self.#servers.push(story.spawn());
    await Promise.all(self.#servers.map(one => one.ready));
    await self.knocksAt(chance);
    oracle.look();
    return self;
  }

  get pulls(): PullRequest[] {
    return pullsOf(this.web);
  }

  /** What somebody's commit stands for, of a pull request that is open or merged. */
  standsFor(pull: PullRequest): string | null {
    const { mergedAt, mergeCommit } = pull.row.pull;
    return standsFor({ state: mergedAt ? 'merged' : pull.row.state, head: pull.head, merge: mergeCommit });
  }

  /** Webhooks go to one of those that live. */
  async knocksAt(chance: Dice): Promise<void> {
    const alive = this.#servers.filter(({ over }) => over === null);
    const server = alive[chance.below(alive.length)];
    if (server) await this.story.sendTo(server);
  }

  /** kill -9, and another one in its place, which may be mortal, too. */
  async dies(chance: Dice): Promise<void> {
    const place = chance.below(this.#servers.length);
    await this.#servers[place]?.kill();
    const strike = {
      point: (['committed', 'factsRead', 'effectSent', 'effectAnswered', 'taken'] as const)[chance.below(5)] ?? 'taken',
      occurrence: 2 + chance.below(8),
      signal: 'SIGKILL' as const,
    };
    this.#servers[place] = this.story.spawn(chance.below(2) === 0 ? { strike } : {});
    await this.#servers[place]?.ready;
    await this.knocksAt(chance);
  }

  /** All begin anew, with tokens that are not hours old. */
  async restarts(chance: Dice): Promise<void> {
    await Promise.all(this.#servers.map(one => one.kill()));
    this.#servers = this.#servers.map(() => this.story.spawn());
    await Promise.all(this.#servers.map(one => one.ready));
    await this.knocksAt(chance);
  }

  /** Until nothing is left to do now. Who died on the way is replaced by somebody who lives. */
  async settles(chance: Dice): Promise<void> {
    await until(async () => {
      for (const [place, server] of this.#servers.entries()) if (server.over) this.#servers[place] = this.story.spawn();
      await this.knocksAt(chance);
      return await inSilence(this.story.box, async () => {
        const [row] = await this.story.query<{ now: number }>(busy);
        return row?.now === 0;
      });
    }, 60_000).catch(error => {
      throw new Error(`it does not come to rest\n${this.story.lastWords()}`, { cause: error });
    });
    this.oracle.look();
  }

  async later(seconds: number): Promise<void> {
    await this.story.later(seconds);
    await this.story.query(`select pg_notify('deliveries', ''), pg_notify('effects', '')`);
  }

  /** Everything that was missed or comes late has been heard of: what can be asked then. */
  async checkpoint(chance: Dice): Promise<void> {
    this.story.box.webhooks.calm();
    await this.settles(chance);
    // What a dead server had in hand, GitHub's log, and what is looked at again.
    for (const seconds of [60, 30, 310, 15]) {
      await this.later(seconds);
      await this.settles(chance);
    }
    for (const lock of await this.#locks()) this.#wrongs.push(...wrongWith(lock, this.pulls));
    const all = await this.story.query<Row>(`${rows} where ended_at is null order by asked_at`);
    for (const one of all.filter(({ state }) => state === 'waiting')) {
      const busy = all.some(other => other.environment === one.environment && other.state !== 'waiting');
      const before = all.slice(0, all.indexOf(one)).some(other => other.environment === one.environment && other.line);
      const held = (await this.#locks()).some(lock => lock.environment === null || lock.environment === one.environment);
      const lacks = this.oracle.lacks(this.oracle.now, { ...one, asker: one.by }, true);
      if (!busy && !before && !held && lacks.length === 0)
        this.#wrongs.push(
          `${one.sha.slice(0, 7)} waits for ${one.environment}, and lacks nothing (looked at again in ${one.due}): ${one.checklist}`,
        );
    }
  }

  /** All ends: runs, locks, and the longest wait. */
  async ends(chance: Dice): Promise<void> {
    const { box } = this.story;
    await this.checkpoint(chance);
    for (let round = 0; round < 12; round += 1) {
      // Whoever stands in line is next each time, without time passing.
      for (let turn = 0; turn < this.started.length; turn += 1) {
        const open = this.web.runs('deploy.yml').filter(({ status }) => status !== 'completed');
        if (open.length === 0) break;
        for (const run of open) run.finish();
        await this.settles(chance);
      }
      await this.later(round < 4 ? 65 : 3_600);
      await this.settles(chance);
      const [open] = await this.story.query<{ count: number }>(
        `select count(*)::int as count from deploys where ended_at is null`,
      );
      if (open?.count === 0) break;
    }
    // The hours have made the tokens of all three old: each is refused once, and what needed it is tried again.
    for (let count = 0; count < 3; count += 1) {
      await this.later(60);
      await this.settles(chance);
    }
    for (const one of await this.story.query<Row>(`${rows} where ended_at is null`))
      this.#wrongs.push(`${one.sha.slice(0, 7)} is ${one.state} for ${one.environment} for ever`);
    for (const lock of await this.#locks()) this.#wrongs.push(...wrongWith(lock, this.pulls));
    for (const { name, error } of await this.story.query<{ name: string; error: string }>(
      `select name, error from deliveries where state = 'aside'`,
    ))
      this.#wrongs.push(`${name} was set aside: ${error}`);
    this.#wrongs.push(...box.unknownRoutes.map(route => `the box does not know ${route}`));
  }

  async wrongs(): Promise<string[]> {
    const known = await this.story.query<Row>(rows);
    const orders = await this.story.query<{ key: string; planned: string }>(
      `select key, (extract(epoch from planned_at) * 1000)::float8 as planned from effects where kind = 'dispatch'`,
    );
    const starts = this.started.flatMap(({ id, environment, sha, beside, at, real, seen }) => {
      const row = known.find(one => one.id === id);
      const what = `${sha.slice(0, 7)} to ${environment} for ${row?.by ?? 'nobody'}`;
      // Whoever was to send it may have died: what counts is when it was decided.
      const decided = Math.min(at, ...orders.filter(({ key }) => key.includes(id)).map(({ planned }) => Number(planned)));
      const then = seen.filter(({ asker, until, now }) => asker === row?.by && (now || decided - until < decidedOn));
      const freed = this.oracle.freed(environment, { at, real });
      const moments = then.map(({ lacks }) => lacks.filter(one => one !== 'lock' || !freed));
      const [lacked = ['a moment']] = moments.toSorted(byLeast);
      const refused = row?.back ? (then.some(({ back }) => back) ? [] : ['the right to go back']) : lacked;
      const late = at - decided > longestOrder + 1_000;
      return [
        ...(beside > 0 ? [`${what} started while ${beside} others ran`] : []),
        ...(late ? [`${what} started ${Math.round((at - decided) / 1_000)} s after it was decided`] : []),
        ...(refused.length > 0
          ? [
              `${what} started without ${refused.join(', ')}, ${Math.round((at - decided) / 1_000)} s after it was decided; ` +
                `in the moments before it lacked ${moments.map(one => one.join(' ') || 'nothing').join(' | ')}`,
            ]
          : []),
      ];
    });
    // Runs, and not what was asked for: what GitHub refused, because a token was old, is asked for once more.
    const runs = this.web.runs('deploy.yml').map(({ inputs }) => inputs.shipmate);
    const twice = runs.filter((id, place) => runs.indexOf(id) < place);
    return [...starts, ...twice.map(id => `${id} was started twice`), ...this.#wrongs];
  }

  #starts(body: string): void {
    const { environment, sha, shipmate: id } = z.parse(Order, JSON.parse(body)).inputs;
    const running = this.web
      .runs('deploy.yml')
      .filter(one => one.inputs.environment === environment && one.status !== 'completed');
    const sights = this.oracle.lately();
    const seen = askers.flatMap(asker =>
      sights.map(({ sight, until, now }) => ({
        ...{ asker, until, now, back: this.oracle.mayGoBack(sight, { environment, sha, asker }) },
        lacks: this.oracle.lacks(sight, { environment, sha, asker }),
      })),
    );
    const time = { at: this.story.box.clock.now().getTime(), real: performance.now() };
    this.started.push({ id, environment, sha, beside: running.length, ...time, seen });
  }

  #locks = () =>
    this.story.query<Held>(
      `select l.environment, l.kind, l.by_login as by, l.pull, l.until is not null as ends,
              case when l.until < clock() - interval '1 minute' then
                format('%s past its time; its turn is %s, due in %s, tried %s times: %s',
                       clock() - l.until, d.state, d.due_at - clock(), d.attempts, d.error)
              end as late
       from locks l left join lateral (
         select * from deliveries where key like '%/deploy-lock/' || l.id order by seq desc limit 1) d on true
       where l.ended_at is null`,
    );

  async [Symbol.asyncDispose](): Promise<void> {
    await this.story[Symbol.asyncDispose]();
  }
}

/** Of as much in the way each time, what tells more: before it was pushed all that a commit lacks is to be there. */
const byLeast = (a: string[], b: string[]): number =>
  a.length - b.length || Number(a.includes('head')) - Number(b.includes('head'));

interface Held {
  environment: string | null;
  kind: string;
  by: string | null;
  pull: number | null;
  ends: boolean;
  /** What became of its turn, when its time is over. */
  late: string | null;
}

/** Somebody answers for each, and something ends it. */
function wrongWith({ environment, kind, by, pull, ends, late }: Held, pulls: PullRequest[]): string[] {
  const what = `a lock (${kind}) of ${environment ?? 'all'} by ${by ?? 'nobody'}`;
  const open = pulls.find(({ number }) => number === pull)?.row.state === 'open';
  return [
    ...(by === null ? [`${what} is nobody's`] : []),
    ...(kind === 'hold' && !ends ? [`${what} has no end`] : []),
    ...(pull !== null && !open ? [`${what} has outlived #${pull}`] : []),
    ...(late === null ? [] : [`${what} is ${late}`]),
  ];
}
