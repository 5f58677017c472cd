import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { octokitFor, startAcme, web } from '../../../test/acme.ts';
import { startBox } from '../../../test/box.ts';

test('a box goes on where another one was', async () => {
  const { box: first, alice, repository } = await startAcme();
  const pull = repository.pullRequest({ by: alice, title: 'Better', files: { 'app.js': '1\n' } });
  const comment = pull.comment(alice, 'Look');
  comment.react(alice, 'rocket');
  first.clock.advance(3_600_000);
  await first.settled();
  const picture = deserialize(serialize(first.picture()));
  await first.close();

  await using second = await startBox({ picture });
  const again = second.repository('acme/web').numbered(pull.number);
  expect(again.comments[0]).toMatchObject({ body: 'Look', author: 'alice', reactions: [{ by: 'alice', content: 'rocket' }] });
  expect(again.comments[0]?.node).toBe(comment.node);
  expect(second.clock.ahead).toBe(3_600_000);
  expect(second.deliveries.length).toBeGreaterThan(0);
  const installation = second.install('acme');
  const { data } = await octokitFor(second, installation.id).pulls.get({ ...web, pull_number: pull.number });
  expect(data.head.sha).toBe(pull.head);
  expect(again.comment(alice, 'New').id).toBeGreaterThan(comment.id);
});

test('what is asked is written down, and whoever wants to know of a change is told', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  let heard = 0;
  box.world.journal.heard = () => {
    heard += 1;
  };
  repository.issue({ by: alice });
  expect(heard).toBeGreaterThan(0);
  await octokit.issues.get({ ...web, issue_number: 1 });
  await octokit.graphql('query { viewer { login } }').catch(() => {});
  await expect
    .poll(() => box.requests.all.map(({ method, path, what, status }) => [method, path, what, status]))
    .toEqual(
      expect.arrayContaining([
        ['GET', '/repos/acme/web/issues/1', null, 200],
        ['POST', '/graphql', 'query viewer', 200],
      ]),
    );
  await box.close();
});
