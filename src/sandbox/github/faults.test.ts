import { expect, test } from 'vitest';
import { type Acme, refusal, startAcme, web } from '../../../test/acme.ts';
import type { Fault } from './index.ts';

const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

async function story() {
  const acme = await startAcme();
  const issue = acme.repository.issue({ by: acme.alice });
  // The token first, so that only the comment can be in the way.
  await acme.octokit.rest.repos.get(web);
  const { signal, abort } = abortable();
  const say = (body = 'Hello') =>
    acme.octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body, request: { signal } });
  return { ...acme, issue, say, abort };
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

const bodies = (issue: ReturnType<Acme['repository']['issue']>) => issue.comments.map(comment => comment.body);

test.each<[string, Fault, number]>([
  ['502 before the effect', { before: 502 }, 0],
  ['502 after the effect', { after: 502 }, 1],
  ['a reset before the effect', { before: 'reset' }, 0],
  ['a reset after the effect', { after: 'reset' }, 1],
  ['a secondary limit', { secondary: 30 }, 0],
])('%s, once', async (_what, fault, happened) => {
  const { box, issue, say } = await story();
  await using _ = box;
  box.faults.next({ route }, fault);
  const refused = await refusal(say('First'));
  expect(refused.status).toBe('secondary' in fault ? 403 : Object.values(fault)[0] === 502 ? 502 : 500);
  if ('secondary' in fault) expect(refused.headers['retry-after']).toBe('30');
  expect(bodies(issue)).toHaveLength(happened);
  expect(box.ledger.writes).toHaveLength(happened);
  expect((await say('Second')).status).toBe(201);
});

test('a request hangs before its effect until its caller gives up', async () => {
  const { box, issue, say, abort } = await story();
  await using _ = box;
  box.faults.next({ route }, { before: 'hang' });
  const arrived = box.when({ route }, 'before');
  const saying = say();
  await arrived;
  abort();
  await expect(saying).rejects.toThrow();
  expect(bodies(issue)).toEqual([]);
});

test('a request hangs after its effect until it is let go', async () => {
  const { box, issue, say } = await story();
  await using _ = box;
  box.faults.next({ route }, { after: 'hang' });
  const done = box.when({ route }, 'after');
  const saying = say();
  expect((await done).body).toContain('Hello');
  expect(bodies(issue)).toEqual(['Hello']);
  box.release();
  expect((await saying).status).toBe(201);
});

test('closing the box ends what hangs, without effect', async () => {
  const { box, issue, say } = await story();
  box.faults.next({ route }, { before: 'hang' });
  const arrived = box.when({ route }, 'before');
  const saying = say().catch(() => 'ended');
  await arrived;
  await box.close();
  expect(await saying).toBe('ended');
  expect(bodies(issue)).toEqual([]);
});

test('an answer can be slow', async () => {
  const { box, say } = await story();
  await using _ = box;
  box.faults.next({ route }, { delay: 60 });
  const began = performance.now();
  await say();
  expect(performance.now() - began).toBeGreaterThanOrEqual(55);
});

test('a stale read does not know the last write yet, the next one does', async () => {
  const { box, alice, issue, octokit, say } = await story();
  await using _ = box;
  issue.comment(alice, 'Before');
  await say('Mine');
  issue.comment(alice, 'After');
  const read = async () =>
    (await octokit.rest.issues.listComments({ ...web, issue_number: issue.number })).data.map(comment => comment.body);
  box.faults.next({ route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments' }, { stale: true });
  expect(await read()).toEqual(['Before']);
  expect(await read()).toEqual(['Before', 'Mine', 'After']);
});

test('a plan can be for several requests, and only for some of a route', async () => {
  const { box, issue, say } = await story();
  await using _ = box;
  box.faults.next({ route, times: 2, only: request => request.body.includes('bad') }, { before: 502 });
  expect((await say('good')).status).toBe(201);
  for (let count = 0; count < 2; count += 1) expect(await refusal(say('bad'))).toMatchObject({ status: 502 });
  expect((await say('bad')).status).toBe(201);
  expect(bodies(issue)).toEqual(['good', 'bad']);
});
