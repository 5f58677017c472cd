import { randomBytes } from 'node:crypto';
import type { Issue, Repository } from '../../src/sandbox/github/index.ts';
import { openStore } from '../../src/store/connection.ts';
import { addHook, hookKey } from '../../src/store/hooks.ts';
import { seal } from '../../src/store/sealed.ts';
import type { Database } from '../database.ts';
import type { Dice } from './dice.ts';
import { type ErrorWorld, post, secret } from './errors-world.ts';
import { type Servers, underWay } from './servers.ts';
import type { Stage } from './stage.ts';

/** Where a pager's letters arrive, and what became of them there. */

const key = randomBytes(32);
/** For each server that is to open the hook. */
export const secretsKey = { SECRETS_KEY: key.toString('base64') };

interface Counts {
  print: string;
  title: string;
  alerts: number;
}

export async function addPager(database: Pick<Database, 'config'>): Promise<void> {
  const store = openStore(database.config, { warn() {} });
  const hook = { name: 'pagerduty', kind: 'pagerduty', owner: 'acme', repository: null, settings: {} };
  await addHook(store.db, hook, seal([key], hookKey('pagerduty'), secret));
  await store.close();
}

export class ErrorPlace {
  readonly stage: Stage;
  readonly web: Repository;
  readonly world: ErrorWorld;
  /** What went wrong while it went on. */
  readonly wrongs: string[] = [];
  readonly #counts = new Map<string, number>();

  constructor(stage: Stage, web: Repository, world: ErrorWorld) {
    this.stage = stage;
    this.web = web;
    this.world = world;
  }

  /** Each letter to any door, many at once; whoever hears no 202 tries again with the next ones. */
  async sends(servers: Servers, dice: Dice): Promise<string> {
    const letters = this.world.toSend(dice);
    const heard = await Promise.all(
      letters.map(async letter => {
        const url = await servers.all[dice.below(servers.all.length)]?.ready;
        const kept = url ? await post(url, letter) : false;
        if (kept) letter.heard += 1;
        return kept;
      }),
    );
    return `${letters.length} letters are sent, ${heard.filter(kept => kept).length} heard`;
  }

  /** What must be true at any time. */
  async looks(): Promise<void> {
    for (const { print, title, alerts } of await this.counts()) {
      const before = this.#counts.get(print) ?? 0;
      if (alerts < before) this.wrongs.push(`${title} was counted ${before} times, and now ${alerts}`);
      this.#counts.set(print, alerts);
    }
    for (const thing of this.world.things) {
      const open = this.issuesOf(thing).filter(({ row }) => row.state === 'open');
      if (open.length > 1) this.wrongs.push(`${thing} has ${open.length} open issues`);
    }
  }

  counts = (): Promise<Counts[]> =>
    this.stage.query<Counts>('select print, title, alerts::int as alerts from alert_groups order by print');

  /** What the servers believe of it, for whoever asks why it is wrong. */
  async knownOf(thing: string): Promise<string> {
    const title = `%${thing} fails%`;
    const rows = [
      ...(await this.stage.query(
        `select clock() as now, status, said_at, last_at, resolved_at, changed_at, unseen, alerts, times from alert_groups where title like $1`,
        [title],
      )),
      ...(await this.stage.query(
        `select state, bad_at, ended_at, issue, number, shut, shut_at, left_why, rolled, round, edits from episodes where story->>'title' like $1`,
        [title],
      )),
      ...(await this.stage.query(`select looked_at, look_at, quiet_at from error_homes`)),
      ...(await this.stage.query(
        `select kind, key, state, error, planned_at, sent_at, due_at from effects where kind in ('issue', 'issue-state') and target like
           (select 'issue:' || issue from episodes where story->>'title' like $1 limit 1) order by id`,
        [title],
      )),
      ...(await this.stage.query(underWay)),
    ];
    return rows.map(row => JSON.stringify(row)).join('\n');
  }

  get ours(): Issue[] {
    const { box } = this.stage;
    return this.web.threads.filter(({ row }) => row.pull === null && row.author === box.person(box.bot.login).id);
  }

  issuesOf = (thing: string): Issue[] => this.ours.filter(({ row }) => row.title.includes(`${thing} fails`));
}
