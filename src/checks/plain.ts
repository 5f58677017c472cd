/** What others wrote, as a part of a line of ours: bounded, on one line, and nothing in it that a terminal or a runner's log would obey. */
export function plain(text: string, most = 80): string {
  const line = text
    .slice(0, most * 4 + 100)
    .replace(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const letters = [...line];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : line;
}
