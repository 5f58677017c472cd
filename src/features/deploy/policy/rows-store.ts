/** What our own rows say of a wish, put together from where each of it is kept. */
import type { Entry } from '../../../checks/section.ts';
import type { Repository } from '../../../core/event.ts';
import type { Commit } from '../../../core/reads.ts';
import type { Session } from '../../../core/session.ts';
import { approvalsOf } from '../approvals/store.ts';
import type { Environment } from '../config.ts';
import { locksOf } from '../locks/store.ts';
import { plannedOf } from '../plans/store.ts';
import { worked } from '../store.ts';
import { checkedFirst } from './config.ts';
import { type HealthOf, noHealth, type PolicyRows } from './rows.ts';

interface Wish {
  name: string;
  environment: Environment;
  commit: Commit;
  override: PolicyRows['override'];
  /** Null: the file has none, or none that can be read. */
  entries: Entry[] | null;
}

export async function policyRowsOf(
  session: Session,
  repository: Repository,
  { name, environment, commit, override, entries }: Wish,
  healthOf: HealthOf,
): Promise<PolicyRows> {
  const health: PolicyRows['health'] = [];
  for (const { of } of checkedFirst(environment, name))
    health.push({ ...(entries ? await healthOf(session, repository, of, entries) : noHealth), environment: of });
  const places = environment.after === undefined ? [name] : [name, environment.after];
  return {
    locks: await locksOf(session, repository, name),
    approvals: await approvalsOf(session, repository, name, commit.sha),
    planned: await plannedOf(session, repository, name, commit.sha),
    there: await worked(session, repository, places, commit),
    override,
    health,
  };
}
