import { expect, test } from 'vitest';
import { reportText } from '../../checks/report.ts';
import type { Outcome } from '../../checks/verdict.ts';
import { toldIn } from './tries.ts';

const db: Outcome = {
  ...{ name: 'db', kind: 'tcp', environment: null, line: 1, verdict: 'pass', attempts: 1, ms: 1 },
  ...{ findings: [], details: [], errors: [] },
};

/** `a1 @prod`: what the job a left in its first try, about prod. */
function counting(attempt: number, ...left: string[]): { now: string[]; earlier: string[] } {
  const texts = left.map(one => {
    const [job = '', nth = ''] = one;
    const made = { path: one, job, attempt: nth === '?' ? null : Number(nth) };
    const [, environment = null] = one.split('@');
    return { text: reportText([{ ...db, environment }], null, made), newest: nth === String(attempt) };
  });
  const { now, earlier } = toldIn([...texts, { text: 'none of ours', newest: true }], { attempt });
  const names = (all: typeof now) =>
    all
      .filter(({ checks }) => checks.length > 0)
      .map(({ path }) => path ?? '')
      .toSorted();
  return { now: names(now), earlier: names(earlier) };
}

test.each<[string, number, string[], string[]]>([
  ['tried once, nothing is earlier', 1, ['a1', 'b1'], []],
  ['what was not repeated still stands', 2, ['a1', 'b1', 'b2'], ['a1']],
  ['what was repeated does not', 2, ['a1', 'b1', 'a2', 'b2'], []],
  ['however often', 3, ['a1', 'a2', 'a3', 'b1', 'b2'], ['b2']],
  ['of a matrix, where one job of several was repeated, all others may be meant', 2, ['a1 x', 'a1 y', 'a2 y'], ['a1 x', 'a1 y']],
  ['of one whose jobs are about an environment each, those of the others', 2, ['a1 @qa', 'a1 @prod', 'a2 @prod'], ['a1 @qa']],
  ['where all were, none is', 2, ['a1 x', 'a1 y', 'a2 x', 'a2 y'], []],
  ['what does not say of which try it is counts in its own alone', 2, ['a?', 'b2'], []],
])('%s', (_, attempt, left, earlier) => {
  expect(counting(attempt, ...left)).toEqual({ now: left.filter(one => one[1] === String(attempt)), earlier });
});
