/**
 * Finds the command lines in a comment: lines of their own that begin with the prefix, or with `/shipmate`, where Markdown shows
 * plain text. Quotes, code, HTML, link texts, tables, folded parts and the tails of mails are somebody else's words, or none.
 */
import { type Letters, lettersOf } from './letters.ts';
import { mailTail } from './mail.ts';
import { plainStarts } from './plain.ts';
import { type Word, wordsOf } from './words.ts';

/** One command as it was written, not yet understood. */
export interface Line {
  text: string;
  /** The first is the command's name, with neither prefix nor `/shipmate`. */
  words: [Word, ...Word[]];
  letters: Letters;
}

/** Other bots' commands are among them, and a comment may hold more of those than of ours. */
const mostRead = 50;

/** GitHub takes no longer bodies, and no person writes so many lines: what is above is not looked into. */
const longestBody = 65_536;
const mostLines = 5_000;

/** No sign at the beginning of a line, no command: most comments end here, before anything is read or asked. */
export function mayHoldCommand(body: string): boolean {
  return /(?:^|[\r\n])[ \u00a0\p{DI}\p{Cf}]{0,11}[!-/:-@[-`{-~][\p{L}\p{DI}\p{Cf}]/u.test(body);
}

export function commandLines(body: string, { prefix = '/' }: { prefix?: string } = {}): Line[] {
  const begins = beginning(prefix);
  const lines = linesOf(body.slice(0, longestBody).replace(/^\ufeff/, ''));
  const asked = [...lines.keys()].filter(place => begins.test(lines[place] ?? ''));
  if (asked.length === 0) return [];
  const tail = mailTail(lines, asked.at(-1));
  const plain = plainStarts(
    lines,
    asked.filter(place => place < tail),
  );
  return plain.slice(0, mostRead).flatMap(place => read(lines[place] ?? '', begins) ?? []);
}

/** None of a text with so many that nobody has written it. */
function linesOf(body: string): string[] {
  const lines = body.split('\n');
  if (lines.length > mostLines) return [];
  const all = lines.flatMap(line => line.replace(/\r$/, '').split('\r'));
  return all.length > mostLines ? [] : all;
}

/**
 * Invisible signs in front of the prefix are let through to be refused aloud: they come with text copied from chats, as do spaces
 * that do not break. `/etc/hosts` and `//` begin like commands and are none.
 */
function beginning(prefix: string): RegExp {
  const sign = prefix.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(
    `^[ \u00a0]{0,3}[\\p{DI}\\p{Cf}]{0,8}(?:/shipmate[ \\t\u00a0]+|${sign}(?!shipmate(?:\\s|$)))(?=[\\p{L}\\p{DI}\\p{Cf}][^\\s/\\\\]*(?:\\s|$))`,
    'iu',
  );
}

function read(whole: string, begins: RegExp): Line | null {
  const start = begins.exec(whole)?.[0].length ?? 0;
  const indent = whole.length - whole.trimStart().length;
  return lineOf(whole.trim(), start - indent);
}

/** The command in a text whose name begins at `from`; null when there is no word at all. */
export function lineOf(text: string, from = 0): Line | null {
  const [name, ...rest] = wordsOf(text, from);
  return name ? { text, words: [name, ...rest], letters: lettersOf(text, name) } : null;
}
