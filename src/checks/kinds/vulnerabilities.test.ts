import { expect, test } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';
import { osv, type Vulnerability } from '../../../test/osv.ts';
import { type Files, folderOf } from '../../../test/repository.ts';
import { entry, lock, prototype, pulled, whole } from '../../../test/vulnerable.ts';

const slow: Vulnerability = {
  ...{ id: 'GHSA-29mw-wpgm-hmr9', aliases: ['CVE-2020-28500'], summary: 'Slow expressions', word: 'MODERATE' },
  ...{ in: ['npm lodash 4.17.20'], fixed: ['4.17.21'] },
};

test('what a pull request adds fails at a severity, and warns below it', async () => {
  const service = await osv([prototype, slow]);
  const added = { 'package-lock.json': lock('ms@2.0.0', 'lodash@4.17.20') };
  const was = { 'package-lock.json': lock('ms@2.0.0') };
  expect(await pulled(was, added, '', service)).toEqual([
    'fail: lodash 4.17.20 (package-lock.json): GHSA-35jh-r3h4-6jhm Command injection in lodash, high, mended in 4.17.21; ' +
      'lodash 4.17.20 (package-lock.json): GHSA-29mw-wpgm-hmr9 Slow expressions, moderate, mended in 4.17.21',
  ]);
  expect(JSON.parse(service.requests[0]?.body ?? '')).toEqual({
    queries: [{ package: { ecosystem: 'npm', name: 'lodash' }, version: '4.17.20' }],
  });
  expect((await pulled(was, added, 'fail_at: critical', service))[0]).toMatch(/^warn: lodash/);
});

test('what was there before is not told again, nor what goes away', async () => {
  const service = await osv([prototype]);
  const had = { 'package-lock.json': lock('lodash@4.17.20', 'ms@2.0.0') };
  expect(await pulled(had, { 'package-lock.json': lock('lodash@4.17.20', 'ms@2.1.0') }, '', service)).toEqual([
    'pass: nothing is known against the package that package-lock.json adds',
  ]);
  expect(await pulled(had, { 'package-lock.json': lock('lodash@4.17.20') }, '', service)).toEqual([
    'pass: package-lock.json changed, but adds no package',
  ]);
  expect(await pulled(had, { 'README.md': 'More.' }, '', service)).toEqual(['pass: no lock file changed']);
});

test('a package in two files is asked about once, and told with both', async () => {
  const service = await osv([prototype]);
  const is = {
    'package-lock.json': lock('lodash@4.17.20'),
    'web/package-lock.json': lock('lodash@4.17.20'),
    'go.mod': 'module a',
  };
  expect(await pulled({ 'go.mod': 'module a' }, is, '', service)).toEqual([
    'fail: lodash 4.17.20 (package-lock.json, web/package-lock.json): GHSA-35jh-r3h4-6jhm Command injection in lodash, high, mended in 4.17.21',
  ]);
  expect(service.requests.map(({ path }) => path)).toEqual(['/v1/querybatch', '/v1/vulns/GHSA-35jh-r3h4-6jhm']);
});

test.each([
  [
    'by its own name',
    'GHSA-35jh-r3h4-6jhm',
    '2999-12-01',
    /^pass: lodash 4.17.20 \(package-lock.json\): GHSA-35jh-r3h4-6jhm is allowed until 1 Dec 2999: We call no templates$/,
  ],
  ['by its CVE', 'CVE-2021-23337', '2999-12-01', /^pass: .* is allowed until 1 Dec 2999/],
  ['no longer', 'CVE-2021-23337', '2021-12-01', /^fail: .*high, mended in 4.17.21; it was allowed until 1 Dec 2021$/],
  [
    'another',
    'CVE-2021-23338',
    '2999-12-01',
    /^fail: .*mended in 4.17.21; CVE-2021-23338 is allowed, but nothing has it any more$/,
  ],
])('allowed: %s', async (_what, id, until, says) => {
  const allow = `allow: [{ id: ${id}, reason: We call no templates, until: ${until} }]`;
  const [line] = await whole({ 'package-lock.json': lock('lodash@4.17.20') }, allow, await osv([prototype]));
  expect(line).toMatch(says);
});

test('without a pull request everything is asked about, where somebody says so', async () => {
  const service = await osv([prototype]);
  const files = {
    'package-lock.json': lock('lodash@4.17.20', 'ms@2.0.0'),
    'node_modules/a/package-lock.json': lock('a@1.0.0'),
    'vendor/go.mod': '?',
  };
  const folder = await folderOf(files);
  const look = async (settings: string) => told(await checked(entry(settings, service), { folder }));
  expect(await look('')).toEqual(['unknown: this run is for no pull request; `all: true` asks about everything that is there']);
  expect(await look('all: true')).toEqual([expect.stringMatching(/^fail: lodash 4.17.20/)]);
  expect(
    await look(
      'all: true, allow: [{ id: CVE-2021-23337, reason: Ours, until: 2999-01-01 }, { id: CVE-2000-1000, reason: Old, until: 2999-01-01 }]',
    ),
  ).toEqual([expect.stringMatching(/^warn: lodash .*; CVE-2000-1000 is allowed, but nothing has it any more$/)]);
});

test.each<[string, Files, string, string]>([
  ['no lock file', { 'package.json': '{}' }, '', 'fail: there is no lock file that can be read'],
  ['one that is named and not there', {}, 'files: web/yarn.lock', 'fail: web/yarn.lock is not there'],
  ['one that is a folder', { 'yarn.lock/x': '' }, 'files: [yarn.lock]', 'fail: yarn.lock is not there'],
  ['one that is broken', { 'package-lock.json': '{' }, '', 'fail: package-lock.json is no JSON'],
  [
    'only those that are named',
    { 'package-lock.json': '{', 'b/package-lock.json': lock('a@1.0.0') },
    'files: b/package-lock.json',
    'pass: nothing is known against the package that b/package-lock.json has',
  ],
  [
    'more than anybody has',
    Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`${String(at).padStart(2, '0')}/go.mod`, 'module a'])),
    '',
    'warn: of 51 lock files only 50 were looked at; 50 lock files have no package',
  ],
])('there is %s', async (_what, files, settings, says) => {
  expect(await whole(files, settings, await osv([]))).toEqual([says]);
});

test('what is wrong is said with its place', () => {
  const table = [
    'vulnerabilities: severe',
    'vulnerabilities: { fail_at: medium }',
    'vulnerabilities: { files: [] }',
    'vulnerabilities: { files: ../yarn.lock }',
    'vulnerabilities: { files: [package.json] }',
    'vulnerabilities: { allow: [{ id: GHSA-35jh-r3h4-6jhm, until: 2026-12-01 }] }',
    "vulnerabilities: { allow: [{ id: GHSA-35jh-r3h4-6jhm, reason: '', until: 2026-12-01 }] }",
    'vulnerabilities: { allow: [{ id: lodash, reason: Ours, until: 2026-12-01 }] }',
    'vulnerabilities: { allow: [{ id: CVE-2026-1234, reason: Ours, until: 2026-02-30 }] }',
    'vulnerabilities: { allow: [{ id: CVE-2026-1234, reason: Ours, until: tomorrow }] }',
    'vulnerabilities: { all: true, via: github }',
    'vulnerabilities: { from: osv.dev }',
    'vulnerabilities: { from: "https://me:it@osv.dev" }',
    'vulnerabilities: { fail: high }',
  ];
  expect(table.flatMap(one => [one, ...mistakes(`- ${one}`)])).toMatchInlineSnapshot(`
    [
      "vulnerabilities: severe",
      "1:20 \`infrastructure[0].vulnerabilities\` has to be \`true\`, \`low\`, \`moderate\`, \`high\`, \`critical\` or a map with \`fail_at\`, \`files\`, \`all\`, \`allow\`, \`via\` and \`from\`, not \`severe\`.",
      "vulnerabilities: { fail_at: medium }",
      "1:31 \`infrastructure[0].vulnerabilities.fail_at\` has to be \`low\`, \`moderate\`, \`high\` or \`critical\`, not \`medium\`.",
      "vulnerabilities: { files: [] }",
      "1:29 \`infrastructure[0].vulnerabilities.files\` has to be the path of a lock file, such as \`web/package-lock.json\` or a list from 1 to 50 entries, each entry the path of a lock file, such as \`web/package-lock.json\`; this has 0.",
      "vulnerabilities: { files: ../yarn.lock }",
      "1:29 \`infrastructure[0].vulnerabilities.files\` has to be a path from the top of the repository.",
      "vulnerabilities: { files: [package.json] }",
      "1:30 \`infrastructure[0].vulnerabilities.files[0]\` has to end in a name of a lock file that can be read: \`package-lock.json\`, \`npm-shrinkwrap.json\`, \`pnpm-lock.yaml\`, \`yarn.lock\`, \`requirements.txt\`, \`requirements-*.txt\`, \`*-requirements.txt\`, \`requirements.*.txt\`, \`poetry.lock\`, \`uv.lock\`, \`Pipfile.lock\`, \`Gemfile.lock\`, \`gems.locked\`, \`go.mod\` or \`Cargo.lock\`.",
      "vulnerabilities: { allow: [{ id: GHSA-35jh-r3h4-6jhm, until: 2026-12-01 }] }",
      "1:30 \`infrastructure[0].vulnerabilities.allow[0].reason\` is missing; it has to be text from 1 to 300 characters.",
      "vulnerabilities: { allow: [{ id: GHSA-35jh-r3h4-6jhm, reason: '', until: 2026-12-01 }] }",
      "1:65 \`infrastructure[0].vulnerabilities.allow[0].reason\` has to be text from 1 to 300 characters, not \`⟨empty⟩\`.",
      "vulnerabilities: { allow: [{ id: lodash, reason: Ours, until: 2026-12-01 }] }",
      "1:36 \`infrastructure[0].vulnerabilities.allow[0].id\` has to be an id such as \`GHSA-35jh-r3h4-6jhm\` or \`CVE-2026-1234\`, not \`lodash\`.",
      "vulnerabilities: { allow: [{ id: CVE-2026-1234, reason: Ours, until: 2026-02-30 }] }",
      "vulnerabilities: { allow: [{ id: CVE-2026-1234, reason: Ours, until: tomorrow }] }",
      "1:72 \`infrastructure[0].vulnerabilities.allow[0].until\` has to be a day such as \`2026-12-01\`, not \`tomorrow\`.",
      "vulnerabilities: { all: true, via: github }",
      "1:20 \`infrastructure[0].vulnerabilities\` can ask GitHub only about what a pull request adds; \`all\` needs OSV.",
      "vulnerabilities: { from: osv.dev }",
      "1:28 \`infrastructure[0].vulnerabilities.from\` has to be a URL such as \`https://example.org\`, not \`osv.dev\`.",
      "vulnerabilities: { from: "https://me:it@osv.dev" }",
      "1:28 \`infrastructure[0].vulnerabilities.from\` has to be a URL such as \`https://example.org\`, not \`https://me:it@osv.dev\`.",
      "vulnerabilities: { fail: high }",
      "1:22 \`infrastructure[0].vulnerabilities.fail\` is not a setting; the settings here are \`fail_at\`, \`files\`, \`all\`, \`allow\`, \`via\` and \`from\`.",
    ]
  `);
});
