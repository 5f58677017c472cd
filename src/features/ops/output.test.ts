import { expect, test } from 'vitest';
import type { Conclusion, Job, Run } from '../../core/run.ts';
import { outputOf, speakingIn } from './output.ts';

const log = (...lines: string[]) => lines.join('\n');

test.each([
  [
    'the last script speaks, without its own text, and without what GitHub tidies up after it',
    log(
      '##[group]Run actions/checkout@v4',
      'with:',
      '##[endgroup]',
      'Cloning',
      '##[group]Run ./restart web',
      './restart web',
      'shell: /usr/bin/bash -e {0}',
      '##[endgroup]',
      'stopped web',
      'started web',
      'Post job cleanup.',
      'git config',
      'Cleaning up orphan processes',
    ),
    'stopped web\nstarted web',
  ],
  [
    'an action after it does not',
    log('##[group]Run ./logs', '##[endgroup]', 'hello', '##[group]Run actions/upload-artifact@v4', '##[endgroup]', 'uploaded'),
    'hello',
  ],
  [
    'a step that prints nothing leaves the word to the one before it',
    log('##[group]Run ./restart', '##[endgroup]', 'restarted', '##[group]Run ./check', '##[endgroup]'),
    'restarted',
  ],
  ['a script that prints nothing has no output', log('##[group]Run true', '##[endgroup]', 'Post job cleanup.'), null],
  ['a log without groups is shown from its end', 'one\ntwo', 'one\ntwo'],
  ['an empty log has no output', '', null],
])('%s', (_, text, shown) => {
  expect(outputOf(text)).toBe(shown);
});

test('of much the end is kept, in whole lines', () => {
  const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
  expect(outputOf(log('##[group]Run ./logs', '##[endgroup]', ...lines), 20)).toBe('line 98\nline 99');
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute));
const job = (id: number, conclusion: Conclusion, minute: number): Job => ({
  id,
  attempt: 1,
  name: `job ${id}`,
  status: 'ended',
  conclusion,
  startedAt: at(0),
  endedAt: at(minute),
  url: '',
  steps: [],
});
const run = (conclusion: Conclusion): Run => ({
  id: 1,
  number: 1,
  attempt: 1,
  file: 'restart.yml',
  title: 'Restart',
  event: 'workflow_dispatch',
  branch: 'main',
  head: 'abc',
  status: 'ended',
  conclusion,
  startedBy: null,
  triggeredBy: null,
  url: '',
  createdAt: at(0),
  startedAt: at(0),
  updatedAt: at(3),
});

test.each<[string, Conclusion, Job[], string | null, number | null]>([
  ['the job that ended last speaks', 'success', [job(1, 'success', 3), job(2, 'success', 2), job(3, 'skipped', 4)], null, 1],
  ['a report says it all', 'success', [job(1, 'success', 3)], 'done', null],
  ['the job that failed speaks, beside a report', 'failure', [job(1, 'success', 3), job(2, 'failure', 2)], 'half', 2],
  ['nobody asks for the log of a run without jobs', 'failure', [], null, null],
])('%s', (_, conclusion, jobs, report, speaks) => {
  expect(speakingIn(run(conclusion), jobs, report)?.id ?? null).toBe(speaks);
});
