import { expect } from 'vitest';
import type { EditComment, Effect, PostComment } from '../../src/core/effect.ts';
import type { Repository } from '../../src/core/event.ts';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { openStore, type Store } from '../../src/store/connection.ts';
import { plan } from '../../src/store/effects.ts';
import type { Bot } from '../bot.ts';
import { choreNow } from './house.ts';

export interface Desk extends AsyncDisposable {
  issue: Issue;
  repository: Repository;
  store: Store;
  comment(key: string, more?: Partial<PostComment>): PostComment;
  edit(comment: string, body: string): EditComment;
  plan(...effects: Effect[]): Promise<void>;
  states(kind: Effect['kind']): Promise<Record<string, number>>;
  /** GitHub asked us to wait so long. */
  pause(seconds: number): Promise<void>;
}

/** Effects as a feature would decide them, planned on an issue of acme/web, whose older comments are known. */
export async function deskOf(bot: Bot): Promise<Desk> {
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/ping');
  expect(await bot.says(issue)).toHaveLength(1);
  await choreNow(bot, 'unheard comments');
  await bot.query(`update effects set sent_at = sent_at - interval '2 hours'`);
  const installation = bot.box.install('acme').id;
  const repository = { id: bot.web.id, owner: 'acme', name: 'web', installation, private: true, defaultBranch: 'main' };
  const store = openStore(bot.database.config, { warn() {} });
  let edited = 0;
  return {
    issue,
    repository,
    store,
    comment: (key, more = {}) => ({ kind: 'comment', key, repository, lane: 'answer', on: issue.number, body: key, ...more }),
    edit(comment, body) {
      edited += 1;
      return { kind: 'edit', key: `edit:${comment}:${edited}`, repository, lane: 'progress', comment, body };
    },
    plan: (...effects) => store.db.transaction().execute(tx => plan(tx, effects, null)),
    async states(kind) {
      const rows = await bot.query<{ state: string; n: number }>(
        `select state, count(*)::int as n from effects where kind = $1 group by state`,
        [kind],
      );
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    },
    async pause(seconds) {
      await bot.query(`update installations set paused_until = clock() + make_interval(secs => $1)`, [seconds]);
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}
