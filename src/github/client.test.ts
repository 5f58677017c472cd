import { expect, test } from 'vitest';
import { startBox } from '../../test/box.ts';
import { connect } from './client.ts';

/** A token is kept for its hour, and no longer than GitHub takes it. */

async function installed() {
  const box = await startBox();
  const { id } = box.repository('acme/web', { private: true });
  const { id: installation } = box.install('acme');
  const { appId, privateKey } = box.credentials;
  const octokit = connect({ appId, privateKey, apiUrl: box.url }, { debug() {}, warn() {} }).on({ id, installation });
  return {
    box,
    /** What it answers, and which requests that took. */
    async asked(many = 1): Promise<{ answers: number[]; requests: string[] }> {
      const before = box.requests.all.length;
      const read = () => octokit.repos.get({ owner: 'acme', repo: 'web' }).then(({ status }) => status);
      const answers = await Promise.all(
        Array.from({ length: many }, () => read().catch(({ status }: { status: number }) => status)),
      );
      return {
        answers,
        requests: box.requests.all.slice(before).map(({ path, status }) => `${path.split('/').at(-1)} ${status}`),
      };
    },
    /** The next so many, as it does with a token that was withdrawn. */
    refuses: (times: number) => box.faults.next({ only: ({ path }) => path === '/repos/acme/web', times }, { before: 401 }),
    [Symbol.asyncDispose]: () => box.close(),
  };
}

test('it is asked for once', async () => {
  await using app = await installed();
  expect(await app.asked()).toEqual({ answers: [200], requests: ['access_tokens 201', 'web 200'] });
  expect(await app.asked()).toEqual({ answers: [200], requests: ['web 200'] });
});

test('what is refused for a token that was withdrawn is asked once more at once, of many with one new token', async () => {
  await using app = await installed();
  await app.asked();
  app.refuses(3);
  const { answers, requests } = await app.asked(3);
  expect(answers).toEqual([200, 200, 200]);
  expect(requests.toSorted()).toEqual(['access_tokens 201', 'web 200', 'web 200', 'web 200', 'web 401', 'web 401', 'web 401']);
  expect(await app.asked()).toEqual({ answers: [200], requests: ['web 200'] });
});

test('what is refused with a new token, too, is refused', async () => {
  await using app = await installed();
  await app.asked();
  app.refuses(2);
  expect(await app.asked()).toEqual({ answers: [401], requests: ['web 401', 'access_tokens 201', 'web 401'] });
});
