import { expect, test } from 'vitest';
import { fastest } from '../../../../test/fastest.ts';
import { causeOf } from './infrastructure.ts';

const ended = { conclusion: 'failure', fatal: null, lines: [], annotations: [] };

test.each([
  ['time-limit', 'The job running on runner GitHub Actions 4 has exceeded the maximum execution time of 360 minutes.'],
  ['time-limit', "The action 'Run ./test' has timed out after 10 minutes."],
  ['runner-disk', "No space left on device : '/home/runner/actions-runner/cached/_diag/Worker_20261120-100000-utc.log'"],
  [
    'runner-disk',
    'You are running out of disk space. The runner will stop working when the machine runs out of disk space. Free space left: 0 MB',
  ],
  [
    'runner-lost',
    'The self-hosted runner: box-3 lost communication with the server. Verify the machine is running and has a healthy network connection.',
  ],
  [
    'runner-lost',
    'The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process can cause this error.',
  ],
  ['runner-lost', 'The hosted runner encountered an error while running your job. (Error Type: Disconnect).'],
  ['runner-shut-down', 'The runner has received a shutdown signal. This can happen when the runner service is stopped.'],
  ['runner-missing', 'The job was not acquired by Runner of type hosted even after multiple attempts'],
  ['time-limit', null, 'timed_out'],
])('%s is what GitHub notes: %s', (key, note, conclusion = 'failure') => {
  const annotations = note === null ? [] : ['Process completed with exit code 1.', note];
  expect(causeOf({ ...ended, conclusion, annotations })?.key).toBe(key);
  if (note !== null) expect(causeOf({ ...ended, fatal: `##[error]${note}` })?.key).toBe(key);
  // Somebody's test of these words.
  if (note !== null)
    expect(causeOf({ ...ended, fatal: `AssertionError: expected '' to be '${note}'`, lines: [note, `  ${note}`] })).toBe(null);
});

test.each([
  ['disk', 'Error: ENOSPC: no space left on device, write'],
  ['disk', 'write /var/lib/docker/tmp/x: no space left on device'],
  ['disk', "OSError: [Errno 28] No space left on device: '/tmp/x'"],
  ['disk', 'tar: out.tar: Wrote only 4096 of 10240 bytes: No space left on device'],
  ['npm-registry', 'npm error 503 Service Unavailable - GET https://registry.npmjs.org/left-pad - down'],
  ['npm-registry', 'npm ERR! 429 Too Many Requests - GET https://registry.npmjs.org/left-pad'],
  [
    'npm-registry',
    'npm error network request to https://registry.npmjs.org/x failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org',
  ],
  [
    'npm-registry',
    'npm error network',
    'npm error network request to https://registry.npmjs.org/x failed, reason: connect ETIMEDOUT 104.16.3.34:443',
  ],
  ['npm-registry', '#9 12.31 npm error 502 Bad Gateway - GET https://registry.npmjs.org/x'],
  ['npm-registry', 'error An unexpected error occurred: "https://registry.yarnpkg.com/x/-/x-1.0.0.tgz: ESOCKETTIMEDOUT".'],
  ['npm-registry', ' ERR_PNPM_FETCH_503  GET https://registry.npmjs.org/x: Service Unavailable - 503'],
  [
    'npm-registry',
    ' ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/x: request to https://registry.npmjs.org/x failed, reason: connect ECONNREFUSED 104.16.3.34:443',
  ],
  ['pypi', 'ERROR: HTTP error 503 while getting https://files.pythonhosted.org/packages/a1/x-1.0.whl'],
  [
    'pypi',
    'ERROR: No matching distribution found for x',
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(Failed to establish a new connection: [Errno -3] Temporary failure in name resolution)': /simple/x/",
  ],
  [
    'pypi',
    "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded with url: /simple/x/",
  ],
  [
    'pypi',
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.org', port=443): Read timed out.",
  ],
  [
    'maven-central',
    '[ERROR] Failed to execute goal on project web: Could not resolve dependencies: Could not transfer artifact org.acme:core:jar:2.0 from/to central (https://repo.maven.apache.org/maven2): status code: 503, reason phrase: Service Unavailable (503)',
  ],
  [
    'maven-central',
    '[ERROR] Plugin a could not be resolved: Could not transfer artifact from/to central (https://repo.maven.apache.org/maven2): repo.maven.apache.org: Temporary failure in name resolution',
  ],
  [
    'maven-central',
    "> Could not GET 'https://repo.maven.apache.org/maven2/a/a.pom'. Received status code 502 from server: Bad Gateway",
  ],
  [
    'maven-central',
    'Exception in thread "main" java.io.IOException: Downloading from https://services.gradle.org/distributions/gradle-8.10-bin.zip failed: timeout (10000ms), Read timed out',
  ],
  ['crates-io', 'error: failed to get successful HTTP response from `https://index.crates.io/se/rd/serde` (1.2.3.4), got 503'],
  [
    'crates-io',
    'error: failed to download from `https://static.crates.io/crates/a/a-1.0.0.crate`',
    '  [6] Could not resolve hostname (Could not resolve host: static.crates.io)',
  ],
  [
    'go-proxy',
    'go: example.org/x@v1.0.0: Get "https://proxy.golang.org/example.org/x/@v/v1.0.0.mod": dial tcp: lookup proxy.golang.org: no such host',
  ],
  ['go-proxy', 'go: example.org/x@v1.0.0: reading https://proxy.golang.org/example.org/x/@v/v1.0.0.mod: 503 Service Unavailable'],
  [
    'rubygems',
    'Could not fetch specs from https://rubygems.org/ due to underlying error <Net::OpenTimeout: Connection timed out>',
  ],
  [
    'nuget',
    '/home/runner/work/web/web/Web.csproj : error NU1301: Unable to load the service index for source https://api.nuget.org/v3/index.json.',
    '  Response status code does not indicate success: 503 (Service Unavailable) https://api.nuget.org/v3/index.json',
  ],
  [
    'docker-hub',
    'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating: https://www.docker.com/increase-rate-limit',
  ],
  [
    'docker-hub',
    'Error response from daemon: Head "https://registry-1.docker.io/v2/library/node/manifests/24": received unexpected HTTP status: 503 Service Unavailable',
  ],
  [
    'docker-hub',
    'ERROR: failed to solve: node:24: failed to resolve source metadata for docker.io/library/node:24: failed to do request: Head "https://registry-1.docker.io/v2/library/node/manifests/24": dial tcp: lookup registry-1.docker.io: i/o timeout',
  ],
  [
    'docker-hub',
    'ERROR: failed to build: failed to solve: docker.io/library/node:24: unexpected status from HEAD request to https://registry-1.docker.io/v2/library/node/manifests/24: 429 Too Many Requests',
  ],
  [
    'apt',
    'E: Failed to fetch http://azure.archive.ubuntu.com/ubuntu/pool/main/j/jq.deb  503  Service Unavailable [IP: 1.2.3.4 80]',
  ],
  ['apt', "E: Failed to fetch http://security.ubuntu.com/ubuntu/x.deb  Temporary failure resolving 'security.ubuntu.com'"],
  ['github', "fatal: unable to access 'https://github.com/acme/web/': The requested URL returned error: 503"],
  ['github', "fatal: unable to access 'https://github.com/acme/web/': Could not resolve host: github.com"],
  [
    'github',
    "Failed to download action 'https://api.github.com/repos/actions/cache/tarball/0123'. Error: Response status code does not indicate success: 503 (Service Unavailable).",
  ],
  [
    'github',
    'Failed to FinalizeArtifact: Received non-retryable error: (502) results-receiver.actions.githubusercontent.com response: 502 Bad Gateway',
  ],
])('%s: %s', (key, fatal, ...lines) => {
  expect(causeOf({ ...ended, fatal, lines })?.key).toBe(key);
  // A test of the team that talks of it.
  expect(causeOf({ ...ended, fatal: `AssertionError: expected null to be '${fatal}'`, lines })).toBe(null);
  expect(causeOf({ ...ended, fatal: 'Error: the cart is empty', lines: [fatal, ...lines] })).toBe(null);
});

test.each([
  ['nothing', ''],
  ['a 503 of the team', 'Error: expected 200, got 503 Service Unavailable'],
  ['a 503 of another server', 'npm error 503 Service Unavailable - GET https://npm.example.org/left-pad'],
  ['a door of its own that is shut', 'Error: connect ECONNREFUSED 127.0.0.1:5432'],
  [
    'a door of its own in front of a registry',
    'npm error request to https://registry.npmjs.org/x failed, reason: connect ECONNREFUSED 127.0.0.1:8080',
  ],
  ['a host of its own', 'Error: getaddrinfo ENOTFOUND db.example.org'],
  ['a package that is not there', 'npm error 404 Not Found - GET https://registry.npmjs.org/lefd-pad - Not found'],
  ['a package without that version', 'npm error notarget No matching version found for left-pad@9.9.9.'],
  ['a package that may not be seen', 'npm error 403 Forbidden - GET https://registry.npmjs.org/@acme%2fweb'],
  ['a package with the name of an answer', 'npm error 404 Not Found - GET https://registry.npmjs.org/http-503 - Not found'],
  [
    'a distribution that is not there',
    'ERROR: No matching distribution found for lefd',
    'ERROR: Could not find a version that satisfies the requirement lefd (from versions: none)',
  ],
  [
    'a distribution that was asked for twice',
    'ERROR: No matching distribution found for lefd',
    'Looking in indexes: https://pypi.org/simple, 503',
  ],
  [
    'an artifact that is not there',
    '[ERROR] Failed to execute goal: org.acme:core:jar:2.0 was not found in https://repo.maven.apache.org/maven2 during a previous attempt',
  ],
  [
    'a repository of its own',
    '[ERROR] Failed to execute goal: Could not transfer artifact from/to acme (https://maven.example.org): status code: 503',
  ],
  ['a crate that is not there', 'error: no matching package named `serd` found', 'location searched: crates.io index'],
  [
    'a module that is not there',
    'go: example.org/x@v9.0.0: reading https://proxy.golang.org/example.org/x/@v/v9.0.0.mod: 404 Not Found',
  ],
  [
    'a gem that is not there',
    "Could not find gem 'rails (= 99)' in rubygems repository https://rubygems.org/ or installed locally.",
  ],
  [
    'a NuGet package that is not there',
    'Web.csproj : error NU1101: Unable to find package Acme.Cor. No packages exist with this id in source(s): https://api.nuget.org/v3/index.json',
  ],
  [
    'an image that is not there',
    'Error response from daemon: manifest for docker.io/library/node:99 not found: manifest unknown',
  ],
  [
    'an image that may not be pulled',
    'Error response from daemon: pull access denied for docker.io/acme/web, repository does not exist',
  ],
  [
    'a registry of its own',
    'Error response from daemon: Get "https://registry.example.org/v2/": received unexpected HTTP status: 503 Service Unavailable',
  ],
  ['a package of the system that is not there', 'E: Unable to locate package jqq'],
  ['a list that is gone', 'E: Failed to fetch http://archive.ubuntu.com/ubuntu/dists/x/Release  404  Not Found [IP: 1.2.3.4 80]'],
  ['a repository that is not there', "fatal: repository 'https://github.com/acme/wob/' not found"],
  [
    'a repository that may not be seen',
    "fatal: unable to access 'https://github.com/acme/web/': The requested URL returned error: 403",
  ],
  [
    'an action that is not there',
    "Failed to download action 'https://api.github.com/repos/acme/a/tarball/0'. Error: Response status code does not indicate success: 404 (Not Found).",
  ],
  ['another server of git', "fatal: unable to access 'https://git.example.org/web/': The requested URL returned error: 503"],
  ['too many watched files', "Error: ENOSPC: System limit for number of file watchers reached, watch '/home/runner/work/web'"],
  ['a test of a full disk', "AssertionError: expected 'no space left on device' to be null"],
  ['another test of one', 'expect(error).toThrow(/x/), got: no space left on device'],
  ['a time limit of a test', 'Error: Test timed out in 5000ms.'],
  ['a shutdown of the team', 'Error: the server has received a shutdown signal'],
  ['a runner of the team', 'Error: the runner lost communication with the server'],
])('it is the code: %s', (_, fatal, ...lines) => {
  expect(causeOf({ ...ended, fatal, lines })).toBe(null);
  expect(causeOf({ ...ended, annotations: [fatal, 'Process completed with exit code 1.'] })).toBe(null);
});

test('what ran while an image was built is heard', () => {
  const fatal = 'ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1';
  const line = '2.411 npm error 503 Service Unavailable - GET https://registry.npmjs.org/x';
  expect(causeOf({ ...ended, fatal, lines: [' > [2/3] RUN npm ci:', line] })?.key).toBe('npm-registry');
  expect(
    causeOf({ ...ended, fatal, lines: [' > [2/3] RUN npm test:', '2.411 npm error Test failed.', `2.410 expected '${line}'`] }),
  ).toBe(null);
});

test('a warning that was heeded is no cause', () => {
  const lines = [
    'npm warn 503 Service Unavailable - GET https://registry.npmjs.org/x',
    'npm error 404 Not Found - GET https://registry.npmjs.org/y - Not found',
  ];
  expect(causeOf({ ...ended, fatal: 'npm error 404 Not Found - GET https://registry.npmjs.org/y - Not found', lines })).toBe(
    null,
  );
});

test.each(['canceled', 'cancelled', 'failure', 'skipped', null])('%s alone is none', conclusion => {
  expect(causeOf({ ...ended, conclusion })).toBe(null);
});

test('each says in a plain sentence what it was', () => {
  expect(causeOf({ ...ended, conclusion: 'timed_out' })).toEqual({
    key: 'time-limit',
    sentence: 'The job took longer than it may.',
  });
});

test('a line that leads a pattern astray takes no time', () => {
  const parts = [
    'a',
    '1',
    ' ',
    '/',
    '.',
    ': ',
    'error ',
    'npm error ',
    'a.',
    "'",
    '503 ',
    'crates.io',
    'no space left on device ',
    'ERROR: failed to solve',
  ];
  const reads = () => {
    for (const start of ['', 'npm error ', 'The job ', "The process '", 'ERROR: ', 'E: ', 'expect '])
      for (const part of parts)
        causeOf({
          ...ended,
          fatal: start + part.repeat(100_000),
          lines: [start + part.repeat(10_000)],
          annotations: [start + part.repeat(10_000)],
        });
  };
  expect(fastest(reads, 3_000, 3)).toBeLessThan(3_000);
});
