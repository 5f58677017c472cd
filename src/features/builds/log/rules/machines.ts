/** What builds images and sets machines up. */
import { below, blocks, type Failure, type Rule, trimmed } from '../rule.ts';

/** The step that failed is told again at the end, with the last that it printed. */
const docker: Rule = {
  tool: 'docker',
  wraps: true,
  find(lines) {
    let told = -1;
    return lines.flatMap((line, fatal): Failure[] => {
      if (/^ > \[.*\]/.test(line)) told = fatal;
      if (!/^(?:buildx failed with: )?(?:ERROR: )?(?:failed to solve|failed to build): /.test(line)) return [];
      const from = told < 0 || fatal - told > 60 ? fatal : told;
      told = -1;
      return [{ fatal, from, to: fatal + 1 }];
    });
  },
};

const terraformBlocks = blocks({
  starts: /^(?:│ )?Error: \S/,
  ends: /^╵|^(?:│ )?Warning: |^Releasing state lock/,
  fatal: /^(?:│ )?Error: /,
});

/** Others begin with the same word; the frame, or the file that it points to, are its own. */
const terraform: Rule = {
  tool: 'terraform',
  find: lines =>
    lines.some(line => line === '╷' || /^(?:│ )? {2}on \S+\.tf\S* line \d/.test(line)) ? terraformBlocks(lines) : [],
};

/** What a play goes on after is none. */
const ansible: Rule = {
  tool: 'ansible',
  last: true,
  find(lines) {
    let task = -1;
    return lines.flatMap((line, fatal): Failure[] => {
      if (/^(?:TASK|RUNNING HANDLER) \[/.test(line)) task = fatal;
      if (!/^fatal: \[[^\]]+\]: (?:FAILED|UNREACHABLE)! /.test(line) || lines[fatal + 1]?.startsWith('...ignoring')) return [];
      const to = below(lines, fatal + 1, 40, one => !/^(?:TASK|RUNNING HANDLER|PLAY|changed|ok|fatal|skipping)\b/.test(one));
      return [{ fatal, from: task < 0 || fatal - task > 40 ? fatal : task, to: trimmed(lines, fatal, to) }];
    });
  },
};

/** Its newer form draws a bar before what it says; the last line beside it says why. */
const powershell: Rule = {
  tool: 'powershell',
  last: true,
  find: lines =>
    lines.flatMap((line, bar): Failure[] => {
      if (line !== 'Line |' || bar === 0) return [];
      const to = below(lines, bar + 1, 40, one => /^\s+(?:\d+ )?\|/.test(one));
      const said = lines.slice(bar + 1, to).findLastIndex(one => /^\s+\| +[^\s~]/.test(one));
      return said < 0 ? [] : [{ fatal: bar + 1 + said, from: bar - 1, to }];
    }),
};

export const machines: Rule[] = [terraform, ansible, docker, powershell];
