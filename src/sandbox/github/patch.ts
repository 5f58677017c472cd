/** The difference of two texts as `git diff` writes it, without the header. */
import { type Change, changesBetween, linesOf } from './lines.ts';

export interface Patch {
  additions: number;
  deletions: number;
  /** Null when nothing changed, or when it is too long for GitHub to show. */
  text: string | null;
}

/** What GitHub shows of one file. */
export const longest = { lines: 20_000, bytes: 500_000 };

const context = 3;

export function patchOf(before: string, after: string): Patch {
  const [old, now] = [linesOf(before), linesOf(after)];
  const changes = changesBetween(old, now);
  const additions = changes.reduce((sum, change) => sum + change.until - change.at, 0);
  const deletions = changes.reduce((sum, change) => sum + change.to - change.from, 0);
  if (changes.length === 0 || additions + deletions > longest.lines) return { additions, deletions, text: null };
  const text = hunksOf(changes)
    .map(hunk => written(hunk, old, now))
    .join('')
    .replace(/\n$/, '');
  return { additions, deletions, text: Buffer.byteLength(text) > longest.bytes ? null : text };
}

/** Changes whose lines round them would meet stand in one hunk. */
function hunksOf(changes: Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const before = last?.at(-1);
    if (last && before && change.from - before.to <= 2 * context) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function written(changes: Change[], old: string[], now: string[]): string {
  const [first, last] = [changes[0], changes.at(-1)];
  if (!first || !last) return '';
  const above = Math.min(context, first.from);
  const below = Math.min(context, old.length - last.to);
  const [from, to] = [first.from - above, last.to + below];
  const [at, until] = [first.at - above, last.until + below];
  const body: string[] = [];
  let done = from;
  for (const change of changes) {
    body.push(...signed(' ', old.slice(done, change.from)), ...signed('-', old.slice(change.from, change.to)));
    body.push(...signed('+', now.slice(change.at, change.until)));
    done = change.to;
  }
  body.push(...signed(' ', old.slice(done, to)));
  return `@@ -${range(from, to)} +${range(at, until)} @@${headingBefore(old, from)}\n${body.join('')}`;
}

const signed = (sign: string, lines: string[]): string[] =>
  lines.map(line => sign + (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`));

/** One line needs no count, and no lines are named by the one before them. */
function range(from: number, to: number): string {
  const count = to - from;
  if (count === 1) return String(from + 1);
  return `${count === 0 ? from : from + 1},${count}`;
}

/** The nearest line above that begins with a word: most likely what the hunk is in. */
function headingBefore(old: string[], from: number): string {
  for (let place = from - 1; place >= 0; place -= 1) {
    const line = old[place] ?? '';
    if (/^[A-Za-z_$]/.test(line)) return ` ${line.slice(0, 80).trimEnd()}`;
  }
  return '';
}
