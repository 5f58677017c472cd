/** Whether a job that is not in the list of a run is gone, or only not listed under its own name. Pure. */
import type { Result } from './report.ts';

/** GitHub is asked for one page. */
const wholePage = 100;

/**
 * What is skipped as a whole stands there without the values of its matrix, or with its expressions as they are written, and what a
 * skipped job would have called does not stand there at all.
 */
export function isThere(name: string, results: Result[]): boolean {
  if (results.length === 0 || results.length >= wholePage) return true;
  return results.some(({ check, verdict }) => verdict === 'none' && covers(check, name));
}

function covers(skipped: string, name: string): boolean {
  if (name === skipped || name.startsWith(`${skipped} (`) || name.startsWith(`${skipped} / `)) return true;
  const [first = '', ...others] = skipped.split(/\$\{\{.*?\}\}/);
  const last = others.pop();
  return last !== undefined && name.length >= first.length + last.length && name.startsWith(first) && name.endsWith(last);
}
