/** A patch, as `git diff` writes it, in lines that know their numbers. */
export interface Line {
  kind: 'hunk' | 'same' | 'gone' | 'new' | 'note';
  /** Its number before and after; null where it is not there. */
  before: number | null;
  after: number | null;
  text: string;
}

const kinds: Record<string, Line['kind']> = { '@': 'hunk', '-': 'gone', '+': 'new', '\\': 'note' };

export function linesOf(patch: string): Line[] {
  let [left, right] = [1, 1];
  return patch
    .replace(/\n$/, '')
    .split('\n')
    .map(text => {
      const kind = kinds[text.charAt(0)] ?? 'same';
      if (kind === 'hunk') {
        const [, before, after] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text) ?? [];
        [left, right] = [Number(before), Number(after)];
      }
      const told = kind === 'hunk' || kind === 'note';
      const line = {
        kind,
        before: told || kind === 'new' ? null : left,
        after: told || kind === 'gone' ? null : right,
        text: text.replace(/\r$/, ''),
      };
      if (line.before !== null) left += 1;
      if (line.after !== null) right += 1;
      return line;
    });
}
