/** Whether a commit may run with the environment's secrets before anybody has merged it: a plan runs its code like a deploy does. Facts: it asks GitHub. */
import type { Ref } from '../../../core/args.ts';
import type { Commit, Place, Reads } from '../../../core/reads.ts';
import type { Environment } from '../config.ts';
import { fromFork, notOurs } from '../messages.ts';
import { digits } from '../policy/words.ts';
import { forkUnread, tooShort } from './messages.ts';

interface Given {
  name: string;
  environment: Pick<Environment, 'forks' | 'auto'>;
  prefix: string;
  place: Pick<Place, 'pull' | 'main'>;
  ref: Ref | undefined;
  commit: Pick<Commit, 'sha'>;
}

/** The refusal; null when it may. */
export async function strange(github: Pick<Reads, 'compare'>, given: Given): Promise<string | null> {
  const { name, environment, prefix, place, ref, commit } = given;
  const { pull, main } = place;
  const said = digitsIn(ref, commit.sha);
  if (pull?.fork && pull.state !== 'merged' && pull.head.sha === commit.sha) {
    if (environment.forks === false) return fromFork(name, environment.auto !== false, prefix);
    return said !== null && said.length >= digits ? null : forkUnread(prefix, name, commit.sha);
  }
  // What the thread stands for, a branch and a tag are the team's own.
  if (said === null) return null;
  if (said.length < digits) return tooShort(prefix, name, said, commit.sha);
  // GitHub answers for the commits of all forks under the repository's own name.
  const own = pull?.state === 'merged' ? pull.merged : pull?.fork ? null : (pull?.head ?? null);
  for (const head of [own, main]) {
    if (!head) continue;
    if (head.sha === commit.sha || (await github.compare(commit.sha, head.sha))?.behind === 0) return null;
  }
  return notOurs(commit.sha);
}

/** Digits may be said without `@`, and are digits all the same. */
function digitsIn(ref: Ref | undefined, sha: string): string | null {
  const said = ref === undefined ? null : ref.kind === 'sha' ? ref.sha : ref.name.toLowerCase();
  return said !== null && sha.startsWith(said) ? said : null;
}
