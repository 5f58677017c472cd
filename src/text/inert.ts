/**
 * Text from outside, made harmless before it is quoted: it mentions nobody, refers to nothing, closes nothing, is no marker of ours
 * and no live Markdown, and what is invisible in it can be seen.
 */

/** GitHub links mentions and references after Markdown is rendered, so entities and backslashes do not stop it. This does. */
const GAP = '\u200b';

/** Looks the same, means nothing to Markdown. Backslashes would show in titles, annotations and terminals. */
const lookalikes: Record<string, string> = { '`': 'ˋ', '*': '∗', '~': '∼', '|': '∣' };

/** One line of prose, at most `most` characters; longer text keeps its beginning. Good in Markdown and where nothing is rendered. */
export const inert = (text: string, most = 200): string => begun(harmless(oneLine(text, most)));

/** The same, and the code spans in it stay code spans. */
export function prose(text: string, most = 200): string {
  const parts = oneLine(text, most).split(/`([^`]*[^`\s][^`]*)`/);
  return begun(parts.map((part, place) => (place % 2 === 0 ? harmless(part) : code(part, most))).join(''));
}

const harmless = (line: string): string =>
  line
    .replace(/[`*~|]/g, sign => lookalikes[sign] ?? sign)
    .replace(/_/g, `${GAP}_${GAP}`)
    .replace(/[@#\\&<]/g, `$&${GAP}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${GAP}-`)
    .replace(/:\/\//g, `:${GAP}//`)
    .replace(/\b(www)\./gi, `$1${GAP}.`)
    .replace(/\](?=[([:])/g, `]${GAP}`)
    .replace(/-->/g, `--${GAP}>`);

/** At the start of a line these would begin a list, a quote, a table or a rule. */
const begun = (line: string): string => (/^([-+>=]|\d+[.)])/.test(line) ? GAP + line : line);

/** The same as a code span, where only the backtick is live: for names and values that somebody may want to read exactly. */
export function code(text: string, most = 80): string {
  const line = withoutMarkers(oneLine(text, most)).replace(/[`|]/g, sign => lookalikes[sign] ?? sign);
  return line === '' ? '`⟨empty⟩`' : `\`${line}\``;
}

/** Many lines as a block of code, under a fence longer than any inside. A log's end says what happened, so the end is kept. */
export function fenced(text: string, most = 8000): string {
  const whole = withoutMarkers(visible(text.replace(/\r\n?/g, '\n').replace(/\n+$/, '')));
  const letters = [...whole];
  const kept =
    letters.length > most ? `… ${letters.length - most} characters before this\n${letters.slice(-most).join('')}` : whole;
  const longest = (kept.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${kept}\n${fence}`;
}

function oneLine(text: string, most: number): string {
  // Enough for any result, so that a megabyte is not walked for one line.
  const start = text.slice(0, most * 4 + 100);
  const letters = [...visible(start.replace(/(?:(?!\ufeff)[\s\u0085])+/g, ' ').replace(/^ | $/g, ''))];
  return letters.length > most || start.length < text.length ? `${letters.slice(0, most - 1).join('')}…` : letters.join('');
}

/** Our own posts are found again by hidden comments: nobody else's text may look like one, not even in a code span. */
function withoutMarkers(text: string): string {
  return text.replace(/<!--/g, `<${GAP}!--`).replace(/-->/g, `--${GAP}>`);
}

/** Controls, direction marks, joiners, tags, fillers and lone halves as `⟨U+202E⟩`; line breaks, tabs and emoji's selectors stay. */
function visible(text: string): string {
  return text.replace(
    /(?!\n|\t|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}\u2800]/gu,
    sign => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}
