/** Which commit somebody means, and how they named it. Whether it may go is for the policy to say. Facts: it asks GitHub. */
import type { Ref } from '../../core/args.ts';
import type { Commit, NamedCommit, Place, Reads } from '../../core/reads.ts';
import { short } from './deploy.ts';
import { closedUnmerged, emptyRepository, unknownRef } from './messages.ts';
import type { Naming } from './policy/gate.ts';

export type Target = { ok: true; commit: Commit; from: string; named: Naming } | { ok: false; says: string };

interface Wish {
  place: Place;
  ref: Ref | undefined;
  name: string;
  prefix: string;
  /** What runs in the environment that comes before; null when there is none, or nobody knows. */
  before: { name: string; sha: string } | null;
}

const refused = (says: string): Target => ({ ok: false, says });

export async function targetOf(github: Reads, wish: Wish): Promise<Target> {
  return wish.ref ? named(github, wish, wish.ref) : here(github, wish);
}

const byThread: Naming = { how: 'thread', said: null, on: null };

/** Open: its head. Merged: what the merge made. In an issue what runs before, else the default branch's head; the comment names it. */
async function here(github: Reads, wish: Wish): Promise<Target> {
  const { place, name, prefix, before } = wish;
  const { pull, main } = place;
  const taken = (commit: Commit, from: string): Target => ({ ok: true, commit, from, named: byThread });
  if (!pull && before && before.sha !== main?.sha) return further(github, wish, before);
  if (!pull) return main ? taken(main, github.repository.defaultBranch) : refused(emptyRepository);
  const from = `#${place.subject.number}`;
  if (pull.state === 'merged') return pull.merged ? taken(pull.merged, from) : refused(unknownRef('the merge commit'));
  if (pull.state === 'closed') return refused(closedUnmerged(place.subject.number, name, prefix));
  return taken(pull.head, from);
}

/** It may have come from a pull request that is still open, or from a fork: then it is for that one to take it further. */
async function further(github: Reads, wish: Wish, { name, sha }: { name: string; sha: string }): Promise<Target> {
  const found = await named(github, wish, { kind: 'sha', sha });
  return found.ok ? { ...found, from: `${name} @${short(sha)}` } : found;
}

/** GitHub keeps the heads of all pull requests under names like these, forks included. */
const ofPulls = /^(?:refs\/)?pull\//;

async function named(github: Reads, { place }: Wish, ref: Ref): Promise<Target> {
  const said = ref.kind === 'sha' ? ref.sha : ref.name;
  const commit = ofPulls.test(said) ? null : await github.commit(said);
  if (!commit) return refused(unknownRef(ref.kind === 'sha' ? `@${said}` : said));
  const naming = { how: commit.as, said };
  const own = place.pull?.state === 'open' && !place.pull.fork && place.pull.branch === said ? place.pull.head : null;
  // Said in its own pull request it is what the thread stands for, and what happens to that one happens to it.
  if (commit.as === 'branch' && own?.sha === commit.sha)
    return { ok: true, commit: own, from: `#${place.subject.number}`, named: byThread };
  if (commit.as === 'branch') return { ok: true, commit, from: said, named: { ...naming, on: said, draft: commit.draft } };
  const { pull, subject } = place;
  const isHead = pull?.state === 'open' && pull.head.sha === commit.sha;
  const on = isHead ? null : await branchWith(github, place, commit);
  const from = commit.as === 'tag' ? said : `${isHead ? `#${subject.number}` : (on ?? 'a commit')} @${short(commit.sha)}`;
  return { ok: true, commit, from, named: { ...naming, on } };
}

const mostBranches = 10;

/** A repository answers for the commits of all its forks, so a commit is the team's own only on a branch that has rules. */
async function branchWith(github: Reads, { main }: Place, { sha }: NamedCommit): Promise<string | null> {
  const has = async (head: string) => head === sha || (await github.compare(sha, head))?.behind === 0;
  const { defaultBranch } = github.repository;
  if (main && (await has(main.sha))) return defaultBranch;
  for (const branch of await github.protectedBranches(mostBranches))
    if (branch.name !== defaultBranch && (await has(branch.sha))) return branch.name;
  return null;
}
