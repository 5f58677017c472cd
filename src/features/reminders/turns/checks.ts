/** Which checks count: those that the branch demands, and where it demands none, or we may not see which, all of them. */
import type { CheckNow, OpenPull } from '../../../core/open-pull.ts';

export const redNow = (pull: OpenPull): string[] => namesOf(counting(pull).filter(one => one.state === 'failure'));

/** Whatever is demanded and has said nothing yet is waited for, as GitHub waits for it. */
export function runningNow(pull: OpenPull): string[] {
  const silent = pull.demanded.filter(name => pull.checks.every(one => one.name !== name));
  return [...new Set([...namesOf(counting(pull).filter(one => one.state === 'running')), ...silent])].sort();
}

export const isGreen = (pull: OpenPull): boolean => redNow(pull).length === 0 && runningNow(pull).length === 0;

export const counting = ({ checks, demanded }: OpenPull): CheckNow[] =>
  demanded.length === 0 ? checks : checks.filter(one => demanded.includes(one.name));

const namesOf = (checks: CheckNow[]): string[] => [...new Set(checks.map(one => one.name))].sort();
