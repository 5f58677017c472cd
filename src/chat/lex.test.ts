import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandLines, mayHoldCommand } from './lex.ts';

const named = (body: string, prefix?: string) => commandLines(body, prefix ? { prefix } : {}).map(line => line.letters.name);

describe('a command is', () => {
  test.each<[what: string, body: string, names: string[]]>([
    ['a line of its own', '/ping', ['ping']],
    ['a line in a paragraph', 'Thanks.\n/ping\nSee you', ['ping']],
    ['a line with Windows line ends', 'Thanks.\r\n/ping\r\nSee you', ['ping']],
    ['a line with old Mac line ends', 'Thanks.\r/ping', ['ping']],
    ['at most three spaces in', '   /ping', ['ping']],
    ['in any case', '/PiNg', ['ping']],
    ['with /shipmate in front', '/shipmate ping', ['ping']],
    ['with /Shipmate and a tab in front', '/Shipmate\tping', ['ping']],
    ['below a list', '- one\n- two\n/ping', ['ping']],
    ['in an item of a list', '- one\n\n  /ping', ['ping']],
    ['below a quote and an empty line', '> you said\n\n/ping', ['ping']],
    ['below a fence', '```\nlog\n```\n/ping', ['ping']],
    ['below a fence that is only closed by its like', '````\n```\n````\n/ping', ['ping']],
    ['below a comment', '<!-- hidden -->\n\n/ping', ['ping']],
    ['below a fold', '<details><summary>log</summary>\n\nx\n\n</details>\n\n/ping', ['ping']],
    ['above a rule, though Markdown makes a heading of it', '/ping\n---\nmore', ['ping']],
    ['between bold lines', '**one\n/ping\ntwo**', ['ping']],
    ['with an address of mail after it', '/ping alice@example.org', ['ping']],
    ['after a byte order mark', '\ufeff/ping', ['ping']],
    ['in order', '/a\n/b\n/c\n/d\n/e\n/f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['after a space that does not break', '\u00a0/ping', ['ping']],
    ['with /shipmate and such a space in front', '/shipmate\u00a0ping', ['ping']],
  ])('%s', (_, body, names) => {
    expect(named(body)).toEqual(names);
  });
});

describe('a command is not', () => {
  test.each<[what: string, body: string]>([
    ['in a sentence', 'say /ping'],
    ['a path', '/etc/hosts\n/usr/bin/env node\n//\n/ ping\n/'],
    ['/shipmate alone', '/shipmate'],
    ['four spaces in', '    /ping'],
    ['a tab in', '\t/ping'],
    ['escaped', '\\/ping'],
    ['quoted', '> /ping'],
    ['going on with a quote', '> you said\n/ping'],
    ['in a fence', '```\n/ping\n```'],
    ['in a fence that nobody closed', '~~~ sh\n/ping'],
    ['in a fence with another inside', '````\n```\n/ping\n```\n````'],
    ['in a fence in an item of a list', '- ```\n  /ping\n  ```'],
    ['in a code span over lines', 'run `a\n/ping\nb` please'],
    ['in a comment', '<!--\n/ping\n-->'],
    ['in a comment with empty lines', '<!--\n\n/ping\n\n-->'],
    ['in a comment inside a sentence', 'see <!--\n/ping\n--> there'],
    ['folded away', '<details>\n\n/ping\n\n</details>'],
    ['folded away twice', '<details><details></details>\n\n/ping\n\n</details>'],
    ['folded away behind a false end', '<details>\n\n<!-- </details> --> <a title="</details>">\n\n/ping'],
    ['folded away from inside a quote', '> <details>\n\n/ping'],
    ['in a quote by HTML', '<blockquote>\n\n/ping\n\n</blockquote>'],
    ['in code by HTML', 'run <code>\n\n/ping\n\n</code>'],
    ['in a table by HTML', '<table><tr><td>\n\n/ping\n\n</td></tr></table>'],
    ['struck out by HTML', '<del>\n\n/ping\n\n</del>'],
    ['in a block of HTML', '<div>\n/ping\n</div>'],
    ['in preformatted text', '<pre>\n\n/ping\n</pre>'],
    ['the text of a link', '[see\n/ping\nthere](https://example.org)'],
    ['the text of a link defined below', '[see\n/ping\nthere]\n\nmore\n\n[see /ping there]: https://example.org'],
    ['where a link goes', '[see]:\n/ping'],
    ['in a table', 'a | b\n--|--\n/ping'],
    ['in a footnote', '[^1]: see\n/ping'],
    ['beyond what GitHub takes', `${' \n'.repeat(40_000)}/ping`],
  ])('%s', (_, body) => {
    expect(named(body)).toEqual([]);
  });
});

test('another prefix takes the place of the slash, and /shipmate works with any', () => {
  expect(named('!ping\n/ping\n/shipmate ping', '!')).toEqual(['ping', 'ping']);
  for (const prefix of '/!.:;,?$%&=^') expect(named(`${prefix}ping`, prefix), prefix).toEqual(['ping']);
});

test('words are as a phone types them, and keep their places', () => {
  const [line] = commandLines('  /deploy “two words” —force ‑x - a=“b c” it’s "open');
  expect(line?.words.map(({ says, at }) => `${says}@${at}`)).toEqual([
    'deploy@1',
    'two words@8',
    '--force@20',
    '--x@27',
    '-@30',
    'a=b c@32',
    "it's@40",
    '"open@45',
  ]);
});

describe('letters that are not what they look like are shown', () => {
  test.each<[what: string, body: string, name: string, strange: string | null]>([
    ['a Cyrillic letter in the name', '/pіng', 'ping', '/p⟨U+0456⟩ng'],
    ['a wide name', '/ｐing', 'ping', '/⟨U+FF50⟩ing'],
    ['a zero-width space before the slash', '\u200b/ping', 'ping', '⟨U+200B⟩/ping'],
    ['a joiner in the name', '/pi\u200dng', 'ping', '/pi⟨U+200D⟩ng'],
    ['a right-to-left mark in an argument', '/lock \u202eprod', 'lock', '/lock ⟨U+202E⟩prod'],
    ['a Cyrillic letter in a Latin word', '/lock prоd', 'lock', '/lock pr⟨U+043E⟩d'],
    ['but a tab is a space', '/shipmate\tping\tnow', 'ping', null],
    ['and a word in another script is a word', '/lock prod причина', 'lock', null],
    ['and so is one with an accent', '/lock prod déjà vu', 'lock', null],
    ['and an emoji is spelled with joiners', '/lock prod 👩‍💻 ❤️', 'lock', null],
  ])('%s', (_, body, name, strange) => {
    expect(commandLines(body)[0]?.letters).toEqual({ name, strange });
  });
});

test('most comments end before anything is read or asked', () => {
  for (const body of ['', 'LGTM', 'a/b and /c', '- one\n- two', '> quoted', '# Title', '1 / 2', ' / ', 'a\n\n    code'])
    expect(mayHoldCommand(body), body).toBe(false);
  for (const body of ['/ping', 'a\r\n  !ping', '\u200b/ping', '/\u200bping', 'a\n\n/привет'])
    expect(mayHoldCommand(body), body).toBe(true);
});

const anyLine = fc.oneof(
  fc.constantFrom('/ping', '', 'text', '- a', '  /ping', '# a', '`a`', 'a | b'),
  fc.string({ maxLength: 30 }),
);
const anyText = fc.array(anyLine, { maxLength: 12 }).map(lines => lines.join('\n'));

describe('whatever the text', () => {
  test('every command found passed the cheap look', () => {
    fc.assert(
      fc.property(anyText, text => mayHoldCommand(text) || named(text).length === 0),
      { examples: [['/!']], numRuns: 1_000 },
    );
  });

  test('nothing in a quote runs', () => {
    const quoted = (text: string) => text.replace(/^/gm, '> ').replaceAll('\r', '\r> ');
    fc.assert(fc.property(anyText, text => named(quoted(text)).length === 0));
  });

  test('nothing in a fence runs', () => {
    fc.assert(fc.property(anyText, text => named(`~~~~~\n${text.replace(/~/g, '')}\n~~~~~`).length === 0));
  });

  test('nothing in a hidden comment runs', () => {
    fc.assert(fc.property(anyText, text => named(`<!-- x\n${text.replace(/>/g, '')}\n-->`).length === 0));
  });

  test('nothing in the mail that is answered runs', () => {
    const intro = fc.constantFrom('On Fri, 20 Nov 2026 at 09:00, Bob <bob@example.org> wrote:', '-- ', 'Sent from my iPhone');
    fc.assert(fc.property(intro, anyText, (line, text) => named(`/ping\n\n${line}\n\nHello.\n${text}`).length === 1));
  });

  test('what is written as a command is read as that command', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9=.@]{0,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.constantFrom('/', '/shipmate '), (words, begins) => {
        const [line] = commandLines(`Hello.\n\n${begins}${words.join(' ')}\n\nBye.`);
        // `/shipmate` is how a command begins, not one.
        if (words[0] !== 'shipmate') expect(line?.words.map(one => one.says)).toEqual(words);
      }),
    );
  });
});
