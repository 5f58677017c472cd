/** The word somebody probably meant: a slip of the finger away, no matter whether in capitals. */

/**
 * The closest candidate within `most` slips (a letter more, less, other, or two swapped), the first one when several are as close.
 * Without `most` a third of the word may be wrong, at most three letters. A word that would have to change wholly is not near.
 */
export function nearest(word: string, candidates: Iterable<string>, { most }: { most?: number } = {}): string | null {
  const said = word.toLowerCase();
  let limit = most ?? Math.min(3, Math.max(1, Math.floor(said.length / 3)));
  let best: string | null = null;
  for (const candidate of candidates) {
    const meant = candidate.toLowerCase();
    const apart = slips(said, meant, limit);
    if (apart > limit || apart >= Math.max(said.length, meant.length)) continue;
    best = candidate;
    if (apart === 0) break;
    limit = apart - 1;
  }
  return best;
}

/** Damerau-Levenshtein distance (no letter moved twice), or anything above `limit` when the lengths alone say that it is above. */
function slips(a: string, b: string, limit: number): number {
  // A key of 60,000 letters must not cost 60,000 × 60,000 steps.
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (cells: number[], column: number) => cells[column] ?? Number.POSITIVE_INFINITY;
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(before, j - 2) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}
