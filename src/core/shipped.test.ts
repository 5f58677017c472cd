import { expect, test } from 'vitest';
import { digitsIn } from './shipped.ts';

const sha = 'a1b2c3d'.padEnd(40, '0');

test.each([
  [sha, sha],
  ['a1b2c3d', 'a1b2c3d'],
  ['A1B2C3D', 'a1b2c3d'],
  [' web@1.2.3+a1b2c3d\n', 'a1b2c3d'],
  ['web@a1b2c3d', 'a1b2c3d'],
  ['v1.2.3-4-ga1b2c3d', 'a1b2c3d'],
  ['a1b2c3', null],
  [`${sha}0`, null],
  ['web@1.2.3', null],
  ['headed', null],
  ['xa1b2c3d', null],
  ['a1b2c3d-dirty', null],
  ['', null],
])('release %j is named by %j', (release, digits) => {
  expect(digitsIn(release)).toBe(digits);
});
