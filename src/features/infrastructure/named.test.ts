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
  ['what is filled in may be anything', { tcp: '{{host}}:1' }, '', 'tcp db.example.org:1', true],
  ['in a name, too', { tcp: 'db:1', name: 'db of {{ place }}, {{what}}' }, '', 'db of acme.dev, eu', true],
  ['round it, the name has to be the same', { tcp: 'db:1', name: 'db of {{place}}!' }, '', 'db of acme.dev', false],
  ['and nothing counts twice', { tcp: 'db:1', name: 'aba{{x}}ba' }, '', 'aba', false],
  ['an environment may be filled in', { tcp: 'db:1', environment: '{{stage}}' }, 'prod', 'tcp db:1', true],
])('%s', (_, said, environment, name, expected) => {
  expect(has(said, environment, name)).toBe(expected);
});

test('a check of another kind is another one', () => {
  expect(has({ tcp: 'db:1', name: 'database' }, '', 'database', 'http')).toBe(false);
});
