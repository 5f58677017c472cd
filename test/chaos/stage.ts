import type { Box } from '../../src/sandbox/github/index.ts';
import type { Plan } from './plan.ts';
import type { Process } from './process.ts';

/** What servers stand on: a box, a database, and one clock for both. */
export interface Stage {
  readonly box: Box;
  /** Starts a server without waiting for it. */
  spawn(plan?: Plan): Process;
  /** Webhooks go there from now on. */
  sendTo(server: Process): Promise<void>;
  query<T extends object>(text: string, values?: unknown[]): Promise<T[]>;
  /** Moves the clocks of GitHub and of the database. */
  later(seconds: number): Promise<void>;
  lastWords(): string;
}
