import * as z from 'zod/mini';
import { keyIn } from '../../../src/core/marker.ts';
import { verify } from '../../../src/store/audit-chain.ts';
import type { Process } from '../process.ts';
import type { Ground } from './ground.ts';
import { again, type Judge } from './judge.ts';

/** What must be true of the whole house whatever people do: nothing twice, nothing left, nothing dead by itself, no word that nobody expects. */

const Marked = z.object({ body: z.string() });
const Dispatch = z.object({ inputs: z.object({ shipmate: z.string() }) });
const Deployment = z.object({ payload: z.object({ shipmate: z.string() }) });
const dispatches = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
/** Each write that carries a name of ours, and where that name is. */
const named: [string, (body: unknown) => string | null][] = [
  ['POST /repos/{owner}/{repo}/issues/{issue_number}/comments', body => keyIn(z.parse(Marked, body).body)],
  ['POST /repos/{owner}/{repo}/issues', body => keyIn(z.parse(Marked, body).body)],
  [dispatches, body => z.parse(Dispatch, body).inputs.shipmate],
  ['POST /repos/{owner}/{repo}/deployments', body => z.parse(Deployment, body).payload.shipmate],
];

/** What a server says while its database is away, or just was. */
const sayWithoutDatabase = [
  ...['the queue cannot be read', 'effects cannot be read', 'a chore cannot be read', 'what hooks brought cannot be read'],
  ...['how a write ended could not be written down', 'deliveries cannot be kept, and are answered with 503'],
];
const LogLine = z.object({ level: z.number(), msg: z._default(z.string(), '') });

export class House {
  readonly #ground: Ground;
  /** How far the log of each is read. */
  readonly #read = new Map<number, number>();
  readonly #refused: string[] = [];
  /** Whose end was judged: in a later round the database was not away. */
  readonly #judged = new Set<Process>();

  constructor(ground: Ground) {
    this.#ground = ground;
    const { requests } = ground.box;
    requests.heard = () => {
      const asked = requests.all.at(-1);
      // A token is old (401), or GitHub has had enough (403): both are told by the box alone.
      if (!asked?.status || asked.status < 400 || asked.status >= 500 || [401, 403].includes(asked.status)) return;
      // To look for what is not there is no mistake.
      if (asked.method === 'GET' && asked.status === 404) return;
      // Nor is it one that a run ended while somebody was about to cancel it.
      if (asked.status === 409 && asked.path.endsWith('/cancel')) return;
      // Nor that GitHub took an order, and forgot the run that it had named.
      if (asked.status === 404 && asked.path.endsWith('/cancel') && this.#isForgotten(asked.path)) return;
      this.#refused.push(`${asked.method} ${asked.path.replaceAll(/\/\d+/g, '/…')} was answered ${asked.status}`);
    };
  }

  #isForgotten(path: string): boolean {
    const run = Number(path.split('/').at(-2));
    const { ledger, world } = this.#ground.box;
    return ledger.of(dispatches).some(({ ids }) => ids.run === run) && world.runs.find(run) === undefined;
  }

  async judge(judge: Judge, away: boolean): Promise<void> {
    this.#ledger(judge);
    await this.#store(judge);
    this.#servers(judge, away);
    const { box } = this.#ground;
    const untrue = [...new Set(box.untrue.splice(0))];
    judge.hears(
      box.unknownRoutes.splice(0).map(route => `the box does not know ${route}`),
      1,
    );
    judge.hears(untrue, 1);
    judge.hears(this.#refused.splice(0), 1);
  }

  #ledger(judge: Judge): void {
    const { ledger } = this.#ground.box;
    for (const [route, nameIn] of named) {
      const names = ledger.of(route).map(({ repository, number, body }) => {
        const name = nameIn(body);
        return name === null ? null : `${repository}#${number ?? ''} ${name}`;
      });
      const twice = again(names.filter(name => name !== null));
      judge.checks += names.length;
      judge.hears(
        twice.map(name => `${route} took effect twice: ${name}`),
        0,
      );
    }
  }

  async #store(judge: Judge): Promise<void> {
    const left = await this.#ground.query<{ what: string }>(`
      select format('%s %s is set aside: %s', name, key, error) as what from deliveries where state = 'aside'
      union all select format('%s %s is %s, %s after its time: %s', name, key, state, clock() - due_at, error) from deliveries
        where state in ('waiting', 'taken', 'heaped') and due_at < clock() - interval '15 seconds'
      union all select format('%s %s is %s, %s after its time: %s', kind, key, state, clock() - due_at, error) from effects
        where state in ('planned', 'sent') and due_at < clock() - interval '75 seconds'
      union all select format('%s %s failed: %s', kind, key, error) from effects
        where state = 'failed' and error not like '%422%' and settled_at > clock() - interval '1 hour'`);
    judge.hears(
      left.map(({ what }) => what),
      4,
    );
    const kept = await this.#ground.query<{ guid: string; state: string }>(
      `select guid, state from deliveries where source = 'github'`,
    );
    const states = new Map(kept.map(({ guid, state }) => [guid, state]));
    for (const { guid, event, action, statusCode } of this.#ground.box.deliveries) {
      const state = states.get(guid) ?? 'lost';
      const name = action === null ? event : `${event}.${action}`;
      judge.expects(['done', 'seen'].includes(state), () => `the webhook ${name}, answered ${statusCode}, is ${state} (${guid})`);
    }
    const { misfits, rows } = await verify(this.#ground.store.pool);
    judge.checks += rows;
    judge.hears(
      misfits.map(({ why, name, place }) => `the audit of ${name} does not verify at row ${place}: ${why}`),
      0,
    );
    const [locked] = await this.#ground.query<{ n: number }>(
      'select deadlocks::int as n from pg_stat_database where datname = current_database()',
    );
    judge.expects(locked?.n === 0, () => `there were ${locked?.n} deadlocks`);
  }

  #servers(judge: Judge, away: boolean): void {
    for (const { process, plan } of this.#ground.processes) {
      const { over } = process;
      const planned = over === null || process.killed || (plan.strike?.signal === 'SIGKILL' && over.signal === 'SIGKILL');
      // One that comes up while its database is away says so and ends; whoever runs it starts it again.
      const unborn = away && over?.code === 1 && process.passed('kept') + process.passed('taken') === 0;
      judge.expects(
        planned || unborn || this.#judged.has(process),
        () => `process ${process.pid} ended by itself: ${JSON.stringify(over)}\n${process.log.slice(-5).join('\n')}`,
      );
      if (over !== null) this.#judged.add(process);
      const from = this.#read.get(process.pid) ?? 0;
      this.#read.set(process.pid, process.log.length);
      const loud = process.log.slice(from).filter(line => {
        if (!line.startsWith('{')) return line.trim() !== '' && !unborn;
        const said = z.parse(LogLine, JSON.parse(line));
        return said.level >= 50 && !(away && sayWithoutDatabase.includes(said.msg));
      });
      judge.checks += process.log.length - from;
      judge.hears(
        loud.map(line => `process ${process.pid} says: ${line.slice(0, 600)}`),
        0,
      );
    }
  }
}
