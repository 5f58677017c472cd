import { filePath } from '../../config/file.ts';
import type { BranchPushed, HeadMoved } from '../../core/event.ts';
import type { Ask } from '../../core/feature.ts';
import type { Problem, Section, SeenFile } from '../../core/file.ts';

/** What the file at one commit would do, were it the one that counts. */

export interface Judged {
  /** The file at that commit; null when it has none. */
  file: SeenFile | null;
  /** In this very file. */
  problems: Problem[];
  /** The organisation's file has problems too; what they are may be private. */
  organisationHasProblems: boolean;
  /** The keys of the sections that would be on, from this file or the organisation's. */
  on: string[];
}

/** Null when the pull request leaves the file alone. */
export async function headFacts(event: HeadMoved, ask: Ask, sections: Section[]): Promise<Judged | null> {
  const { github } = ask;
  const [now, then] = await Promise.all([
    github.file(filePath, github.repository.defaultBranch),
    github.file(filePath, event.head),
  ]);
  // One question answers for nearly every pull request; only then is its list of files worth paging through.
  if (now?.blob === then?.blob) return null;
  return (await github.touches(event.number, filePath)) ? judge(ask, then, sections) : null;
}

/** Null for every branch but the default one. */
export async function branchFacts(
  event: BranchPushed,
  ask: Ask,
  sections: Section[],
): Promise<(Judged & { head: string }) | null> {
  const { head, branch } = event;
  if (head === null || branch !== event.repository.defaultBranch) return null;
  // The branch, not the commit: of two pushes handled in the wrong order, the second look must not bring the first file back.
  const file = await ask.github.file(filePath, branch);
  return { head, ...(await judge(ask, file, sections)) };
}

async function judge(ask: Ask, file: SeenFile | null, sections: Section[]): Promise<Judged> {
  const counts = await ask.file(file?.text ?? null);
  return {
    file,
    problems: counts.problems.filter(problem => problem.path === filePath),
    organisationHasProblems: counts.problems.some(problem => problem.path !== filePath),
    on: sections.filter(section => counts.read(section) !== undefined).map(section => section.key),
  };
}
