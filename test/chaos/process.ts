import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';
import type { Plan, Point } from './plan.ts';

/** The server as `npm start` runs it: a process of its own, that a test can end in every way. */

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const main = file('../../src/main.ts');
const preload = file('./preload.ts');
/** Starting is most of what these tests cost, and with its code compiled before a server starts in half the time. */
const compiled = file('../../node_modules/.cache/shipmate-chaos');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export class Process {
  readonly log: string[] = [];
  /** Where it listens, once it says so; null when it ended before. */
  readonly ready: Promise<string | null>;
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #passed = new Map<string, number>();
  #over: Ended | null = null;
  #killed = false;

  constructor(env: Record<string, string>, plan: Plan = {}) {
    this.#child = spawn(process.execPath, ['--import', preload, main], {
      // Not a folder in which somebody may keep an `.env`.
      cwd: tmpdir(),
      env: {
        PATH: process.env.PATH ?? '',
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: compiled,
        ...env,
        CHAOS: JSON.stringify(plan),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.ended = once(this.#child, 'exit').then(([code, signal]) => {
      this.#over = { code, signal };
      return this.#over;
    });
    const [, out, errors, told] = this.#child.stdio;
    const ready = new Promise<string>(resolve => {
      eachLine(out, line => {
        this.log.push(line);
        const url = /"url":"(http:[^"]+)".*"msg":"ready"/.exec(line)?.[1];
        if (url) resolve(url);
      });
    });
    eachLine(errors, line => this.log.push(line));
    eachLine(told, point => this.#passed.set(point, this.passed(point) + 1));
    this.ready = Promise.race([ready, this.ended.then(() => null)]);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get over(): Ended | null {
    return this.#over;
  }

  /** Whether we did it. */
  get killed(): boolean {
    return this.#killed;
  }

  /** How often it has come by there. */
  passed(point: Point | string): number {
    return this.#passed.get(point) ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the kernel has stopped it. */
  async stopped(): Promise<void> {
    await until(() => /\) T /.test(readFileSync(`/proc/${this.pid}/stat`, 'utf8')));
  }

  /** kill -9, which a stopped process obeys too. */
  async kill(): Promise<void> {
    if (!this.#over) this.#killed = true;
    this.signal('SIGKILL');
    await this.ended;
  }
}

function eachLine(stream: ChildProcess['stdio'][number] | undefined, take: (line: string) => void): void {
  if (stream && 'read' in stream) createInterface({ input: stream }).on('line', take);
}
