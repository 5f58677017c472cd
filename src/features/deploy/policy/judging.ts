/** What GitHub says of a wish, as far as the policy of its environment asks. Facts: nothing is decided here. */
import { type Entry, infrastructure } from '../../../checks/section.ts';
import { timezone } from '../../../config/sections.ts';
import type { Who } from '../../../core/command.ts';
import type { Person } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { Asked, Judged, Move } from '../../../core/reads.ts';
import { partsOf } from '../../../core/who.ts';
import { headsOf } from '../../../store/heads.ts';
import { approvalsOf, approvedLately } from '../approvals/store.ts';
import { type Environment, environmentsOf } from '../config.ts';
import { approversOf, greenBranch, overridersOf } from './config.ts';
import { type Judging, pullOf, unmerged } from './gate.ts';
import type { PolicyRows } from './rows.ts';
import { mostMoves, type Sight, sightOf, sightOfBranch } from './sight.ts';

/** All that is asked before the transaction; what our own rows say is read in it. */
export interface Weighed extends Omit<Judging, 'rows' | 'now' | 'mention'> {
  /** Who is called, at most two names, once it waits for them and for nothing else. */
  callable: string[];
  override: PolicyRows['override'];
  /** The checks that the file names; null where nobody can read that there are any. */
  entries: Entry[] | null;
  /** Whose word was known by then, and asked about. */
  known: number[];
  /** When GitHub began to be asked, by our own clock. */
  askedGitHubAt: Date;
}

export type Wished = Pick<Judging, 'name' | 'commit' | 'named' | 'pull' | 'asker' | 'askedAt' | 'prefix'> & {
  /** When the command was said; null when what they could see was settled before. */
  said: Date | null;
  override: PolicyRows['override'];
  /** Names that were called before. */
  called: string[];
};

const noAnswer: Judged = { checks: [], missing: [], reviews: [], behind: null, green: null, involved: null };

/** Null when the file has no such environment any more. */
export async function weigh(ask: Ask, wished: Wished): Promise<Weighed | null> {
  const file = await ask.file();
  const all = environmentsOf(file);
  const environment = all[wished.name];
  if (!environment) return null;
  const { repository } = ask.github;
  const { commit, pull, said: _said, override, called, ...rest } = wished;
  const rows = await ask.peek(async session => ({
    approvals: await approvalsOf(session, repository, wished.name, commit.sha),
    lately: await approvedLately(session, repository, wished.name, mostCalled),
    heads: pull ? await headsOf(session, { repository: repository.id, pull: pull.number }) : [],
  }));
  const given = { ...rest, commit, pull, environment, all, timezone: file.read(timezone) ?? 'UTC' };
  const wants = wantsOf(environment, repository.defaultBranch);
  const ruling = wants.checks || wants.upToDate ? rulesFor(ask, given) : repository.defaultBranch;
  const [[rules, judged], sight, pusher] = await Promise.all([
    Promise.resolve(ruling).then(async branch => [branch, await judge(ask, given, wants, branch)] as const),
    sightFor(ask, wished, rows.heads),
    wants.involved ? pusherTo(ask, given) : null,
  ]);
  // A date that is forged makes us wait a little longer, and never go.
  const pushedAt = sight.moves.findLast(one => one.after === commit.sha)?.at ?? commit.committedAt;
  const approvers = approversOf(environment);
  const theirs = rows.approvals.filter(one => one.void === null && one.sha === commit.sha);
  const second = override?.secondBy ?? null;
  const secondStands = second && (await ask.among(overridersOf(environment), { ...second, bot: false }));
  const asOfNow = await Promise.all(
    theirs.map(async ({ by }) => (approvers && (await ask.among(approvers, { ...by, bot: false })) ? by.id : [])),
  );
  return {
    ...given,
    override: override && { ...override, secondBy: secondStands ? second : null },
    entries: file.read(infrastructure) ?? null,
    defaultBranch: repository.defaultBranch,
    rules,
    seen: sight.seen,
    pushedAt,
    judged: pusherOf(judged, pusher, rows.heads, commit.sha),
    approvers: asOfNow.flat(),
    callable: await callableOf(
      ask,
      called.length > 0
        ? []
        : [
            ...(approvers !== null && asOfNow.flat().length === 0 ? approvers : []),
            ...(override && !secondStands ? overridersOf(environment) : []),
          ],
      rows.lately.map(({ login }): Who => `@${login}`),
    ),
    known: theirs.map(({ by }) => by.id),
    askedGitHubAt: ask.began,
  };
}

type Given = Pick<Judging, 'environment' | 'commit' | 'pull' | 'named'>;

/**
 * Those of the base that it goes into. Whoever can write can make a branch without any and point a pull request at it, so there the rules
 * of the default branch count.
 */
async function rulesFor(ask: Ask, given: Given): Promise<string> {
  const { defaultBranch } = ask.github.repository;
  const base = pullOf(given)?.base ?? defaultBranch;
  return base === defaultBranch || (await ask.github.demands(base)) ? base : defaultBranch;
}

type Wants = Asked['wants'];

function wantsOf(environment: Environment, defaultBranch: string): Wants {
  return {
    checks: environment.checks !== 'none',
    reviews: environment.reviews > 0,
    upToDate: environment.up_to_date,
    green: greenBranch(environment, defaultBranch),
    involved: approversOf(environment) !== null || environment.reviews > 0,
  };
}

async function judge(ask: Ask, { commit, pull }: Given, wants: Wants, branch: string): Promise<Judged> {
  if (!Object.values(wants).some(one => one !== false && one !== null)) return noAnswer;
  return ask.github.judged({
    commit: commit.sha,
    pull: pull?.number ?? null,
    branch,
    without: { workflows: await ask.startedByUs() },
    wants,
  });
}

/** Only what is not merged can move under somebody's eyes. */
async function sightFor(ask: Ask, wished: Wished, heads: Move[]): Promise<Sight> {
  const { said, named, commit, asker } = wished;
  const { defaultBranch } = ask.github.repository;
  if (said !== null && asker && named.how === 'branch' && named.said !== null && named.said !== defaultBranch)
    return sightOfBranch(ask, { branch: named.said, head: commit.sha, said });
  const pull = unmerged(wished);
  if (said === null || named.how !== 'thread' || !pull) return { seen: 'seen', moves: heads };
  return sightOf(ask, { pull, head: commit.sha, said, heads });
}

/** A fork's branch is not ours to ask; the webhook of the push named who it was. */
function pusherOf(judged: Judged, pusher: Person | null, heads: Move[], sha: string): Judged {
  const { involved } = judged;
  if (!involved || involved.pusher) return judged;
  return { ...judged, involved: { ...involved, pusher: pusher ?? heads.findLast(one => one.after === sha)?.by ?? null } };
}

/** A branch that is named is nobody's pull request, and was pushed by somebody all the same. */
async function pusherTo(ask: Ask, { commit, named }: Given): Promise<Person | null> {
  if (named.how !== 'branch' || named.said === null) return null;
  const moves = await ask.github.activity(named.said, mostMoves);
  return moves.find(one => one.after === commit.sha)?.by ?? null;
}

/** More than these in a team are nobody in particular. */
const mostInTeam = 10;
const mostCalled = 2;

/** Roles are nobody's name; of a large team those who approved last are called. */
async function callableOf(ask: Ask, who: Who[], lately: Who[]): Promise<string[]> {
  const names: string[] = [];
  for (const one of who) {
    const { name } = partsOf(one);
    if (name === null || names.length >= mostCalled) continue;
    const [organisation = '', slug] = name.slice(1).split('/');
    const size = slug === undefined ? 1 : await ask.github.teamSize({ organisation, slug });
    if (size !== null) names.push(...(size <= mostInTeam ? [name] : lately));
  }
  return [...new Set(names)].slice(0, mostCalled);
}
