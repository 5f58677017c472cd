import { expect, test } from 'vitest';
import { inputsOf, matrixOf, readWorkflow, stepName } from './workflow-file.ts';

const read = (text: string) => {
  const file = readWorkflow(text);
  if (!file) throw new Error('That should be a workflow.');
  return file;
};

test.each([
  ['on: push\njobs: {}', ['push']],
  ['on: [push, pull_request]\njobs: {}', ['push', 'pull_request']],
  ['on: { push: , schedule: [{ cron: "0 0 * * *" }] }\njobs: {}', ['push', 'schedule']],
])('triggers are read in each of their forms: %j', (text, events) => {
  expect([...read(text).triggers.keys()]).toEqual(events);
});

test.each(['jobs: {}', 'on: push', 'on: push\njobs: [a]', ': :', ''])('%j is no workflow', text => {
  expect(readWorkflow(text)).toBeNull();
});

test('inputs keep their types, choices and defaults', () => {
  const inputs = inputsOf(
    read('on: { workflow_dispatch: { inputs: { a: , b: { type: choice, options: [x, 1], default: } } } }\njobs: {}'),
  );
  expect([...inputs]).toEqual([
    ['a', {}],
    ['b', { type: 'choice', options: ['x', 1], default: null }],
  ]);
});

test('a matrix gives every combination, and one of includes alone gives those', () => {
  const jobs = read(`on: push
jobs:
  a: { strategy: { matrix: { os: [x, y], node: [22, 24] } }, steps: [{ uses: a/b@v1 }, { run: "one\\ntwo" }, { name: 3 }] }
  b: { strategy: { matrix: { include: [{ os: x, arch: arm }, { os: y, arch: x64 }] } } }
  c: { strategy: { matrix: "\${{ fromJSON(needs.x.outputs.y) }}" } }
`).jobs;
  const names = (key: string) => matrixOf(jobs.get(key) ?? {}).map(row => Object.values(row).join(' '));
  expect(names('a')).toEqual(['x 22', 'x 24', 'y 22', 'y 24']);
  expect(names('b')).toEqual(['x arm', 'y x64']);
  expect(names('c')).toEqual(['']);
  expect(jobs.get('a')?.steps?.map(stepName)).toEqual(['Run a/b@v1', 'Run one', '3']);
});
