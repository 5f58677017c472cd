import { expect, test } from 'vitest';
import type { ErrorsLogged } from '../../../core/event.ts';
import type { LoggedError } from '../../../core/logged-error.ts';
import { foldedAll } from '../counting.ts';
import { countedOf } from './found.ts';

const at = new Date('2026-11-20T12:00:00Z');
const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const source = { run: 8, attempt: 1, check: 'web log', url: 'https://github.test/acme/web/actions/runs/8' };

const said = (error: Partial<LoggedError>, parts: Partial<ErrorsLogged> = {}): ErrorsLogged => ({
  ...{ type: 'ErrorsLogged', at, repository, environment: 'prod', source },
  errors: [{ print: 'p', title: 'Error: x', level: 'error', count: 12, sample: 'x', first: null, last: null, ...error }],
  ...parts,
});
const times = (error: Partial<LoggedError>) =>
  countedOf(said(error)).map(({ arrived: { many, receivedAt } }) => `${many} at ${receivedAt.toISOString().slice(5, 16)}`);

test.each<[string, Partial<LoggedError>, string[]]>([
  [
    'began and went on',
    { first: '2026-11-20T10:03:00Z', last: '2026-11-20T10:41:00Z' },
    ['1 at 11-20T10:03', '11 at 11-20T10:41'],
  ],
  ['says no time', {}, ['12 at 11-20T12:00']],
  ['says what is no time', { first: 'yesterday', last: '' }, ['12 at 11-20T12:00']],
  ['happened once', { count: 1, first: '2026-11-20T10:03:00Z', last: '2026-11-20T10:03:00Z' }, ['1 at 11-20T10:03']],
  ['is still to come', { first: '2027-01-01T00:00:00Z', last: '2027-01-01T00:00:00Z' }, ['12 at 11-20T12:00']],
  ['began after it ended', { first: '2026-11-20T11:00:00Z', last: '2026-11-20T10:00:00Z' }, ['12 at 11-20T10:00']],
  ['began before all logs', { first: '1970-01-01T00:00:00Z', last: '2026-11-20T10:00:00Z' }, ['12 at 11-20T10:00']],
  ['is over for long', { last: '2026-10-01T10:00:00Z' }, []],
  ['was counted by nobody', { count: 9e15 }, ['1000000 at 11-20T12:00']],
])('what %s', (_what, error, counted) => {
  expect(times(error)).toEqual(counted);
});

test('what two checks, or checks of two repositories, call the same is not', () => {
  const printOf = (event: ErrorsLogged) => countedOf(event)[0]?.arrived.print;
  const one = printOf(said({}));
  expect(printOf(said({ title: 'Error: y' }, { environment: 'staging' }))).toBe(one);
  expect(printOf(said({}, { source: { ...source, check: 'worker log' } }))).not.toBe(one);
  expect(printOf(said({}, { repository: { ...repository, id: 9 } }))).not.toBe(one);
});

test('it is counted where it happened, from its first time to its last', () => {
  const event = said({ first: '2026-11-20T10:03:00Z', last: '2026-11-20T10:41:00Z' });
  const [one] = foldedAll(countedOf(event), []);
  expect(one?.group).toMatchObject({
    ...{ hook: 'log:web log', alerts: 12, counted: 12, firstAt: new Date('2026-11-20T10:03:00Z') },
    ...{ lastAt: new Date('2026-11-20T10:41:00Z'), environments: { prod: { alerts: 12 } }, sample: { url: source.url } },
  });
});
