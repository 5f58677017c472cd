/** pytest, and what ends any program in Python. */
import { below, blocks, type Failure, type Rule, single } from '../rule.ts';

const pytest: Rule = {
  tool: 'pytest',
  find(lines) {
    const told = blocks({ starts: /^_{3,} \S.* _{3,}$/, ends: /^=+ .* =+$/, fatal: /^E {2,}\S/ })(lines);
    return told.length > 0 ? told : single(/^(?:FAILED|ERROR) \S+(?:::| - )/)(lines);
  },
};

const traceback: Rule = {
  tool: 'python',
  last: true,
  find(lines) {
    const found: Failure[] = [];
    for (let from = 0; from < lines.length; from += 1) {
      if (lines[from] !== 'Traceback (most recent call last):') continue;
      const fatal = below(lines, from + 1, 200, line => !/^\S/.test(line));
      if (fatal === lines.length || !/^\S/.test(lines[fatal] ?? '')) continue;
      found.push({ fatal, from, to: fatal + 1 });
      from = fatal - 1;
    }
    return found;
  },
};

export const python: Rule[] = [pytest, traceback];
