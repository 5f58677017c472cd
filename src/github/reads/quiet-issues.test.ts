import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startBox } from '../../../test/box.ts';
import type { Reads } from '../../core/reads.ts';
import type { Box, Repository } from '../../sandbox/github/index.ts';
import { readManifest } from '../../sandbox/github/manifest.ts';
import { connect } from '../client.ts';
import { readsOn } from '../reads.ts';

/** Issues that lie around, with the permissions that `app.yml` has and no others. */

let box: Box;
let web: Repository;
let github: Reads;
let installation: number | undefined;
let count = 0;
beforeAll(async () => {
  box = await startBox({ manifest: readManifest() });
});
afterAll(async () => {
  expect(box.unknownRoutes).toEqual([]);
  await box.close();
});
beforeEach(() => {
  count += 1;
  web = box.repository(`acme/web-${count}`, { private: true });
  for (const login of ['alice', 'bob']) web.collaborator(person(login), 'write');
  installation ??= box.install('acme').id;
  const { appId, privateKey } = box.credentials;
  const repository = { id: web.id, owner: 'acme', name: `web-${count}`, installation, private: true, defaultBranch: 'main' };
  github = readsOn(connect({ appId, privateKey, apiUrl: box.url }, { debug() {}, warn() {} }).on(repository), repository, appId);
});

const person = (login: string) => box.person(login);
const known = (login: string) => ({ id: person(login).id, login, bot: false });
const tomorrow = () => new Date(Date.now() + 24 * 3_600_000);
const all = () => true;
const numbers = async (before = tomorrow(), most = 5, isWanted: Parameters<Reads['quietIssues']>[2] = all) =>
  (await github.quietIssues(before, most, isWanted)).map(one => one.number);

test('an issue that nobody has touched, and one where somebody has spoken since', async () => {
  const issue = web.issue({ by: person('bob') });
  expect(await github.issuesNow([issue.number])).toEqual([
    {
      number: issue.number,
      node: issue.node,
      author: known('bob'),
      open: true,
      locked: false,
      labels: [],
      milestone: null,
      assignees: [],
      movedAt: expect.any(Date),
      movedBy: known('bob'),
    },
  ]);
  issue.comment(person('alice'), 'me, too');
  expect(await github.issuesNow([issue.number])).toMatchObject([{ movedBy: known('alice') }]);
});

test('what bots write is nobody’s move; a label that somebody puts on it is', async () => {
  const issue = web.issue({ by: person('bob') });
  issue.comment(person('dependabot[bot]'), 'bump');
  expect(await github.issuesNow([issue.number])).toMatchObject([{ movedBy: known('bob') }]);
  issue.label(person('alice'), 'security');
  expect(await github.issuesNow([issue.number])).toMatchObject([{ movedBy: known('alice'), labels: ['security'] }]);
});

test('the quietest first, no pull requests, none of ours, nothing closed, nothing that changed since, and no more than are wanted', async () => {
  const [one, two, three] = [1, 2, 3].map(() => web.issue({ by: person('bob') }));
  web.pullRequest({ by: person('bob') });
  web.issue({ by: person('shipmate[bot]') });
  three?.close(person('bob'));
  expect(await numbers()).toEqual([one?.number, two?.number]);
  expect(await numbers(tomorrow(), 1)).toEqual([one?.number]);
  expect(await numbers(tomorrow(), 5, issue => issue.number !== one?.number)).toEqual([two?.number]);
  expect(await numbers(new Date(Date.now() - 24 * 3_600_000))).toEqual([]);
});

test('what is left alone keeps nobody from seeing what comes after it', async () => {
  for (let place = 0; place < 60; place++) web.issue({ by: person('bob') });
  const last = web.issue({ by: person('alice') });
  const asked = box.requests.all.length;
  expect(await numbers(tomorrow(), 5, ({ author }) => author?.login === 'alice')).toEqual([last.number]);
  expect(box.requests.all.slice(asked).filter(one => one.path === '/graphql')).toHaveLength(2);
});

test('of those with a number what was deleted is missing', async () => {
  const [one, two] = [1, 2].map(() => web.issue({ by: person('bob') }));
  const asked = [one?.number ?? 0, two?.number ?? 0];
  one?.delete(person('alice'));
  two?.close(person('alice'));
  expect(await github.issuesNow(asked)).toMatchObject([{ number: two?.number, open: false }]);
  expect(await github.issuesNow([])).toEqual([]);
});
