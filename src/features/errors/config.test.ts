import { expect, test } from 'vitest';
import { loadFile } from '../../config/file.ts';
import { errors } from './config.ts';

const problemsOf = (line: string): string[] =>
  loadFile([errors], `errors: { ${line} }\n`, 'shipmate.yml', { organisation: false }).problems.map(({ message }) => message);

test('a level that there is not is answered with those that there are', () => {
  expect(problemsOf('open_after: { fatal: 1 }')).toEqual([
    '`errors.open_after.fatal` is not a setting; the settings here are `critical`, `error`, `warning` and `info`.',
  ]);
  expect(problemsOf('open_after: { critical: 1, warning: 3 in 2m, info: never }')).toEqual([]);
});
