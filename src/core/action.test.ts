import { expect, test } from 'vitest';
import { mayRunAction } from './action.ts';

const step = (uses: string) => `jobs:\n  a:\n    steps:\n      - run: echo\n      - uses: ${uses}\n`;

test.each<[string, string, boolean]>([
  ['the Action', step('acme/shipmate/action@v1'), true],
  ['the Action at a commit, in quotes', step("'acme/tools/action@0123456' # pinned"), true],
  ['a mirror of it', step('acme/shipmate-checks@v1'), true],
  ['an action of its own, which may use it', step('./.github/actions/check'), true],
  ['a workflow that it calls', 'jobs:\n  a:\n    uses: acme/flows/.github/workflows/check.yml@v1\n', true],
  ['one of its own', 'jobs:\n  a:\n    uses: ./.github/workflows/check.yml\n', true],
  ['another', step('actions/checkout@v5'), false],
  ['only a comment', `${step('actions/checkout@v5')}# uses: acme/shipmate/action@v1\n`, false],
  ['only what a command says', 'jobs:\n  a:\n    steps:\n      - run: "uses: acme/shipmate/action@v1"\n', false],
  ['steps that are none', 'jobs:\n  a:\n    steps: 7\n', false],
  ['uses that is none', 'jobs:\n  a:\n    uses: [1]\n    steps: [{ uses: acme/shipmate/action@v1 }]\n', true],
  ['no YAML', '{', false],
  ['nothing', '', false],
])('%s', (_, workflow, expected) => {
  expect(mayRunAction(workflow)).toBe(expected);
});
