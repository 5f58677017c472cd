import { expect, test } from 'vitest';
import { find, type Past, type To } from './pasts.ts';

/** Which commit a rollback means. A letter is a commit; what happened stands in the order in which it happened. */

const past = (letter: string, word: string, place: number): Past => ({
  sha: letter === '?' ? null : letter.repeat(40),
  good: ['', 'back', 'hand'].includes(word),
  byHand: word === 'hand',
  back: word.startsWith('back'),
  at: new Date(place),
  from: '#1',
  inputs: {},
});

const goes = (story: string, to?: To): string => {
  const pasts = story
    .split(', ')
    .filter(one => one !== '')
    .map((one, place) => past(one[0] ?? '', one.slice(2), place));
  const found = find({ environment: 'prod', prefix: '/', pasts: pasts.toReversed(), to });
  return found.ok ? `${found.to.sha[0]} for ${found.leaving.sha?.[0] ?? '?'}` : found.says.replaceAll(/(\w)\1{6,}/g, '$1');
};

test.each<[string, To | undefined, string]>([
  ['a, b', undefined, 'a for b'],
  ['a, b, c', { back: 2 }, 'a for c'],
  ['a, b, b', undefined, 'a for b'],
  ['a, b, a', undefined, 'b for a'],
  ['a, b, c failed', undefined, 'b for c'],
  ['a, b, b failed', undefined, 'a for b'],
  ['a, b lost', undefined, 'a for b'],
  ['a, ? hand', undefined, 'a for ?'],
  ['a, b hand, c', undefined, 'a for c'],
  ['a, b, c, b back', { back: 1 }, 'a for b'],
  ['a, b, c, b back, d', undefined, 'b for d'],
  ['a, b, a back failed, c', undefined, 'a for c'],
  [
    'a, b, c, a back, d, e',
    { back: 3 },
    'I know of 2 earlier commits that succeeded on **prod**, so `/rollback prod 2` goes back as far as I can.',
  ],
  ['a, b, c, b back, d failed', undefined, 'b for d'],
  ['a, b, c, b back, d failed', { back: 2 }, 'a for d'],
  ['a, b, c', { sha: 'a'.repeat(12) }, 'a for c'],
  ['a, b, c failed', { sha: 'b'.repeat(40) }, 'b for c'],
  ['a, b, a back failed', { sha: 'a'.repeat(12) }, 'a for a'],
])('after %s, %o is %s', (story, to, expected) => {
  expect(goes(story, to)).toBe(expected);
});

test('what is no way back', () => {
  const rows: [string, To | undefined][] = [
    ['', undefined],
    ['a', undefined],
    ['a failed', undefined],
    ['a hand, b', undefined],
    ['a, b, c', { back: 3 }],
    ['a, b, c, b back', undefined],
    ['a, b, a back', undefined],
    ['a, b, a back failed', undefined],
    ['a, b, a back failed', { back: 1 }],
    ['a, b', { sha: 'c'.repeat(12) }],
    ['a hand, b', { sha: 'a'.repeat(12) }],
    ['a, b', { sha: 'a'.repeat(11) }],
    ['a, b', { sha: 'b'.repeat(12) }],
  ];
  expect(
    rows
      .map(([story, to]) => `${story} ${to ? JSON.stringify(to).replaceAll(/(\w)\1{6,}/g, '$1') : ''}: ${goes(story, to)}`)
      .join('\n'),
  ).toMatchInlineSnapshot(`
    " : Nothing has succeeded on **prod** through me yet, so there is nothing to go back to.
    a : Nothing else has succeeded on **prod** through me, so there is nothing to go back to.
    a failed : Nothing has succeeded on **prod** through me yet, so there is nothing to go back to.
    a hand, b : Nothing else has succeeded on **prod** through me, so there is nothing to go back to.
    a, b, c {"back":3}: I know of 2 earlier commits that succeeded on **prod**, so \`/rollback prod 2\` goes back as far as I can.
    a, b, c, b back : **prod** went back to \`b\` already. \`/rollback prod @a\` goes further back.
    a, b, a back : **prod** went back to \`a\` already.
    a, b, a back failed : Going back to \`a\` did not end well. \`/rollback prod @a\` tries again.
    a, b, a back failed {"back":1}: Going back to \`a\` did not end well. \`/rollback prod @a\` tries again.
    a, b {"sha":"c"}: \`c\` has not succeeded on **prod** through me, so it is no way back. \`/history prod\` shows what has.
    a hand, b {"sha":"a"}: \`a\` has not succeeded on **prod** through me, so it is no way back. \`/history prod\` shows what has.
    a, b {"sha":"a"}: \`@a\` is too short to be sure. Did you mean \`/rollback prod @a\`?
    a, b {"sha":"b"}: **prod** runs \`b\` already."
  `);
});
