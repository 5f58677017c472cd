/** Rust, Java, .NET and C, and what builds them. */
import { below, blocks, type Rule, single, trimmed } from '../rule.ts';

/** Ends with how many errors there were, which says nothing. */
const counts = /^error(?:: could not compile|: aborting due to|: test failed|: \d+ targets? failed|: process didn't exit)/;
const rustBlocks = blocks({ starts: /^error(?:\[E\d+\])?: /, ends: /^$/, fatal: /^error/ });
const cargo: Rule = {
  tool: 'cargo',
  find: lines =>
    rustBlocks(lines).filter(
      ({ fatal, to }) => !counts.test(lines[fatal] ?? '') && lines.slice(fatal, to).some(line => /^\s*--> /.test(line)),
    ),
};

const cargoTestBlocks = blocks({
  starts: /^---- \S+ stdout ----$/,
  ends: /^(?:failures:|test result: )/,
  fatal: /^thread '.*' (?:\(\d+\) )?panicked at |^Error: /,
});
const cargoTest: Rule = {
  tool: 'cargo test',
  find: lines =>
    cargoTestBlocks(lines).map(one => {
      // The place first, and what happened on the line below it.
      const line = lines[one.fatal] ?? '';
      const next = line.startsWith('thread ') && line.endsWith(':') && one.fatal + 1 < one.to;
      return { ...one, fatal: next ? one.fatal + 1 : one.fatal };
    }),
};

const thrown = /^(?:\[ERROR\] )?\s*(?:[\w$]+\.)+\w*(?:Error|Exception|Failure)\b/;

const surefire: Rule = {
  tool: 'maven',
  find: blocks({
    starts: /^(?:\[ERROR\] )?\S.* <<< (?:FAILURE|ERROR)!$/,
    ends: /^\[(?:INFO|WARNING)\]|^\[ERROR\] (?:Failures|Errors|Tests run):?/,
    fatal: thrown,
  }),
};

const javac: Rule = { tool: 'maven', find: single(/^\[ERROR\] \S+\.(?:java|kt|scala):\[?\d+[,:]\d+\]? /) };

const gradleTest: Rule = {
  tool: 'gradle',
  find: blocks({ starts: /^(?=\S.* FAILED$)\S.* > /, ends: /^\S/, fatal: thrown }),
};

const gradleCompile: Rule = { tool: 'gradle', find: single(/^(?:e: (?:file:\/\/)?\S+\.kts?:|\S+\.java:\d+: error: )/) };

const gradle: Rule = {
  tool: 'gradle',
  wraps: true,
  find: lines =>
    lines.flatMap((line, from) => {
      if (line !== '* What went wrong:') return [];
      const to = trimmed(
        lines,
        from,
        below(lines, from + 1, 30, one => !/^\* /.test(one)),
      );
      return [{ fatal: Math.min(from + 1, to - 1), from, to }];
    }),
};

const maven: Rule = { tool: 'maven', wraps: true, find: single(/^\[ERROR\] Failed to execute goal /) };

/** Of C, C++ and whoever talks like them. */
const gcc: Rule = { tool: 'compiler', find: single(/^(?:[A-Za-z]:)?[^\s:]+:\d+:(?:\d+:)? (?:fatal )?error: /, /\.java:\d+: /) };

/** It says everything again at the end. */
const msbuild: Rule = {
  tool: 'dotnet',
  find: single(/^\s*(?:[A-Za-z]:)?[^\s:(][^:(]*(?:\(\d+(?:,\d+)*\)| ): error (?!TS)[A-Z]+\d+: /),
};

const dotnetTest: Rule = {
  tool: 'dotnet test',
  find(lines) {
    const found = dotnetBlocks(lines);
    // The words stand below their heading.
    return found.map(one => ({
      ...one,
      fatal: /^\s+Error Message:$/.test(lines[one.fatal] ?? '') ? Math.min(one.fatal + 1, one.to - 1) : one.fatal,
    }));
  },
};
const dotnetBlocks = blocks({
  starts: /^ {2}(?:Failed|X) \S.* \[[^\]]*m?s\]$/,
  ends: /^ {2}(?:Passed|Skipped) |^(?:Failed! |Test Run |Results File|Total tests:)/,
  fatal: /^\s+Error Message:$/,
});

export const compiled: Rule[] = [
  cargoTest,
  cargo,
  surefire,
  javac,
  gradleTest,
  gradleCompile,
  gradle,
  maven,
  gcc,
  msbuild,
  dotnetTest,
];
