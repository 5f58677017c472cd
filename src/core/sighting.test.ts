import { expect, test } from 'vitest';
import { reportsIn } from './sighting.ts';

const step = (...lines: string[]) => ['jobs:', '  a:', '    steps:', ...lines.map(line => `      ${line}`)].join('\n');

test.each<[what: string, workflow: string, reports: boolean]>([
  ['uploads it itself', step('- uses: actions/upload-artifact@v4', '  with: { name: shipmate-report }'), true],
  ['uses the Action', step('- uses: acme/shipmate/action@v1'), true],
  [
    'uses it below a name, with a report',
    step('- name: Words', "  uses: 'acme/tools/action@v1'", '  with: { report: report.md }'),
    true,
  ],
  ['uses it at a commit, in one line', step('- { uses: "acme/shipmate/action@0123456" }'), true],
  ['uses a mirror of it', step('- uses: acme/shipmate-action@v1'), true],
  ['uses one of its own, which may use it', step('- uses: ./.github/actions/ship'), true],
  ['only speaks of it', step('- run: ./deploy # uses: acme/shipmate/action@v1', '# - uses: acme/shipmate/action@v1'), false],
  ['uses others', step('- uses: actions/checkout@v4', '- uses: acme/action-lint@v1', '- uses: acme/transaction/run@v2'), false],
  ['is empty', '', false],
])('a workflow that %s', (_, workflow, reports) => expect(reportsIn(workflow)).toBe(reports));
