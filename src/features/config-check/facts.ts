import { filePath } from '../../config/file.ts';
import { lacking } from '../../config/lacks.ts';
import { partAt } from '../../config/tree.ts';
import { readYaml } from '../../config/yaml.ts';
import type { BranchPushed, HeadMoved } from '../../core/event.ts';
import type { Ask, Feature, Loosening } from '../../core/feature.ts';
import type { Problem, Section, SeenFile, TeamFile } from '../../core/file.ts';
import type { Lack, Named } from '../../core/lack.ts';

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
  /** What the workflows of that commit lack for what this very file wants of them, at the line that wants it. */
  lacks: (Lack & { line: number })[];
  /** What would be easier than by the file that counts now, at the lines of this one. */
  loosened: (Loosening & { line: number })[];
}

export interface Known {
  sections: Section[];
  /** The workflows that a file names. */
  workflows(file: TeamFile): Named[];
  loosened: NonNullable<Feature['loosens']>;
}

/** Null when the pull request leaves the file alone. */
export async function headFacts(event: HeadMoved, ask: Ask, known: Known): Promise<Judged | null> {
  const { github } = ask;
  const [now, then] = await Promise.all([
    github.file(filePath, github.repository.defaultBranch),
    github.file(filePath, event.head),
  ]);
  // One question answers for nearly every pull request; only then is its list of files worth paging through.
  if (now?.blob === then?.blob) return null;
  if (!(await github.touches(event.number, filePath))) return null;
  const judged = await judge(ask, then, known, event.head);
  return { ...judged, loosened: await loosenedBy(event, ask, known, { now, then }) };
}

/** Against what counts now, so that what is merged meanwhile is nothing that this pull request does. */
async function loosenedBy(
  { at, repository: { defaultBranch } }: HeadMoved,
  ask: Ask,
  known: Known,
  { now, then }: { now: SeenFile | null; then: SeenFile | null },
): Promise<Judged['loosened']> {
  const [before, after] = await Promise.all([ask.file(now?.text ?? null), ask.file(then?.text ?? null)]);
  const found = known.loosened(before, after, { now: at, defaultBranch });
  return found.map(one => ({ ...one, line: (then && lineOf(then.text, one.path)) ?? 1 }));
}

/** Null for every branch but the default one. */
export async function branchFacts(event: BranchPushed, ask: Ask, known: Known): Promise<(Judged & { head: string }) | null> {
  const { head, branch } = event;
  if (head === null || branch !== event.repository.defaultBranch) return null;
  // The branch, not the commit: of two pushes handled in the wrong order, the second look must not bring the first file back.
  const file = await ask.github.file(filePath, branch);
  return { head, ...(await judge(ask, file, known, null)) };
}

/** `head`: the commit whose workflows are judged with it. Once it is merged, whoever uses them is told. */
async function judge(ask: Ask, file: SeenFile | null, known: Known, head: string | null): Promise<Judged> {
  const counts = await ask.file(file?.text ?? null);
  return {
    file,
    problems: counts.problems.filter(problem => problem.path === filePath),
    organisationHasProblems: counts.problems.some(problem => problem.path !== filePath),
    on: known.sections.filter(section => counts.read(section) !== undefined).map(section => section.key),
    lacks: file && head !== null ? await lacksOf(ask, file, known.workflows(counts), head) : [],
    loosened: [],
  };
}

/** What the organisation's file wants has no line here, and is nothing that this pull request could mend. */
async function lacksOf({ github }: Ask, { text }: SeenFile, named: Named[], head: string): Promise<Judged['lacks']> {
  const own = named.filter(({ path }) => lineOf(text, path) !== null);
  const lacks = await lacking(github, own, { ref: head, where: 'in this pull request' });
  return lacks.map(({ weight, says, path }) => ({ weight, says, line: lineOf(text, path) ?? 1 }));
}

function lineOf(text: string, path: string[]): number | null {
  const { tree } = readYaml(text);
  return (tree && partAt(tree, path)?.key.line) ?? null;
}
