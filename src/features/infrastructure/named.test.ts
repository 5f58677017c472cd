import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { entry } from '../../checks/section.ts';
import { namesIn } from './named.ts';

const has = (said: object, environment: string, name: string, kind = 'tcp') =>
  namesIn([z.parse(entry, said)])({ environment, name, kind });

test.each<[string, object, string, string, boolean]>([
  ['without a name it is called what it looks at', { tcp: 'db:1' }, '', 'tcp db:1', true],
  ['another is not named', { tcp: 'db:1' }, '', 'tcp db:2', false],
  ['nor in an environment that it is not about', { tcp: 'db:1' }, 'prod', 'tcp db:1', false],
  ['nor without the one that it is about', { tcp: 'db:1', environment: 'prod' }, '', 'tcp db:1', false],
  ['of several environments, each', { tcp: 'db:1', environment: ['dev', 'prod'] }, 'prod', 'tcp db:1', true],
  ['it has a name of its own', { tcp: 'db:1', name: 'database' }, '', 'database', true],
  ['and only that', { tcp: 'db:1', name: 'database' }, '', 'tcp db:1', false],
  ['what is filled in is not in its name', { tcp: '{{host}}:1' }, '', 'tcp {{host}}:1', true],
  ['whatever it was', { tcp: 'db:1', name: 'db of {{ place }}' }, '', 'db of acme.dev', false],
  [
    'but for its environment',
    { tcp: '{{ environment }}.db:{{port}}', environment: 'prod' },
    'prod',
    'tcp prod.db:{{port}}',
    true,
  ],
  ['and that has to be its own', { tcp: '{{environment}}.db:1', environment: ['a', 'b'] }, 'b', 'tcp a.db:1', false],
  ['for pull requests alone it is heard of nowhere', { tcp: 'db:1', when: 'pull-request' }, '', 'tcp db:1', false],
  ['as some kinds are, where nobody says more', { vulnerabilities: { fail_at: 'high' }, name: 'v' }, '', 'v', false],
  ['for them among others it is', { tcp: 'db:1', when: ['pull-request', 'schedule'] }, '', 'tcp db:1', true],
  ['what is secret is in no name', { name: 'api_key=abc123def', tcp: 'db:1' }, '', 'api_key=***', true],
  ['a long one is cut', { tcp: `${'x'.repeat(230)}:1` }, '', `tcp ${'x'.repeat(195)}…`, true],
  ['an environment may be filled in', { tcp: 'db:1', environment: '{{stage}}' }, 'prod', 'tcp db:1', true],
  ['round that, it has to be the same', { tcp: 'db:1', environment: 'a/{{stage}}' }, 'b/prod', 'tcp db:1', false],
  ['and nothing counts twice', { tcp: 'db:1', environment: 'aba{{x}}ba' }, 'aba', 'tcp db:1', false],
])('%s', (_, said, environment, name, expected) => {
  expect(has(said, environment, name)).toBe(expected);
});

test('a check of another kind is another one', () => {
  expect(has({ tcp: 'db:1', name: 'database' }, '', 'database', 'http')).toBe(false);
});
