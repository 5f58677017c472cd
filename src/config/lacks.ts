/** What the workflows that a team's file names lack for it, for whoever says so before somebody finds out: the check, the doctor. */

import type { Lack, Named } from '../core/lack.ts';
import type { Reads } from '../core/reads.ts';
import { readWorkflow } from '../core/workflow.ts';
import { code } from '../text/inert.ts';
import { list } from './words.ts';

export interface Lacking extends Lack {
  path: string[];
}

/** `where`: the branch, or whatever people call that commit. One request; none when the file names no workflow. */
export async function lacking(
  github: Pick<Reads, 'workflowsAt'>,
  named: Named[],
  { ref, where }: { ref: string; where: string },
): Promise<Lacking[]> {
  if (named.length === 0) return [];
  const files = await github.workflowsAt(ref, [...new Set(named.map(one => one.file))]);
  const all = named.flatMap(one => lacksOf(one, files.get(one.file)).map(lack => ({ ...lack, path: one.path })));
  // What shares a workflow lacks the same.
  return all.filter((one, at) => all.findIndex(({ says }) => says === one.says) === at);

  function lacksOf({ file, lacks, implied = false }: Named, text: string | null | undefined): Lack[] {
    if (text === undefined) return implied ? [] : [{ weight: 'stops', says: missing(file, [...files.keys()], where) }];
    const read = readWorkflow(text ?? '\0');
    return 'problem' in read ? [{ weight: 'stops', says: `${code(file)} ${read.problem}.` }] : lacks(read.workflow);
  }
}

function missing(file: string, there: string[], where: string): string {
  const others =
    there.length === 0
      ? 'There are none'
      : `There ${there.length === 1 ? 'is' : 'are'} ${list(
          there.map(one => code(one)),
          'and',
        )}`;
  return `${code(`.github/workflows/${file}`)} is not ${where}. ${others}.`;
}
