/** What GitHub says of a commit that a policy may ask: checks, reviews, how far behind it is, and who had a hand in it. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Asked, Judged, Move, Reads } from '../../core/reads.ts';
import { isNotFound } from '../trouble.ts';
import type { Beforehand } from './ahead.ts';
import { type Context, heldAgainst } from './contexts.ts';
import { Activity, involvedIn, moveOf } from './involved.ts';
import { whoOf } from './place.ts';
import { Answer, isNothing, leftAfter, leftOf, questionOf, type Review } from './question.ts';
import { demandsAny, requiredOn } from './required.ts';
import { counts, isOurs, verdictOf, type Without } from './rollup.ts';

export function judgedReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
  appId: number,
  ahead: Beforehand,
): Pick<Reads, 'judged' | 'activity' | 'demands'> {
  /** All pages of all that is asked for; what has more goes round together. */
  async function pages(asked: Asked): Promise<Answer[]> {
    const known = ahead.take(asked);
    const all = known ? [known] : [];
    let left = leftOf(asked);
    if (known) left = { ...leftAfter(left, known), commits: left.commits, hands: left.hands, green: left.green };
    const given = { ...here, commit: asked.commit, pull: asked.pull, green: `refs/heads/${asked.wants.green}` };
    while (!isNothing(left)) {
      const answer = z.parse(Answer, await octokit.graphql(questionOf(left, asked), given));
      all.push(answer);
      left = leftAfter(left, answer);
    }
    return all;
  }

  async function behind({ branch, commit }: Asked): Promise<number | null> {
    try {
      const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
      const { data } = await octokit.request(route, { ...here, basehead: `${branch}...${commit}`, per_page: 1 });
      return z.parse(z.object({ behind_by: z.number() }), data).behind_by;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  async function activity(branch: string, most: number): Promise<Move[]> {
    const asked = { ...here, ref: `refs/heads/${branch}`, per_page: Math.min(most, 100) };
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/activity', asked);
    return z.parse(z.array(Activity), data).map(moveOf);
  }

  return {
    activity,
    demands: branch => demandsAny(octokit, here, branch),
    async judged(asked) {
      const { wants } = asked;
      const [answers, lacks] = await Promise.all([pages(asked), wants.upToDate ? behind(asked) : null]);
      const without = { appId, login: answers[0]?.viewer.login ?? '', ...asked.without };
      const contexts = answers.flatMap(one => one.repository.commit?.statusCheckRollup?.contexts.nodes ?? []);
      const asks = wants.checks && !nothingIsMissing(asked, answers, contexts, without);
      const demands = asks ? await requiredOn(octokit, here, asked.branch) : [];
      const target = answers.flatMap(one => one.repository.green?.target ?? [])[0];
      return {
        ...heldAgainst({ contexts, demands, slugs: slugsIn(answers), without }),
        reviews: wants.reviews
          ? answers.flatMap(one => one.repository.pull?.latestOpinionatedReviews?.nodes ?? []).flatMap(standing)
          : [],
        behind: lacks,
        green: target ? { sha: target.oid, checks: verdictOf(target.statusCheckRollup ?? null, without) } : null,
        involved: wants.involved
          ? await involvedIn(asked, answers, {
              pull: number => pages(handsOf(asked, number)),
              activity: branch => activity(branch, 100),
            })
          : null,
      };
    },
  };
}

/** Who wrote another pull request that has the same commit. */
const handsOf = (asked: Asked, pull: number): Asked => ({
  ...asked,
  pull,
  wants: { checks: false, reviews: false, upToDate: false, green: null, involved: true },
});

/** With each of these all that the branch demands has passed. Whoever may pass by the rules still reads `BLOCKED`. */
const mergeable = ['CLEAN', 'HAS_HOOKS', 'UNSTABLE'];

/**
 * GitHub would merge this very commit into this very branch: then no demand can be missing, and which of the reports are demanded each
 * of them says. Two requests less for what is ready, and more for what is not: the rules themselves have to be read then.
 */
function nothingIsMissing({ commit, branch }: Asked, answers: Answer[], contexts: Context[], without: Without): boolean {
  const pull = answers[0]?.repository.pull;
  if (pull?.headRefOid !== commit || pull.baseRefName !== branch || !mergeable.includes(pull.mergeStateStatus)) return false;
  // A demand that only a run of a deploy workflow meets is met for GitHub, and not for us.
  return contexts.every(one => one.isRequired !== true || isOurs(one, without) || counts(one, without));
}

/** Whoever reports here has a suite, and every App that may report gets one for each commit. */
function slugsIn(answers: Answer[]): Map<number, string> {
  const apps = answers.flatMap(({ repository: { commit } }) => [
    ...(commit?.checkSuites?.nodes ?? []).map(one => one.app),
    ...(commit?.statusCheckRollup?.contexts.nodes ?? []).map(one =>
      one.__typename === 'CheckRun' ? (one.checkSuite?.app ?? null) : null,
    ),
  ]);
  return new Map(apps.flatMap(app => (app && app.databaseId !== null ? [[app.databaseId, app.slug] as const] : [])));
}

/** A dismissed one stands for nothing, and so does what an account that is gone has said. */
function standing(review: z.infer<typeof Review>): Judged['reviews'] {
  const state = review.state === 'APPROVED' ? 'approved' : review.state === 'CHANGES_REQUESTED' ? 'changes' : null;
  if (!state || !review.author || review.submittedAt === null) return [];
  const [commit, at] = [review.commit?.oid ?? null, new Date(review.submittedAt)];
  return [{ by: whoOf(review.author), state, commit, at, writer: review.authorCanPushToRepository }];
}
