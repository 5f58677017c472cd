/** The frames of a trace as languages write it in a log. Pure. */
import type { Frame } from '../alert.ts';

interface Shape {
  line: RegExp;
  /** The call that threw comes last. */
  last?: true;
  /** A class is named, and nobody knows where its file lies. */
  placeless?: true;
}

const shapes: Shape[] = [
  // Java names its files without their folders.
  {
    line: /^\s*at (?<name>[\w.$<>/]{1,200})\((?<file>[\w$]{1,100}\.(?:java|kt|scala|groovy)):(?<line>\d{1,7})\)/,
    placeless: true,
  },
  { line: /^\s*at (?:async )?(?:(?<name>[^()]{1,200}) \()?(?<file>[^()\s]{1,300}):(?<line>\d{1,7}):\d{1,7}\)?$/ },
  { line: /^\s*File "(?<file>[^"]{1,300})", line (?<line>\d{1,7})(?:, in (?<name>\S{1,200}))?/, last: true },
  { line: /^\s*(?:from )?(?<file>[^\s:]{1,300}\.rb):(?<line>\d{1,7}):in [`'](?<name>[^']{1,200})'/ },
  { line: /^#\d{1,3} (?<file>[^\s(]{1,300}\.php)\((?<line>\d{1,7})\): (?<name>[^\s(]{1,200})/ },
];

/** Libraries, and what belongs to the language itself. */
const foreign =
  /(?:^|[/\\])(?:node_modules|site-packages|dist-packages|vendor|gems|lib[/\\]python[\d.]+)[/\\]|^(?:node|internal|<)[:/\w]/;

/** The innermost first. */
export function framesIn(trace: string): Frame[] {
  const lines = trace.split('\n').slice(1);
  for (const { line: shape, last = false, placeless = false } of shapes) {
    const frames = lines.flatMap(line => frameOf(shape.exec(line)?.groups, placeless));
    if (frames.length > 0) return last ? frames.toReversed() : frames;
  }
  return [];
}

function frameOf(groups: Partial<Record<string, string>> | undefined, placeless: boolean): Frame[] {
  if (!groups) return [];
  const { file = '', name = null, line = '' } = groups;
  const path = file.replace(/^file:\/\//, '');
  return [{ file: path, function: name, line: Number(line), own: !placeless && !foreign.test(path) }];
}
