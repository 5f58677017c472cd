/** What somebody else wrote, short enough for a table and in one line. */
export function brief(text: string, most = 80): string {
  const line = text
    .slice(0, most * 4)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
