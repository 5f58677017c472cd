/** Only what works in the environment before: the same files, so that a squash or a merge does not break it. */
import { closedTo, type Gate, type Judging, open } from '../gate.ts';
import { bold, commit as commitWords, say, setting, typed } from '../words.ts';

export function after(given: Judging): Gate | null {
  const { name, environment, commit, rows, named, prefix } = given;
  const before = environment.after;
  if (before === undefined) return null;
  const parts = { name: 'after' as const, setting: setting(given, 'after') };
  const what = commitWords(commit.sha);
  const there = rows.there.filter(one => one.environment === before);
  const says = `${what} succeeded on ${bold(before)}`;
  if (there.some(({ sha }) => sha === commit.sha)) return open({ ...parts, says });
  const same = there.find(({ tree }) => tree === commit.tree);
  if (same) return open({ ...parts, says: `${says}, as ${commitWords(same.sha)} with the same files` });
  const first = say({ prefix, name: before }, 'deploy', named.how === 'thread' ? '' : `@${typed(commit.sha)}`);
  return closedTo(given.asker, {
    ...parts,
    says,
    way: `${what} has not succeeded on ${bold(before)} yet, and ${bold(name)} takes only what works there. ${first} comes first.`,
  });
}
