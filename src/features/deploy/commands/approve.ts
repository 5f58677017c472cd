/** `/approve env [@sha]`: lets a commit go where the file asks for it; `--override` lets one deploy through a freeze. */
import { arg } from '../../../core/args.ts';
import { command, type Who } from '../../../core/command.ts';
import type { TeamFile } from '../../../core/file.ts';
import { decideApproval } from '../approvals/decide.ts';
import { mayLetThrough, meantBy } from '../approvals/facts.ts';
import { decideLettingThrough } from '../approvals/letting-through.ts';
import { approvalsOf, endOf } from '../approvals/store.ts';
import { environments, environmentsOf } from '../config.ts';
import { approversOf, overridersOf } from '../policy/config.ts';
import { queue } from '../store.ts';
import { lockOf } from './deploy.ts';

export const approve = command({
  name: 'approve',
  summary: 'Let a commit go to an environment that asks for it.',
  who: ({ file, args }) => mayApprove(file, args),
  args: {
    environment: arg.environment(),
    sha: arg.sha().optional().says('12 of its digits; else the head of the pull request, or what waits here'),
    override: arg.flag().says('lets what waits through a freeze'),
  },
  examples: ['/approve prod', '/approve prod @a1b2c3d4e5f6', '/approve prod --override'],
  acts: true,
  needs: environments,
  asks: { environment: 'Approve for which one?' },
  facts: async (given, ask) => (given.args.override ? mayLetThrough(given) : meantBy(given, ask)),
  locks: ({ invocation, args }) => [lockOf(invocation.repository.id, args.environment)],
  async rows(session, { invocation: { repository }, args, facts }) {
    const { environment } = args;
    const meant = facts?.ok ? facts : null;
    return {
      queue: await queue(session, repository, environment),
      approvals: meant ? await approvalsOf(session, repository, environment, meant.sha) : [],
      end: meant && meant.pull !== null ? await endOf(session, repository, meant.pull) : null,
    };
  },
  decide: ({ invocation, args: { environment, sha }, facts, rows, now }) =>
    facts === null
      ? decideLettingThrough({ invocation, environment, digits: sha, queue: rows.queue, now })
      : decideApproval({ invocation, environment, facts, rows, now }),
});

/** Whom the file names. Where it names nobody whoever may write hears that. */
function mayApprove(file: TeamFile, { environment, override }: { environment?: string; override?: boolean }): Who[] {
  const all = environmentsOf(file);
  const asked = environment === undefined ? undefined : all[environment];
  const named = (asked ? [asked] : Object.values(all)).flatMap(one => [
    ...(override === true ? [] : (approversOf(one) ?? [])),
    ...(override === true || !asked ? overridersOf(one) : []),
  ]);
  return named.length === 0 ? ['write'] : [...new Set(named)];
}
