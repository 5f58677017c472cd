import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhooks } from '@octokit/webhooks';
import { expect, test } from 'vitest';
import { octokitFor, startAcme } from '../../../test/acme.ts';

interface Heard {
  event: string;
  guid: string;
  body: string;
  signature: string;
}

/** Somebody who listens, and writes down what arrives. */
async function listen(answer = () => 202) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const header = (name: string) => String(request.headers[name] ?? '');
    const body = await text(request);
    heard.push({
      event: header('x-github-event'),
      guid: header('x-github-delivery'),
      body,
      signature: header('x-hub-signature-256'),
    });
    response.writeHead(answer()).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : null;
  return { heard, url, [Symbol.asyncDispose]: async () => void server.close() };
}

test('a comment is told with its envelope, under a signature that holds', async () => {
  await using listener = await listen();
  const { box, alice, repository, installation } = await startAcme({ webhookUrl: listener.url });
  await using _ = box;
  const comment = repository.issue({ by: alice }).comment(alice, '/ping', { throughApp: 'somebody-else' });
  await box.settled();
  expect(listener.heard.map(one => one.event)).toEqual(['installation', 'issue_comment']);
  const { body = '', signature = '' } = listener.heard.at(-1) ?? {};
  const webhooks = new Webhooks({ secret: box.credentials.webhookSecret });
  expect(await webhooks.verify(body, signature)).toBe(true);
  expect(await webhooks.verify(`${body} `, signature)).toBe(false);
  expect(JSON.parse(body)).toMatchObject({
    action: 'created',
    issue: { number: 1, user: { login: 'alice' } },
    comment: {
      id: comment.id,
      node_id: comment.node,
      body: '/ping',
      author_association: 'COLLABORATOR',
      performed_via_github_app: { slug: 'somebody-else' },
    },
    repository: { id: repository.id, full_name: 'acme/web', private: false, default_branch: 'main' },
    organization: { login: 'acme' },
    sender: { login: 'alice', type: 'User' },
    installation: { id: installation.id },
  });
});

test('the App sets the secret that signs from then on', async () => {
  await using listener = await listen();
  const { box, alice, repository } = await startAcme({ webhookUrl: listener.url });
  await using _ = box;
  const secret = 'a secret of forty characters and no fewer';
  await octokitFor(box).rest.apps.updateWebhookConfigForApp({ secret });
  repository.issue({ by: alice }).comment(alice, 'Hello');
  await box.settled();
  const { body = '', signature = '' } = listener.heard.at(-1) ?? {};
  expect(await new Webhooks({ secret }).verify(body, signature)).toBe(true);
});

test('every kind of news arrives that the App asked for', async () => {
  await using listener = await listen();
  const { box, alice, repository } = await startAcme({ webhookUrl: listener.url });
  await using _ = box;
  const pull = repository.pullRequest({ by: alice, branch: 'change' });
  const [before] = [pull.head];
  const pushed = pull.push({ 'more.txt': 'more\n' }, { by: alice });
  repository.push('release', {}, { by: alice });
  pull.retarget('release', { by: alice });
  pull.review(alice, 'Good', 'APPROVED', [{ path: 'change.txt', line: 1, body: 'here' }]);
  const comment = pull.comment(alice, 'One');
  comment.edit(alice, 'Two');
  comment.delete();
  repository.deleteBranch('release', { by: alice });
  repository.rename('site', alice);
  await box.settled();
  const told = box.deliveries.toSorted((a, b) => a.id - b.id).map(one => [one.event, one.action].filter(Boolean).join('.'));
  expect(told.toSorted()).toEqual(
    [
      'installation.created',
      'push',
      'pull_request.opened',
      'push',
      'pull_request.synchronize',
      'push',
      'pull_request.edited',
      'pull_request_review.submitted',
      'pull_request_review_comment.created',
      'issue_comment.created',
      'issue_comment.edited',
      'issue_comment.deleted',
      'push',
      'repository.renamed',
    ].toSorted(),
  );
  const parts = (event: string, action: string | null) =>
    JSON.parse(box.deliveries.find(one => one.event === event && one.action === action)?.body ?? '{}');
  expect(parts('pull_request', 'synchronize')).toMatchObject({
    before,
    after: pushed.sha,
    pull_request: { head: { sha: pushed.sha } },
  });
  expect(parts('pull_request', 'edited').changes.base.ref.from).toBe('main');
  expect(parts('issue_comment', 'edited').changes).toEqual({ body: { from: 'One' } });
});

test('a push carries the time of this very push', async () => {
  await using listener = await listen();
  const { box, alice, repository } = await startAcme({ webhookUrl: listener.url });
  await using _ = box;
  repository.push('release', {}, { by: alice });
  for (const move of [
    () => repository.push('release', { 'app.js': '// 2\n' }, { by: alice }),
    () => repository.tag('v1', repository.head(), { by: alice }),
    () => repository.deleteBranch('release', { by: alice }),
  ]) {
    box.clock.advance(3_600_000);
    const from = box.clock.now().getTime();
    move();
    await box.settled();
    const { event, body = '{}' } = listener.heard.findLast(one => one.event === 'push') ?? {};
    expect(event).toBe('push');
    // Whole seconds.
    expect(Date.parse(JSON.parse(body).repository.pushed_at)).toBeGreaterThan(from - 1_000);
  }
});

test('nobody is told of repositories where the App is not, and of events it did not ask for', async () => {
  const { box, alice, repository } = await startAcme();
  await using _ = box;
  const before = box.deliveries.length;
  box.repository('other/web').issue({ by: alice }).comment(alice, 'Elsewhere');
  repository.issue({ by: alice });
  await box.settled();
  expect(box.deliveries).toHaveLength(before);
});

test('the log shows what was sent, how it was taken, page by page, and the payload of each', async () => {
  let status = 202;
  await using listener = await listen(() => status);
  const { box, alice, repository, installation } = await startAcme({ webhookUrl: listener.url });
  await using _ = box;
  const issue = repository.issue({ by: alice });
  for (let count = 0; count < 4; count += 1) issue.comment(alice, `Comment ${count}`);
  await box.settled();
  status = 500;
  issue.comment(alice, 'Not taken');
  await box.settled();
  const { rest, paginate } = octokitFor(box);
  const log = await paginate(rest.apps.listWebhookDeliveries, { per_page: 2 });
  expect(log).toHaveLength(6);
  expect(log.map(one => one.id)).toEqual(log.map(one => one.id).toSorted((a, b) => Number(b) - Number(a)));
  expect(log[0]).toMatchObject({
    event: 'issue_comment',
    action: 'created',
    status: 'Invalid HTTP Response: 500',
    status_code: 500,
    redelivery: false,
    installation_id: installation.id,
    repository_id: repository.id,
  });
  expect(log[1]).toMatchObject({ status: 'OK', status_code: 202 });
  const asked = { delivery_id: Number(log[0]?.id) };
  const one = await rest.apps.getWebhookDelivery(asked);
  expect(one.data.request.payload).toMatchObject({ comment: { body: 'Not taken' } });
  expect(one.data.request.headers).toMatchObject({ 'X-GitHub-Delivery': log[0]?.guid, 'X-GitHub-Event': 'issue_comment' });
  box.webhooks.hidePayloads = true;
  expect((await rest.apps.getWebhookDelivery(asked)).data.request.payload).toBeNull();
});

test('a redelivery has the GUID and the bytes of the first', async () => {
  await using listener = await listen();
  const { box, alice, repository } = await startAcme({ webhookUrl: listener.url });
  await using _ = box;
  repository.issue({ by: alice }).comment(alice, 'Once');
  await box.settled();
  const first = box.deliveries.at(-1);
  const answer = await octokitFor(box).rest.apps.redeliverWebhookDelivery({ delivery_id: first?.id ?? 0 });
  expect(answer.status).toBe(202);
  await box.settled();
  expect(listener.heard.at(-1)).toEqual(listener.heard.at(-2));
  expect(box.deliveries.at(-1)).toMatchObject({ guid: first?.guid, redelivery: true });
  expect(box.deliveries.at(-1)?.id).not.toBe(first?.id);
});

test('without an address everything stands in the log, payload and all', async () => {
  const { box, alice, repository } = await startAcme({ webhookUrl: null });
  await using _ = box;
  repository.issue({ by: alice }).comment(alice, '/ping');
  await box.settled();
  expect(box.deliveries.at(-1)).toMatchObject({ event: 'issue_comment', status: 'failed to connect to host', url: null });
  expect(box.deliveries.at(-1)?.body).toContain('/ping');
});

test('webhooks get lost, come twice, come late and come in another order', async () => {
  await using listener = await listen();
  const { box, alice, repository } = await startAcme({ webhookUrl: listener.url });
  await using _ = box;
  const issue = repository.issue({ by: alice });
  const saying = () => listener.heard.splice(0).map(one => JSON.parse(one.body).comment?.body);
  saying();

  box.webhooks.drop(1);
  issue.comment(alice, 'lost');
  box.webhooks.drop(1, { logged: false });
  issue.comment(alice, 'never tried');
  issue.comment(alice, 'arrives');
  await box.settled();
  expect(saying()).toEqual(['arrives']);
  expect(box.deliveries.slice(-2).map(one => one.status)).toEqual(['timed out', 'OK']);

  box.webhooks.double(1);
  issue.comment(alice, 'twice');
  await box.settled();
  expect(new Set(listener.heard.map(one => one.guid)).size).toBe(1);
  expect(saying()).toEqual(['twice', 'twice']);

  box.webhooks.hold();
  issue.comment(alice, 'first');
  await box.settled();
  issue.comment(alice, 'second');
  expect(saying()).toEqual([]);
  box.webhooks.release({ reversed: true });
  await box.settled();
  expect(saying()).toEqual(['second', 'first']);
});
