import { expect, test } from 'vitest';
import { evaluate, fill } from './expressions.ts';

const contexts = {
  github: { actor: 'alice', ref_name: 'main', event: { number: 7 } },
  inputs: { environment: 'prod', 'dry-run': 'false', empty: '' },
  list: ['a', 'B'],
};
const written = (expression: string) => `Deploy $${`{{ ${expression} }}`} now`;

test.each([
  ['inputs.environment', 'prod'],
  ["inputs.empty || github.ref_name || 'x'", 'main'],
  ["inputs.environment == 'PROD' && 'careful' || 'go'", 'careful'],
  ["format('{0} of {1}', inputs.environment, github.event.number)", 'prod of 7'],
  ['inputs.dry-run', 'false'],
  ["github['actor']", 'alice'],
  ["contains(list, 'b') && startsWith('Hello', 'he')", 'true'],
  ["join(list, '-')", 'a-B'],
  ["!(1 < 2) || 'it''s'", "it's"],
  ['inputs.nothing', ''],
  ['list[1]', 'B'],
])('%s is put in as %s', (expression, is) => {
  expect(fill(written(expression), contexts)).toBe(`Deploy ${is} now`);
});

test('what cannot be worked out stays as it is written', () => {
  expect(fill(written("hashFiles('x')"), contexts)).toBe(written("hashFiles('x')"));
});

test.each([
  ['inputs["x"]', 'Unexpected symbol'],
  ['hashFiles()', 'Unrecognized function: hashFiles'],
  ["format('x'", 'lacks )'],
  ['1 ==', 'ends too early'],
])('%s is an error', (expression, says) => {
  expect(() => evaluate(expression, contexts)).toThrow(says);
});
