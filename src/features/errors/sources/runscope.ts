/** Runscope, now BlazeMeter's API monitoring: how each run of a test ended. It signs nothing. */
import * as z from 'zod/mini';
import { type Alert, plainAlert } from '../alert.ts';
import { bearerHeaders, bears, withToken } from './bearer.ts';
import * as field from './fields.ts';
import { type Source, Unreadable } from './source.ts';

const name = () => field.line(field.longest.name);
const letter = field.part({
  test_id: name(),
  test_name: name(),
  test_url: field.link(),
  test_run_url: field.link(),
  environment_uuid: name(),
  environment_id: name(),
  environment_name: name(),
  team_name: name(),
  bucket_name: name(),
  bucket_key: name(),
  region: name(),
  region_name: name(),
  result: name(),
  finished_at: field.moment(),
});

const statuses = new Map<string, Alert['status']>([
  ['pass', 'resolved'],
  ['passed', 'resolved'],
  ['fail', 'firing'],
  ['failed', 'firing'],
]);

export const runscope: Source = {
  kind: 'runscope',
  about: 'Runscope or BlazeMeter API monitoring: results of tests, by a webhook',
  verify: (letter, secrets) => bears(letter, secrets),
  decode(body) {
    const said = z.parse(letter, field.objectIn(field.textOf(body), 'Runscope'));
    const { test_id, result, region, environment_name } = said;
    if (test_id === null || result === null)
      throw new Unreadable('This has no `test_id` or no `result`, as every result of Runscope has.');
    const status = statuses.get(result);
    // A run that somebody stopped says nothing.
    if (!status) return [];
    const where = [environment_name, said.region_name ?? region].filter(one => one !== null).join(', ');
    const test = said.test_name ?? `Test ${test_id}`;
    return [
      plainAlert({
        status,
        id: field.idOf([test_id, said.environment_uuid ?? said.environment_id, region].filter(one => one !== null).join('/')),
        title: field.lineOf(where === '' ? test : `${test} (${where})`, field.longest.title) ?? test,
        environment: environment_name,
        url: said.test_run_url ?? said.test_url,
        at: said.finished_at,
        from: field.claims(said.bucket_name, said.bucket_key, said.team_name, said.test_name),
      }),
    ];
  },
  setUp: ({ url, secret }) => [
    'In Runscope: Connected Services, Webhooks (or Advanced Webhooks), Connect.',
    `URL: ${withToken(url, secret)}`,
    'Then in the test: its environment, Webhooks. Let it report each run, as a run that passes closes the issue.',
  ],
  sample(secret, now) {
    const test = { test_id: 'test-of-this-hook', test_name: 'Test of this hook', test_run_id: `run-${now.getTime()}` };
    const rest = { environment_uuid: 'e1', environment_name: 'test', result: 'fail', finished_at: now.getTime() / 1000 };
    return { headers: bearerHeaders(secret), body: JSON.stringify({ ...test, ...rest }) };
  },
};
