import pg from 'pg';
import { keyIn } from '../../src/core/marker.ts';
import type { Box, Comment, Issue } from '../../src/sandbox/github/index.ts';
import { acmeWeb } from '../bot.ts';
import { startBox } from '../box.ts';
import { type Database, freshDatabase } from '../database.ts';
import { environmentOn } from '../environment.ts';
import { inSilence } from '../silence.ts';
import { until } from '../until.ts';
import type { Plan } from './plan.ts';
import { Process } from './process.ts';
import type { Stage } from './stage.ts';

/** People who say `/ping` while servers die, and what must be true of the box and of the database when all is quiet again. */

const commentRoute = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const path = '/api/github/webhooks';

/** One query: what is left to do, and whether something is being done now, or could be, without the clock moving on. */
const progress = `
  select (select count(*) from deliveries where state in ('waiting', 'taken'))
       + (select count(*) from effects where state in ('planned', 'sent'))
       + (select count(*) from chores where name = 'missed deliveries' and (holder is not null or due_at <= clock())) as open,
         (select count(*) from deliveries where state = 'taken' or (state = 'waiting' and due_at <= clock()))
       -- What waits for its look has ten seconds at most; a write under way has a minute.
       + (select count(*) from effects where (state = 'planned' and due_at <= clock())
            or (state = 'sent' and (lease_until <= clock() or lease_until > clock() + interval '11 seconds')))
       + (select count(*) from chores where name = 'missed deliveries' and (holder is not null or due_at <= clock())) as now`;

/** The App has been here before and knows its own comments; otherwise it looks before each comment, and hides what else it should do. */
const adoption = `
  insert into repositories (id, installation_id, owner, name, private, default_branch, adopted_at)
  values ($1, 0, 'acme', 'web', true, 'main', clock())`;

interface Options {
  threads?: number;
  /** Else one of its own on the server that all tests share. */
  database?: Database;
  adopted?: boolean;
  /** Of each server. */
  env?: Record<string, string>;
}

interface Told {
  by: Comment;
  in: Issue;
}

export class Story implements Stage, AsyncDisposable {
  readonly box: Box;
  readonly database: Database;
  readonly threads: Issue[];
  readonly commands: Told[] = [];
  readonly processes: Process[] = [];
  #client: pg.Client;
  readonly #others: pg.Client[] = [];
  readonly #before = new Set<string>();
  readonly #env: Record<string, string>;

  private constructor(box: Box, database: Database, client: pg.Client, threads: Issue[], env: Record<string, string>) {
    this.#env = env;
    this.box = box;
    this.database = database;
    this.#client = client;
    this.threads = threads;
  }

  static async begin({ threads = 3, database, adopted = true, env = {} }: Options = {}): Promise<Story> {
    const [box, own] = await Promise.all([startBox(), database ?? freshDatabase()]);
    const web = acmeWeb(box);
    const client = await connected(own);
    const issues = Array.from({ length: threads }, () => web.issue({ by: box.person('alice') }));
    const story = new Story(box, own, client, issues, env);
    // What it took to get here is older than this database, so that the first delivery of the story is the first one handled.
    await box.settled();
    for (const { guid } of box.deliveries) story.#before.add(guid);
    // GitHub's times have no milliseconds: what was said in the second of the birth would count as said after it.
    await story.later(1);
    await client.query('update births set born_at = clock()');
    if (adopted) await client.query(adoption, [web.id]);
    return story;
  }

  /** Starts a server without waiting for it. */
  spawn(plan: Plan = {}, env: Record<string, string> = {}): Process {
    const made = new Process(environmentOn(this.box, this.database, { ...this.#env, ...env }), plan);
    this.processes.push(made);
    return made;
  }

  /** Starts a server that webhooks go to from now on. */
  async serve(plan: Plan = {}, env: Record<string, string> = {}): Promise<Process> {
    const made = this.spawn(plan, env);
    await this.sendTo(made);
    return made;
  }

  async sendTo(server: Process): Promise<void> {
    const url = await server.ready;
    if (url) this.box.webhooks.url = url + path;
  }

  ping(thread: Issue | undefined = this.threads[0]): Comment {
    if (!thread) throw new Error('there is no such thread');
    const by = thread.comment(this.box.person('bob'), '/ping');
    this.commands.push({ by, in: thread });
    return by;
  }

  /** Those of the story itself. */
  get deliveries(): Box['deliveries'] {
    return this.box.deliveries.filter(({ guid }) => !this.#before.has(guid));
  }

  /** How many comments of the App answer this one. */
  answersTo(comment: Comment): number {
    const written = this.threads.flatMap(thread => thread.comments).filter(one => one.author === this.box.bot.login);
    return written.filter(one => keyIn(one.body) === `answer:${comment.node}`).length;
  }

  async query<T extends object>(text: string, values?: unknown[]): Promise<T[]> {
    return (await this.#client.query(text, values)).rows;
  }

  /** After the database was away. */
  async listenAgain(): Promise<void> {
    this.#client = await connected(this.database);
  }

  /** Questions to another database than the story's own. */
  async alsoOn(database: Database): Promise<Story['query']> {
    const client = await connected(database);
    this.#others.push(client);
    return async (text, values) => (await client.query(text, values)).rows;
  }

  /** Moves the clocks of GitHub and of the database. */
  async later(seconds: number): Promise<void> {
    this.box.clock.advance(seconds * 1_000);
    await this.database.shiftClock(`${seconds} seconds`);
  }

  /** Moves the clocks on until nothing is left to do. Something under way gets the real time that it needs. */
  async quiet(): Promise<void> {
    let left = -1;
    const nothingIsLeft = async () => {
      const [row] = await this.query<{ open: string; now: string }>(progress);
      left = Number(row?.open);
      if (left > 0 && Number(row?.now) === 0) await this.later(5);
      return left === 0;
    };
    await until(() => inSilence(this.box, nothingIsLeft), 60_000).catch(error => {
      throw new Error(`${left} things are still to do\n${this.lastWords()}`, { cause: error });
    });
  }

  /** After more than GitHub's log is read again in, too: what the doors missed while the last server started is found there. */
  async quietForGood(): Promise<void> {
    await this.quiet();
    await this.later(310);
    await this.quiet();
  }

  /** What is not as it must be: each acknowledged delivery done, each command answered once. Empty when all is well. */
  async wrongs(): Promise<string[]> {
    const wrongs: string[] = [];
    const rows = await this.query<{ guid: string; state: string }>('select guid, state from deliveries');
    const states = new Map(rows.map(row => [row.guid, row.state]));
    for (const { guid, statusCode } of this.box.deliveries) {
      const wanted = this.#before.has(guid) ? 'seen' : 'done';
      if (states.get(guid) !== wanted) wrongs.push(`delivery ${guid}, answered ${statusCode}, is ${states.get(guid) ?? 'lost'}`);
    }
    for (const { by, in: thread } of this.commands) {
      const signs = by.reactions.map(one => `${one.content} by ${one.by}`).join();
      if (signs !== `eyes by ${this.box.bot.login}`)
        wrongs.push(`the comment ${by.id} in #${thread.row.number} has as signs: ${signs}`);
      const answers = this.answersTo(by);
      if (answers !== 1) wrongs.push(`the comment ${by.id} in #${thread.row.number} has ${answers} answers`);
    }
    const posted = this.box.ledger.of(commentRoute).length;
    if (posted !== this.commands.length) wrongs.push(`${this.commands.length} commands and ${posted} comments of the App`);
    return [...wrongs, ...this.box.unknownRoutes.map(route => `the box does not know ${route}`)];
  }

  lastWords(): string {
    return this.processes.map(one => `process ${one.pid}:\n${one.log.slice(-12).join('\n')}`).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.processes.map(one => one.kill()));
    await Promise.all([this.#client, ...this.#others].map(client => client.end().catch(() => {})));
    await this.box.close();
    await this.database.drop();
  }
}

async function connected(database: Database): Promise<pg.Client> {
  const client = new pg.Client(database.config);
  client.on('error', () => {});
  await client.connect();
  return client;
}
