/** What a list of gates comes to: go, wait with a checklist, or no; and the same as a tree of reasons for `/why`. */
import type { Reason } from '../../../core/decision.ts';
import { code } from '../../../text/inert.ts';
import type { Gate } from './gate.ts';

export type Verdict =
  | { kind: 'go' }
  /** `until`: when the first of them can change by itself. */
  | { kind: 'wait'; until: Date | null; checklist: string }
  | { kind: 'no'; says: string };

export function verdictOf(gates: Gate[], { prefix }: { prefix: string }): Verdict {
  const [first, ...more] = gates.filter(({ state }) => state === 'closed');
  if (first) {
    const rest = more.length === 0 ? '' : ` And ${more.length} more: ${code(`${prefix}why`)}.`;
    return { kind: 'no', says: `${first.way ?? first.says}${rest}` };
  }
  const waiting = gates.filter(({ state }) => state === 'wait');
  if (waiting.length === 0) return { kind: 'go' };
  const times = waiting.flatMap(({ until }) => until?.getTime() ?? []);
  return { kind: 'wait', until: times.length === 0 ? null : new Date(Math.min(...times)), checklist: checklistOf(gates) };
}

/** Open ones of these are what people expect anyway. */
const expected: Gate['name'][] = ['lock', 'freeze', 'fork', 'draft', 'commit', 'seen'];

/** Text and not boxes: people who can write could tick a box. */
export function checklistOf(gates: Gate[]): string {
  return gates
    .filter(({ name, state, quiet }) => state !== 'open' || !(quiet || expected.includes(name)))
    .flatMap(({ says, state, because }) => because ?? [{ says, holds: state === 'open' }])
    .map(({ says, holds }) => `- ${holds ? '✅' : '⬜'} ${says}`)
    .join('\n');
}

/** A reason that knows which setting of the file asks for it. */
export interface PolicyReason extends Reason {
  setting: string | null;
}

export const reasonsOf = (gates: Gate[]): PolicyReason[] =>
  gates.map(({ says, state, way, setting, because }) => ({
    says: state === 'open' ? says : (way ?? says),
    holds: state === 'open',
    setting,
    ...(because ? { because } : {}),
  }));
