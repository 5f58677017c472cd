/** `/rollback env [n|sha]`: back to a commit that succeeded there before, and a lock so that it stays. */
import { type Arg, arg } from '../../../core/args.ts';
import { command } from '../../../core/command.ts';
import { environments, environmentsOf } from '../config.ts';
import { backTo } from '../locks/back.ts';
import type { To } from '../locks/pasts.ts';
import { decideRollback } from '../locks/rollback.ts';
import { openLocks, pastsOf } from '../locks/store.ts';
import { rowsFor } from '../surroundings.ts';
import { lockOf, mayDeploy } from './deploy.ts';

const to: Arg<To | undefined> = {
  ...arg.text().optional().says('how many commits back, or which; else one back'),
  shape: 'n|@sha',
  read(word) {
    if (/^[1-9]\d?$/.test(word)) return { ok: true, value: { back: Number(word) } };
    const [, sha] = /^@?([\da-f]{7,40})$/i.exec(word) ?? [];
    if (sha !== undefined) return { ok: true, value: { sha: sha.toLowerCase() } };
    return { ok: false, says: 'is neither a number of commits, such as `2`, nor a commit, such as `@a1b2c3d4e5f6`' };
  },
};

export const rollback = command({
  name: 'rollback',
  summary: 'Go back to what ran there before.',
  who: ({ file, args }) => mayDeploy(file, args.environment),
  args: { environment: arg.environment(), to },
  examples: ['/rollback prod', '/rollback prod 2', '/rollback prod @a1b2c3d4e5f6'],
  acts: true,
  needs: environments,
  asks: { environment: 'Roll back what?' },
  facts: backTo,
  locks: ({ invocation, args }) => [lockOf(invocation.repository.id, args.environment)],
  rows: async (session, { invocation, args: { environment } }) => {
    const { repository, place, file } = invocation;
    const workflow = environmentsOf(file)[environment]?.workflow ?? '';
    return {
      round: await rowsFor(session, repository, { environment, thread: place.subject.number, workflow }),
      pasts: await pastsOf(session, repository, environment),
      locks: await openLocks(session, repository, environment),
    };
  },
  decide: ({ invocation, args, facts, rows, now }) =>
    decideRollback({ invocation, environment: args.environment, to: args.to, facts, rows, now }),
});
