/** Runners and compilers of JavaScript and TypeScript. */
import { after, below, blocks, type Failure, type Rule, single, trimmed } from '../rule.ts';

const error = /^\s*(?:\w*(?:Error|Exception)\b(?: \[\w+\])?:|Uncaught |Error$)/;

const vitest: Rule = {
  tool: 'vitest',
  find: blocks({
    starts: /^ ?(?:❯ )?FAIL {2}\S/,
    ends: /^⎯{5,}|^ *(?:Test Files|Tests|Start at) {2}/,
    fatal: error,
    shared: true,
  }),
};

const jestBlocks = blocks({
  starts: /^ {2}● (?!Console$)\S/,
  ends: /^(?:Test Suites|Tests|Snapshots|PASS|FAIL|Summary of all failing tests)\b/,
  fatal: /^ {4}\S/,
});

/** After many files it tells all failures once more. */
const jest: Rule = {
  tool: 'jest',
  find: lines => after(lines, Math.max(0, lines.lastIndexOf('Summary of all failing tests')), jestBlocks),
};

const mochaBlocks = blocks({
  starts: /^ {2}\d+\) \S/,
  ends: /^(?:\S|npm )/,
  fatal: /^\s+(?:\w*Error\b.*:|\w*Error$|Uncaught )/,
});

/** Its failures are numbered, below a line that counts them. */
const mocha: Rule = {
  tool: 'mocha',
  find(lines) {
    const counted = lines.findLastIndex(line => /^\s+\d+ failing$/.test(line));
    return counted < 0 ? [] : after(lines, counted, mochaBlocks);
  },
};

const spec = blocks({ starts: /^✖ .+ \([\d.]+m?s\)$/, ends: /^test at /, fatal: error });
const tap = blocks({ starts: /^\s*not ok \d+ - (?!.*# (?:TODO|SKIP))/, ends: /^\s*(?:\.\.\.|ok \d+)/, fatal: /^\s+error: / });
/** A file or a group that failed since something in it did. */
const hollow =
  /^\s*(?:'test failed'|failureType: '(?:subtestsFailed|testsFailed)'|error: '(?:test failed|\d+ subtests? failed)'|'\d+ subtests? failed')$/;

const nodeTest: Rule = {
  tool: 'node:test',
  find(lines) {
    const summary = lines.lastIndexOf('✖ failing tests:');
    const found = summary < 0 ? tap(lines) : after(lines, summary, spec);
    return found.filter(one => !lines.slice(one.from, one.to).some(line => hollow.test(line))).map(one => unfolded(lines, one));
  },
};

/** YAML says on the line below what has more than one. */
const unfolded = (lines: string[], one: Failure): Failure =>
  /^\s+error: [|>]-?$/.test(lines[one.fatal] ?? '') && one.fatal + 1 < one.to ? { ...one, fatal: one.fatal + 1 } : one;

const playwrightBlocks = blocks({
  starts: /^ {0,2}\d+\) (?:\[[^\]]+\] › )?\S+:\d+:\d+ › /,
  ends: /^ {2}\d+ (?:failed|flaky|interrupted|passed|skipped|did not run)\b/,
  fatal: /^\s+(?:\w*Error\b.*:|Test timeout of )/,
});

/** What failed at first and passed later is told the same way; only the count at the end tells which. */
const playwright: Rule = {
  tool: 'playwright',
  find(lines) {
    const flaky = lines.findLastIndex(line => /^ {2}\d+ flaky$/.test(line));
    const names = lines.slice(flaky + 1, flaky < 0 ? 0 : below(lines, flaky + 1, 100, line => /^ {4}\S/.test(line))).map(place);
    const passed = new Set(names);
    return playwrightBlocks(lines).filter(one => !passed.has(place((lines[one.from] ?? '').replace(/^\s*\d+\)/, ''))));
  },
};

/** Without the line that it draws behind the name. */
const place = (line: string): string => line.replaceAll('─', '').trim();

const tsc: Rule = {
  tool: 'tsc',
  find: single(/^(?:(?:[A-Za-z]:)?[^\s:(][^:(]*(?:\(\d+,\d+\): |:\d+:\d+ - ))?error TS\d+: /),
};

const problem = /^ {2,}\d+:\d+ {2,}(?:error|✖) {2,}/;

/** Of each file the errors, below its name. */
const eslint: Rule = {
  tool: 'eslint',
  find(lines) {
    const found: Failure[] = [];
    for (let from = 0; from + 1 < lines.length; from += 1) {
      const name = lines[from] ?? '';
      if (/^\s/.test(name) || !/[/\\.]/.test(name)) continue;
      const to = below(lines, from + 1, lines.length, line => /^ {2,}\d+:\d+ /.test(line));
      for (let at = from + 1; at < to; at += 1) {
        if (!problem.test(lines[at] ?? '')) continue;
        found.push({ fatal: at, from, to });
        break;
      }
      from = to - 1;
    }
    return found;
  },
};

/** A program that ends with what it did not catch. */
const crash: Rule = {
  tool: 'node',
  last: true,
  find: lines =>
    lines.flatMap((line, end): Failure[] => {
      if (!/^Node\.js v\d+\./.test(line)) return [];
      const window = lines.slice(Math.max(0, end - 60), end);
      const why = window.findLastIndex(one => error.test(one) && !/^\s/.test(one));
      if (why < 0) return [];
      const fatal = end - window.length + why;
      const before = lines.slice(Math.max(0, fatal - 6), fatal).findIndex(one => /^\S+:\d+$/.test(one));
      const from = before < 0 ? fatal : Math.max(0, fatal - 6) + before;
      return [{ fatal, from, to: trimmed(lines, from, end) }];
    }),
};

const lifecycle =
  /^npm (?:ERR!|error) (?:code|errno|path|command|workspace|location|in workspace|at location|Lifecycle script|Test failed|Exit status|Failed at|A complete log|This is probably not a problem)\b|_logs[\\/]/;
const npm: Rule = { tool: 'npm', wraps: true, find: single(/^npm (?:ERR!|error) \S/, lifecycle) };

const biome: Rule = {
  tool: 'biome',
  find: blocks({
    starts: /^\S+(?::\d+:\d+)? (?:lint|assist|parse|format|suppressions|organizeImports|syntax)\b.*━━━$/,
    ends: /^(?:Checked \d|Found \d|Skipped \d|\w+ ━)/,
    fatal: /^ {2}[×✖] /,
  }),
};

export const node: Rule[] = [vitest, jest, mocha, nodeTest, playwright, tsc, eslint, biome, crash, npm];
