/** Whether one of those whom the file names lets it go: never who asked for it, who wrote it, or who pushed it. */
import type { Reason } from '../../../../core/decision.ts';
import { code, inert } from '../../../../text/inert.ts';
import { approversOf } from '../config.ts';
import { closed, type Gate, type Judging, open, unmerged, waits } from '../gate.ts';
import { handOf, theirs } from '../hands.ts';
import type { Approval } from '../rows.ts';
import { again, bold, commit as commitWords, say, setting, typed, whoWords } from '../words.ts';

export function approval(given: Judging): Gate | null {
  const { name, environment, commit, judged, rows, named, mention, defaultBranch } = given;
  const approvers = approversOf(environment);
  if (approvers === null) return null;
  const parts = { name: 'approval' as const, setting: setting(given, 'approved_by') };
  const what = commitWords(commit.sha);
  if (judged.involved === null)
    return closed({
      ...parts,
      says: `${what} is approved`,
      way: `I cannot find out who wrote ${what}, so nobody can approve it for ${bold(name)}.`,
    });
  const isPushed = unmerged(given) !== null || (named.how === 'branch' && named.said !== defaultBranch);
  if (judged.involved.pusher === null && isPushed)
    return closed({
      ...parts,
      says: `${what} is approved`,
      way: `I cannot find out who pushed ${what}, so nobody can approve it for ${bold(name)}. Push once more, then ${again(given)}.`,
    });
  const all = rows.approvals.filter(one => one.environment === name && one.sha === commit.sha);
  const verdicts = all.map(one => ({ one, flaw: flawOf(one, given) }));
  const good = verdicts.find(({ flaw }) => flaw === null);
  if (good) return open({ ...parts, says: `${code(good.one.by.login)} approved ${what}` });
  const word = say(given, 'approve', named.how === 'thread' ? '' : `@${typed(commit.sha)}`);
  const says = `${whoWords(approvers, mention)}: ${word} lets it go`;
  const not = verdicts.map(
    ({ one, flaw }): Reason => ({ says: `the approval by ${code(one.by.login)} counts: ${flaw}`, holds: false }),
  );
  const why = verdicts.map(({ one, flaw }) => ` The approval by ${code(one.by.login)} does not count: ${flaw}.`).join('');
  const way = `${bold(name)} needs the approval of ${whoWords(approvers, [])}: ${word}.${why}`;
  return waits({ ...parts, says, way, ...(not.length > 0 ? { because: [{ says, holds: false }, ...not] } : {}) });
}

/** The one that lets it go; null where there is none yet, or none is asked for. */
export function approvalOf(given: Judging): Approval | null {
  const { name, commit, rows, environment } = given;
  if (approversOf(environment) === null) return null;
  return rows.approvals.find(one => one.environment === name && one.sha === commit.sha && flawOf(one, given) === null) ?? null;
}

/** Why an approval does not count, for a person to read; null when it does. */
export function flawOf({ by, void: voided }: Approval, { asker, judged, approvers, environment }: Judging): string | null {
  if (voided !== null) return inert(voided);
  const hand = handOf(by, asker, judged.involved ?? { authors: [], pusher: null, committers: [] });
  if (hand !== null) return theirs[hand];
  if (!approvers.includes(by.id)) return `they are not among ${whoWords(approversOf(environment) ?? [], [], 'and')} now`;
  return null;
}
