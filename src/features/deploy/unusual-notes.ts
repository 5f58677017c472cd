/** What is said in a thread because it is not as usual: beside a deploy that begins, or beside a refusal. The rows it takes, and the words. */
import { timezone as timezoneSection } from '../../config/sections.ts';
import type { Person, Repository } from '../../core/event.ts';
import type { TeamFile } from '../../core/file.ts';
import type { Session } from '../../core/session.ts';
import { refusedInARow } from '../../store/audit.ts';
import { usualHours } from '../../time/work-hours.ts';
import { deploysBy } from './approvals/store.ts';
import type { Deploy } from './deploy.ts';
import { firstTime, refusedAgain, unusual } from './policy/unusual.ts';

/** Read before the one that is being decided is written. */
export interface Past {
  /** Deploys of this person in this environment that began. */
  deploys: number;
  /** Refusals of this person in this repository, since something of theirs went well. */
  refusals: number;
}

export async function pastOf(session: Session, repository: Repository, environment: string, person: Person): Promise<Past> {
  return {
    deploys: await deploysBy(session, repository, environment, person.id),
    refusals: await refusedInARow(session, { repository: repository.id, login: person.login }),
  };
}

/** One line, once in a person's life in an environment; null as a rule. An override tells itself when it is given. */
export function deployLine(
  { deploys }: Past,
  { deploy, file, now }: { deploy: Deploy; file: TeamFile; now: Date },
): string | null {
  const timezone = file.read(timezoneSection) ?? 'UTC';
  const given = { now, timezone, workdays: usualHours, deploy, earlier: deploys, override: null };
  return unusual(given) ?? firstTime(given);
}

/** For the fifth refusal in a row, whose own row is not written yet. */
export const refusalLine = ({ refusals }: Past, { login, prefix }: { login: string; prefix: string }): string | null =>
  refusedAgain({ login, inARow: refusals + 1, prefix });
