/**
 * Reviews of this very commit by people who can write. An approval of an older commit is no approval of this one, and whoever pushed last does
 * not review themselves. Once merged, the commit that was merged is the one that was reviewed.
 */
import type { StandingReview } from '../../../../core/reads.ts';
import { closed, type Gate, type Judging, open, waits } from '../gate.ts';
import { again, bold, commit as commitWords, counted, logins, say, setting } from '../words.ts';

export function reviews(given: Judging): Gate | null {
  const { name, environment, pull, judged, commit } = given;
  const needed = environment.reviews;
  if (needed === 0) return null;
  const parts = { name: 'reviews' as const, setting: setting(given, 'reviews') };
  const reviewed = reviewedOf(given);
  if (pull === null || reviewed === null) {
    const what = commitWords(commit.sha);
    return closed({
      ...parts,
      says: `${counted(needed, 'review approves', 'reviews approve')} ${what}`,
      way: `${bold(name)} needs ${counted(needed, 'review')}, and nobody can have reviewed ${what} here: it is not what this thread is about. Say ${say(given, 'deploy')} in its pull request.`,
    });
  }
  const what = commitWords(reviewed);
  const of = judged.reviews.filter(one => one.commit === reviewed && one.writer);
  const against = of.filter(({ state }) => state === 'changes');
  const pusher = judged.involved?.pusher?.id;
  // Whoever can write can have a program approve, with the token of any workflow.
  const good = of.filter(one => one.state === 'approved' && one.by.id !== pusher && !one.by.bot);
  if (against.length > 0) {
    return closed({
      ...parts,
      says: `nobody wants changes in ${what}`,
      way: `${people(against)} ${against.length === 1 ? 'wants' : 'want'} changes in ${what}. Push them, or ask ${people(against)} for a new review; then ${again(given)}.`,
    });
  }
  if (good.length >= needed) return open({ ...parts, says: `${people(good)} approved ${what}` });
  const lacking = needed - good.length;
  const so = good.length === 0 ? '' : `, after ${people(good)}`;
  const notCounted = excused(given, reviewed);
  const says = `${counted(lacking, good.length === 0 ? 'review approves' : 'more review approves', good.length === 0 ? 'reviews approve' : 'more reviews approve')} ${what}${so}${notCounted === '' ? '' : ` (${notCounted})`}`;
  const way =
    `${bold(name)} needs ${counted(lacking, good.length === 0 ? 'review' : 'more review')} of ${what}, by somebody who can write${so}. ${sentence(notCounted)}`.trim();
  if (pull.state === 'open') return waits({ ...parts, says, way });
  return closed({ ...parts, says, way: `${way} #${pull.number} is ${pull.state}, so that takes a new pull request.` });
}

function reviewedOf({ pull, commit }: Judging): string | null {
  if (!pull) return null;
  if (pull.head.sha === commit.sha) return commit.sha;
  return pull.state === 'merged' && pull.merged?.sha === commit.sha ? pull.head.sha : null;
}

const people = (all: StandingReview[]): string => logins(all.map(({ by }) => by));

/** Why approvals that stand on the page do not count here. */
function excused({ judged }: Judging, reviewed: string): string {
  const approvals = judged.reviews.filter(({ state }) => state === 'approved');
  const older = approvals.filter(one => one.writer && one.commit !== reviewed);
  const programs = approvals.filter(one => one.writer && one.commit === reviewed && one.by.bot);
  const others = approvals.filter(one => !one.writer);
  const own = approvals.filter(one => one.writer && one.commit === reviewed && one.by.id === judged.involved?.pusher?.id);
  return [
    older.length > 0 ? `${people(older)} approved an earlier commit` : null,
    own.length > 0 ? `${people(own)} pushed it last, and does not count` : null,
    programs.length > 0 ? `${people(programs)} ${programs.length === 1 ? 'is' : 'are'} nobody who reads it` : null,
    others.length > 0 ? `${people(others)} approved it, and cannot write here` : null,
  ]
    .filter(part => part !== null)
    .join('; ');
}

const sentence = (text: string): string => (text === '' ? '' : `${text}.`);
