import type { Fault, Matching } from '../../../src/sandbox/github/index.ts';
import type { Dice } from '../dice.ts';
import type { Servers } from '../servers.ts';
import type { Ground } from './ground.ts';

/** Everything that goes wrong between people, GitHub, servers and their database: one thing at a time, and all of it ends with the round. */

const writes: Matching[] = [
  { route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches' },
  { route: 'POST /repos/{owner}/{repo}/deployments' },
  { route: 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses' },
  { route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments' },
  { route: 'POST /repos/{owner}/{repo}/issues' },
  { route: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}' },
  { route: 'POST /graphql' },
];
const faults: Fault[] = [
  ...([{ before: 500 }, { after: 500 }, { before: 502 }, { after: 502 }, { before: 'reset' }, { after: 'reset' }] as const),
  ...([{ delay: 1_500 }, { secondary: 5 }, { secondary: null }, { before: 'hang' }, { after: 'hang' }] as const),
];

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

export class Weather {
  readonly kinds = new Map<string, number>();
  /** Whether its database was away in this round: then servers may say so. */
  away = false;
  readonly #ground: Ground;
  readonly #servers: Servers;
  #underWay: Promise<unknown>[] = [];
  #stopped: { signal(signal: NodeJS.Signals): void }[] = [];
  #isDown = false;
  #failed: unknown[] = [];

  constructor(ground: Ground, servers: Servers) {
    this.#ground = ground;
    this.#servers = servers;
  }

  /** As the round begins: webhooks come twice, late, and overtake each other. */
  begins(seed: number): void {
    this.away = false;
    const lateness = { least: 500, most: 15_000 };
    this.#ground.box.webhooks.disorder({ seed, double: 0.1, late: 0.08, lateness, reorder: 0.15 });
  }

  /** The next thing goes wrong; in words. All that chance has a say in is said at once. */
  strikes(chance: Dice): string {
    const all: [number, string, () => string][] = [
      [5, 'kill', () => this.#kills(chance)],
      [3, 'stop', () => this.#stops(chance)],
      [2, 'connections cut', () => this.#cuts()],
      [1, 'database restart', () => this.#restarts(100 + chance.below(2_000))],
      [6, 'write fault', () => this.#breaks(chance)],
      [3, 'storm', () => this.#storms(chance)],
      [3, 'webhooks dropped', () => this.#drops(1 + chance.below(5))],
      [2, 'webhooks doubled', () => this.#doubles(1 + chance.below(4))],
      [2, 'webhooks held', () => this.#holds(500 + chance.below(3_000), chance.below(2) === 0)],
    ];
    const wheel = all.flatMap(one => Array.from({ length: one[0] }, () => one));
    const [, kind, strike] = wheel[chance.below(wheel.length)] ?? all[0] ?? [0, '', () => ''];
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    return strike();
  }

  /** All is as it should be again, and what was late arrives. */
  async calms(): Promise<void> {
    const { box } = this.#ground;
    box.faults.clear();
    box.release();
    for (const server of this.#stopped) server.signal('SIGCONT');
    await Promise.all(this.#underWay);
    this.#underWay = [];
    this.#stopped = [];
    box.faults.clear();
    box.release();
    box.webhooks.drop(0);
    box.webhooks.double(0);
    box.webhooks.release();
    box.webhooks.calm();
    if (this.#failed.length > 0) throw new Error('the weather itself went wrong', { cause: this.#failed[0] });
  }

  #goes(work: Promise<unknown>): void {
    this.#underWay.push(work.catch(error => this.#failed.push(error)));
  }

  #kills(chance: Dice): string {
    this.#goes(this.#servers.dies(chance));
    return 'a server is killed, and another one comes';
  }

  #stops(chance: Dice): string {
    const place = chance.below(this.#servers.all.length);
    const milliseconds = 300 + chance.below(7_000);
    const server = this.#servers.all[place];
    if (!server || server.over) return 'the server that would stop is dead';
    server.signal('SIGSTOP');
    this.#stopped.push(server);
    this.#goes(pause(milliseconds).then(() => server.signal('SIGCONT')));
    return `a server stops for ${milliseconds} ms`;
  }

  #cuts(): string {
    this.away = true;
    if (this.#isDown) return 'the database is away anyway';
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
                 where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    // Another cut may end this one.
    this.#goes(this.#ground.query(cut).catch(() => {}));
    return 'the database ends all connections';
  }

  #restarts(milliseconds: number): string {
    this.away = true;
    if (this.#isDown) return 'the database is away anyway';
    this.#isDown = true;
    this.#goes(this.#restarted(milliseconds));
    return `the database dies, and comes back ${milliseconds} ms later`;
  }

  async #restarted(milliseconds: number): Promise<void> {
    const { postgres } = this.#ground;
    await postgres.kill();
    await pause(milliseconds);
    await postgres.start();
    this.#isDown = false;
  }

  #breaks(chance: Dice): string {
    const matching = writes[chance.below(writes.length)] ?? {};
    const fault = faults[chance.below(faults.length)] ?? { after: 502 };
    const times = 1 + chance.below(3);
    this.#ground.box.faults.next({ ...matching, times }, fault);
    if (isHanging(fault)) this.#goes(pause(2_500).then(() => this.#ground.box.release()));
    return `the next ${times} of ${matching.route} end with ${JSON.stringify(fault)}`;
  }

  #storms(chance: Dice): string {
    const [seed, rate, requests] = [chance.below(1_000_000), 0.1 + chance.below(5) / 10, 20 + chance.below(60)];
    this.#ground.box.faults.storm({ seed, rate, requests });
    return `of the next ${requests} requests ${Math.round(rate * 100)} % go wrong`;
  }

  #drops(count: number): string {
    this.#ground.box.webhooks.drop(count);
    return `the next ${count} webhooks get lost`;
  }

  #doubles(count: number): string {
    this.#ground.box.webhooks.double(count);
    return `the next ${count} webhooks come twice`;
  }

  #holds(milliseconds: number, reversed: boolean): string {
    const { webhooks } = this.#ground.box;
    webhooks.hold();
    this.#goes(pause(milliseconds).then(() => webhooks.release({ reversed })));
    return `webhooks wait for ${milliseconds} ms${reversed ? ', and come in the wrong order' : ''}`;
  }
}

const isHanging = (fault: Fault): boolean =>
  ('before' in fault && fault.before === 'hang') || ('after' in fault && fault.after === 'hang');
