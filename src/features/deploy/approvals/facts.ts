/** Which commit an approval is for, whether its author could see it, and what hand they had in it. Facts: it asks GitHub. */
import type { Invocation } from '../../../core/command.ts';
import type { Ask } from '../../../core/feature.ts';
import type { Move } from '../../../core/reads.ts';
import { headsOf } from '../../../store/heads.ts';
import { environmentsOf } from '../config.ts';
import { emptyRepository, noEnvironment, unknownRef } from '../messages.ts';
import { approversOf, overridersOf } from '../policy/config.ts';
import { type Hand, handOf } from '../policy/hands.ts';
import { sightOf } from '../policy/sight.ts';
import { digits } from '../policy/words.ts';
import { queue } from '../store.ts';
import * as messages from './messages.ts';

/** The commit that somebody lets go. */
export interface Meant {
  ok: true;
  sha: string;
  /** The pull request whose work it is, and whose pushes make the approval void. */
  pull: number | null;
  /** `waiting`: said on an issue without a commit, so it is the one that waits there. */
  how: 'digits' | 'head' | 'merge' | 'waiting';
  hand: Hand | null;
}

export type Facts = Meant | { ok: false; says: string };
type Found = Omit<Meant, 'hand'> | { ok: false; says: string };
const refused = (says: string) => ({ ok: false, says }) as const;

interface Given {
  invocation: Invocation;
  args: { environment: string; sha: string | undefined };
}

export async function meantBy(given: Given, ask: Ask): Promise<Facts> {
  const { invocation, args } = given;
  const all = environmentsOf(invocation.file);
  const environment = all[args.environment];
  if (!environment) return refused(noEnvironment(args.environment, Object.keys(all)));
  if (approversOf(environment) === null) return refused(messages.needsNone(args.environment, invocation.prefix));
  const heads = await headsHere(invocation, ask);
  const found = args.sha === undefined ? await here(given, heads, ask) : await named(given, args.sha, heads, ask);
  return found.ok ? { ...found, hand: await handIn(found, invocation, heads, ask) } : found;
}

/** What an override needs is in our own rows; whoever may give one stands in the file. */
export function mayLetThrough({ invocation, args }: Given): Facts | null {
  const environment = environmentsOf(invocation.file)[args.environment];
  if (environment && overridersOf(environment).length > 0) return null;
  return refused(messages.nobodyOverrides(args.environment));
}

async function headsHere({ place, repository }: Invocation, ask: Ask): Promise<Move[]> {
  if (!place.pull) return [];
  return ask.peek(session => headsOf(session, { repository: repository.id, pull: place.subject.number }));
}

async function here({ invocation, args }: Given, heads: Move[], ask: Ask): Promise<Found> {
  const { place, repository, at, prefix } = invocation;
  const { pull, subject } = place;
  const { number } = subject;
  if (!pull) {
    const all = await ask.peek(session => queue(session, repository, args.environment));
    const waiting = all.find(one => one.state === 'waiting' && one.thread === number);
    if (!waiting?.sha) return refused(messages.whichCommit(args.environment, prefix));
    return { ok: true, sha: waiting.sha, pull: null, how: 'waiting' };
  }
  if (pull.state === 'closed') return refused(messages.closedUnmerged(number));
  if (pull.state === 'merged')
    return pull.merged ? { ok: true, sha: pull.merged.sha, pull: number, how: 'merge' } : refused(unknownRef('the merge commit'));
  const { sha } = pull.head;
  const { seen } = await sightOf(ask, { pull, head: sha, said: at, heads });
  if (seen !== 'seen') return refused(messages.notSeen(seen, sha, args.environment, prefix));
  return { ok: true, sha, pull: number, how: 'head' };
}

/** By its digits, so they mean this one, whenever it came. */
async function named({ invocation, args }: Given, said: string, heads: Move[], ask: Ask): Promise<Found> {
  const { place, prefix } = invocation;
  const { pull, main, subject } = place;
  const known = [pull?.head.sha, pull?.merged?.sha, main?.sha].find(sha => sha?.startsWith(said));
  const sha = known ?? (await ask.github.commit(said))?.sha;
  if (sha === undefined) return refused(main ? unknownRef(`@${said}`) : emptyRepository);
  if (said.length < digits) return refused(messages.tooShort(said, sha, args.environment, prefix));
  // What happens to the pull request changes nothing about what is on the default branch already.
  if (!pull || (sha === main?.sha && sha !== pull.head.sha)) return { ok: true, sha, pull: null, how: 'digits' };
  if (pull.state === 'closed' && sha === pull.head.sha) return refused(messages.closedUnmerged(subject.number));
  const left = pull.state === 'open' && sha !== pull.head.sha && heads.some(one => one.before === sha || one.after === sha);
  if (left) return refused(messages.noLongerHead(sha, subject.number, pull.head.sha, args.environment, prefix));
  return { ok: true, sha, pull: subject.number, how: 'digits' };
}

async function handIn({ sha, pull }: Omit<Meant, 'hand'>, { place, actor, repository }: Invocation, heads: Move[], ask: Ask) {
  const { involved } = await ask.github.judged({
    commit: sha,
    pull,
    branch: place.pull?.base ?? repository.defaultBranch,
    without: { workflows: [] },
    wants: { checks: false, reviews: false, upToDate: false, green: null, involved: true },
  });
  if (!involved) throw new Error(`GitHub did not say who had a hand in ${sha}`);
  // Of forks GitHub does not say who pushed; their webhooks do.
  const pusher = involved.pusher ?? heads.findLast(({ after }) => after === sha)?.by ?? null;
  return handOf(actor, null, { ...involved, pusher });
}
