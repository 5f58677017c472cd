/** `/unlock env|all [reason…]`: lifts what keeps deploys out; in the middle of a deploy only with `--override <reason>`. */
import { timezone } from '../../../config/sections.ts';
import { arg } from '../../../core/args.ts';
import { command } from '../../../core/command.ts';
import { environments } from '../config.ts';
import { decideUnlock } from '../locks/decide.ts';
import { environmentOf, mayLock, oneOrAll, scopesOf } from '../locks/place.ts';
import { openLocks } from '../locks/store.ts';
import { queue } from '../store.ts';

const words = (said: string | undefined): string | null => said?.trim().slice(0, 500) || null;

export const unlock = command({
  name: 'unlock',
  summary: 'Let deploys in again.',
  who: ({ file, args }) => mayLock(file, args.environment),
  args: {
    environment: oneOrAll,
    reason: arg.rest().optional(),
    override: arg.tail().optional().says('in the middle of a deploy: why it cannot wait'),
  },
  examples: ['/unlock prod', '/unlock prod the migration is done', '/unlock prod --override the run hangs'],
  acts: true,
  needs: environments,
  asks: { environment: 'Unlock what?' },
  locks: ({ invocation: { repository, file }, args }) => scopesOf(repository.id, file, environmentOf(args.environment)),
  rows: async (session, { invocation: { repository }, args }) => ({
    locks: await openLocks(session, repository, environmentOf(args.environment)),
    queue: await queue(session, repository, environmentOf(args.environment) ?? undefined),
  }),
  decide: ({ invocation, args, rows, now }) =>
    decideUnlock({
      invocation,
      environment: environmentOf(args.environment),
      reason: words(args.reason),
      override: words(args.override),
      timezone: invocation.file.read(timezone) ?? 'UTC',
      rows,
      now,
    }),
});
