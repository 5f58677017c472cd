import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fastest } from '../../test/fastest.ts';
import { nearest } from './nearest.ts';

const commands = ['deploy', 'rollback', 'lock', 'unlock', 'ping', 'help'];

test.each<[string, string[], string | null, string]>([
  ['environmnets', ['environments', 'reminders'], 'environments', 'two letters swapped'],
  ['depoly', commands, 'deploy', 'swapped across a syllable'],
  ['pin', commands, 'ping', 'a letter missing'],
  ['pinng', commands, 'ping', 'a letter too many'],
  ['helf', commands, 'help', 'another letter'],
  ['DEPLOY', commands, 'deploy', 'capitals do not count'],
  ['lcok', commands, 'lock', 'the nearer of two'],
  ['unlokc', commands, 'unlock', 'the whole word, not its ending'],
  ['dance', commands, null, 'nothing near'],
  ['x', ['y'], null, 'a single letter is not near another'],
  ['', commands, null, 'nothing said'],
  ['po', ['prod', 'pro'], 'pro', 'one slip for a short word'],
])('%s among %j is %s: %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});

describe('most', () => {
  test('narrows', () => expect(nearest('depoyl', commands, { most: 1 })).toBe(null));
  test('widens', () => expect(nearest('dploi', commands, { most: 3 })).toBe('deploy'));
});

test('one slip anywhere in a longer word is found again', () => {
  const slip = fc.tuple(fc.stringMatching(/^[a-z]{4,12}$/), fc.nat(), fc.constantFrom('drop', 'double', 'swap'));
  fc.assert(
    fc.property(slip, ([word, place, kind]) => {
      const at = place % (word.length - 1);
      const [a, b] = [word.charAt(at), word.charAt(at + 1)];
      const middle = { drop: b, double: a + a + b, swap: b + a }[kind];
      expect(nearest(word.slice(0, at) + middle + word.slice(at + 2), [word], { most: 1 })).toBe(word);
    }),
  );
});

test('a huge word costs nothing', () => {
  const huge = 'a'.repeat(65_000);
  expect(nearest(huge, commands)).toBe(null);
  expect(fastest(() => nearest(huge, commands), 20)).toBeLessThan(20);
});
