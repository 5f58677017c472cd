/** Bytes as lines, whatever they are: of a long one its beginning, and nothing is held but what has not ended. */

const newline = 10;
export const longestLine = 16_384;

export interface Lines {
  /** Those that end in these bytes, which may be overwritten then. */
  of(bytes: Buffer): string[];
  /** How many bytes have come of one that has not ended. */
  open(): number;
  /** That one, where no more will come. */
  rest(): string[];
  /** How many lost their end. */
  cut(): number;
}

export function linesUpTo(longest: number): Lines {
  let held: Buffer[] = [];
  let kept = 0;
  let length = 0;
  let cut = 0;
  const hold = (bytes: Buffer) => {
    length += bytes.length;
    // What is left of these bytes after it is somebody else's.
    const part = Buffer.from(bytes.subarray(0, longest - kept));
    if (part.length > 0) held.push(part);
    kept += part.length;
  };
  const whole = (bytes: Buffer): string => {
    if (length + bytes.length > longest) cut += 1;
    if (length === 0) return textOf(bytes.subarray(0, longest));
    hold(bytes);
    const text = textOf(Buffer.concat(held));
    held = [];
    kept = length = 0;
    return text;
  };
  return {
    of(bytes) {
      const lines: string[] = [];
      let from = 0;
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
        lines.push(whole(bytes.subarray(from, end)));
        from = end + 1;
      }
      if (from < bytes.length) hold(bytes.subarray(from));
      return lines;
    },
    open: () => length,
    rest: () => (length === 0 ? [] : [whole(Buffer.alloc(0))]),
    cut: () => cut,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const signs = /\u001b\[[\d;?]*[ -/]*[@-~]|\0/g;

/** Without colours, and without what a disk leaves that lost its power. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  const line = text.endsWith('\r') ? text.slice(0, -1) : text;
  return line.includes('\u001b') || line.includes('\0') ? line.replace(signs, '') : line;
}
