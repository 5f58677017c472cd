/** What a rule knows of a tool: where its failures stand, and which line of each says why. */

export interface Failure {
  /** The line that says why. */
  fatal: number;
  /** What belongs to it: the first line, and the one after the last. */
  from: number;
  to: number;
  /** Where several failed alike, and it was told once. */
  count?: number;
}

export interface Rule {
  tool: string;
  /** It tells of what something else did: heard only when nothing else speaks. */
  wraps?: true;
  /** What came before may have been caught: it ended with the last one. */
  last?: true;
  /** From the first to the last. Reads each line a bounded number of times, whatever the log says. */
  find(lines: string[]): Failure[];
}

interface Block {
  starts: RegExp;
  /** The first line that does not belong to it any more; the next start ends it, too. */
  ends: RegExp;
  /** Says why; where no line of the block does, its first one. */
  fatal: RegExp;
  /** Several starts above one another have what is below them in common. */
  shared?: true;
}

const mostLines = 60;

/** Failures that begin with a line of their own. */
export const blocks =
  ({ starts, ends, fatal, shared }: Block) =>
  (lines: string[]): Failure[] => {
    const found: Failure[] = [];
    let at = 0;
    while (at < lines.length) {
      const first = at;
      while (starts.test(lines[at] ?? '') && (at === first || shared)) at += 1;
      if (at === first) {
        at += 1;
        continue;
      }
      const from = Math.max(first, at - 20);
      const end = Math.min(lines.length, at + mostLines);
      let why = fatal.test(lines[from] ?? '') ? from : -1;
      const count = at - first;
      for (; at < end; at += 1) {
        const line = lines[at] ?? '';
        if (ends.test(line) || starts.test(line)) break;
        if (why < 0 && fatal.test(line)) why = at;
      }
      found.push({ fatal: why < 0 ? from : why, from, to: trimmed(lines, from, at), count });
    }
    return found;
  };

/** Failures of one line each, with what is indented below it. */
export const single =
  (says: RegExp, unless?: RegExp) =>
  (lines: string[]): Failure[] => {
    const found: Failure[] = [];
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      if (!says.test(line) || unless?.test(line)) continue;
      found.push({ fatal: at, from: at, to: below(lines, at + 1, mostLines, one => /^\s+\S/.test(one)) });
    }
    return found;
  };

/** The first line from here that does not go on; at most so many later. */
export function below(lines: string[], from: number, most: number, goesOn: (line: string) => boolean): number {
  const end = Math.min(lines.length, from + most);
  let at = from;
  while (at < end && goesOn(lines[at] ?? '')) at += 1;
  return at;
}

/** What is found below a line, told as it stands in the whole. */
export const after = (lines: string[], line: number, find: (lines: string[]) => Failure[]): Failure[] =>
  find(lines.slice(line)).map(one => ({ ...one, fatal: one.fatal + line, from: one.from + line, to: one.to + line }));

/** Without the empty lines at its end. */
export function trimmed(lines: string[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && lines[end - 1]?.trim() === '') end -= 1;
  return end;
}
