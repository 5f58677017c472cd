/** A log as lines that a rule can read: as a terminal shows them at the end, of the step that failed, and without what GitHub adds. Pure. */

// Colours, cursor moves, titles and links.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const stamp = /^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z ?/;
const begins = /^##\[group\]Run (.*)$/;
const marks = /^##\[(?:group|endgroup|debug|command|section|warning|notice)\]/;
/** What stands between the mark and the text is the text's. */
const told = /^##\[error\]/;
/** GitHub's own words when the steps of the team are over. */
const tidying = /^(?:Post job cleanup\.|Cleaning up orphan processes)$/;

/** Of one line; masking reads more than is shown, as half a secret has no shape. */
export const readOfLine = 4_000;

/** Says only that something before it failed. */
export const says = {
  exit: /^(?:Error: )?(?:Process completed with exit code -?\d+\.?|The process '.*' failed with exit code \d+|Command failed with exit code \d+.*|Terraform exited with code \d+\.?|exit status \d+|The operation was canceled\.)$/,
};

export interface Step {
  lines: string[];
  /** The last of them that GitHub was told to be the error, if it says more than that there was one. */
  told: number | null;
}

/** Of a bar that paints over itself the last picture is left. */
const painted = (line: string): string =>
  line.includes('\r') ? (line.split('\r').findLast(part => part.trim() !== '') ?? '') : line;

const plain = (line: string): string => {
  let shown = painted(line.endsWith('\r') ? line.slice(0, -1) : line).replace(stamp, '');
  if (shown.startsWith('\ufeff')) shown = shown.slice(1);
  if (shown.includes('\u001b')) shown = shown.replace(terminal, '');
  return shown.slice(0, readOfLine).trimEnd();
};

/** The line after a step's header; null where somebody else has opened a group of that name. */
function afterHeader(lines: string[], start: number): number | null {
  const run = begins.exec(lines[start] ?? '')?.[1];
  if (run === undefined) return null;
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('##[group]')) return null;
    if (line !== '##[endgroup]') continue;
    const inside = lines.slice(start + 1, at);
    return inside.every(one => one === '') || inside[0] === run || inside.some(one => /^(?:shell|with|env):/.test(one))
      ? at + 1
      : null;
  }
  return null;
}

function beginningOf(lines: string[], end: number): number {
  for (let at = end - 1; at >= 0; at -= 1) {
    const after = afterHeader(lines, at);
    if (after !== null && after < end) return after;
  }
  return 0;
}

/** Private keys go over many lines, and whoever sees only some of them would not know them for what they are. */
function withoutKeys(lines: string[]): string[] {
  let inside = false;
  return lines.map(line => {
    if (/-----BEGIN [A-Z ]{0,60}PRIVATE KEY-----/.test(line)) {
      inside = !line.includes('-----END ');
      return line;
    }
    // Some are indented, or behind a quote mark; words are no part of one.
    if (!inside || /\s\S+\s\S/.test(line.trim().replace(/^[\w-]+: /, ''))) {
      inside = false;
      return line;
    }
    if (line.includes('-----END ')) inside = false;
    return '***';
  });
}

/** Only the step that failed: where no step can be told from another, all of it. */
export function stepOf(log: string): Step {
  const all = log.split('\n').map(plain);
  const over = all.findIndex(line => tidying.test(line));
  const own = over < 0 ? all : all.slice(0, over);
  const error = own.findLastIndex(line => told.test(line));
  const end = error < 0 ? own.length : error + 1;
  const kept = own.slice(beginningOf(own, end), end).filter(line => !marks.test(line));
  const last = kept.findLastIndex(line => told.test(line) && !says.exit.test(line.replace(told, '').trim()));
  return { lines: withoutKeys(kept.map(line => line.replace(told, ''))), told: last < 0 ? null : last };
}
