/** Says of a failure that it is not the code's: the machine, the time, or somebody else's server. Rather too seldom than wrongly. Pure. */

export interface Cause {
  /** Stays the same from one release to the next: what is counted is counted by it. */
  key: string;
  sentence: string;
}

interface Ended {
  /** As GitHub gives it for the job; null while there is none. */
  conclusion: string | null;
  fatal: string | null;
  /** What stands around the line that says why. */
  lines: string[];
  /** What GitHub, or who runs the job, has noted beside it. */
  annotations: string[];
}

interface Known extends Cause {
  says: RegExp;
}

/** GitHub's own words: only it notes them, and in a log only it is told them. */
const runner: Known[] = [
  {
    key: 'time-limit',
    sentence: 'The job took longer than it may.',
    says: /^The (?:job|action) (?:running on runner .{0,200} |['"].{0,200}['"] )?has (?:exceeded the maximum execution time|timed out after) .{0,40}\d+ ?(?:minutes|hours)?/,
  },
  {
    key: 'runner-disk',
    sentence: 'The runner had no room left on its disk.',
    says: /^(?:You are running out of disk space\. The runner will stop working|(?:System\.IO\.IOException: )?No space left on device : ')/,
  },
  {
    key: 'runner-lost',
    sentence: 'GitHub lost the runner while the job ran.',
    says: /^The (?:self-hosted|hosted) runner(?:: .{0,200})? (?:lost communication with the server|encountered an error while running your job)/,
  },
  {
    key: 'runner-shut-down',
    sentence: 'The runner was shut down while the job ran.',
    says: /^The runner has received a shutdown signal\./,
  },
  {
    key: 'runner-missing',
    sentence: 'No runner took the job.',
    says: /^The job was not acquired by Runner of type .{0,60} even after multiple attempts/,
  },
];

interface Server extends Cause {
  /** Where it is; only a line with its name counts. */
  host: RegExp;
  /** How the tool that asks it begins to complain: what a test of the team prints begins otherwise. */
  voice: RegExp;
}

const servers: Server[] = [
  {
    key: 'npm-registry',
    sentence: 'The npm registry could not be reached or did not answer as it should.',
    host: /\bregistry\.(?:npmjs\.org|yarnpkg\.com)\b/,
    voice:
      /^(?:npm (?:ERR!|error)|error (?:An unexpected error occurred|Error: )|\W*ERR_PNPM_|➤ YN\d{4}:|(?:Internal )?Error: Error when performing the request to )/,
  },
  {
    key: 'pypi',
    sentence: 'PyPI could not be reached or did not answer as it should.',
    host: /\b(?:pypi\.org|files\.pythonhosted\.org)\b|: \/(?:simple|packages)\//,
    voice: /^(?:ERROR: |WARNING: Retrying |pip\._vendor\.|error: (?:Failed to (?:fetch|download)|Request failed)|\s*[×├╰]─?▶? )/,
  },
  {
    key: 'maven-central',
    sentence: 'Maven Central could not be reached or did not answer as it should.',
    host: /\b(?:repo1?\.maven\.(?:apache\.)?org|plugins(?:-artifacts)?\.gradle\.org|services\.gradle\.org)\b/,
    voice:
      /^(?:\[ERROR\] |\s*> Could not |Exception in thread "main" java\.(?:io|net)\.|Downloading https:\/\/services\.gradle\.org\/)/,
  },
  {
    key: 'crates-io',
    sentence: 'crates.io could not be reached or did not answer as it should.',
    host: /\b(?:static|index)?\.?crates\.io\b/,
    voice: /^(?:error: |warning: spurious network error|\s+(?:failed to|download of|\[\d+\] |got \d{3}))/,
  },
  {
    key: 'go-proxy',
    sentence: 'The proxy of Go could not be reached or did not answer as it should.',
    host: /\b(?:proxy|sum)\.golang\.org\b/,
    voice: /^(?:go: |\S+\.go:\d+:\d+: \S+: |\S+@v\S+: )/,
  },
  {
    key: 'rubygems',
    sentence: 'RubyGems could not be reached or did not answer as it should.',
    host: /\b(?:index\.)?rubygems\.org\b/,
    voice:
      /^(?:ERROR: |Could not (?:fetch|reach)|Bundler::HTTPError|Gem::RemoteFetcher::|Network error while fetching|Retrying )/,
  },
  {
    key: 'nuget',
    sentence: 'NuGet could not be reached or did not answer as it should.',
    host: /\bapi\.nuget\.org\b/,
    voice: /^\s*\S* ?:? ?error NU\d+: |^\s+(?:Response status code|Failed to|Retrying) /,
  },
  {
    key: 'docker-hub',
    sentence: 'Docker Hub could not be reached or did not answer as it should.',
    host: /\b(?:registry-1|auth|index|production\.cloudflare)\.docker\.(?:io|com)\b|\bdocker\.io\/|\bdocker\.com\/increase-rate-limits?\b/,
    voice:
      /^(?:ERROR: |Error response from daemon: |error pulling image|docker: |failed to (?:solve|copy|do request)|toomanyrequests: |buildx failed with: |Unable to find image)/,
  },
  {
    key: 'apt',
    sentence: 'The packages of the system could not be fetched.',
    host: /\b(?:archive|security|ports)\.ubuntu\.com\b|\b(?:deb|security)\.debian\.org\b|\bdl-cdn\.alpinelinux\.org\b/,
    voice: /^(?:E: |Err:\d+ |ERROR: https?:\/\/|WARNING: (?:fetching|updating) )/,
  },
  {
    key: 'github',
    sentence: 'GitHub could not be reached or did not answer as it should.',
    host: /\b(?:(?:api|codeload|objects|uploads)\.)?github\.com\b|\b(?:raw|objects|release-assets)\.githubusercontent\.com\b|\bghcr\.io\b|\.actions\.githubusercontent\.com\b/,
    voice:
      /^(?:fatal: (?:unable to access|Could not read)|remote: |(?:Error: )?(?:Failed to download (?:action|archive)|The process '.*git.*' failed)|An action could not be found|Failed to (?:FinalizeArtifact|CreateArtifact|GetSignedArtifactURL|save|restore)|curl: |ERROR: failed to (?:solve|push))/,
  },
];

/** Answers of a server that is not well or has had enough, and no answer at all. A 404 is one, and a local door that is shut is somebody's own. */
const trouble = [
  /\b(?:HTTP(?:\/[\d.]+)?|HTTP error|status(?: code)?|error|got|returned error|returned|response(?: code)?|Received status code|does not indicate success|E)[:=\s]{0,3}(?:429|50[0234]|52[0-7])\b/i,
  /\b(?:429 {1,2}Too Many Requests|500 {1,2}Internal Server Error|502 {1,2}Bad Gateway|503 {1,2}Service Unavailable|504 {1,2}Gateway Time-?out|50[0234] -? ?GET)\b|- (?:429|50[0234])$|: (?:429|50[0234])\b|\b(?:50[0234]) Server Error\b|FETCH_50[0234]\b|\bToo Many Requests\b/i,
  /\b(?:toomanyrequests|pull rate limit)\b/i,
  /\b(?:ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ESOCKETTIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT)\b|\bconnect ECONNREFUSED (?!127\.|::1|0\.0\.0\.0)/,
  /Temporary failure in name resolution|Temporary failure resolving|Name or service not known|getaddrinfo failed|nodename nor servname|Could not resolve host|Couldn't resolve host|no such host|server misbehaving|UnknownHostException|Unknown host|Name does not resolve|i\/o timeout/i,
  /\b(?:connect(?:ion)? timed out|Read timed out|Operation timed out|operation too slow|TLS handshake timeout|Connection reset by peer|Client\.Timeout exceeded|Max retries exceeded|unexpected disconnect|Timeout was reached|temporary error)\b/i,
];

/** Words of the system, where they are the end of a line or stand before a name; a test that talks of them puts them into quotes. */
const disk = /^(?!.*\b(?:expect|assert)\w*\b)(?:[^'"`]*[:\s(\]])?no space left on device(?:$|[,:)] ?|\s*['"(])/i;

/** What comes out of a build of an image has the seconds before it. */
const bare = (line: string): string => line.slice(0, 2_000).replace(/^(?:##\[error\])?(?:#\d+ )?(?:\d+\.\d+ )?/, '');

/** Says only that something failed that ran while an image was built. */
const image = /^(?:buildx failed with: )?ERROR: (?:failed to build: )?failed to solve: process "/;

const only = ({ key, sentence }: Cause): Cause => ({ key, sentence });

export function causeOf({ conclusion, fatal, lines, annotations }: Ended): Cause | null {
  const said = [...annotations, ...(fatal === null ? [] : [fatal])].map(text => bare(text.trim()));
  const known = runner.find(one => said.some(text => one.says.test(text)));
  if (known) return only(known);
  if (conclusion === 'timed_out') return only({ key: 'time-limit', sentence: 'The job took longer than it may.' });
  if (fatal === null) return null;
  const why = bare(fatal.trim());
  if (disk.test(why)) return { key: 'disk', sentence: 'There was no room left on the disk.' };
  // Only of those who gave up: who complained first may have been served at the second time.
  const server = servers.find(
    one => (one.voice.test(why) || image.test(why)) && [why, ...lines.map(bare)].some(line => complains(one, line)),
  );
  return server ? only(server) : null;
}

const complains = ({ host, voice }: Server, line: string): boolean =>
  voice.test(line) && host.test(line) && trouble.some(one => one.test(line));
