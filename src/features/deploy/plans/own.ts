/** Whether a commit may run with the environment's secrets before anybody has merged it: a plan runs its code like a deploy does. Pure. */
import type { Commit, Pull } from '../../../core/reads.ts';
import type { Environment } from '../config.ts';
import { fromFork } from '../messages.ts';
import type { Naming } from '../policy/gate.ts';
import { unseen } from '../policy/gates/seen.ts';
import type { Seen } from '../policy/seen.ts';
import { digits } from '../policy/words.ts';
import { forkUnread, notOurs, planOf, tooShort } from './messages.ts';

interface Given {
  name: string;
  environment: Pick<Environment, 'forks' | 'auto'>;
  prefix: string;
  pull: Pull | null;
  commit: Pick<Commit, 'sha'>;
  named: Naming;
  seen: Seen;
}

/** The refusal; null when it may. */
export function strange({ name, environment, prefix, pull, commit, named, seen }: Given): string | null {
  const { how, on } = named;
  const said = named.said ?? '';
  const isHead = pull?.state === 'open' && pull.head.sha === commit.sha;
  if (isHead && pull.fork) {
    if (environment.forks === false) return fromFork(name, environment.auto !== false, prefix);
    if (how !== 'sha' || said.length < digits) return forkUnread(prefix, name, commit.sha);
  }
  if (how === 'thread') return isHead && seen !== 'seen' ? unseen(seen, commit.sha, sha => planOf(prefix, name, sha)) : null;
  if (how === 'sha' && said.length < digits) return tooShort(prefix, name, said, commit.sha);
  return isHead || on !== null ? null : notOurs(commit.sha);
}
