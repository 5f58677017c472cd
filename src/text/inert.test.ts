import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { code, fenced, inert, prose } from './inert.ts';

/** What Markdown makes of it: the kinds of its nodes, depth first. */
function kinds(markdown: string): string[] {
  type Node = { type: string; children?: Node[] };
  const walk = (node: Node): string[] => [node.type, ...(node.children ?? []).flatMap(walk)];
  return walk(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })).slice(1);
}

/** What GitHub would link in rendered prose. */
const mention = /(?<![\w`])@[a-z\d]/i;
const reference = /(?:\w*\/?\w*#\d)|\bGH-\d/i;

const nasty = [
  ['a mention', 'ping @alice and @acme/web'],
  ['an entity for @', '&#64;alice &commat;bob'],
  ['a reference', 'see #12, acme/web#12 and GH-12, gh-7'],
  ['closing words', 'fixes #12, closes acme/web#3, resolves: GH-4'],
  ['a link to an issue', 'closes https://github.com/acme/web/issues/12'],
  ['a bare domain', 'go to www.example.org now'],
  ['an address', 'mail alice@example.org'],
  ['a hidden comment', 'before <!-- shipmate:deploy:1 --> after'],
  ['HTML', '<img src=x onerror=alert(1)> <b>bold</b> <https://example.org>'],
  ['a code span', 'a `code` and ``two``'],
  ['emphasis', '**bold** *it* __bold__ _it_ ~~gone~~ a*b*c'],
  ['links and images', '[text](https://example.org) ![x](y) [a][b] [a]: https://example.org'],
  ['backslashes', '\\@alice \\# \\[x\\]'],
  ['a heading', '# heading'],
  ['a quote', '> quote'],
  ['a list', '- item'],
  ['a numbered list', '1. item'],
  ['a task', '- [ ] task'],
  ['a rule', '---'],
  ['a footnote', '[^1] and [^1]: text'],
] as const;

describe('inert', () => {
  test.each(nasty)('%s is plain text', (_, text) => {
    const line = inert(text);
    expect(kinds(line)).toEqual(['paragraph', 'text']);
    expect(line).not.toMatch(mention);
    expect(line).not.toMatch(reference);
    expect(line).not.toContain('<!--');
    expect(line).not.toContain('://');
  });

  test('ordinary prose stays as it is', () => {
    expect(inert('database migration (2 h), see the wiki: “prod” – 100 %')).toBe(
      'database migration (2 h), see the wiki: “prod” – 100 %',
    );
  });

  test('names with underscores read the same', () => {
    expect(inert('users_email_key').replaceAll('\u200b', '')).toBe('users_email_key');
  });

  test('lines become one', () => expect(inert(' a\r\n\tb\n\n c ')).toBe('a b c'));

  test('a bar does not end the cell of a table', () => expect(inert('a | b')).toBe('a ∣ b'));

  test('long text keeps its beginning', () => {
    expect(inert('a'.repeat(300))).toBe(`${'a'.repeat(199)}…`);
    expect(inert('abcdef', 4)).toBe('abc…');
    expect([...inert('😀'.repeat(2000), 10)]).toHaveLength(10);
  });

  test.each([
    ['a direction mark', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['a zero-width space', '@\u200balice', '@\u200b⟨U+200B⟩alice'],
    ['a byte order mark', 'a\ufeffb', 'a⟨U+FEFF⟩b'],
    ['an escape', '\u001b[31mred', '⟨U+001B⟩[31mred'],
    ['a tag', 'a\u{e0041}', 'a⟨U+E0041⟩'],
    ['a filler', 'a\u3164b', 'a⟨U+3164⟩b'],
    ['half a character', 'a\ud800b', 'a⟨U+D800⟩b'],
    ['null', 'a\0b', 'a⟨U+0000⟩b'],
  ])('%s is shown', (_, text, shown) => {
    expect(inert(text)).toBe(shown);
  });
});

describe('code', () => {
  test.each(nasty)('%s is one code span', (_, text) => {
    expect(kinds(code(text))).toEqual(['paragraph', 'inlineCode']);
    expect(code(text)).not.toContain('<!--');
  });
  test('reads exactly', () => expect(code('release/*')).toBe('`release/*`'));
  test('is never without content', () => expect(code(' \n')).toBe('`⟨empty⟩`'));
  test('is short', () => expect(code('x'.repeat(100))).toBe(`\`${'x'.repeat(79)}…\``));
});

describe('prose', () => {
  test.each(nasty.filter(([, text]) => !text.includes('`')))('%s is plain text', (_, text) =>
    expect(prose(text)).toBe(inert(text)),
  );
  test('keeps its code spans, and what is in them is as inert as what is round them', () => {
    expect(prose('one, or `all` of them')).toBe('one, or `all` of them');
    expect(prose('`<!-- a -->` and `@alice`')).toBe('`<\u200b!-- a --\u200b>` and `@alice`');
    expect(prose('@alice `me` - #1')).toBe('@\u200balice `me` - #\u200b1');
  });
  test('takes no span for one that does not end', () => {
    expect(prose('a `b` and `c')).toBe('a `b` and ˋc');
    expect(prose('``a`` `` ` `')).toBe('ˋ`a`ˋ ˋˋ ˋ ˋ');
  });
  test('is short, and a span that does not fit is none', () => {
    expect(prose('a `bcd`', 5)).toBe('a ˋb…');
  });
});

describe('fenced', () => {
  test.each(nasty)('%s is one block of code', (_, text) => {
    expect(kinds(fenced(text))).toEqual(['code']);
    expect(fenced(text)).not.toContain('<!--');
  });
  test('a fence inside is shorter than the one round it', () => {
    expect(fenced('a\n`````\nb')).toBe('``````\na\n`````\nb\n``````');
  });
  test('lines and tabs stay, the rest of the invisible is shown', () => {
    expect(fenced('a\r\n\tb\u0007\n')).toBe('```\na\n\tb⟨U+0007⟩\n```');
  });
  test('the end of a long log is kept', () => {
    expect(fenced('abcdefghij', 4)).toBe('```\n… 6 characters before this\nghij\n```');
  });
});

test('whatever is quoted stays text, a span, a block', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[@#`*_~[\]()<>!|\\&:/ \n\-a1]{0,40}$/));
  fc.assert(
    fc.property(text, said => {
      expect(kinds(`says ${inert(said)} so`)).toEqual(['paragraph', 'text']);
      expect(kinds(inert(said)).filter(kind => kind !== 'paragraph' && kind !== 'text')).toEqual([]);
      expect(kinds(code(said))).toEqual(['paragraph', 'inlineCode']);
      expect(kinds(`says ${prose(said)} so`).every(kind => ['paragraph', 'text', 'inlineCode'].includes(kind))).toBe(true);
      expect(kinds(fenced(said))).toEqual(['code']);
    }),
    { numRuns: 500 },
  );
});
