/** What the end of a job's log says: the line that killed it, and the lines that a person wants to see first. Pure. */

/** Colours and other terminal signs, and the marks that GitHub reads. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const terminal = /\u001b\[[\d;?]*[ -/]*[@-~]/g;
const folding = /^##\[(?:group|endgroup|debug|command|section)\]/;
const told = /^##\[error\]\s*/;
/** Says only that something before it failed. */
const empty =
  /^(?:Process completed with exit code \d+\.?|The process '.*' failed with exit code \d+|make(?:\[\d+\])?: \*\*\*.*|npm (?:ERR!|error).*)$/i;
const bad = /\b(?:error|fatal|exception|panic|failed|failure|denied|refused|cannot|could not|not found|violates|timed out)\b/i;

const linesOf = (log: string): string[] =>
  log
    .replace(/\r\n?/g, '\n')
    .replace(terminal, '')
    .split('\n')
    .filter(line => !folding.test(line));

/** The line that most probably says why; null when the log says nothing. */
export function fatalLine(log: string): string | null {
  const lines = linesOf(log)
    .map(line => line.trim())
    .filter(line => line !== '');
  const errors = lines
    .flatMap(line => (told.test(line) ? [line.replace(told, '').trim()] : []))
    .filter(line => !empty.test(line));
  const said = lines.map(line => line.replace(told, '').trim()).filter(line => !empty.test(line));
  // From the end: what failed last failed the job.
  return errors.at(-1) ?? said.findLast(line => bad.test(line)) ?? said.at(-1) ?? null;
}

/** The last lines, in whole lines, at most so many characters. */
export function endOf(log: string, most = 6_000): string {
  const lines = linesOf(log).map(line => line.replace(told, 'Error: ').trimEnd());
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.toReversed()) {
    length += line.length + 1;
    if (length > most && kept.length > 0) break;
    kept.unshift(line.slice(-most));
  }
  return kept.join('\n').trim();
}
