/** What several wrote at the same time, each on its own again: whoever starts many at once puts a name before each line. Pure. */

const names = [
  // A build of an image, with the seconds.
  /^(#\d+) \d+\.\d+ (.*)$/,
  // Turborepo, and who does alike.
  /^((?:@[\w.-]+\/)?[\w.-]+[:#][\w.:-]*[\w-]): (.*)$/,
  // Containers beside one another.
  /^([\w.-]+) +\| (.*)$/,
  // Workspaces of pnpm.
  /^([@\w./-]+ [\w:.-]+): (.*)$/,
  /^\[(?!ERROR|WARN|INFO|DEBUG|error|warn|info|debug)([\w:@/.-]+)\] (.*)$/,
];
const most = 50;
/** Fewer lines have no failure that a rule would know. */
const fewest = 3;

interface Strand {
  lines: string[];
  /** Where each of them stands in the whole. */
  at: number[];
}

export function strandsOf(lines: string[]): Strand[] {
  const strands = new Map<string, Strand>();
  for (const [at, line] of lines.entries()) {
    const said = names.map(name => name.exec(line)).find(one => one !== null);
    const [, name = '', text = ''] = said ?? [];
    if (name === '') continue;
    const strand = strands.get(name) ?? { lines: [], at: [] };
    if (strand.at.length === 0 && strands.size === most) continue;
    strands.set(name, strand);
    strand.lines.push(text);
    strand.at.push(at);
  }
  return [...strands.values()].filter(strand => strand.lines.length >= fewest);
}
