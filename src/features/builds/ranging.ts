/** What came between the last green and the first red, and who alone made it. */
import type { Brought, Reads } from '../../core/reads.ts';
import { isAlone, likely } from './likely.ts';
import { type About, inOrder, type Report } from './report.ts';
import { type Build, firstOf, type Range, type Seen, seenOf } from './story.ts';

export interface Found {
  brought: Brought | null;
  green: Range['green'];
  author: string | null;
}

export async function found(about: About, reports: Report[], first: Seen, github: Reads): Promise<Found> {
  const earlier = reports.filter(report => report.verdict === 'pass' && inOrder(report, first) < 0);
  const there = earlier.find(({ sha }) => sha === first.sha);
  if (there) return { brought: null, green: seenOf(there), author: null };
  // What passed in a queue may never have been merged.
  const before = earlier.find(({ queued }) => !queued) ?? earlier[0];
  const green = before ? seenOf(before) : about.kind === 'workflow' ? await goodRun(about, first.sha, github) : null;
  if (!green) return { brought: null, green: null, author: null };
  const brought = await github.brought(green.sha, first.sha);
  return { brought, green, author: await authorOf(brought, github) };
}

async function goodRun({ name, branch }: About, not: string, github: Reads): Promise<Seen | null> {
  const run = await github.lastGood(name, branch);
  if (!run || run.head === not) return null;
  return { sha: run.head, run: run.id, attempt: run.attempt, number: run.number, at: run.updatedAt.getTime(), url: run.url };
}

/** Whoever alone made what came, if they can do something about it and it is not their first time. */
async function authorOf(brought: Brought | null, github: Reads): Promise<string | null> {
  if (!brought || !isAlone(brought)) return null;
  const last = brought.commits.at(-1) ?? null;
  const author = last?.pull?.author ?? last?.author ?? null;
  if (!author || author.bot || last?.pull?.firstTime === true) return null;
  return ['write', 'maintain', 'admin'].includes(await github.role(author)) ? author.login : null;
}

/** With what was found out about how it came. */
export function explained(
  build: Build,
  { ranges, about }: { ranges: Map<string, Found>; about: About },
): { range: Range; author: string | null } | null {
  const first = firstOf(build);
  const known = first && ranges.get(first.sha);
  if (!known) return null;
  const changes = known.brought ? likely(known.brought, build.story, about.name) : [];
  return { range: { green: known.green, ahead: known.brought?.ahead ?? 0, likely: changes }, author: known.author };
}
