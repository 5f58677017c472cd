/** All gates of a wish as of now, what they come to, and whom that calls. Pure. */
import { list } from '../../../config/words.ts';
import { approversOf } from './config.ts';
import type { Gate, Judging } from './gate.ts';
import { approvalOf } from './gates/approval.ts';
import { gatesOf } from './gates.ts';
import type { Weighed } from './judging.ts';
import type { PolicyRows } from './rows.ts';
import { type PolicyReason, reasonsOf, type Verdict, verdictOf } from './verdict.ts';
import type { Wait } from './waits.ts';

export interface JudgedNow {
  verdict: Verdict;
  reasons: PolicyReason[];
  /** Everybody who is called by now. */
  called: string[];
  inTheWay: Pick<Wait, 'for' | 'what'>[];
  /** Whose word lets it go, where somebody's is asked for. */
  approvedBy: string | null;
}

/** `called`: who was called before. Others are called once nothing is in the way but their word. */
export function judgedNow(
  { callable, override: _override, entries: _entries, known: _known, askedGitHubAt: _at, ...weighed }: Weighed,
  rows: PolicyRows,
  called: string[],
  now: Date,
): JudgedNow {
  const given: Judging = { ...weighed, rows, mention: called, now };
  const gates = gatesOf(given);
  const waits = gates.filter(({ state }) => state === 'wait');
  const theirTurn =
    called.length === 0 &&
    gates.every(({ state }) => state !== 'closed') &&
    waits.length > 0 &&
    waits.every(gate => isForPeople(gate, rows));
  const mention = theirTurn ? callable : called;
  const final = theirTurn ? gatesOf({ ...given, mention }) : gates;
  return {
    verdict: verdictOf(final, given),
    reasons: reasonsOf(final),
    called: mention,
    inTheWay: waits.flatMap(gate => named(gate, given)),
    approvedBy: approvalOf(given)?.by.login ?? null,
  };
}

const isForPeople = ({ name }: Gate, { override }: PolicyRows): boolean =>
  name === 'approval' || (name === 'freeze' && override !== null);

/** What people would call it, for the report. */
function named({ name }: Gate, { judged, environment, asker }: Judging): Pick<Wait, 'for' | 'what'>[] {
  switch (name) {
    case 'checks': {
      const running = judged.checks.filter(({ state }) => state === 'running').map(one => one.name);
      const all = [...new Set([...running, ...judged.missing.map(one => one.name)])];
      return all.length === 0 ? [{ for: name, what: 'a first report' }] : all.map(what => ({ for: name, what }));
    }
    case 'approval':
      return [{ for: name, what: list(approversOf(environment) ?? [], 'or') }];
    default:
      return [{ for: name, what: asker ? name : `${name}, by itself` }];
  }
}
