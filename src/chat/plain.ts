/** Which lines of a comment begin as plain text, as GitHub's own Markdown reads them. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { costs, type Row, shortened } from './shorten.ts';

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>['children'][number];

/**
 * The parser needs 1 to 40 µs a character, and a second for the worst 64 KB. This is what six milliseconds hold (see `costs`); whatever
 * is above even when shortened is not read: somebody who tangles a comment so far can say the command in one of its own.
 */
const budget = 12_000;

/** Bold, struck and linked text is text all the same, and bold is where hostile input makes the parser quadratic (85 s for 64 KB). */
const needless = ['attention', 'strikethrough', 'autolink', 'wwwAutolink', 'protocolAutolink', 'emailAutolink'];
const how = {
  extensions: [gfm(), { disable: { null: needless } }],
  // The transforms link addresses in text, and text that was cut up has no place any more.
  mdastExtensions: gfmFromMarkdown().map(({ transforms: _, ...extension }) => extension),
};

/** Of the lines asked for (rising, each at most three spaces in), those whose first sign is plain text. */
export function plainStarts(lines: string[], asked: number[]): number[] {
  if (asked.length === 0) return [];
  const rows = lines.map((text, place) => ({ text, place }));
  const whole = costs(rows, budget) ? shortened(rows, asked) : { rows, asked };
  return costs(whole.rows, budget) ? [] : parsed(whole.rows, whole.asked);
}

/** What the parser says of all the rows, whatever it costs. */
export function parsed(rows: Row[], asked: number[]): number[] {
  const stretches = plainText(fromMarkdown(rows.map(row => row.text).join('\n'), how), { folded: 0 });
  const wanted = new Set(asked);
  const found: number[] = [];
  let stretch = stretches.next();
  let offset = 0;
  for (const { text, place } of rows) {
    const start = offset + text.length - text.trimStart().length;
    offset += text.length + 1;
    if (!wanted.has(place)) continue;
    while (!stretch.done && stretch.value.to <= start) stretch = stretches.next();
    if (!stretch.done && stretch.value.from <= start) found.push(place);
  }
  return found;
}

/** The stretches of text outside anything that quotes, shows or hides, in order. */
function* plainText(node: Node, state: { folded: number }): Generator<{ from: number; to: number }> {
  switch (node.type) {
    case 'html':
      state.folded = foldsAfter(node.value, state.folded);
      return;
    case 'text':
      if (state.folded === 0) yield { from: node.position?.start.offset ?? 0, to: node.position?.end.offset ?? 0 };
      return;
    case 'root':
    case 'paragraph':
    case 'heading':
    case 'list':
    case 'listItem':
      for (const child of node.children) yield* plainText(child, state);
      return;
    default:
      // A fold may begin in a quote or a table and reach out of it.
      if ('children' in node) for (const child of node.children) for (const _ of plainText(child, state));
  }
}

/** What folds, quotes, shows or strikes out; GitHub shows Markdown inside as such. */
const apart = new Set(['details', 'blockquote', 'code', 'del', 'table']);

/** How many of these are open behind this piece of HTML. */
function foldsAfter(html: string, before: number): number {
  let folded = before;
  for (const [, end, name] of html.matchAll(/<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^>"'])*/gi)) {
    if (name && apart.has(name.toLowerCase())) folded = Math.max(0, folded + (end ? -1 : 1));
  }
  return folded;
}
