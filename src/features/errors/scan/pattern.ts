/** A team's regular expressions, read by RE2: whatever they say and whatever line they meet, they take time by its length and no more. */
import { RE2JS, RE2JSException } from 're2js';
import { code } from '../../../text/inert.ts';

export interface Pattern {
  test(line: string): boolean;
  /** Group 0 is what matched; null: it does not match. */
  groups(line: string): ((group: string) => string | null) | null;
  /** As it was written. */
  text: string;
}

const longest = 1_000;
/** Repeats make a short expression a large machine. */
const largest = 1_000;

export function patternOf(text: string): Pattern {
  const made = RE2JS.compile(text);
  const named = made.namedGroups();
  return {
    text,
    test: line => made.test(line),
    groups(line) {
      const matcher = made.matcher(line);
      if (!matcher.find()) return null;
      return group => {
        const number = Object.hasOwn(named, group) ? (named[group] ?? -1) : /^\d{1,3}$/.test(group) ? Number(group) : -1;
        return number < 0 || number > made.groupCount() ? null : matcher.group(number);
      };
    },
  };
}

/** Null: it can be used. Else what follows the name of its place in a sentence. */
export function patternProblem(expression: string): string | null {
  if (expression === '') return 'matches every line; leave it out';
  if (expression.length > longest) return `is longer than ${longest} characters`;
  try {
    return RE2JS.compile(expression).programSize() > largest ? 'repeats too much; use smaller numbers in braces' : null;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `is no regular expression as RE2 reads it (${code(error.message, 120)})`;
  }
}

/** The same for what makes the group. */
export function groupProblem(group: string, expression: string | null): string | null {
  const used = namesIn(group);
  if (used.length === 0) return 'has no group of the pattern in braces, so that all lines would be one error';
  if (expression === null) return 'names a group, and there is no `pattern` that has groups';
  if (patternProblem(expression) !== null) return null;
  const made = RE2JS.compile(expression);
  const missing = used.find(
    name => !Object.hasOwn(made.namedGroups(), name) && !(/^\d{1,3}$/.test(name) && Number(name) <= made.groupCount()),
  );
  return missing === undefined ? null : `names ${code(missing)}, which is no group of the pattern`;
}

const isName = (group: string): boolean => /^\w{1,60}$/.test(group);

const inBraces = /\{(\w{1,60})\}/g;

const namesIn = (group: string): string[] =>
  isName(group) ? [group] : [...group.matchAll(inBraces)].map(([, name]) => name ?? '');

/** The template with what a line has there; null where it has nothing of it. */
export function filled(group: string, groupOf: (group: string) => string | null): string | null {
  if (namesIn(group).every(name => !groupOf(name))) return null;
  return isName(group) ? groupOf(group) : group.replace(inBraces, (_, name: string) => groupOf(name) ?? '');
}
