/** Which change of the last deploy probably did it, and why that one. */

import type { Brought, BroughtCommit, Reads } from '../../core/reads.ts';
import { type Change, likeliest } from '../../issues/likely.ts';
import { code } from '../../text/inert.ts';
import type { Sample } from './group.ts';
import type { ShippedThen } from './story.ts';

const mostFiles = 10;

type Lines = Map<string, { start: number; end: number }[]>;

export async function likelyChanges(
  sample: Sample,
  { sha, before }: Pick<ShippedThen, 'sha' | 'before'>,
  github: Pick<Reads, 'brought' | 'patch'>,
): Promise<Change[]> {
  if (before === null || before === sha) return [];
  const brought = await github.brought(before, sha);
  if (!brought || brought.commits.length === 0) return [];
  const files = touched(sample, brought.files);
  const lines = files.length === 0 ? null : await github.patch(before, sha, [...new Set(files.map(({ path }) => path))]);
  return ranked(brought, files, lines ?? new Map());
}

interface Hit {
  path: string;
  line: number | null;
}

/** Files of the repository that the frames name. A frame may have a path from some folder on, or one of another machine. */
export function touched({ frames }: Pick<Sample, 'frames'>, paths: string[]): Hit[] {
  const own = frames.some(one => one.own) ? frames.filter(one => one.own) : frames;
  return own.flatMap(({ file, line }) => {
    const path = paths.find(one => isSameFile(one, file));
    return path === undefined ? [] : [{ path, line }];
  });
}

/** The shorter one is the end of the longer one; a bare name is too little to go by, unless the file is at the top. */
export function isSameFile(path: string, file: string): boolean {
  const frame = file
    .replaceAll('\\', '/')
    .replace(/^(?:[a-z]+:\/\/[^/]*\/|\.?\/|[a-z]:\/)/i, '')
    .replace(/[?#].*$/, '');
  if (frame === '' || path === frame) return frame !== '';
  if (frame.endsWith(`/${path}`)) return true;
  return frame.includes('/') && path.endsWith(`/${frame}`);
}

export function ranked(brought: Brought, hits: Hit[], lines: Lines): Change[] {
  const exact = hits.filter(
    ({ path, line }) => line !== null && lines.get(path)?.some(({ start, end }) => start <= line && line <= end),
  );
  const scored = brought.commits.map((commit, place) => ({ commit, place, reasons: reasonsOf(commit, brought, hits, exact) }));
  const likely = scored
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => weightOf(b.reasons) - weightOf(a.reasons) || b.place - a.place);
  return likeliest(likely.map(({ commit, reasons }) => ({ commit, reasons: reasons.map(({ says }) => says) })));
}

interface Reason {
  says: string;
  weight: number;
}
const weightOf = (reasons: Reason[]): number => reasons.reduce((sum, { weight }) => sum + weight, 0);

function reasonsOf({ files }: BroughtCommit, brought: Brought, hits: Hit[], exact: Hit[]): Reason[] {
  const alone = brought.commits.length === 1;
  const own = files ?? (alone ? brought.files : []);
  const said = (all: Hit[]) => [...new Set(all.map(({ path }) => path).filter(path => own.includes(path)))].slice(0, 2);
  const lines = said(exact);
  const other = said(hits).filter(path => !lines.includes(path));
  const named = (paths: string[]) => paths.map(path => code(path)).join(' and ');
  return [
    ...(lines.length > 0 ? [{ says: `changes the lines of ${named(lines)} that the error names`, weight: 4 }] : []),
    ...(other.length > 0 ? [{ says: `changes ${named(other.slice(0, mostFiles))}, which the error names`, weight: 2 }] : []),
    ...(alone ? [{ says: 'is all that this deploy brought', weight: 1 }] : []),
  ];
}
