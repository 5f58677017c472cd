import { expect, test } from 'vitest';
import type { Run } from '../../core/run.ts';
import { heardIn, type Outcome } from './heard.ts';
import { loggedIn } from './logged.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute));
const run: Run = {
  ...{ id: 1, number: 815, attempt: 2, file: 'checks.yml', title: '', event: 'schedule', branch: 'main', head: 'a1b2c3d' },
  ...{ status: 'ended', conclusion: 'success', startedBy: null, triggeredBy: null },
  ...{ url: 'https://github.com/acme/web/actions/runs/1', createdAt: at(0), startedAt: at(1), updatedAt: at(2) },
};
const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: true, defaultBranch: 'main' };
const error = { print: 'a', title: 'A', level: 'error' as const, count: 2, sample: 'A: b', first: null, last: null };

const logged = (...said: Partial<Outcome>[]) => {
  const checks = said.map(parts => ({
    ...{ name: 'web log', kind: 'log', environment: 'prod', line: 3, verdict: 'fail' as const, findings: [], details: [] },
    ...{ errors: [error], attempts: 1, ms: 7, ...parts },
  }));
  return loggedIn(
    heardIn([{ version: 1, when: null, path: '.github/shipmate.yml', job: '', attempt: null, checks }], run, () => true),
    { repository, run },
  );
};

test('each check that found errors says so, with its run; who found none says nothing', () => {
  expect(logged({}, { name: 'no log', errors: [] }, { name: 'house log', environment: null })).toEqual([
    {
      ...{ type: 'ErrorsLogged', at: at(2), repository, environment: 'prod', errors: [error] },
      source: { run: 1, attempt: 2, check: 'web log', url: run.url },
    },
    {
      ...{ type: 'ErrorsLogged', at: at(2), repository, environment: null, errors: [error] },
      source: { run: 1, attempt: 2, check: 'house log', url: run.url },
    },
  ]);
});

test('what two jobs found for one check is one: counted together, from the first to the last', () => {
  const [early, late] = [at(0).toISOString(), at(9).toISOString()];
  const [all, ...more] = logged(
    {
      verdict: 'pass',
      errors: [
        { ...error, count: 3, first: early, last: early },
        { ...error, print: 'b' },
      ],
    },
    { errors: [{ ...error, first: late, last: late }] },
  );
  expect(more).toEqual([]);
  expect(all?.errors).toEqual([
    { ...error, count: 5, first: early, last: late },
    { ...error, print: 'b' },
  ]);
});
