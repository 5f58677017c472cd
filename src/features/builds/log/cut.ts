/** The part of a log that a person wants to see: the line that says why, what stands around it, and what else failed. Pure. */
import { withoutSecrets } from '../../../text/secrets.ts';
import { generalFailure } from './general.ts';
import { readOfLine, says, stepOf } from './lines.ts';
import type { Failure, Rule } from './rule.ts';
import { rules } from './rules.ts';
import { strandsOf } from './strands.ts';

/** Nothing in it has a secret's shape any more. */
export interface Cut {
  /** Whose words these are, where a rule knows them. */
  tool: string | null;
  fatal: string;
  /** The line with what stands around it. */
  around: string[];
  /** The rest of what belongs to it, and the other failures. */
  rest: string[];
  /** How many failed in all. */
  failures: number;
}

/** Around the line that says why, in what belongs to it. */
const near = 10;
/** And in what does not. */
const few = 3;
/** Of what a reader gets in all. */
export const mostCharacters = 8_000;
const longest = 2_000;
/** More than these do not fit. */
const mostOthers = 100;

interface Found {
  lines: string[];
  rule: Rule;
  failures: Failure[];
  /** Where the last one ends in the whole step. */
  end: number;
}

export function cut(log: string): Cut | null {
  const step = stepOf(log);
  const found = foundIn(step);
  const chosen = lastOwn(found) ?? lastOwn(strandsOf(step.lines).flatMap(foundIn)) ?? last(found);
  if (chosen) return cutAt(chosen.lines, chosen.rule.last ? chosen.failures.toReversed() : chosen.failures, chosen.rule.tool);
  const failure = generalFailure(step);
  return failure && cutAt(step.lines, [failure], null);
}

const foundIn = ({ lines, at }: { lines: string[]; at?: number[] }): Found[] =>
  rules.flatMap(rule => {
    const failures = rule.find(lines);
    const end = failures.at(-1)?.to;
    return end === undefined ? [] : [{ lines, rule, failures, end: at?.[end - 1] ?? end }];
  });

/** What failed last failed the step. */
const last = (found: Found[]): Found | undefined => found.toSorted((a, b) => b.end - a.end)[0];
const lastOwn = (found: Found[]): Found | undefined => last(found.filter(({ rule }) => !rule.wraps));

function cutAt(lines: string[], failures: Failure[], tool: string | null): Cut | null {
  const different = once(lines, failures);
  const [first, ...others] = different;
  if (!first) return null;
  const from = Math.max(Math.min(first.from, first.fatal - few), first.fatal - near, 0);
  const to = Math.min(Math.max(first.to, first.fatal + few + 1), first.fatal + near + 1);
  const shown = (start: number, end: number): string[] => lines.slice(Math.max(start, 0), end).map(masked);
  const fatal = masked(lines[first.fatal] ?? '').trim();
  const around = within(closed(shown(from, to)), mostCharacters - fatal.length);
  const left = mostCharacters - fatal.length - size(around);
  const more = others.flatMap(one => {
    // What is shown already is not shown twice.
    const piece =
      one.from >= from && one.from < to ? shown(to, one.to) : shown(one.from, one.from < from ? Math.min(one.to, from) : one.to);
    return piece.length > 1 ? ['', ...piece] : piece;
  });
  // One long trace must not hide that something else failed, too.
  const own = within([...shown(first.from, from), ...shown(to, first.to)], more.length > 0 ? left / 2 : left);
  const rest = closed([...own, ...within(more, left - size(own))]);
  return { tool, fatal, around, rest, failures: countOf(different) + countOf(failures.slice(mostOthers)) };
}

/** Without what is empty at its ends, and the exit, which everybody knows of. */
function closed(lines: string[]): string[] {
  const speaks = (line: string) => line.trim() !== '' && !says.exit.test(line.trim());
  return lines.slice(Math.max(lines.findIndex(speaks), 0), lines.findLastIndex(speaks) + 1);
}

const countOf = (failures: Failure[]): number => failures.reduce((sum, one) => sum + (one.count ?? 1), 0);

/** Compilers say some things twice. */
function once(lines: string[], failures: Failure[]): Failure[] {
  const known = new Set<string>();
  return failures.slice(0, mostOthers).filter(one => {
    const text = lines.slice(one.from, one.to).join('\n').trim();
    return !known.has(text) && known.add(text);
  });
}

/** First masked, then made shorter: the half of a secret has no shape. */
function masked(line: string): string {
  const text = withoutSecrets(line);
  // What was not read may have been the other half of what stands at the end.
  const whole = line.length < readOfLine ? text : text.slice(0, -100);
  return whole.length > longest ? `${whole.slice(0, longest)} …` : whole;
}

const size = (lines: string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

function within(lines: string[], most: number): string[] {
  const kept: string[] = [];
  let left = most;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return kept;
}
