import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { decode } from '../../src/github/decode.ts';
import { type Issue, startGitHub } from '../../src/sandbox/github/index.ts';
import { readManifest } from '../../src/sandbox/github/manifest.ts';
import { start } from '../../src/server.ts';
import { acmeWeb, settingsOn, startBot } from '../bot.ts';
import { freshDatabase } from '../database.ts';
import { until } from '../until.ts';

/** `app.yml` asks GitHub for what the code uses, and for nothing more. */

const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));

test('every event it asks for is one that the code makes something of', async () => {
  await using bot = await startBot({ private: false });
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = web.pullRequest({ by: bob });
  pull.comment(bob, 'hello');
  pull.review(bob, 'fine', 'COMMENTED', [{ path: 'change.txt', line: 1, body: 'here' }]);
  web.push('main', { 'README.md': 'more' }, { by: bob });
  await bot.quiet();
  const made = new Set<string>();
  for (const { name, body } of await bot.query<{ name: string; body: Buffer }>(
    'select name, body from deliveries where body is not null',
  )) {
    if (decode(name, JSON.parse(body.toString()), box.credentials.appId)) made.add(name);
  }
  expect([...made].sort()).toEqual([...manifest.default_events].sort());
});

/** What works with these permissions: an answer in an issue, one in a pull request, the check of a team's file. */
async function whatWorks(permissions: Record<string, string>): Promise<string[]> {
  const box = await startGitHub({ manifest: { ...readManifest(), default_permissions: permissions } });
  const database = await freshDatabase();
  const web = acmeWeb(box);
  const app = await start(settingsOn(box, database, { LOG_LEVEL: 'silent' }));
  box.webhooks.url = `${app.url}/api/github/webhooks`;
  const client = new pg.Client(database.config);
  await client.connect();
  try {
    const bob = box.person('bob');
    const issue = web.issue({ by: bob });
    issue.comment(bob, '/ping');
    const pull = web.pullRequest({ by: bob, files: { '.github/shipmate.yml': 'prefix: "!"\n' } });
    pull.comment(bob, '/ping');
    await box.settled();
    // Each was tried once, and each write has ended: what is refused is refused for good, or would be tried again for ever.
    await until(async () => {
      const { rows } = await client.query(`select
        (select count(*) from deliveries where state = 'taken' or (state = 'waiting' and error is null))
        + (select count(*) from effects where state in ('planned', 'sent')) as open`);
      return Number(rows[0].open) === 0;
    });
    const answered = (thread: Issue) => thread.comments.some(comment => comment.author === box.bot.login);
    const works = {
      'an issue': answered(issue),
      'a pull request': answered(pull),
      'the file': web.checkRuns(pull.head).some(run => run.name === 'shipmate.yml'),
    };
    return Object.entries(works).flatMap(([what, works]) => (works ? what : []));
  } finally {
    await app.stop();
    await client.end();
    await box.close();
    await database.drop();
  }
}

test('with what it asks for everything works', async () => {
  expect(await whatWorks(manifest.default_permissions)).toEqual(['an issue', 'a pull request', 'the file']);
});

test.each<[lacks: string, works: string[]]>([
  ['checks', ['an issue', 'a pull request']],
  ['contents', []],
  ['issues', ['a pull request', 'the file']],
  // GitHub takes an answer in a pull request for one in an issue; whether the pull request touches the file is its own.
  ['pull_requests', ['an issue', 'a pull request']],
])('without %s something does not work, so each is needed', async (lacks, works) => {
  const { [lacks]: _, ...others } = manifest.default_permissions;
  expect(await whatWorks(others)).toEqual(works);
});

test('the rows above name each permission but the one that every App has', () => {
  expect(Object.keys(manifest.default_permissions)).toEqual(['checks', 'contents', 'issues', 'metadata', 'pull_requests']);
});
