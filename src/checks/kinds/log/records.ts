/** Lines that belong together: an error with the trace below it is one. Pure. */

/** What was logged at once: a line, and those that go on with it. */
export interface Logged {
  lines: string[];
  /** When, where that is known besides; null: its line may say so. */
  at: Date | null;
  /** A level that stands beside the text: the journal has one. */
  level: Level | null;
}
export type Level = 'warning' | 'error' | 'critical';

const mostLines = 100;

const goesOn =
  /^(?:[ \t]+\S|at \S|Caused by\b|\.\.\. \d+ more|Traceback \(most recent call last\)|During handling of the above|The above exception was)/;
const python = /^Traceback \(most recent call last\)/;
/** `ValueError: no such user`, which Python says below the trace. */
const named = /^[A-Za-z_][\w.]{0,200}(?::|$)/;

export interface Records {
  add(line: string, beside?: Partial<Pick<Logged, 'at' | 'level'>>): void;
  /** No more lines come of this source. */
  end(): void;
}

/**
 * `midway`: somebody else has seen the lines before, so what goes on at first belongs to none of ours.
 * `isError`: what goes on with one is no other.
 */
export function recordsTo(isError: (logged: Logged) => boolean, midway: boolean): Records {
  let open: Logged | null = null;
  let told = false;
  let orphan = midway;
  /** The line of a trace that names the error is still to come. */
  let awaits = false;
  const judge = () => {
    if (open && !told) told = isError(open);
  };
  const end = () => {
    judge();
    open = null;
    told = awaits = false;
  };
  return {
    add(line, { at = null, level = null } = {}) {
      if (line === '') return;
      const follows = goesOn.test(line);
      if (follows && orphan && !open && !python.test(line)) return;
      orphan = false;
      const closes = awaits && !follows && named.test(line);
      if (open && (follows || closes)) {
        if (open.lines.length >= mostLines) {
          judge();
          open = { ...open, lines: [] };
        }
        open.lines.push(line);
      } else {
        end();
        open = { lines: [line], at, level };
      }
      awaits = python.test(line) || (awaits && follows);
    },
    end,
  };
}
