import { expect, test } from 'vitest';
import { answering } from '../../../test/answering.ts';
import { checked, mistakes, told } from '../../../test/checks.ts';
import { type Files, folderOf } from '../../../test/repository.ts';

const lock = (...packages: string[]): string =>
  JSON.stringify({
    packages: Object.fromEntries(
      packages.map(one => one.split(/@(?=[^@]*$)/)).map(([name, version]) => [`node_modules/${name}`, { version }]),
    ),
  });

const look = async (settings: string, files: Files, env: Record<string, string> = {}): Promise<string[]> =>
  told(await checked(`- internal-versions: { ${settings} }`, { folder: await folderOf(files), env }));

const some = {
  'package-lock.json': lock('@acme/core@2.3.0', '@acme/ui@1.0.0-rc.1', 'lodash@4.17.21'),
  'api/requirements.txt': 'acme-core==1.5\nacme.tools>=2\n',
};

test.each<[string, string, Files, string]>([
  [
    'as new as it has to be',
    "at_least: { '@acme/core': 2.3.0 }",
    some,
    'pass: @acme/core 2.3.0 (package-lock.json) is at least 2.3.0',
  ],
  ['older', "at_least: { '@acme/core': 2.10.0 }", some, 'fail: @acme/core 2.3.0 (package-lock.json) is not at least 2.10.0'],
  [
    'before a release',
    "at_least: { '@acme/ui': 1.0.0 }",
    some,
    'fail: @acme/ui 1.0.0-rc.1 (package-lock.json) is not at least 1.0.0',
  ],
  [
    'by pattern',
    "at_least: { 'acme-*': '1.5' }, packages: '@acme/*'",
    some,
    'fail: acme-core 1.5 (api/requirements.txt) is at least 1.5; acme-tools (api/requirements.txt) is at no release, so it can be any',
  ],
  [
    'of a pattern that matches nothing',
    "packages: ['@acne/*', '@acme/*'], at_least: { '@acme/core': 1.0.0, gone: 1.0.0 }",
    some,
    'fail: no lock file has a package @acne/*; no lock file has a package gone; @acme/core 2.3.0 (package-lock.json) is at least 1.0.0',
  ],
  [
    'in a broken file',
    'files: package-lock.json, at_least: { a: 1.0.0 }',
    { 'package-lock.json': '{' },
    'fail: package-lock.json is no JSON',
  ],
  ['in no file', 'at_least: { a: 1.0.0 }', {}, 'fail: there is no lock file that can be read'],
])('%s', async (_what, settings, files, says) => {
  expect(await look(settings, files)).toEqual([says]);
});

/** npm's list of the core, and PyPI's of the same in Python. */
const registry = () =>
  answering(({ path, headers }) => {
    if (path === '/@acme%2Fcore' && headers.accept?.startsWith('application/vnd.npm.install-v1+json')) {
      const versions = ['1.0.0', '2.3.0', '2.3.1', '2.4.0', '2.10.0', '3.0.0-rc.1'].map(version => [
        version,
        { name: '@acme/core', version },
      ]);
      const withdrawn = { '2.5.0': { deprecated: 'It loses data.' }, '2.6.0': { deprecated: '' } };
      return {
        body: {
          name: '@acme/core',
          'dist-tags': { latest: '2.10.0' },
          versions: { ...Object.fromEntries(versions), ...withdrawn },
        },
      };
    }
    if (path === '/@acme%2Fsecret')
      return headers.authorization === 'Bearer opensesame' ? { body: { versions: { '1.0.0': {} } } } : { status: 401 };
    if (path === '/pypi/acme-core/json')
      return {
        body: {
          info: {},
          releases: { '1.5': [{ yanked: false }], '1.6': [{ yanked: true }], '1.7rc1': [{}], '1.7': [{}], '1.8': [] },
        },
      };
    if (path === '/odd') return { body: { versions: [] } };
    return { status: 404, body: { error: 'Not found' } };
  });

test.each<[string, string, Files, string]>([
  [
    'near enough',
    "packages: '@acme/core', behind: 4",
    some,
    'pass: @acme/core 2.3.0 (package-lock.json) is 4 releases behind 2.10.0',
  ],
  [
    'too far',
    "packages: '@acme/core', behind: 3",
    some,
    'fail: @acme/core 2.3.0 (package-lock.json) is 4 releases behind 2.10.0, more than 3',
  ],
  [
    'one',
    "packages: '@acme/core', behind: 0",
    { 'package-lock.json': lock('@acme/core@2.6.0') },
    'fail: @acme/core 2.6.0 (package-lock.json) is 1 release behind 2.10.0, more than 0',
  ],
  [
    'the newest',
    "packages: '@acme/core', behind: 0",
    { 'package-lock.json': lock('@acme/core@2.10.0') },
    'pass: @acme/core 2.10.0 (package-lock.json) is the newest release',
  ],
  [
    'newer than all',
    "packages: '@acme/core', behind: 0",
    { 'package-lock.json': lock('@acme/core@3.0.0-rc.2') },
    'pass: @acme/core 3.0.0-rc.2 (package-lock.json) is the newest release',
  ],
  ['of Python', 'packages: acme-core, behind: 1', some, 'pass: acme-core 1.5 (api/requirements.txt) is 1 release behind 1.7'],
  [
    'pinned to none',
    'packages: acme-core, behind: 1',
    { 'requirements.txt': 'acme_core' },
    'fail: acme-core (requirements.txt) is at no release, so it can be any',
  ],
  [
    'unknown',
    "packages: '@acme/*', behind: 9",
    { 'package-lock.json': lock('@acme/gone@1.0.0') },
    'unknown: HOST answered 404 for @acme/gone',
  ],
  [
    'answered oddly',
    'packages: odd, behind: 9',
    { 'package-lock.json': lock('odd@1.0.0') },
    'unknown: HOST answered what nobody can read',
  ],
  [
    'of a registry that nobody reads',
    'packages: serde, behind: 9',
    { 'Cargo.lock': '[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "registry+x"' },
    'unknown: nobody can be asked which releases of serde there are: it is of crates.io',
  ],
  [
    'private, without a token',
    "packages: '@acme/secret', behind: 0",
    { 'package-lock.json': lock('@acme/secret@1.0.0') },
    'unknown: HOST answered 401 for @acme/secret',
  ],
  [
    'private',
    "packages: '@acme/secret', behind: 0, auth: NPM_TOKEN",
    { 'package-lock.json': lock('@acme/secret@1.0.0') },
    'pass: @acme/secret 1.0.0 (package-lock.json) is the newest release',
  ],
  [
    'private, with a token that is not there',
    "packages: '@acme/core', behind: 0, auth: NO_TOKEN",
    some,
    'unknown: `NO_TOKEN` is not in the environment',
  ],
  [
    'unknown, and another has failed',
    "packages: '@acme/*', behind: 9, at_least: { '@acme/core': 3.0.0 }",
    some,
    'fail: @acme/core 2.3.0 (package-lock.json) is not at least 3.0.0; HOST answered 404 for @acme/ui',
  ],
])('behind: %s', async (_what, settings, files, says) => {
  const { url } = await registry();
  const lines = await look(`${settings}, registry: '${url}/'`, files, { NPM_TOKEN: 'opensesame' });
  expect(lines).toEqual([says.replace('HOST', new URL(url).host)]);
});

test('a version that was given to be filled in', async () => {
  const folder = await folderOf(some);
  const given = (core: string) =>
    checked("- internal-versions: { at_least: { '@acme/core': '{{core}}' } }", { folder, variables: { core } });
  expect(told(await given('2.2.0'))).toEqual(['pass: @acme/core 2.3.0 (package-lock.json) is at least 2.2.0']);
  await expect(given('newest')).rejects.toThrow('has to be a whole version such as `2.3.0`');
});

test('what is wrong is said with its place', () => {
  const table = [
    'internal-versions: {}',
    "internal-versions: '@acme/*'",
    "internal-versions: { packages: '@acme/*' }",
    'internal-versions: { behind: 2 }',
    "internal-versions: { packages: '@acme/*', behind: -1 }",
    "internal-versions: { packages: ['a b'], behind: 1 }",
    'internal-versions: { at_least: {} }',
    'internal-versions: { at_least: { a: latest } }',
    'internal-versions: { at_least: { a: 2.3 } }',
    'internal-versions: { at_least: { a: 1.0.0 }, registry: https://npm.acme.dev }',
    'internal-versions: { packages: a, behind: 1, registry: npm.acme.dev }',
    'internal-versions: { packages: a, behind: 1, auth: $NPM_TOKEN }',
    'internal-versions: { packages: a, behind: 1, auth: NPM_TOKEN }',
    'internal-versions: { at_least: { a: 1.0.0 }, file: yarn.lock }',
  ];
  expect(table.flatMap(one => [one, ...mistakes(`- ${one}`)])).toMatchInlineSnapshot(`
    [
      "internal-versions: {}",
      "1:22 \`infrastructure[0].internal-versions\` has to say \`at_least\` or \`behind\`, or both.",
      "internal-versions: '@acme/*'",
      "1:22 \`infrastructure[0].internal-versions\` has to be a map with \`packages\`, \`at_least\`, \`behind\`, \`files\`, \`registry\` and \`auth\`, not \`@acme/*\`.",
      "internal-versions: { packages: '@acme/*' }",
      "1:22 \`infrastructure[0].internal-versions\` has to say \`at_least\` or \`behind\`, or both.",
      "internal-versions: { behind: 2 }",
      "1:22 \`infrastructure[0].internal-versions\` has to say by \`packages\` which may not be \`behind\`.",
      "internal-versions: { packages: '@acme/*', behind: -1 }",
      "1:53 \`infrastructure[0].internal-versions.behind\` has to be a whole number from 0 to 1000, not \`-1\`.",
      "internal-versions: { packages: ['a b'], behind: 1 }",
      "1:35 \`infrastructure[0].internal-versions.packages[0]\` has to be the name of a package, such as \`@acme/core\` or \`@acme/*\`, not \`a b\`.",
      "internal-versions: { at_least: {} }",
      "1:34 \`infrastructure[0].internal-versions.at_least\` has to name a package.",
      "internal-versions: { at_least: { a: latest } }",
      "1:39 \`infrastructure[0].internal-versions.at_least.a\` has to be a whole version such as \`2.3.0\`.",
      "internal-versions: { at_least: { a: 2.3 } }",
      "1:39 \`infrastructure[0].internal-versions.at_least.a\` has to be a version such as \`2.3.0\`; put quotes round \`2.3\` to make it text.",
      "internal-versions: { at_least: { a: 1.0.0 }, registry: https://npm.acme.dev }",
      "1:22 \`infrastructure[0].internal-versions\` asks a registry only for \`behind\`.",
      "internal-versions: { packages: a, behind: 1, registry: npm.acme.dev }",
      "1:58 \`infrastructure[0].internal-versions.registry\` has to be a URL such as \`https://example.org\`, not \`npm.acme.dev\`.",
      "internal-versions: { packages: a, behind: 1, auth: $NPM_TOKEN }",
      "1:54 \`infrastructure[0].internal-versions.auth\` has to be the name of a variable of the environment, such as \`API_TOKEN\`, not \`$NPM_TOKEN\`.",
      "1:22 \`infrastructure[0].internal-versions\` has to say by \`registry\` who is told the token of \`auth\`.",
      "internal-versions: { packages: a, behind: 1, auth: NPM_TOKEN }",
      "1:22 \`infrastructure[0].internal-versions\` has to say by \`registry\` who is told the token of \`auth\`.",
      "internal-versions: { at_least: { a: 1.0.0 }, file: yarn.lock }",
      "1:48 \`infrastructure[0].internal-versions.file\` is not a setting; did you mean \`files\`?",
    ]
  `);
});
