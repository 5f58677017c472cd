/** Whether the commit has all of the branch it goes into: a deploy of an older one takes away what others have merged. */
import { code } from '../../../../text/inert.ts';
import { closed, type Gate, type Judging, open, unmerged } from '../gate.ts';
import { again, bold, commit as commitWords, counted, say, setting } from '../words.ts';

export function upToDate(given: Judging): Gate | null {
  const { name, environment, commit, judged, rules } = given;
  if (!environment.up_to_date) return null;
  const pull = unmerged(given);
  const branch = code(rules);
  const what = commitWords(commit.sha);
  const parts = {
    name: 'up to date' as const,
    setting: setting(given, 'up_to_date'),
    says: `${what} has all commits of ${branch}`,
  };
  if (judged.behind === 0) return open(parts);
  if (judged.behind === null)
    return closed({
      ...parts,
      way: `I cannot find out whether ${what} has all commits of ${branch}, so it does not go to ${bold(name)}. ${again(given)} tries again.`,
    });
  const lacks = `${what} lacks ${counted(judged.behind, 'commit')} of ${branch}, and ${bold(name)} takes only what has them all.`;
  return closed({
    ...parts,
    way: pull ? `${lacks} Update the branch, then ${again(given)}.` : `${lacks} ${say(given, 'deploy', rules)} takes all of it.`,
  });
}
