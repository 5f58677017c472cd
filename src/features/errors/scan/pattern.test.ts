import { expect, test } from 'vitest';
import { fastest } from '../../../../test/fastest.ts';
import { filled, groupProblem, patternOf, patternProblem } from './pattern.ts';

test.each(['ERROR', '(?i)error (?P<where>\\S+)', '(?<where>\\w+): (.*)', '[^\\s]+\\b', 'a{1,100}'])(
  '%s can be used',
  expression => {
    expect(patternProblem(expression)).toBeNull();
  },
);

test.each([
  ['', 'matches every line; leave it out'],
  ['x'.repeat(1_001), 'is longer than 1000 characters'],
  ['a{1000}', 'repeats too much; use smaller numbers in braces'],
  ['((a{100}){100}){100}', 'is no regular expression as RE2 reads it'],
  ['(a', 'is no regular expression as RE2 reads it (`error parsing regexp: missing closing ): ˋ(aˋ`)'],
  ['(?=a)b', 'is no regular expression as RE2 reads it'],
  ['(?<=a)b', 'is no regular expression as RE2 reads it'],
  ['(a)\\1', 'is no regular expression as RE2 reads it'],
  ['('.repeat(500) + ')'.repeat(500), 'repeats too much; use smaller numbers in braces'],
  ['[<!-- shipmate @alice', 'is no regular expression as RE2 reads it'],
])('%j cannot', (expression, why) => {
  expect(patternProblem(expression)).toContain(why);
});

test.each([
  ['each way into a machine that tries them all', '(x+x+)+y', 'x'.repeat(2_000)],
  ['words in words', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(2_000)],
  ['as many states as fit', '.*[ab].{400}$', 'ab'.repeat(1_000)],
])('no pattern hangs: %s', (_, expression, line) => {
  const read = () => {
    const pattern = patternOf(expression);
    return [pattern.test(line), pattern.groups(line)];
  };
  expect(fastest(read, 1_000)).toBeLessThan(1_000);
});

test.each([
  ['where', '(?P<where>\\w+): (.*)', 'api'],
  ['2', '(?P<where>\\w+): (.*)', 'no answer'],
  ['{where} {2}', '(?P<where>\\w+): (.*)', 'api no answer'],
  ['{nobody}', '(?P<where>\\w+)', null],
  ['3', '(x)?(y)?(z)?', null],
  ['{3} {2}', '(x)?(y)?(z)?', null],
  ['constructor', '(x)?', null],
])('%s of %s', (group, expression, made) => {
  const groupOf = patternOf(expression).groups('api: no answer');
  expect(groupOf === null ? null : filled(group, groupOf)).toBe(made);
});

test.each([
  ['where', '(?P<where>a)', null],
  ['{where}/{1}', '(?P<where>a)', null],
  ['where', '(?P<there>a)', 'names `where`, which is no group of the pattern'],
  ['{1} {2}', '(a)', 'names `2`, which is no group of the pattern'],
  ['toString', '(a)', 'names `toString`, which is no group of the pattern'],
  ['always the same', '(a)', 'has no group of the pattern in braces, so that all lines would be one error'],
  ['{1}', null, 'names a group, and there is no `pattern` that has groups'],
])('%s in %s', (group, expression, why) => {
  expect(groupProblem(group, expression)).toBe(why);
});
