/** Approved: whoever may merge has the move, once it is green. */
import type { Person } from '../../../core/event.ts';
import type { GivenReview, OpenPull } from '../../../core/open-pull.ts';
import { requestOf, teamRequestOf } from './answers.ts';
import { counting, runningNow } from './checks.ts';
import { type History, isPerson } from './history.ts';
import { moveOf, nobody } from './making.ts';
import { latest } from './times.ts';
import type { Around, Turn } from './turn.ts';

/** People often switch it on first and ask for reviews then: as long as those are missing, it does nothing by itself. */
export const mergesBySelf = ({ mergesItself, decision }: OpenPull): boolean =>
  mergesItself && decision !== 'required' && decision !== 'changes';

/** Whoever asks somebody after the last yes wants to hear them first, though GitHub would let it through. */
export function isApproved(history: History): boolean {
  const { pull, asked } = history;
  const yes = approvals(history);
  if (pull.decision === null) return yes.length > 0 && asked.people.length + asked.teams.length === 0;
  const isAskedSince = (at: Date) =>
    [...asked.people.map(one => requestOf(history, one)), ...asked.teams.map(one => teamRequestOf(history, one))].some(
      request => request !== null && request.at > at,
    );
  return pull.decision === 'approved' && !(yes.length > 0 && isAskedSince(lastYes(history)));
}

export function merging(history: History, { frozen, greenSince, stuckSince }: Around): Turn | null {
  const { pull, openSince } = history;
  if (stuckSince && (mergesBySelf(pull) || isApproved(history))) return stuck(history, stuckSince);
  const green = greenSince ? [greenSince] : counting(pull).flatMap(one => one.at ?? []);
  const since = latest(openSince, lastYes(history), ...green);
  if (mergesBySelf(pull)) return nobody(lastYes(history), { because: 'merges itself' });
  if (!isApproved(history)) return null;
  if (runningNow(pull).length > 0 && !greenSince) return nobody(lastYes(history), { because: 'checks run' });
  if (frozen) return nobody(since, { because: 'frozen', until: frozen.until });
  const [people, by] = [mergersOf(history), approvals(history).map(one => one.by)];
  if (people.length === 0) return nobody(since, { because: 'unknown' });
  return moveOf(history, 'merge', { people, teams: [] }, since, [{ because: 'approved', by }]);
}

/** Whoever may merge may also let a check run, or find out why it does not. */
function stuck(history: History, since: Date): Turn {
  const people = mergersOf(history);
  const from = latest(lastYes(history), since);
  if (people.length === 0) return nobody(from, { because: 'checks run' });
  return moveOf(history, 'answer', { people, teams: [] }, from, [{ because: 'stuck', checks: runningNow(history.pull) }]);
}

const mergersOf = (history: History): Person[] => {
  const { insider, author } = history.pull;
  return insider && isPerson(author) ? [author] : approvals(history).map(one => one.by);
};

const approvals = ({ reviews }: History): GivenReview[] => reviews.filter(one => one.state === 'approved' && one.writer);
const lastYes = (history: History): Date => latest(history.openSince, ...approvals(history).map(one => one.at));
