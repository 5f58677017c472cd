/** Whose turn it is, as `/status` on a pull request says it. Mentions nobody: who asks does not want others called. */
import { list } from '../../../config/words.ts';
import type { Person } from '../../../core/event.ts';
import { code } from '../../../text/inert.ts';
import { duration } from '../../../time/duration.ts';
import { momentOf } from '../../../time/moment.ts';
import type { Move, Rest, Turn, Why } from './turn.ts';

export interface Telling {
  now: Date;
  timezone: string;
}

export function turnWords(turn: Turn, telling: Telling): string {
  const head = turn.of === 'nobody' ? 'It is nobody’s turn:' : moveSays(turn, telling);
  const reasons = turn.of === 'nobody' ? turn.why.map(one => restSays(one, telling)) : turn.why.map(whySays);
  return [head, ...reasons.map(reason => `- ${reason}`)].join('\n');
}

const tasks: Record<Move['of'], string> = {
  review: 'to review',
  answer: 'to answer',
  merge: 'to merge',
  ask: 'to ask somebody for a review',
};

/** Any one of several may merge; a review or an answer is everybody's own. */
function moveSays({ of, people, teams, since }: Move, { now, timezone }: Telling): string {
  const all = [...people.map(nameOf), ...teams.map(one => code(`@${one.organisation}/${one.slug}`, 150))];
  const whose = `the turn of ${list(all, of === 'merge' ? 'or' : 'and', 5)} ${tasks[of]}`;
  const passed = now.getTime() - since.getTime();
  const moment = momentOf(since, timezone);
  return passed < 60_000
    ? `It has just become ${whose} (${moment}):`
    : `It has been ${whose} for ${duration(passed)} (since ${moment}):`;
}

function whySays(why: Why): string {
  switch (why.because) {
    case 'asked':
      return `${somebody(why.by)} asked for the review`;
    case 'asked again':
      return `${somebody(why.by)} asked for another look`;
    case 'ready':
      return 'it has become ready for review';
    case 'answered':
      return `${somebody(why.by)} has answered`;
    case 'changes':
      return `${nameOf(why.by)} asked for changes`;
    case 'threads':
      return `${why.count === 1 ? 'a thread' : `${why.count} threads`} by ${names(why.by)} ${why.count === 1 ? 'waits' : 'wait'} for a word`;
    case 'question':
      return `${nameOf(why.by)} said something, and has neither approved nor asked for changes`;
    case 'red':
      return `${checks(why.checks)} ${why.checks.length === 1 ? 'is' : 'are'} red`;
    case 'stuck':
      return `${checks(why.checks)} ${why.checks.length === 1 ? 'has' : 'have'} not ended, and nothing else keeps it from being merged`;
    case 'conflict':
      return 'it conflicts with its base';
    case 'approved':
      return why.by.length === 0 ? 'it is approved' : `it is approved by ${names(why.by)}`;
    case 'dismissed':
      return `the ${why.by.length === 1 ? 'review' : 'reviews'} by ${names(why.by)} ${why.by.length === 1 ? 'was' : 'were'} dismissed, and nobody is asked for another one`;
    case 'more reviews':
      return 'it needs more reviews than it has, and nobody is asked';
    case 'nobody asked':
      return 'nobody is asked for a review';
  }
}

function restSays(rest: Rest, { timezone }: Telling): string {
  switch (rest.because) {
    case 'draft':
      return 'it is a draft';
    case 'merged':
      return 'it is merged';
    case 'closed':
      return 'it is closed';
    case 'locked':
      return 'the conversation is locked';
    case 'merges itself':
      return 'it merges by itself';
    case 'bot':
      return 'a bot opened it';
    case 'checks run':
      return 'it is approved, and its checks still run';
    case 'ghost':
      return 'the account of its author is gone';
    case 'label':
      return `it carries the label ${code(rest.label)}`;
    case 'frozen':
      return `it is approved, and the place where a merge takes it is frozen${rest.until ? ` until ${momentOf(rest.until, timezone)}` : ''}`;
    case 'unknown':
      return 'it is approved, and I know of nobody who may merge it';
  }
}

const nameOf = ({ login }: Person): string => code(login);
const somebody = (one: Person | null): string => (one ? nameOf(one) : 'somebody');
const names = (people: Person[]): string => list(people.map(nameOf), 'and', 5);
const checks = (all: string[]): string =>
  list(
    all.map(name => code(name)),
    'and',
    5,
  );
