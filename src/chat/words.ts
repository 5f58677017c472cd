/** Splits a command line into words the way people type them on phones: any dash before a word is `--`, curly quotes are quotes. */

export interface Word {
  says: string;
  /** Where it stands in the line, for the caret under a mistake. */
  at: number;
  length: number;
  /** Wholly in quotes: then it is no flag and no `name=value`, whatever it looks like. */
  quoted: boolean;
}

const dashes = /^[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+(?=\p{L})/u;

export function wordsOf(text: string, from = 0): Word[] {
  const words: Word[] = [];
  // One sign for one sign, so that places stay right.
  const typed = text.replace(/[“”„‟«»＂]/g, '"').replace(/[‘’‚‛]/g, "'");
  const pattern = /(?:"[^"]*"|[^\s"])+|"\S*/g;
  pattern.lastIndex = from;
  for (let match = pattern.exec(typed); match; match = pattern.exec(typed)) {
    const [said] = match;
    const quoted = said.startsWith('"');
    const says = said.replace(/"([^"]*)"/g, '$1');
    words.push({ says: quoted ? says : says.replace(dashes, '--'), at: match.index, length: said.length, quoted });
  }
  return words;
}
