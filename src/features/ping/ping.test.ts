import { expect, test } from 'vitest';
import type { TeamFile } from '../../core/file.ts';
import { here } from './messages.ts';

const file = (present: boolean, ...lines: number[]): TeamFile => ({
  present,
  problems: lines.map(line => ({ path: '.github/shipmate.yml', line, column: 1, message: 'unknown key' })),
  read: () => undefined,
});

test('without a file', () => {
  expect(here({ took: 1_600, role: 'write', file: file(false) })).toMatchInlineSnapshot(
    `"I am here. Your comment took 2 s to reach me, your role here is write, and there is no \`.github/shipmate.yml\` yet."`,
  );
});

test('with a file', () => {
  expect(here({ took: 300, role: 'admin', file: file(true) })).toMatchInlineSnapshot(
    `"I am here. Your comment took less than a second to reach me, your role here is admin, and \`.github/shipmate.yml\` is fine."`,
  );
});

test('with a mistake in the file', () => {
  expect(here({ took: 14 * 60_000, role: 'read', file: file(true, 3) })).toMatchInlineSnapshot(
    `"I am here. Your comment took 14 m to reach me, your role here is read, and \`.github/shipmate.yml\` has a mistake in line 3. What depends on it is off until that is mended."`,
  );
});

test('with three mistakes in the file', () => {
  expect(here({ took: 2_000, role: 'triage', file: file(true, 3, 8, 9) })).toMatchInlineSnapshot(
    `"I am here. Your comment took 2 s to reach me, your role here is triage, and \`.github/shipmate.yml\` has 3 mistakes, the first in line 3. What depends on it is off until that is mended."`,
  );
});
