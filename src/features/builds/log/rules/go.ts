/** Go: its compiler, its tests and how its programs end. */
import { blocks, type Failure, type Rule, single } from '../rule.ts';

const failed = /^\s*--- FAIL: (\S+) \([\d.]+s\)$/;
/** An empty place is testify's, which says on a line of its own what was wrong. */
const said = /^\s+\S+\.go:\d+: \S|^\s+Error:\s+\S/;
const testBlocks = blocks({ starts: failed, ends: /^(?:FAIL|ok|PASS|exit status|=== |\? |\s*--- (?:PASS|SKIP))/, fatal: said });

/** What tests said before they ended, by their names: in the verbose form it stands where it was said, among what others say. */
function saidBefore(lines: string[]): Map<string, Failure> {
  const found = new Map<string, Failure>();
  let name = '';
  let from = 0;
  for (const [at, line] of lines.entries()) {
    const turn = /^=== (?:RUN|CONT|NAME) +(\S+)$/.exec(line)?.[1];
    if (turn !== undefined) {
      name = turn;
      from = at;
    } else if (/^\s*--- |^(?:FAIL|ok|PASS)\b/.test(line)) name = '';
    else if (name !== '' && /^\s/.test(line)) {
      const known = found.get(name);
      if (known === undefined && said.test(line)) found.set(name, { fatal: at, from: Math.max(from, at - 20), to: at + 1 });
      if (known?.to === at && at - known.fatal < 60) known.to = at + 1;
    }
  }
  return found;
}

const goTest: Rule = {
  tool: 'go test',
  find(lines) {
    const nameOf = (one: Failure): string => failed.exec(lines[one.from] ?? '')?.[1] ?? '';
    const found = testBlocks(lines);
    const before = saidBefore(lines);
    // One that failed since a part of it did says nothing itself.
    const parents = new Set(found.map(one => parentOf(nameOf(one))));
    const why = found.map(one => (said.test(lines[one.fatal] ?? '') ? one : (before.get(nameOf(one)) ?? one)));
    return why.filter((one, nth) => said.test(lines[one.fatal] ?? '') || !parents.has(nameOf(found[nth] ?? one)));
  },
};

/** Names may have slashes of their own, but each level says for itself that it failed. */
const parentOf = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('/'), 0));

const goPanic: Rule = {
  tool: 'go',
  find: blocks({
    starts: /^(?:panic: |fatal error: |WARNING: DATA RACE$)/,
    ends: /^(?:exit status \d|FAIL|ok|={10,})/,
    fatal: /^(?:panic: |fatal error: |WARNING: )/,
  }),
};

const goBuild: Rule = { tool: 'go build', find: single(/^(?:vet: )?(?:\.{0,2}[/\\]|[A-Z]:\\)?[\w./\\@-]+\.go:\d+:\d+: /) };

export const go: Rule[] = [goTest, goPanic, goBuild];
