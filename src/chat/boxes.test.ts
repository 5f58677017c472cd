import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { marked } from '../core/marker.ts';
import { aloneIn } from './alone.ts';
import { cleared, tickedIn, ticksIn } from './boxes.ts';

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

const read = (...bodies: [editor: typeof alice, body: string][]) =>
  ticksIn(
    bodies.map(([editor, body]) => ({ at, editor, body })),
    [cleared(question)],
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
    const ids = ticksIn(edits, [cleared(question)]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ticksIn(edits.slice(0, 1), [cleared(question)]).map(({ id }) => id)).toEqual(ids.slice(0, 1));
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

  test('64 KB are read in no time', () => {
    const long = [
      ' '.repeat(64_000),
      `${' '.repeat(64_000)}x`,
      '- [x] a\n'.repeat(8_000),
      '<!-- shipmate:'.repeat(4_000),
      '`'.repeat(64_000),
    ];
    for (const body of long) {
      const began = performance.now();
      ticksIn([{ at, editor: alice, body }], [cleared(body)]);
      aloneIn(body);
      aloneIn(`> x\n${body.slice(0, 19_000)}`);
      expect(performance.now() - began, body.slice(0, 10)).toBeLessThan(50);
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
  ['eu west', 'eu west'],
  ['prod\nplease', null],
  ['', null],
  ['...', null],
  ['> prod', null],
  ['x'.repeat(101), null],
])('what %j says alone is %j', (body, word) => {
  expect(aloneIn(body)).toBe(word);
});
