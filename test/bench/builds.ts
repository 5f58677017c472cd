import type { Issue, WorkflowRun } from '../../src/sandbox/github/index.ts';
import { type House, openHouse } from './house.ts';
import { sign } from './latency.ts';
import type { Figure } from './main.ts';

/**
 * What a build that breaks costs, counted by the box: from the webhook of the run that failed until the issue stands with its first comment
 * and nothing is under way. As on any later day the team's file and a token are at hand, and what of ours stands in the repository is known;
 * the workflow was green before, once in a run that we heard of and once in one that we did not. The house's own chores, which ask GitHub
 * each five minutes whatever happens, have just been done.
 */

/** One thing that broke everywhere, or as many as there are jobs; on each branch another, as no two have to do with each other. */
const kinds = ['one', 'many'];
const logOf =
  ({ branch, kind }: Pick<(typeof cases)[number], 'branch' | 'kind'>) =>
  (job: string): string => {
    const what = words(kind === 'many' ? `${branch} ${job}` : branch);
    return `FAIL  src/${what}.test.js > adds\nTypeError: ${what} is not a function\n ❯ src/${what}.js:4:9\n`;
  };

/** Digits do not tell errors apart. */
const words = (text: string) => text.replaceAll(/\d/g, digit => 'abcdefghij'.charAt(Number(digit))).replaceAll(/\W/g, '');

const matrix = (branch: string, jobs: number) => `name: CI
on: { push: { branches: [${branch}] } }
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { part: [${Array.from({ length: jobs }, (_, at) => at + 1).join(', ')}] } }
    steps: [{ name: npm test, run: npm test }]
`;

const sizes = [3, 60];
const cases = sizes.flatMap(jobs => kinds.map(kind => ({ jobs, kind, branch: `${kind}-${jobs}` })));

const files = {
  '.github/shipmate.yml': `builds: { branches: [main, ${cases.map(({ branch }) => branch).join(', ')}] }\nenvironments: { prerelease: true }\n`,
  '.github/workflows/ci.yml': matrix('main', 1),
  ...Object.fromEntries(cases.map(({ branch, jobs }) => [`.github/workflows/${branch}.yml`, matrix(branch, jobs)])),
};

interface Asked {
  calls: string[];
  /** The team's file, which each push to the default branch has read, whatever the file says. */
  files: string[];
  /** Of GitHub's storage, which is no part of its API and counts nowhere. */
  fetches: number;
}

const isEdit = (route: string) => route.includes('updateIssue(');
const isToken = (route: string) => route.endsWith('/access_tokens');
const isFile = (route: string) => route.includes('main:.github/shipmate.yml');
const isStorage = (route: string) => route.startsWith('GET /_stored/');

/** Hears every request from now on: a fault that happens to nobody sees them go by. */
function listening({ box }: House): () => Asked {
  const routes: string[] = [];
  const hear = ({ route, body }: { route: string; body: string }) => {
    routes.push(route === 'POST /graphql' ? `${route} ${body}` : route);
    return false;
  };
  box.faults.next({ only: hear, times: Number.POSITIVE_INFINITY }, { before: 500 });
  return () => ({
    calls: routes.filter(route => !isToken(route) && !isStorage(route) && !isFile(route)),
    files: routes.filter(isFile),
    fetches: routes.filter(isStorage).length,
  });
}

/** Past the time in which it may mend itself. */
const confirmed = 121;
/** The green run before it may have been looked at a moment ago. */
const betweenLooks = 31;

let pushes = 0;
/** The run that a push started, which nobody has finished yet. */
async function pushed({ box, web, quiet }: House, branch: string): Promise<WorkflowRun> {
  pushes += 1;
  const before = web.runs().length;
  web.push(branch, { 'app.js': `// ${pushes}\n` }, { by: box.person('bob') });
  await quiet();
  const run = web.runs().at(-1);
  if (!run || web.runs().length !== before + 1) throw new Error(`${web.runs().length - before} runs began`);
  return run;
}

async function chores({ chore }: House): Promise<void> {
  for (const name of ['missed deliveries', 'unheard comments']) await chore(name);
}

const ours = ({ web, box }: House): Issue[] =>
  web.threads.filter(one => one.row.pull === null && one.row.author === box.person(box.bot.login).id);

async function first(house: House, one: (typeof cases)[number]): Promise<Asked> {
  const { quiet, later } = house;
  const { branch, kind } = one;
  const known = ours(house).length;
  const run = await pushed(house, branch);
  await chores(house);
  const heard = listening(house);
  run.finish('failure', { step: 'npm test', log: logOf(one) });
  await quiet();
  await later(betweenLooks);
  await later(confirmed);
  const asked = heard();
  const issue = ours(house).at(-1);
  if (ours(house).length !== known + 1 || issue?.comments.length !== 1)
    throw new Error(`of ${branch} came ${ours(house).length - known} issues, with ${issue?.comments.length} comments`);
  // Whatever broke, it is one issue; and one thing that broke everywhere is no list of things.
  const isList = issue.row.title === `${branch} is red: CI`;
  if (isList !== (kind === 'many')) throw new Error(`${branch} is told as: ${issue.row.title}`);
  return asked;
}

/** Once more, longer after its issue was written than a text has to wait that tells anything new. */
async function again(house: House, one: (typeof cases)[number]): Promise<Asked> {
  const { quiet, later } = house;
  await later(61);
  const run = await pushed(house, one.branch);
  await chores(house);
  const heard = listening(house);
  run.finish('failure', { step: 'npm test', log: logOf(one) });
  await quiet();
  await later(confirmed);
  return heard();
}

/** How often it has failed is written at some time, too: for an hour, a failing run each third minute. */
async function anHour(house: House, one: (typeof cases)[number]): Promise<number> {
  const [issue] = ours(house);
  const heard = listening(house);
  for (let at = 0; at < 20; at += 1) {
    (await pushed(house, one.branch)).finish('failure', { step: 'npm test', log: logOf(one) });
    await house.later(180);
  }
  return heard().calls.filter(call => isEdit(call) && call.includes(issue?.node ?? '')).length;
}

async function green(house: House, branch: string): Promise<Asked> {
  const run = await pushed(house, branch);
  await chores(house);
  const heard = listening(house);
  run.finish();
  await house.quiet();
  await house.later(confirmed);
  return heard();
}

const most = (all: Asked[], what: (one: Asked) => number) => Math.max(...all.map(what));
// Of one run the file counts like everything else.
const calls = ({ calls, files: read }: Asked) => calls.length + read.length;

/** A house in which each of the workflows was green once; `told`: its webhooks came. */
async function begun(told: boolean): Promise<House> {
  const house = await openHouse(files);
  const { box, web, quiet } = house;
  for (const { branch } of cases) web.push(branch, { 'app.js': '// 0\n' }, { by: box.person('bob') });
  await quiet();
  if (!told) box.webhooks.drop(Number.POSITIVE_INFINITY, { logged: false });
  for (const run of web.runs()) run.finish();
  box.webhooks.drop(0);
  // Whoever heard of a run has looked what of ours stands here.
  if (!told) (await pushed(house, 'main')).finish();
  await quiet();
  await house.later(5);
  return house;
}

async function firsts(house: House): Promise<Map<number, Asked[]>> {
  const counted = new Map<number, Asked[]>(sizes.map(jobs => [jobs, []]));
  for (const one of cases) counted.get(one.jobs)?.push(await first(house, one));
  return counted;
}

async function costs(): Promise<Figure[]> {
  await using house = await begun(true);
  await using strange = await begun(false);
  const nothing = await green(house, 'main');
  const warm = await firsts(house);
  const cold = await firsts(strange);
  const repeated: Asked[] = [];
  for (const one of cases) repeated.push(await again(house, one));
  const [one] = cases;
  const edits = one ? await anHour(house, one) : Number.NaN;
  if (process.env.BENCH_TELL)
    for (const asked of [...warm.values(), ...cold.values(), repeated, [nothing]].flat()) console.log(asked);
  const all = (jobs: number) => [...(warm.get(jobs) ?? []), ...(cold.get(jobs) ?? [])];
  return [
    ...sizes.map(jobs => ({
      name: `builds.first.calls_${jobs}_jobs`,
      value: most(all(jobs), calls),
      bound: { most: 8 },
    })),
    { name: 'builds.first.fetches_60_jobs', value: most(all(60), ({ fetches }) => fetches), bound: null },
    { name: 'builds.again.calls', value: most(repeated, calls), bound: { most: 2 } },
    { name: 'builds.again.edits_an_hour', value: edits, bound: { most: 1, least: 1 } },
    { name: 'builds.green.calls', value: calls(nothing), bound: { most: 0 } },
  ];
}

const storm = 500;
const content = [
  'POST /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'graphql addComment',
];

/** The most that was created within a minute of GitHub's clock. */
function busiest({ box }: House): number {
  const times = box.ledger.writes.filter(({ route }) => content.includes(route)).map(({ at }) => at.getTime());
  return Math.max(0, ...times.map(from => times.filter(at => at >= from && at < from + 60_000).length));
}

/** Five hundred pushes to main within a minute, and each of their runs fails; in between three people deploy. */
async function stormy(): Promise<Figure[]> {
  await using house = await openHouse(files);
  const { box, web, quiet, later } = house;
  const bob = box.person('bob');
  const pulls = [1, 2, 3].map(at => web.pullRequest({ by: bob, branch: `better-${at}`, files: { 'app.js': `// ${at}\n` } }));
  const run = await pushed(house, 'main');
  run.finish();
  await quiet();
  await later(61);
  await chores(house);
  const heard = listening(house);
  const began = box.clock.now().getTime();
  const signs: number[] = [];
  for (let at = 0; at < storm; at += 1) {
    web.push('main', { 'app.js': `// storm ${at}\n` }, { by: bob });
    web
      .runs('ci.yml')
      .at(-1)
      ?.finish('failure', { step: 'npm test', log: logOf({ branch: 'main', kind: 'one' }) });
    await box.settled();
    const pull = pulls[Math.floor((at - 100) / 100)];
    if (at % 100 === 0 && pull) void sign(house, () => pull.comment(bob, '/deploy prerelease')).then(took => signs.push(took));
  }
  const took = box.clock.now().getTime() - began;
  if (took > 60_000) throw new Error(`the storm took ${took} ms: that is no minute`);
  await quiet();
  for (let round = 0; round < 5; round += 1) await later(confirmed);
  const { calls, files: read } = heard();
  if (signs.length !== pulls.length) throw new Error(`${signs.length} of ${pulls.length} deploys had a sign`);
  if (process.env.BENCH_TELL)
    console.log(
      took,
      signs,
      Map.groupBy(calls, one => one.slice(0, 80)),
    );
  return [
    { name: 'builds.storm.issues', value: ours(house).length, bound: { least: 1, most: 1 } },
    { name: 'builds.storm.command_ms', value: Math.max(...signs), bound: { most: 1_000 } },
    { name: 'builds.storm.content_a_minute', value: busiest(house), bound: { most: 80 } },
    { name: 'builds.storm.calls', value: calls.length, bound: { most: 100 } },
    { name: 'builds.storm.file_reads', value: read.length, bound: null },
  ];
}

export async function bench(): Promise<Figure[]> {
  return [...(await costs()), ...(await stormy())];
}
