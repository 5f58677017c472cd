/**
 * Whether a branch has a name that fits: `*` stops at a slash, `**` does not, as in a workflow's own filters. Without a regular expression:
 * with some stars in a file and some letters in the name of a branch one would take hours, and everybody else would wait.
 */
export function fits(pattern: string, branch: string): boolean {
  const letters = [...branch];
  // How many letters of the name the pattern may have used up, after each of its parts.
  let used = new Set([0]);
  for (const part of pattern.match(/\*+|[^*]/gu) ?? []) {
    const next = new Set<number>();
    if (!part.startsWith('*')) {
      for (const at of used) if (letters[at] === part) next.add(at + 1);
    } else {
      for (let at = 0; at <= letters.length; at += 1) {
        const goesOn = next.has(at - 1) && (part !== '*' || letters[at - 1] !== '/');
        if (used.has(at) || goesOn) next.add(at);
      }
    }
    used = next;
  }
  return used.has(letters.length);
}
