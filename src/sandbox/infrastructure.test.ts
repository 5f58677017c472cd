import { expect, test } from 'vitest';
import { startBox } from '../../test/box.ts';
import { readChecks } from '../checks/reading.ts';
import { checksArtifact, checksFile, readReport } from '../checks/report.ts';
import { findsThere, isRunOut } from './infrastructure.ts';
import { soundFile } from './seed.ts';

test.each([true, false])('runs report on the checks that the file names, where they stand (run out: %s)', async ranOut => {
  await using box = await startBox();
  findsThere(box, soundFile, ranOut);
  expect(isRunOut(box)).toBe(ranOut);
  const script = box.world.scripts.where(() => true).at(-1);
  const report = readReport(script?.artifacts[checksArtifact]?.[checksFile] ?? '');
  const named = readChecks(soundFile, { variables: {}, own: false });
  expect(named.ok && named.checks.map(({ name, line, environment }) => ({ name, line, environment }))).toEqual(
    report?.checks.map(({ name, line, environment }) => ({ name, line, environment })).toSorted((a, b) => a.line - b.line),
  );
  expect(report?.checks.some(({ verdict }) => verdict === 'fail')).toBe(ranOut);
});
