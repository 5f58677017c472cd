/** Whether a branch is green: nothing goes while the default branch is broken, say. */
import { code } from '../../../../text/inert.ts';
import { greenBranch } from '../config.ts';
import { closed, type Gate, type Judging, open, waits } from '../gate.ts';
import { again, bold, commit, setting } from '../words.ts';

export function green(given: Judging): Gate | null {
  const { name, environment, judged, defaultBranch } = given;
  const branch = greenBranch(environment, defaultBranch);
  if (branch === null) return null;
  const parts = { name: 'green' as const, setting: setting(given, 'green') };
  const what = code(branch);
  const head = judged.green;
  if (head === null)
    return closed({
      ...parts,
      says: `${what} is green`,
      way: `There is no branch ${what} here, and ${bold(name)} wants it green. Mend ${code(parts.setting)} in the file.`,
    });
  const at = `${what} at ${commit(head.sha)}`;
  switch (head.checks) {
    case 'green':
      return open({ ...parts, says: `${what} is green` });
    case 'running':
      return waits({
        ...parts,
        says: `${what} is green (running)`,
        way: `The checks of ${at} are running, and ${bold(name)} waits until they are green.`,
      });
    case 'none':
      return waits({
        ...parts,
        says: `${what} is green (nothing has reported yet)`,
        way: `Nothing has reported on ${at} yet, and ${bold(name)} waits until it is green.`,
      });
    case 'red':
      return closed({
        ...parts,
        says: `${what} is green`,
        way: `${at} is red, and nothing goes to ${bold(name)} until it is green. Mend it, then ${again(given)}.`,
      });
  }
}
