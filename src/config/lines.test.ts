import { expect, test } from 'vitest';
import { lineOf } from './lines.ts';

const file = `# ours
timezone: UTC
environments:
  v1: { reviews: 1 }
  v1.2:
    after: v1
    reviews: 2
  empty:
`;

test.each([
  ['timezone', 2],
  ['environments.v1', 4],
  ['environments.v1.reviews', 4],
  ['environments.v1.2.reviews', 7],
  ['environments.v1.2.plan', null],
  ['environments.empty.plan', null],
  ['environments.prod', null],
  ['time', null],
])('%s stands in line %s', (setting, line) => {
  expect(lineOf(file, setting)).toBe(line);
});

test('what is no YAML has no lines', () => expect(lineOf('a: [', 'a')).toBe(null));
