import { expect, test } from 'vitest';
import { type Bot, startBot } from '../bot.ts';
import { aPull, nextRun, workflow } from './deploys.ts';
import { asked, choreNow } from './house.ts';

/** What an organisation enforces for the environments of all its repositories: a floor, key by key. */

const own = (environments: string) => ({ '.github/shipmate.yml': `environments:\n${environments}` });
const enforcing = (environments: string) => ({ '.github/shipmate.yml': `enforced:\n  environments:\n${environments}` });

async function acme(environments: string, above: string): Promise<Bot> {
  const bot = await startBot({ files: { ...own(environments), '.github/workflows/deploy.yml': workflow, 'app.js': '// 1\n' } });
  bot.box.repository('acme/.github', { private: true, files: enforcing(above) });
  bot.box.organisation('acme').team('Release').member(bot.box.person('carol')).member(bot.box.person('dave'));
  return bot;
}

test('who may deploy is whom both name; what a repository says more loosely is told at its line', async () => {
  await using bot = await acme('  prod: { who: maintain }\n  prerelease:\n', "    prod*: { who: '@acme/release' }\n");
  const { box, web } = bot;
  const pull = aPull(bot);
  // Alice is an admin, dave only reads: the organisation wants the team, the repository maintainers.
  for (const login of ['alice', 'dave']) pull.comment(box.person(login), '/deploy prod');
  const refused = await bot.says(pull);
  expect(refused).toMatchInlineSnapshot(`
    [
      "\`/deploy\` is for \`@acme/release & maintain\`, and as far as I can see you are none of these. One of them can say it.",
      "\`/deploy\` is for \`@acme/release & maintain\`, and as far as I can see you are none of these. One of them can say it.",
    ]
  `);
  pull.comment(box.person('carol'), '/deploy prod');
  (await nextRun(bot, 0)).finish();
  expect(await bot.says(pull)).toHaveLength(1);
  pull.comment(box.person('bob'), '/deploy prerelease');
  (await nextRun(bot, 1)).finish();
  expect(await bot.says(pull)).toHaveLength(1);

  const change = web.pullRequest({ by: box.person('bob'), files: own('  prod: { who: "@bob", drafts: true }\n  prerelease:\n') });
  await bot.quiet();
  const [check] = web.checkRuns(change.head);
  expect(check && [check.conclusion, check.title, check.summary]).toMatchInlineSnapshot(`
    [
      "failure",
      "1 problem in the file and a policy gets looser",
      "⚠️ After this change \`@acme/release\` may deploy to **prod** (now: \`@acme/release & maintain\`), and drafts may go there (now: none may).

    In the place of what is named here counts what the organisation enforces.

    - line 2: \`environments.prod.who\` does not count as it is here: acme/.github: .github/shipmate.yml, line 3, enforces more. Remove it, or ask for no less.

    Switched on: \`environments\`.

    The same is said offline by \`npm run shipmate -- validate .github/shipmate.yml\`.",
    ]
  `);
});

test('what is enforced anyway is no loosening', async () => {
  await using bot = await acme('  prod: { reviews: 2, drafts: false }\n', '    "*": { reviews: 1 }\n');
  const change = bot.web.pullRequest({ by: bot.box.person('bob'), files: own('  prod:\n') });
  await bot.quiet();
  const [check] = bot.web.checkRuns(change.head);
  expect(check?.summary?.split('\n')[0]).toBe('⚠️ After this change 1 review is enough for **prod** (now: 2).');
});

test('a change of the organisation’s file counts at once where the App hears of it, and costs a command nothing', async () => {
  await using bot = await acme('  prod: { who: write }\n', '    "*": { who: write }\n');
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/deploy prod');
  (await nextRun(bot, 0)).finish();
  await bot.says(issue);
  const organisation = box.repository('acme/.github');
  organisation.push('main', enforcing('    "*": { who: maintain }\n'), { by: box.person('alice') });
  await bot.quiet();
  await choreNow(bot, 'unheard comments');
  const calls = asked(bot);
  issue.comment(box.person('bob'), '/deploy prod');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "\`/deploy\` needs the maintain role in this repository, and you have write. Somebody with maintain can say it, or an admin gives you the role.",
    ]
  `);
  expect(calls.toSorted()).toEqual([
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    'graphql addReaction',
    'graphql addReaction',
  ]);
});
