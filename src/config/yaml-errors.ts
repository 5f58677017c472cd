import type { YAMLError } from 'yaml';
import { code } from '../text/inert.ts';

/** What is wrong when a file is no YAML, for people who have not read its specification. */
export function syntaxProblem(error: YAMLError, text: string): string {
  const rest = /^[^\r\n]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? '';
  const word = code(/^[^\s,\]}#]+|^./.exec(rest)?.[0] ?? rest, 40);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'This line is indented with a tab; use spaces.';
    case 'BAD_INDENT':
      if (/end with a/.test(error.message))
        return `A bracket is opened and not closed: \`${error.message.at(-1)}\` is missing, or not indented.`;
      return 'This is not indented like the lines it belongs to; entries of one map or list start in the same column.';
    case 'BAD_SCALAR_START':
      return `${word} has to stand in quotes, because of the sign it starts with.`;
    case 'BAD_DQ_ESCAPE':
      return 'This backslash means nothing in double quotes; use single quotes.';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'This line has a second colon, or the next line is indented too far; put values with a colon in quotes.';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'This reads as one key over several lines; a colon is missing, or the next line is indented too far.';
    case 'KEY_OVER_1024_CHARS':
      return 'This key is longer than 1,024 characters.';
    case 'BLOCK_IN_FLOW':
      return 'Inside `{ }` and `[ ]` entries are separated by commas, not by lines.';
    case 'MULTIPLE_DOCS':
      return 'A second document starts here; the file is one document, so remove `---` and `...`.';
    case 'BAD_DIRECTIVE':
      return 'A line cannot start with `%`; put the text in quotes.';
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
      return 'YAML anchors and aliases are not read; write values out, and put text that starts with `&` or `*` in quotes.';
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_PROP_ORDER':
    case 'BAD_COLLECTION_TYPE':
      return 'YAML tags and anchors are not read; put text that starts with `!` or `&` in quotes.';
    case 'MISSING_CHAR':
      return missing(error.message, word);
    default:
      return rest === ''
        ? 'The file ends in the middle of something.'
        : `${word} is not expected here; text with signs in it has to stand in quotes.`;
  }
}

function missing(said: string, word: string): string {
  if (/quote/.test(said)) return 'A quote is opened and never closed.';
  if (/directives-end indicator/.test(said)) return 'A line cannot start with `%`; put the text in quotes.';
  if (/Comments/.test(said)) return 'A space has to stand before `#`, or the text in quotes.';
  if (/followed by map values/.test(said)) return `${word} has no colon and value after it; write \`key: value\`.`;
  if (/space after :/.test(said)) return 'A space has to stand after the colon.';
  if (/items$/.test(said)) return `A comma is missing before ${word}.`;
  if (/without -/.test(said)) return `${word} stands where the next \`- \` of the list should.`;
  if (/end with a/.test(said)) return `A bracket is opened and not closed: \`${said.at(-1)}\` is missing.`;
  return `${word} is not expected here; text with signs in it has to stand in quotes.`;
}
