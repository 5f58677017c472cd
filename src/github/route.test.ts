import { describe, expect, test } from 'vitest';
import { routeOf } from './route.ts';

const repository = { id: 7, private: false };
const route = (name: string, payload: unknown) => routeOf('some-guid', name, payload);

test.each<[string, unknown, string]>([
  ['an issue', { repository, issue: { number: 42 } }, '7#42'],
  ['a pull request is numbered like an issue', { repository, pull_request: { number: 42 } }, '7#42'],
  ['what becomes of an issue, with what is said in it', { action: 'closed', issue: { number: 42 }, repository }, '7#42'],
  ['a run', { repository, workflow_run: { id: 5 } }, '7/run/5'],
  ['a push', { repository, ref: 'refs/heads/main' }, '7:refs/heads/main'],
  ['a deployment, and how it goes', { repository, deployment: { id: 3 }, deployment_status: { id: 9 } }, '7/deployment/3'],
  ['a deployment that a run made belongs to the run', { repository, deployment: { id: 3 }, workflow_run: { id: 5 } }, '7/run/5'],
  ['checks of a commit', { repository, check_suite: { head_sha: 'abc' } }, '7@abc'],
  ['a status of it', { repository, sha: 'abc', context: 'ci' }, '7@abc'],
  ['a zero in a ref', { repository, ref: 'a\0b' }, '7:ab'],
  ['a long ref', { repository, ref: 'x'.repeat(10_000) }, `7:${'x'.repeat(300)}`],
  ['anything else of a repository', { repository }, '7'],
  ['an installation', { installation: { id: 3 } }, 'installation/3'],
  ['nothing', {}, 'delivery/some-guid'],
  ['null', { repository: null, issue: null }, 'delivery/some-guid'],
  ['no object', 'text', 'delivery/some-guid'],
  ['a number that is none', { repository: { id: '7' } }, 'delivery/some-guid'],
  ['a number beyond numbers', { repository: { id: 1e300 } }, 'delivery/some-guid'],
  ['what is inherited does not count', JSON.parse('{"__proto__":{"repository":{"id":7}}}'), 'delivery/some-guid'],
])('must not overtake each other: %s', (_, payload, key) => expect(route('any', payload).key).toBe(key));

describe('how urgent it is', () => {
  test.each(['issue_comment', 'pull_request_review', 'pull_request_review_comment'])('people first: %s', name =>
    expect(route(name, { repository }).lane).toBe('people'),
  );
  test.each(['workflow_run', 'check_run', 'check_suite', 'deployment', 'deployment_status', 'status'])(
    'then progress: %s',
    name => expect(route(name, { repository }).lane).toBe('progress'),
  );
  test.each(['push', 'issues', 'star', 'installation', 'constructor', ''])('then the rest: %s', name =>
    expect(route(name, { repository }).lane).toBe('rest'),
  );

  const said = (tie: string, hidden: boolean) => ({
    repository: { id: 7, private: hidden },
    comment: { author_association: tie },
  });
  test.each(['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR'])('a passer-by in public keeps nobody waiting: %s', tie => {
    expect(route('issue_comment', said(tie, false)).lane).toBe('rest');
    expect(route('pull_request_review', { repository, review: { author_association: tie } }).lane).toBe('rest');
  });
  test('a crowd in a thread is no queue that its people stand in', () => {
    const crowd = { ...said('NONE', false), issue: { number: 42 } };
    expect(route('issue_comment', crowd).key).toBe('7#42/passing');
    expect(route('issue_comment', { ...said('MEMBER', false), issue: { number: 42 } }).key).toBe('7#42');
  });
  test('who ticks a box in a comment of an App does not pass by', () => {
    const ticked = {
      repository,
      issue: { number: 42 },
      action: 'edited',
      comment: { author_association: 'NONE', user: { type: 'Bot' } },
    };
    expect(route('issue_comment', ticked)).toEqual({ key: '7#42', lane: 'people' });
  });
  test('who ticks a box in an issue of an App waits for what comes of it', () => {
    const edited = (type: string, action = 'edited') => ({ repository, action, issue: { number: 42, user: { type } } });
    expect(route('issues', edited('Bot'))).toEqual({ key: '7#42', lane: 'people' });
    expect(route('issues', edited('User')).lane).toBe('rest');
    expect(route('issues', edited('Bot', 'closed')).lane).toBe('rest');
  });
  test('in private nobody passes by', () => expect(route('issue_comment', said('NONE', true)).lane).toBe('people'));
  test('a member', () => expect(route('issue_comment', said('MEMBER', false)).lane).toBe('people'));
});
