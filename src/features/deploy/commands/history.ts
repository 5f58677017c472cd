/** `/history env`: its last ten deploys. */
import { arg } from '../../../core/args.ts';
import { answer, command } from '../../../core/command.ts';
import { environments } from '../config.ts';
import { historyOf } from '../overview.ts';
import { history as endedIn } from '../store.ts';

export const history = command({
  name: 'history',
  summary: 'The last ten deploys of an environment.',
  who: 'read',
  args: { environment: arg.environment() },
  examples: ['/history prod'],
  acts: false,
  needs: environments,
  asks: { environment: 'The history of what?' },
  rows: (session, { invocation, args }) => endedIn(session, invocation.repository, args.environment, 10),
  decide: ({ args, rows, now }) => ({ reply: answer(historyOf(args.environment, rows, now)) }),
});
