/** Comments that are one word: `deploy`, or `prod` to somebody who asked. Also by mail, with all that mails carry below. */
import type { Line } from './lex.ts';
import { isIntro, mailTail } from './mail.ts';

const mostLines = 200;
const mostLetters = 100;

const bared = (word: string) => word.replace(/^[`*_"'“”„‘’]+|[`*_"'“”„‘’.!,]+$/g, '');

/** People are polite to programs too. */
const courtesy = /^please\s+|[\s,]+(?:please|pls|thanks|thank you|thx|bitte|danke)$|\s+(?:👍|🙏|:\+1:|:pray:)$/iu;

/** What a person answers a question with, without the signs that people put round a word; null for everything longer. */
export function aloneIn(body: string): string | null {
  // What is longer is a text, and this looks at every comment.
  if (body.length > 20_000 || (!/^\s*>/.test(body.slice(0, 100)) && body.trimStart().search(/[\r\n]|$/) > mostLetters))
    return null;
  const [only, ...others] = ownLines(body);
  // What stands below the person's word is then the quoted mail alone.
  if (
    only === undefined ||
    only.length > mostLetters ||
    (others.length > 0 && !isIntro(others.map(line => line.trim()).join(' ')))
  )
    return null;
  const word = bared(bared(only.trim()).replace(courtesy, ''));
  return word === '' ? null : word;
}

/** Whether these commands are all that a person says; what is quoted says nothing. */
export function isNothingBut(commands: Line[], body: string): boolean {
  return ownLines(body).every(line => commands.some(({ text }) => text === line.trim()));
}

function ownLines(body: string): string[] {
  const lines = body.split(/\r\n|\r|\n/, mostLines);
  return lines.slice(0, mailTail(lines)).filter(line => line.trim() !== '' && !line.startsWith('>'));
}
