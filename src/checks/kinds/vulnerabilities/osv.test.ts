import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { answering, type Server } from '../../../../test/answering.ts';
import { checked, told } from '../../../../test/checks.ts';
import { osv, type Vulnerability } from '../../../../test/osv.ts';
import { type Files, repository } from '../../../../test/repository.ts';
import { entry, lock, prototype, whole } from '../../../../test/vulnerable.ts';

const text = (said: string): Files => ({ 'requirements.txt': said });

test.each<[string, string, Vulnerability[], string]>([
  [
    'an advisory that was withdrawn',
    'jinja2==2.4.1',
    [{ id: 'PYSEC-1', withdrawn: '2026-01-01T00:00:00Z', in: ['PyPI jinja2 2.4.1'] }],
    'pass: nothing is known against the package that requirements.txt has',
  ],
  [
    'two names of one',
    'jinja2==2.4.1',
    [
      { id: 'PYSEC-2019-217', aliases: ['CVE-2019-10906', 'GHSA-462w-v97r-4m45'], in: ['PyPI jinja2 2.4.1'], fixed: ['2.10.1'] },
      {
        id: 'GHSA-462w-v97r-4m45',
        aliases: ['CVE-2019-10906'],
        summary: 'Escape',
        word: 'HIGH',
        in: ['PyPI jinja2 2.4.1'],
        fixed: ['2.10.1'],
      },
    ],
    'fail: jinja2 2.4.1 (requirements.txt): GHSA-462w-v97r-4m45 Escape, high, mended in 2.10.1',
  ],
  [
    'no severity at all, and nothing that mends it',
    'jinja2==2.4.1',
    [{ id: 'PYSEC-2014-8', in: ['PyPI jinja2 2.4.1'] }],
    'fail: jinja2 2.4.1 (requirements.txt): PYSEC-2014-8, nobody says how bad, so it counts as high, nothing mends it yet',
  ],
  [
    'only a vector of CVSS 3',
    'jinja2==2.4.1',
    [
      {
        id: 'OSV-1',
        summary: 'Odd',
        vector: { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N' },
        in: ['PyPI jinja2 2.4.1'],
      },
    ],
    'warn: jinja2 2.4.1 (requirements.txt): OSV-1 Odd, moderate, nothing mends it yet',
  ],
  [
    'only a vector of CVSS 4',
    'jinja2==2.4.1',
    [
      {
        id: 'OSV-1',
        summary: 'Odd',
        vector: { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N' },
        in: ['PyPI jinja2 2.4.1'],
      },
    ],
    'fail: jinja2 2.4.1 (requirements.txt): OSV-1 Odd, nobody says how bad, so it counts as high, nothing mends it yet',
  ],
  [
    'malware',
    'jinja3==1.0',
    [{ id: 'MAL-2026-1', summary: 'Malicious\u0000 code\nin it', in: ['PyPI jinja3 1.0'] }],
    'fail: jinja3 1.0 (requirements.txt): MAL-2026-1 Malicious code in it, critical, nothing mends it yet',
  ],
  [
    'what no release is pinned of',
    'flask\ndjango>4\na\nb',
    [],
    'warn: requirements.txt has flask, django, a and 1 more without a release, so nobody can be asked about them',
  ],
])('%s', async (_what, lines, known, says) => {
  expect(await whole(text(lines), '', await osv(known))).toEqual([says]);
});

test('pages, and more packages than fit into one question', async () => {
  const names = Array.from({ length: 1_200 }, (_, at) => `p${at}@1.0.0`);
  const known = Array.from({ length: 5 }, (_, at) => ({
    id: `OSV-${at}`,
    word: 'LOW',
    in: ['npm p1100 1.0.0', ...(at < 3 ? ['npm p7 1.0.0'] : [])],
  }));
  const service = await osv(known, { page: 2 });
  const [line = ''] = await whole({ 'package-lock.json': lock(...names) }, '', service);
  expect(line.match(/p7 /g)).toHaveLength(3);
  expect(line.match(/p1100 /g)).toHaveLength(5);
  const batches = service.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body).queries.length);
  expect(batches).toEqual([1_000, 1, 200, 1, 1]);
});

test('a page without end', async () => {
  const endless = await answering(({ body }) => ({
    body: { results: JSON.parse(body).queries.map(() => ({ vulns: [], next_page_token: 'x' })) },
  }));
  expect(await whole(text('a==1'), '', endless)).toEqual(['unknown: OSV had not come to its end after 50 pages']);
});

const asks = (reply: object, times = 99) => ({ first: (_: unknown, asked: number) => (asked <= times ? reply : null) });

test.each<[string, object, number, string]>([
  ['down twice, then fine', { status: 500 }, 2, 'pass: nothing is known against the package that requirements.txt has'],
  ['down', { status: 503 }, 99, 'unknown: OSV answered 503'],
  [
    'closed for long',
    { status: 429, headers: { 'retry-after': '3600' } },
    99,
    'unknown: OSV answered 429, and wants to be left alone for 3600 s',
  ],
  ['no JSON', { body: '<html>' }, 99, 'unknown: OSV answered what nobody can read'],
  ['another JSON', { body: { results: [{ vulns: 7 }] } }, 99, 'unknown: OSV answered what nobody can read'],
  ['too few answers', { body: { results: [] } }, 99, 'unknown: OSV answered what nobody can read'],
  [
    'an id that leads elsewhere',
    { body: { results: [{ vulns: [{ id: '../x?', modified: '' }] }] } },
    99,
    'unknown: OSV answered what nobody can read',
  ],
  [
    'an id that nobody knows',
    { body: { results: [{ vulns: [{ id: 'OSV-9', modified: '' }] }] } },
    1,
    'unknown: OSV answered 404 for OSV-9',
  ],
  ['no', { status: 400 }, 99, 'unknown: OSV answered 400'],
])('OSV is %s', async (_what, reply, times, says) => {
  expect(await whole(text('a==1'), '', await osv([], asks(reply, times)))).toEqual([says]);
});

test('OSV is away; what has failed without it has failed', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => closed.once('listening', resolve));
  const address = closed.address();
  await new Promise(resolve => closed.close(resolve));
  const gone = { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, requests: [] };
  expect(await whole(text('a==1'), '', gone)).toEqual(['unknown: OSV does not answer: ECONNREFUSED']);
  expect(await whole({ ...text('a==1'), 'go.mod': '?' }, '', gone)).toEqual([
    'fail: go.mod has a line that cannot be read: `?`; OSV does not answer: ECONNREFUSED',
  ]);
});

test('a service that says when to come again is asked then', async () => {
  const began = performance.now();
  const service = await osv([], asks({ status: 429, headers: { 'retry-after': '1' } }, 1));
  expect((await whole(text('a==1'), '', service))[0]).toMatch(/^pass/);
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
});

test('what was looked up once is kept', async () => {
  const service = await osv([prototype]);
  const { folder, commits } = await repository({}, { 'package-lock.json': lock('lodash@4.17.20') });
  const pull = { number: 42, base: commits[0] ?? '', head: commits[1] ?? '' };
  const first = told(await checked(entry('', service), { folder, pull }));
  expect(told(await checked(entry('', service), { folder, pull }))).toEqual(first);
  expect(service.requests.map(({ path }) => path)).toEqual(['/v1/querybatch', '/v1/vulns/GHSA-35jh-r3h4-6jhm', '/v1/querybatch']);
});

test('what one service says is not believed of another, nor of another advisory', async () => {
  const { folder, commits } = await repository({}, { 'package-lock.json': lock('lodash@4.17.20') });
  const pull = { number: 42, base: commits[0] ?? '', head: commits[1] ?? '' };
  const look = async (service: Server) => told(await checked(entry('', service), { folder, pull }));
  const harmless = await osv([{ ...prototype, withdrawn: '2026-01-01T00:00:00Z' }]);
  expect(await look(harmless)).toEqual([expect.stringMatching(/^pass/)]);
  expect(await look(await osv([prototype]))).toEqual([expect.stringMatching(/^fail: lodash 4.17.20/)]);
  const other = await osv([prototype], {
    first: ({ path }) => (path.startsWith('/v1/vulns/') ? { body: { id: 'OSV-1', modified: '' } } : null),
  });
  expect(await look(other)).toEqual(['unknown: OSV answered something else for GHSA-35jh-r3h4-6jhm']);
});
