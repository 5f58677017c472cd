/** Which commit somebody means, and whether it is the team's own. Facts: it asks GitHub. */
import type { Ref } from '../../core/args.ts';
import type { Commit, Place, Reads } from '../../core/reads.ts';
import type { Environment } from './config.ts';
import { short } from './deploy.ts';
import { closedUnmerged, emptyRepository, fromFork, notOurs, unknownRef } from './messages.ts';

export type Target = { ok: true; commit: Commit; from: string } | { ok: false; says: string };

interface Wish {
  place: Place;
  ref: Ref | undefined;
  name: string;
  environment: Environment;
  prefix: string;
}

const refused = (says: string): Target => ({ ok: false, says });

export async function targetOf(github: Reads, wish: Wish): Promise<Target> {
  return wish.ref ? named(github, wish, wish.ref) : here(github, wish);
}

/** Open: its head. Merged: what the merge made. Else the default branch's head, named in the comment. */
function here(github: Reads, { place, name, environment, prefix }: Wish): Target {
  const { pull, main } = place;
  if (!pull) return main ? { ok: true, commit: main, from: github.repository.defaultBranch } : refused(emptyRepository);
  const from = `#${place.subject.number}`;
  if (pull.state === 'merged')
    return pull.merged ? { ok: true, commit: pull.merged, from } : refused(unknownRef('the merge commit'));
  if (pull.fork) return refused(fromFork(name, environment.auto !== false, prefix));
  if (pull.state === 'closed') return refused(closedUnmerged(place.subject.number, name, prefix));
  return { ok: true, commit: pull.head, from };
}

/** GitHub keeps the heads of all pull requests under names like these, forks included. */
const ofPulls = /^(?:refs\/)?pull\//;

async function named(github: Reads, { place, name, environment, prefix }: Wish, ref: Ref): Promise<Target> {
  const said = ref.kind === 'sha' ? ref.sha : ref.name;
  const commit = ofPulls.test(said) ? null : await github.commit(said);
  if (!commit) return refused(unknownRef(ref.kind === 'sha' ? `@${said}` : said));
  // Digits may be said without `@`, and are digits all the same.
  if (ref.kind === 'name' && !commit.sha.startsWith(said.toLowerCase())) return { ok: true, commit, from: said };
  const { pull, main } = place;
  if (pull?.fork && pull.head.sha === commit.sha && pull.state !== 'merged')
    return refused(fromFork(name, environment.auto !== false, prefix));
  const number = `#${place.subject.number}`;
  const ours = pull && !pull.fork ? pull.head : null;
  // A repository answers for the commits of all its forks, so a commit is the team's own only on a branch of the team's.
  for (const [head, from] of [[ours, number] as const, [main, github.repository.defaultBranch] as const]) {
    if (!head) continue;
    const within = head.sha === commit.sha || (await github.compare(commit.sha, head.sha))?.behind === 0;
    if (within) return { ok: true, commit, from: from === number ? from : `${from} @${short(commit.sha)}` };
  }
  return refused(notOurs(commit.sha));
}
