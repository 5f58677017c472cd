import { expect, test } from 'vitest';
import { filesOf } from './log-names.ts';

const matched = (names: string[], files: string[]) => {
  const jobs = names.map((name, id) => ({ id, name }));
  const { found, unclear } = filesOf(
    jobs,
    files.map(name => ({ name })),
  );
  return names.map((_, id) => (unclear.includes(id) ? 'unclear' : (found.get(id)?.name ?? null)));
};
const long = 'integration tests of the payment service with the old gateway and a very long name on windows';

test.each<[string, jobs: string[], files: string[], are: (string | null)[]]>([
  ['by name, whatever the numbers', ['build', 'test'], ['4_test.txt', '0_build.txt'], ['0_build.txt', '4_test.txt']],
  ['not the logs of steps', ['build'], ['build/1_build.txt', 'build/2_x.txt'], [null]],
  ['nor what is no log', ['build'], ['build.txt', '1_build.md', 'x_build.txt', '-2147483648_build.txt'], [null]],
  ['not by a part of the name', ['est', 'test-2'], ['0_test.txt', '1_2.txt'], [null, null]],
  ['a slash is taken out', ['ci / build'], ['0_ci  build.txt'], ['0_ci  build.txt']],
  ['so are others', ['a:b*c?"d<e>f|g\\h'], ['0_abcdefgh.txt'], ['0_abcdefgh.txt']],
  ['or something else stands there', ['ci / build: x'], ['0_ci _ build_ x.txt'], ['0_ci _ build_ x.txt']],
  ['a long one is cut', [long], [`0_${long.slice(0, 90)}.txt`], [`0_${long.slice(0, 90)}.txt`]],
  ['perhaps earlier', [long], [`0_${long.slice(0, 84)}.txt`], [`0_${long.slice(0, 84)}.txt`]],
  ['a short one is not', ['build all'], ['0_build.txt'], [null]],
  [
    'signs count where all else is equal',
    ['test (1, 12)', 'test (11, 2)'],
    ['0_test (11, 2).txt', '1_test (1, 12).txt'],
    ['1_test (1, 12).txt', '0_test (11, 2).txt'],
  ],
  ['capitals count', ['Test', 'test'], ['0_test.txt', '1_Test.txt'], ['1_Test.txt', '0_test.txt']],
  [
    'two that look the same are not told apart',
    ['test', 'test', 'lint'],
    ['0_test.txt', '1_test.txt', '2_lint.txt'],
    ['unclear', 'unclear', '2_lint.txt'],
  ],
  ['nor is one of two', ['test'], ['0_test.txt', '1_test.txt'], ['unclear']],
  ['nor do two share one', ['a / test', 'a: test'], ['0_a  test.txt'], ['0_a  test.txt', null]],
  [
    'nor two that were cut',
    [`${long}-1`, `${long}-2`],
    [`0_${long.slice(0, 90)}.txt`, `1_${long.slice(0, 90)}.txt`],
    ['unclear', 'unclear'],
  ],
  ['signs alone', ['🚢', '🔥'], ['0_🔥.txt', '1_🚢.txt'], ['1_🚢.txt', '0_🔥.txt']],
  ['other signs alone are like nothing', ['🚢'], ['0_🔥.txt', '1_🧨.txt'], [null]],
])('%s', (_, jobs, files, are) => expect(matched(jobs, files)).toEqual(are));
