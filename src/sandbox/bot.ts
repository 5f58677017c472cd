/** The bot as `npm start` runs it: a process of its own, which the page can kill and start again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environment } from '../config/env.ts';
import type { Credentials } from './github/index.ts';
import { secretsKey } from './production.ts';

export type BotState = 'starting' | 'running' | 'stopping' | 'killed' | 'ended';

interface Options {
  githubUrl: string;
  credentials: Credentials;
  /** Its own data folder, with its own database. */
  folder: string;
  /** Where GitHub is to send webhooks from now on. */
  listening(url: string): void;
  changed(): void;
  /** Its process from now on. */
  process(pid: number | null): void;
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SystemRoot'];
const mostLines = 200;

export class Bot {
  state: BotState = 'ended';
  /** How often it was started. */
  starts = 0;
  /** Where it listens, or listened last. */
  url: string | null = null;
  readonly log: string[] = [];
  readonly #options: Options;
  #child: ChildProcess | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when it serves, or to false when it ended before. */
  async start(): Promise<boolean> {
    if (this.#child) return this.state === 'running';
    const { folder, githubUrl, credentials } = this.#options;
    const own = environment(folder);
    const child = spawn(process.execPath, ['--require', file('../runtime.cjs'), file('../main.ts')], {
      cwd: folder,
      // Ctrl-C in the terminal is for us; we tell the bot when it is its turn.
      detached: true,
      env: {
        ...Object.fromEntries(passedOn.map(name => [name, own[name]])),
        APP_ID: String(credentials.appId),
        PRIVATE_KEY: credentials.privateKey,
        WEBHOOK_SECRET: credentials.webhookSecret,
        SECRETS_KEY: secretsKey(credentials).toString('base64'),
        GITHUB_API_URL: githubUrl,
        DATA_FOLDER: folder,
        HOST: '127.0.0.1',
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.starts += 1;
    this.#options.process(child.pid ?? null);
    this.#be('starting');
    const ready = new Promise<boolean>(resolve => {
      createInterface({ input: child.stdout }).on('line', line => {
        this.#note(line);
        const url = /"url":"(http:[^"]+)".*"msg":"ready"/.exec(line)?.[1];
        if (url === undefined) return;
        this.url = url;
        this.#options.listening(`${url}/api/github/webhooks`);
        this.#be('running');
        resolve(true);
      });
    });
    createInterface({ input: child.stderr }).on('line', line => this.#note(line));
    const ended = once(child, 'exit').then(() => {
      this.#child = null;
      this.#options.process(null);
      this.#be(this.state === 'killed' ? 'killed' : 'ended');
      return false;
    });
    return await Promise.race([ready, ended]);
  }

  /** As the system does it when memory runs out: nothing is put away. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL', 'killed');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM', 'stopping');
  }

  async #end(signal: NodeJS.Signals, state: BotState): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const gone = once(child, 'exit');
    this.#be(state);
    child.kill(signal);
    await gone;
  }

  #be(state: BotState): void {
    this.state = state;
    this.#options.changed();
  }

  #note(line: string): void {
    this.log.push(line);
    if (this.log.length > mostLines) this.log.shift();
  }
}
