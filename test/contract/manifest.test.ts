import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { decode } from '../../src/github/decode.ts';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { readManifest } from '../../src/sandbox/github/manifest.ts';
import { start } from '../../src/server.ts';
import { acmeWeb, settingsOn, startBot } from '../bot.ts';
import { startBox } from '../box.ts';
import { freshDatabase } from '../database.ts';
import { until } from '../until.ts';

/** `app.yml` asks GitHub for what the code uses, and for nothing more. */

const workflow = `name: Deploy
run-name: Deploy \${{ inputs.shipmate }}
on: { workflow_dispatch: { inputs: { sha: { type: string }, environment: { type: string }, shipmate: { type: string } } } }
jobs: { ship: { runs-on: ubuntu-latest, environment: { name: prod, deployment: false }, steps: [{ run: make }] } }
`;
const files = {
  '.github/shipmate.yml': "environments: { main: { auto: true }, staging: , prod: { who: ['@acme/on-call'] } }\n",
  '.github/workflows/deploy.yml': workflow,
};

const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));

test('every event it asks for is one that the code makes something of', async () => {
  await using bot = await startBot({ private: false, files });
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = web.pullRequest({ by: bob });
  pull.comment(bob, 'hello');
  pull.review(bob, 'fine', 'COMMENTED', [{ path: 'change.txt', line: 1, body: 'here' }]).resolve(bob);
  web.push('main', { 'README.md': 'more' }, { by: bob });
  web.deploy('elsewhere', { by: bob, state: 'success' });
  web.status(pull.head, 'lint', 'failure', { by: bob });
  web.dispatch('deploy.yml', { by: bob }).finish('failure');
  web.issue({ by: box.bot, throughApp: 'shipmate' }).close(bob);
  await bot.quiet();
  const made = new Set<string>();
  for (const { name, body } of await bot.query<{ name: string; body: Buffer }>(
    "select name, body from deliveries where body is not null and source = 'github'",
  )) {
    if (decode(name, JSON.parse(body.toString()), box.credentials.appId)) made.add(name);
  }
  expect([...made].sort()).toEqual([...manifest.default_events].sort());
});

/** What works with these permissions: answers and signs, the check of a team's file, deploys of people, of teams, and by themselves. */
async function whatWorks(permissions: Record<string, string>): Promise<string[]> {
  const box = await startBox({ manifest: { ...readManifest(), default_permissions: permissions } });
  const database = await freshDatabase();
  const web = acmeWeb(box, { files });
  const bob = box.person('bob');
  box.organisation('acme').team('On call').member(bob);
  const app = await start(settingsOn(box, database, { LOG_LEVEL: 'silent' }));
  box.webhooks.url = `${app.url}/api/github/webhooks`;
  const client = new pg.Client(database.config);
  await client.connect();
  try {
    const issue = web.issue({ by: bob });
    issue.comment(bob, '/ping');
    const pull = web.pullRequest({ by: bob, files: { '.github/shipmate.yml': 'prefix: "!"\n' } });
    pull.comment(bob, '/ping');
    const review = pull.review(bob, '/ping', 'COMMENTED');
    for (const environment of ['staging', 'prod']) web.pullRequest({ by: bob }).comment(bob, `/deploy ${environment}`);
    web.check(web.head(), 'test', { conclusion: 'success' });
    await box.settled();
    // Each was tried once, and each write has ended: what is refused is refused for good, or would be tried again for ever.
    await until(async () => {
      const { rows } = await client.query(`select
        (select count(*) from deliveries where state = 'taken' or (state = 'waiting' and due_at <= clock() and error is null))
        + (select count(*) from effects where state in ('planned', 'sent')) as open`);
      return Number(rows[0].open) === 0;
    });
    const answered = (thread: Issue) => thread.comments.some(comment => comment.author === box.bot.login);
    const started = (environment: string) => web.runs().some(run => run.inputs.environment === environment);
    const works = {
      'an issue': answered(issue),
      'a pull request': answered(pull),
      'a sign in a review': review.reactions.length > 0,
      'the file': web.checkRuns(pull.head).some(run => run.name === 'shipmate.yml'),
      'a run': started('staging'),
      'a deployment': web.deployments.some(one => one.environment === 'staging'),
      'a team': started('prod'),
      'a status': web.statuses.some(one => one.context === 'deploy/main'),
    };
    return Object.entries(works).flatMap(([what, works]) => (works ? what : []));
  } finally {
    await app.stop();
    await client.end();
    await box.close();
    await database.drop();
  }
}

const everything = [
  'an issue',
  'a pull request',
  'a sign in a review',
  'the file',
  'a run',
  'a deployment',
  'a team',
  'a status',
];

test('with what it asks for everything works', async () => {
  expect(await whatWorks(manifest.default_permissions)).toEqual(everything);
});

const all = (...but: string[]) => everything.filter(one => !but.includes(one));

test.each<[lacks: string, works: string[]]>([
  ['actions', all('a run', 'a team')],
  ['checks', all('the file', 'a run', 'a deployment', 'a team', 'a status')],
  ['contents', []],
  ['deployments', all('a deployment')],
  ['issues', all('an issue')],
  ['members', all('a team')],
  ['pull_requests', all('a sign in a review', 'the file')],
  ['statuses', all('a status')],
])('without %s something does not work, so each is needed', async (lacks, works) => {
  const { [lacks]: _, ...others } = manifest.default_permissions;
  expect(await whatWorks(others)).toEqual(works);
});

test.each(['actions', 'checks', 'deployments', 'issues', 'pull_requests', 'statuses'])(
  'to read %s alone is not enough',
  async lacks => {
    const works = await whatWorks({ ...manifest.default_permissions, [lacks]: 'read' });
    expect(works.length).toBeLessThan(everything.length);
  },
);

test('the rows above name each permission but the one that every App has', () => {
  expect(Object.entries(manifest.default_permissions).map(one => one.join(': '))).toEqual([
    'actions: write',
    'checks: write',
    'contents: read',
    'deployments: write',
    'issues: write',
    'members: read',
    'metadata: read',
    'pull_requests: write',
    'statuses: write',
  ]);
});
