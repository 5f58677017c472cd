/**
 * Letters that look like others, and signs that cannot be seen. In a command line they are never meant: they come with copied text,
 * or from somebody who wants a reader to see another command than the one that runs.
 */
import type { Word } from './words.ts';

export interface Letters {
  /** The name in plain letters, as a reader sees it; commands are found by this. */
  name: string;
  /** The line with each strange sign as `⟨U+0435⟩`, or null when all of it is what it looks like. */
  strange: string | null;
}

/** Only what a reader cannot tell apart in common fonts; the rest is no known command anyway. */
const twins =
  'аa вb сc ԁd еe һh іi јj кk ӏl мm пn оo рp ԛq гr ѕs тt ѵv ԝw хx уy αa εe ιi κk νv οo ρp τt υu χx γy ɑa ɡg ıi łl ոn օo սu զq հh';
const looksLike = new Map(twins.split(' ').map(([strange = '', letter = '']) => [strange, letter]));

/** Not the joiner and the selector inside an emoji: those are how an emoji is spelled. */
const unseen =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)(?:\u200d|\ufe0f)|(?!\t|\u200d|\ufe0f)[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\u2800]/gu;

export function lettersOf(text: string, name: Word): Letters {
  const end = name.at + name.length;
  const start = text.slice(0, end).replace(/[^\t\x20-\x7e]/gu, printed);
  const rest = text
    .slice(end)
    .replace(unseen, printed)
    .replace(/\S+/gu, word => (mixed(word) ? foreign(word) : word));
  return { name: plain(name.says), strange: start + rest === text ? null : start + rest };
}

function plain(word: string): string {
  const seen = word.normalize('NFKC').replace(unseen, '').toLowerCase();
  return [...seen].map(letter => looksLike.get(letter) ?? letter).join('');
}

/** A word in Russian is a word; a Russian letter among Latin ones is a trap. */
function mixed(word: string): boolean {
  return (
    /[a-z]/i.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\uff21-\uff5a]/u.test(word)
  );
}

const foreign = (word: string) => word.replace(/[^\x20-\x7e]/gu, printed);

function printed(sign: string): string {
  return `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
