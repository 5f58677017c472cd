import { expect, test } from 'vitest';
import { reasonOf } from './asking.ts';

test.each<[what: string, fields: object, message: string, fork: boolean, reason: string]>([
  [
    'REST',
    { status: 403 },
    'Resource not accessible',
    false,
    'its job lacks `permissions: pull-requests: write` (GitHub says `Resource not accessible`)',
  ],
  [
    'GraphQL',
    { errors: [{ type: 'FORBIDDEN' }] },
    'no',
    false,
    'its job lacks `permissions: pull-requests: write` (GitHub says `no`)',
  ],
  ['a fork', { status: 403 }, 'no', true, 'a run for a pull request from a fork may only read'],
  ['a limit', { status: 403 }, 'API rate limit exceeded', false, '`API rate limit exceeded`'],
  ['another mistake', { status: 422 }, 'Validation\r\n::error::Failed', true, '`Validation ::error::Failed`'],
  ['silence', { name: 'TimeoutError' }, '', false, 'GitHub did not answer within 10 s'],
])('what went wrong is a warning: %s', (_what, fields, message, fork, reason) => {
  const error = Object.assign(new Error(message), fields);
  expect(reasonOf(error, { permission: 'pull-requests: write', fork })).toBe(reason);
});
