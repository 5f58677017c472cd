/** `/queue [env]`: who waits where for what, and what is under way. */
import { arg } from '../../../core/args.ts';
import { answer, command } from '../../../core/command.ts';
import { queueOf } from '../board/queue.ts';
import { environments } from '../config.ts';
import { nudged } from '../decide.ts';
import { queue as openOnes } from '../store.ts';

export const queue = command({
  name: 'queue',
  summary: 'Who waits where for what, and what is under way.',
  who: 'read',
  args: { environment: arg.environment().optional() },
  examples: ['/queue', '/queue prod'],
  acts: false,
  needs: environments,
  rows: (session, { invocation, args }) => openOnes(session, invocation.repository, args.environment),
  decide: ({ invocation, args, rows, now }) => ({
    reply: answer(queueOf(rows, args.environment ?? null, now)),
    raises: nudged(invocation.repository, rows, now),
  }),
});
