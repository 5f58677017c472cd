import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastest, honest } from '../../test/fastest.ts';
import { commandLines, mayHoldCommand } from './lex.ts';
import { parsed } from './plain.ts';
import { costs, shortened } from './shorten.ts';

/** Signs that open, close or nest something, in any order: what a shortened text must not confuse. */
const signs =
  '/ping|a|  |    |- |1. |> |```|~~~|````|``` b|<div>|</div>|<!--|-->|<details>|</details>|<pre>|</pre>|<?|?>|<span>|`|``|[|](u)|]|[a]: b|[^a]: |---|===|--|***|#|# |-|\t| |<!A|>|<![CDATA[|]]>|*|_|\\|<script>|</script>|"|<a href="|<code>|</code>|<blockquote>|x y'.split(
    '|',
  );
const line = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...signs, '|', 'a|b', '-|-'), { maxLength: 3 }).map(parts => parts.join('')) },
  { weight: 2, arbitrary: fc.constantFrom('', '/ping') },
  { weight: 1, arbitrary: fc.constantFrom('  /ping', '```', '- a', '- ```', '  ```') },
);

test('a shortened comment never runs what the whole one does not', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 14 }), lines => {
      const rows = lines.map((text, place) => ({ text, place }));
      const asked = rows.filter(row => /^ {0,3}\/ping/.test(row.text)).map(row => row.place);
      const short = shortened(rows, asked);
      const whole = parsed(rows, asked);
      expect(parsed(short.rows, short.asked).filter(place => !whole.includes(place))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

const filled = (piece: string) => piece.repeat(Math.ceil(65_500 / piece.length)).slice(0, 65_500);
const found = (body: string) => commandLines(body).length;

test.each<[what: string, body: string]>([
  ['prose', filled('Some words of a usual comment that go on and on.\n\n')],
  ['a list', filled('- one thing and another, with `code` and a [link](https://example.org)\n')],
  ['a log in a fence', `\`\`\`\n${filled('2026-11-20T09:00:00 [info] GET /api/users -> 200 Map<string> (12 ms)\n')}\n\`\`\``],
])('a command below 64 KB of %s is found', (_, above) => {
  expect(found(`${above.slice(0, 65_400)}${above.includes('```') ? '\n```' : ''}\n\n/ping`)).toBe(1);
});

test.each<[what: string, below: string]>([
  ['in a link defined elsewhere', '[see\n/ping\nthere]\n\nmore\n\n[see /ping there]: https://example.org'],
  ['in a fence below a list that a table ends', '- a\nx|y\n-|-\n\n  ```\n/ping\n  ```'],
  ['in what only code would end', `<code>\n\n\`\na </code>\n\`\n\n${'log and log\n\n'.repeat(2_000)}/ping`],
  [
    'in a fold that only a comment would end',
    `<details>\n\na <!--\nx </details>\n-->\n\n${'log and log\n\n'.repeat(2_000)}/ping`,
  ],
  ['in a fence that began far above', `~~~\n${'log\n\n'.repeat(2_000)}/ping`],
  ['in a fold that began far above', `<details>\n\n${'log\n\n'.repeat(2_000)}/ping`],
])('a command below much prose does not run %s', (_, below) => {
  expect(found(`${'Some words of a usual comment that go on and on.\n\n'.repeat(300)}${below}`)).toBe(0);
});

test.each<[what: string, text: string, isDear: boolean]>([
  ['a page of prose', 'Some words of a usual comment. '.repeat(150), false],
  ['quotes in quotes', '> '.repeat(100), true],
  ['quotes and lists in each other', '> - '.repeat(50), true],
  ['links in links', '[a]('.repeat(300), true],
  ['a wide table', '|a|b'.repeat(200), true],
])('what the parser is slow at counts more: %s', (_, text, isDear) => {
  expect(costs([{ text, place: 0 }], 6_000)).toBe(isDear);
});

test('hostile comments of 64 KB take at most two and a half times as long as an honest one of 5 KB', () => {
  const time = (body: string, enough = 0) => fastest(() => mayHoldCommand(body) && commandLines(body), enough);
  // Alone on a machine of 2026 the honest one takes 3.5 ms, so this is below 10; before the bound the worst of these took 85 seconds.
  const most = 2.5 * time(honest);
  const pieces = [
    '*a_ ',
    '~a~~ ',
    '> ',
    '> - ',
    '[',
    '[a](',
    '![',
    '[a]: b\n',
    '[^a]: ',
    '|a|b\n|-|-\n',
    '`a``b```c',
    '<a b="',
    '- ',
    '*\n',
    '/ping\n',
  ];
  const more = [
    '/ping\n\n',
    '\r',
    'On a\n',
    'From:\n',
    '<!-- ',
    '<details ',
    '\u200b',
    '"',
    '&amp',
    '\\[',
    'a\n===\n',
    '#\n',
    '[^a]: - ',
    '*<!A ',
    '_x y<?',
    '`a``b```c````d`````e',
    '\\``` b',
    '<blockquote>\n\n',
    '\n',
    '- a\n  - b\n    - c\n',
    '1. a\n\n   ```\n   x\n   ```\n\n',
  ];
  const slow = [...pieces, ...more].flatMap(piece =>
    [
      `${filled(piece).slice(0, 65_400)}\n/ping`,
      `/ping\n${filled(piece)}`,
      `/ping ${filled(piece)}`,
      `${filled(piece).slice(0, 1_000)}\n\n/ping`,
      `${filled(piece).slice(0, 4_000)}\n\n/ping`,
    ]
      .filter(body => time(body, most) > most)
      .map(body => `${JSON.stringify(piece)} in ${body.length}`),
  );
  expect(slow).toEqual([]);
});

test('nor does anything else that repeats', () => {
  const piece = fc.array(fc.constantFrom(...signs, '\n', '\n\n', '  \n', '\\\n', '!', '&amp;', '\r', '😀'), {
    minLength: 1,
    maxLength: 5,
  });
  const length = fc.constantFrom(300, 700, 1_200, 2_000, 4_000, 8_000, 30_000, 65_000);
  const most = 2.5 * fastest(() => commandLines(honest), 0);
  fc.assert(
    fc.property(piece, length, fc.constantFrom('\n/ping', '\n\n/ping'), (parts, long, end) => {
      const body = filled(parts.join('')).slice(0, long) + end;
      expect(fastest(() => mayHoldCommand(body) && commandLines(body), most)).toBeLessThan(most);
    }),
    { numRuns: 150 },
  );
});

test('nothing makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => found(`${text}\n/ping\n${text}`) >= 0));
});
