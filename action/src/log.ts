/** The run's log. GitHub reads commands out of its lines, so nothing that comes from outside may look like one. */
import * as core from '@actions/core';
import { signs } from '../../src/checks/lines.ts';
import { worstFirst } from '../../src/checks/table.ts';
import { type Outcome, reasonsOf, type Verdict } from '../../src/checks/verdict.ts';
import { plain } from '../../src/cli/plain.ts';
import type { Problem } from '../../src/core/file.ts';

const gap = '\u200b';

/**
 * The runner takes `::word::` at a line's beginning, and the older `##[word]` anywhere in it. A carriage return begins a line for it, too;
 * that one, like everything that moves a cursor, comes out as `\u{d}`.
 */
export const harmless = (text: string): string =>
  text
    .replace(/\r\n/g, '\n')
    .split('\t')
    .map(plain)
    .join('\t')
    .replace(/^(\s*:)(?=:)/gm, `$1${gap}`)
    .replace(/##(?=\[)/g, `##${gap}`);

export const say = (text: string): void => core.info(harmless(text));
export const warn = (text: string): void => core.warning(harmless(text));

/** What is longer than a line can hold, folded away. */
export function tellDetails(outcomes: Outcome[]): void {
  for (const { verdict, name, environment, details } of outcomes)
    for (const { title, text } of details) {
      core.startGroup(harmless(`${signs[verdict]} ${name}${environment === null ? '' : ` (${environment})`}: ${title}`));
      say(text);
      core.endGroup();
    }
}

/** GitHub shows no more of each in a step. */
const mostAnnotations = 10;

interface Noted {
  /** Null: the checks stand in no file. */
  path: string | null;
  unknown: 'fail' | 'warn';
}

interface Note {
  level: 'error' | 'warning';
  message: string;
  at: core.AnnotationProperties;
}

export const isRed = (verdict: Verdict, unknown: 'fail' | 'warn'): boolean =>
  verdict === 'fail' || (verdict === 'unknown' && unknown === 'fail');

export function notesOf(outcomes: Outcome[], { path, unknown }: Noted): Note[] {
  const notes = worstFirst(outcomes)
    .filter(one => one.verdict !== 'pass')
    .map((one): Note => {
      const at = { title: harmless(one.name), ...(path === null ? {} : { file: path, startLine: one.line }) };
      return { level: isRed(one.verdict, unknown) ? 'error' : 'warning', message: messageOf(one), at };
    });
  return (['error', 'warning'] as const).flatMap(level => notes.filter(one => one.level === level).slice(0, mostAnnotations));
}

export function annotate(outcomes: Outcome[], noted: Noted): void {
  const tell = { error: core.error, warning: core.warning };
  for (const { level, message, at } of notesOf(outcomes, noted)) tell[level](message, at);
}

export const messageOf = (outcome: Outcome): string =>
  harmless(`${outcome.environment === null ? '' : `${outcome.environment}: `}${reasonsOf(outcome).slice(0, 5).join('; ')}`);

/** What is wrong with the file, each at its place. */
export function tellProblems(problems: Problem[], path: string | null): void {
  for (const one of problems) say(placed(one, path));
  for (const { line, column, message } of problems.slice(0, mostAnnotations))
    core.error(harmless(message), path === null ? {} : { file: path, startLine: line, startColumn: column });
}

export const placed = ({ line, column, message }: Problem, path: string | null): string =>
  `${path ?? 'checks'}:${line}:${column} ${message}`;

/** What nothing else stands behind than the run itself. */
export function refuse(says: string[]): void {
  for (const one of says) core.error(harmless(one));
}
