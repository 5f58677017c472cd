import type { Lines } from '../../core/reads.ts';

/** Lines of the new file that a patch touches. What only went leaves its mark on the lines on both sides of it. Pure. */
export function linesIn(patch: string): Lines[] {
  const found: Lines[] = [];
  let next = 0;
  let [came, went] = [0, 0];
  const close = () => {
    if (came > 0) found.push({ start: next - came, end: next - 1 });
    else if (went > 0) found.push({ start: Math.max(1, next - 1), end: Math.max(1, next) });
    [came, went] = [0, 0];
  };
  for (const line of patch.split('\n')) {
    const [, start, count] = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start !== undefined) {
      close();
      // No lines at all are named by the one before them.
      next = Number(start) + (count === '0' ? 1 : 0);
    } else if (line.startsWith('+')) {
      came += 1;
      next += 1;
    } else if (line.startsWith('-')) {
      went += 1;
    } else if (!line.startsWith('\\')) {
      close();
      next += 1;
    }
  }
  close();
  return found;
}
