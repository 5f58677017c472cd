import { type Box, startGitHub } from '../../../src/sandbox/github/index.ts';
import { openStore, type Store } from '../../../src/store/connection.ts';
import { environmentOn } from '../../environment.ts';
import { describedTruth } from '../../spec/truth.ts';
import { secretsKey } from '../errors-place.ts';
import type { Plan } from '../plan.ts';
import { ownPostgres, type Postgres } from '../postgres.ts';
import { Process } from '../process.ts';
import type { Stage } from '../stage.ts';

/** A box that is held to the truth, and a PostgreSQL that is nobody else's: what three servers stand on while all goes wrong. */

const path = '/api/github/webhooks';

export class Ground implements Stage, AsyncDisposable {
  readonly box: Box;
  readonly postgres: Postgres;
  readonly store: Store;
  /** With what was planned for each, in the order in which they began. */
  readonly processes: { process: Process; plan: Plan }[] = [];

  #closed = false;

  private constructor(box: Box, postgres: Postgres) {
    this.box = box;
    this.postgres = postgres;
    this.store = openStore(postgres.config, { warn() {} });
  }

  static async open(): Promise<Ground> {
    const [box, postgres] = await Promise.all([startGitHub({ truth: describedTruth() }), ownPostgres()]);
    return new Ground(box, postgres);
  }

  spawn(plan: Plan = {}): Process {
    if (this.#closed) throw new Error('nothing starts any more');
    const process = new Process(environmentOn(this.box, this.postgres, secretsKey), plan);
    this.processes.push({ process, plan });
    return process;
  }

  async sendTo(server: Process): Promise<void> {
    const url = await server.ready;
    if (url) this.box.webhooks.url = url + path;
  }

  async query<T extends object>(text: string, values?: unknown[]): Promise<T[]> {
    return (await this.store.pool.query(text, values)).rows;
  }

  async later(seconds: number): Promise<void> {
    this.box.clock.advance(seconds * 1_000);
    await this.postgres.shiftClock(`${seconds} seconds`);
  }

  lastWords(): string {
    return this.processes
      .slice(-4)
      .map(({ process }) => `process ${process.pid}:\n${process.log.slice(-8).join('\n')}`)
      .join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all(this.processes.map(({ process }) => process.kill()));
    await this.store.close().catch(() => {});
    await this.box.close();
    await this.postgres.drop();
  }
}
