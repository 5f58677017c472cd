import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fastest, honest } from '../../test/fastest.ts';
import { cleared, tickedIn, ticksIn } from '../core/boxes.ts';
import { marked } from '../core/marker.ts';
import { aloneIn } from './alone.ts';
import { commandLines } from './lex.ts';

const alice = { id: 1, login: 'alice', bot: false };
const bob = { id: 2, login: 'bob', bot: false };
const at = new Date('2026-11-20T09:00:00Z');
const question = '### Where to?\n- [ ] **a**\n- [ ] **b**\n- [ ] **c**\n\nTick one.';
const ticked = (...places: number[]) => {
  let place = -1;
  return question.replace(/\[ \]/g, () => {
    place += 1;
    return places.includes(place) ? '[x]' : '[ ]';
  });
};

const isOurs = (text: string) => text === cleared(question);
const read = (...bodies: [editor: typeof alice, body: string][]) =>
  ticksIn(
    bodies.map(([editor, body]) => ({ at, editor, body })),
    isOurs,
  ).map(({ editor, places }) => `${editor.login} ${places.join('+')}`);

describe('edit by edit', () => {
  test.each<[what: string, edits: [typeof alice, string][], ticks: string[]]>([
    ['one box', [[alice, ticked(1)]], ['alice 1']],
    [
      'one box with our marker and a browser’s line ends',
      [[alice, marked(ticked(1), 'question:x').replaceAll('\n', '\r\n')]],
      ['alice 1'],
    ],
    ['a capital X', [[alice, ticked(2).replace('x', 'X')]], ['alice 2']],
    [
      'one after the other',
      [
        [alice, ticked(0)],
        [bob, ticked(0, 2)],
      ],
      ['alice 0', 'bob 2'],
    ],
    [
      'over each other, from the same text',
      [
        [alice, ticked(0)],
        [bob, ticked(2)],
      ],
      ['alice 0', 'bob 2'],
    ],
    [
      'taken back',
      [
        [alice, ticked(0)],
        [bob, ticked()],
      ],
      ['alice 0'],
    ],
    [
      'ticked, taken back, ticked',
      [
        [alice, ticked(0)],
        [bob, ticked()],
        [bob, ticked(0)],
      ],
      ['alice 0', 'bob 0'],
    ],
    ['two at once', [[alice, ticked(0, 1)]], ['alice 0+1']],
    ['none', [[alice, ticked()]], []],
    ['another text', [[alice, ticked(0).replace('**a**', '**z**')]], []],
    [
      'another text, then ours with its tick',
      [
        [alice, 'x'],
        [bob, ticked(0)],
      ],
      ['bob 0'],
    ],
    ['a box more', [[alice, `${ticked(0)}\n- [x] **d**`]], []],
  ])('%s', (_, edits, ticks) => {
    expect(read(...edits)).toEqual(ticks);
  });

  test('each edit has one name, whoever else has edited since', () => {
    const edits = [
      { at, editor: alice, body: ticked(0) },
      { at, editor: bob, body: ticked(1) },
    ];
    const ids = ticksIn(edits, isOurs).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ticksIn(edits.slice(0, 1), isOurs).map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });
});

describe('whatever stands there', () => {
  const line = fc.oneof(
    fc.constantFrom('- [ ] a', '- [x] b', '* [X] c', '- []', '[x] d', '    - [x] e', '\u00a0'),
    fc.string({ maxLength: 20 }),
  );
  const text = fc.array(line, { maxLength: 8 }).map(lines => lines.join('\n'));

  test('clearing twice is clearing once, and leaves nothing ticked', () => {
    fc.assert(fc.property(text, body => cleared(cleared(body)) === cleared(body) && tickedIn(cleared(body)).length === 0));
  });

  test('64 KB are read at most two and a half times as long as an honest comment of 5 KB', () => {
    const most = 2.5 * fastest(() => commandLines(honest), 0);
    const long = [
      ' '.repeat(64_000),
      `${' '.repeat(64_000)}x`,
      '- [x] a\n'.repeat(8_000),
      '<!-- shipmate:'.repeat(4_000),
      '`'.repeat(64_000),
      '> \n'.repeat(20_000),
      'please '.repeat(9_000),
      '\n'.repeat(64_000),
      'Am \n'.repeat(16_000),
      'x schrieb am \n'.repeat(4_500),
    ];
    for (const body of long) {
      const read = () => {
        ticksIn([{ at, editor: alice, body }], text => text === cleared(body));
        aloneIn(body);
        aloneIn(`> x\n${body.slice(0, 19_000)}`);
      };
      expect(fastest(read, most), JSON.stringify(body.slice(0, 10))).toBeLessThan(most);
    }
  });
});

test.each<[body: string, word: string | null]>([
  ['prod', 'prod'],
  [' **prod** ', 'prod'],
  ['“prod”.', 'prod'],
  ['prod\r\n', 'prod'],
  ['prod\n\n-- \nAlice', 'prod'],
  ['prod\n\nSent from my iPhone', 'prod'],
  ['prod\n\nAm 20. November 2026 schrieb Shipmate:\n> Where to?', 'prod'],
  ['> Where to?\n\nprod', 'prod'],
  [
    '> Tick one (needs write access), or answer with its name. I ask `bob`; the question lapses in an hour, and so on.\n\nprod',
    'prod',
  ],
  ['prod\n\n________________________________\nFrom: Shipmate\nSent: Friday', 'prod'],
  ['prod\n\nShipmate <x@example.org> schrieb am Fr., 20. Nov. 2026, 09:00:\n\n> Where to?', 'prod'],
  ['prod please', 'prod'],
  ['Please prod.', 'prod'],
  ['prod, danke!', 'prod'],
  ['prod 👍', 'prod'],
  ['please', 'please'],
  ['eu west', 'eu west'],
  ['prod\nplease', null],
  ['', null],
  ['...', null],
  ['> prod', null],
  ['x'.repeat(101), null],
])('what %j says alone is %j', (body, word) => {
  expect(aloneIn(body)).toBe(word);
});
