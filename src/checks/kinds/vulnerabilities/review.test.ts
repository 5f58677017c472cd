import { expect, test } from 'vitest';
import { answering } from '../../../../test/answering.ts';
import { change, gitHub, tokenFor, vulnerable } from '../../../../test/dependency-review.ts';
import { osv } from '../../../../test/osv.ts';
import { lock, prototype, pulled } from '../../../../test/vulnerable.ts';

test('GitHub and OSV come to the same', async () => {
  const service = await osv([prototype]);
  const files = { 'package-lock.json': lock('lodash@4.17.20', 'ms@2.0.0'), 'go.mod': 'module a\nrequire acme.dev/b v1.0.0' };
  const byOsv = await pulled({}, files, 'via: osv', service);
  expect(byOsv).toEqual([
    'fail: lodash 4.17.20 (package-lock.json): GHSA-35jh-r3h4-6jhm Command injection in lodash, high, mended in 4.17.21',
  ]);
  const hub = await gitHub([
    [change('ms', '2.0.0'), change('old', '1.0.0', { change_type: 'removed', ...vulnerable })],
    [change('lodash', '4.17.20', vulnerable), change('acme.dev/b', 'v1.0.0', { manifest: 'go.mod', ecosystem: 'gomod' })],
  ]);
  const before = service.requests.length;
  expect(await pulled({}, files, '', service, tokenFor(hub))).toEqual(byOsv);
  expect(await pulled({}, files, 'via: github', service, tokenFor(hub))).toEqual(byOsv);
  expect(service.requests.length).toBe(before);
  expect(
    await pulled(
      {},
      files,
      'via: github, allow: [{ id: CVE-2021-23337, reason: Ours, until: 2999-01-01 }]',
      service,
      tokenFor(hub),
    ),
  ).toEqual([expect.stringMatching(/^pass: .* is allowed/)]);
});

test('what GitHub does not know is asked of OSV, and everything where its review is not to be had', async () => {
  const service = await osv([prototype]);
  const files = { 'package-lock.json': lock('lodash@4.17.20', 'ms@2.0.0') };
  const asked = () =>
    service.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body).queries.length);
  const half = await gitHub([[change('ms', '2.0.0')]]);
  expect(await pulled({}, files, '', service, tokenFor(half))).toEqual([expect.stringMatching(/^fail: lodash/)]);
  expect(await pulled({}, files, '', service, tokenFor(await gitHub(null)))).toEqual([expect.stringMatching(/^fail: lodash/)]);
  expect(asked()).toEqual([1, 2]);
  expect(await pulled({}, files, 'via: github', service, tokenFor(half))).toEqual([
    "unknown: GitHub's dependency review does not know 1 of 2 packages, as lodash of package-lock.json",
  ]);
  expect(await pulled({}, files, 'via: github', service, tokenFor(await gitHub(null)))).toEqual([
    "unknown: GitHub's dependency review is not to be had here; on private repositories it needs Advanced Security",
  ]);
  expect(await pulled({}, files, 'via: github', service)).toEqual([
    "unknown: GitHub's dependency review needs a pull request and a token",
  ]);
});

test('a token that has asked too much is not taken for one that may not', async () => {
  const hub = await answering(() => ({ status: 403, headers: { 'x-ratelimit-remaining': '0' } }));
  expect(await pulled({}, { 'go.mod': 'module a\nrequire b v1.0.0' }, 'via: github', hub, tokenFor(hub))).toEqual([
    'unknown: GitHub answers this token no more questions within the hour',
  ]);
});

test('a token goes nowhere else', async () => {
  const elsewhere = await gitHub([]);
  const hub = await answering(() => ({ headers: { link: `<${elsewhere.url}/x?page=2>; rel="next"` }, body: [] }));
  expect(await pulled({}, { 'package-lock.json': lock('a@1.0.0') }, 'via: github', hub, tokenFor(hub))).toEqual([
    `unknown: GitHub's dependency review goes on at another address than ${hub.url}`,
  ]);
  expect(elsewhere.requests).toEqual([]);
});
