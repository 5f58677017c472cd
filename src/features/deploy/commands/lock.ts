/** `/lock env|all [2h] [reason…]`: keeps deploys out until somebody unlocks, a time is over, or the pull request it was said in ends. */
import { timezone } from '../../../config/sections.ts';
import { arg } from '../../../core/args.ts';
import { command } from '../../../core/command.ts';
import { environments } from '../config.ts';
import { decideLock } from '../locks/decide.ts';
import { environmentOf, forHowLong, mayLock, oneOrAll, scopesOf } from '../locks/place.ts';
import { openLocks } from '../locks/store.ts';
import { queue } from '../store.ts';

export const lock = command({
  name: 'lock',
  summary: 'Keep deploys out of an environment, or of all.',
  who: ({ file, args }) => mayLock(file, args.environment),
  args: { environment: oneOrAll, for: forHowLong, reason: arg.rest().optional() },
  examples: ['/lock prod', '/lock prod 2h database migration', '/lock all the data centre moves'],
  acts: true,
  needs: environments,
  asks: { environment: 'Lock what?' },
  locks: ({ invocation: { repository, file }, args }) => scopesOf(repository.id, file, environmentOf(args.environment)),
  rows: async (session, { invocation: { repository }, args }) => ({
    locks: await openLocks(session, repository, environmentOf(args.environment)),
    queue: await queue(session, repository, environmentOf(args.environment) ?? undefined),
  }),
  decide: ({ invocation, args, rows, now }) =>
    decideLock({
      invocation,
      environment: environmentOf(args.environment),
      reason: args.reason?.trim().slice(0, 500) || null,
      length: args.for ?? null,
      timezone: invocation.file.read(timezone) ?? 'UTC',
      rows,
      now,
    }),
});
