import { expect, test } from 'vitest';
import { type Choice, choose } from './choosing.ts';
import { readChecks } from './reading.ts';

const file = `
- { name: db, tcp: 'db:1', environment: [staging, prod] }
- { name: before, tcp: 'a:1', environment: prod, when: before-deploy }
- { name: after, tcp: 'b:1', environment: prod, when: [after-deploy, schedule] }
- { name: pull, tcp: 'c:1', when: pull-request }
- { name: ours, tcp: 'd:1' }
`;

function chosen(choice: Partial<Choice>, text = file, known: string[] = []): string[] | string {
  const read = readChecks(text, { variables: {}, own: true });
  if (!read.ok) throw new Error(read.problems[0]?.message);
  const found = choose(read.checks, known, { environment: null, when: null, only: [], ...choice });
  return found.ok
    ? found.checks.map(({ name, environment }) => (environment === null ? name : `${name}/${environment}`))
    : found.says;
}

test.each<[what: string, choice: Partial<Choice>, names: string[] | string]>([
  ['nothing said: all but what is for pull requests', {}, ['db/staging', 'db/prod', 'before/prod', 'after/prod', 'ours']],
  ['of an environment, and of none', { environment: 'staging' }, ['db/staging', 'ours']],
  ['before a deploy', { when: 'before-deploy', environment: 'prod' }, ['db/prod', 'before/prod', 'ours']],
  ['on a schedule', { when: 'schedule' }, ['db/staging', 'db/prod', 'after/prod', 'ours']],
  ['for a pull request only what says so', { when: 'pull-request' }, ['pull']],
  ['by a name', { only: ['db'] }, ['db/staging', 'db/prod']],
  ['by a name or a moment', { only: ['ours', 'before-deploy'] }, ['before/prod', 'ours']],
  ['by a kind', { only: ['tcp'], environment: 'staging' }, ['db/staging', 'ours']],
  ['a slip', { only: ['our'] }, 'No check is called `our`, or tagged with it; did you mean `ours`?'],
  [
    'an environment in capitals, which is the same one',
    { environment: 'PROD' },
    ['db/prod', 'before/prod', 'after/prod', 'ours'],
  ],
  [
    'none is left',
    { only: ['before-deploy'], when: 'schedule' },
    'None of the 6 checks is for this (schedule), so nothing would be checked.',
  ],
])('%s', (_, choice, names) => {
  expect(chosen(choice)).toEqual(names);
});

test('where each is about an environment, one of another is a slip', () => {
  const text = "- { name: db, tcp: 'db:1', environment: [staging, prod] }";
  expect(chosen({ environment: 'prd' }, text)).toBe('No check is about `prd`; did you mean `prod`?');
});

test('where nobody names any, what is about none is for all', () => {
  expect(chosen({ environment: 'qa' }, "- { name: ours, tcp: 'd:1' }")).toEqual(['ours']);
  expect(chosen({ environment: 'qa' })).toBe('No check is about `qa`; the environments here are `staging` and `prod`.');
});

test('where the file names its environments, one that it does not name is a slip', () => {
  expect(chosen({ environment: 'qa' }, file, ['qa', 'prod'])).toEqual(['ours']);
  expect(chosen({ environment: 'prd' }, file, ['qa', 'prod'])).toBe('No check is about `prd`; did you mean `prod`?');
  expect(chosen({ environment: 'staging' }, file, ['prod'])).toEqual(['db/staging', 'ours']);
});
