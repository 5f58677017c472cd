import { expect, test } from 'vitest';
import { deployWorkflow } from '../../src/sandbox/seed.ts';
import { startBot } from '../bot.ts';
import { deployBot } from './deploys.ts';
import { asked, choresDone } from './house.ts';

/** What people get to read who ask what they can say. */

const file = `environments:
  prerelease:
  prod: { who: ['@acme/release', '@dave'] }
commands:
  restart: { who: admin, about: Restart one service }
`;
const restart = `on:
  workflow_dispatch:
    inputs:
      service: { type: choice, options: [web, worker], required: true, description: Which one }
      force: { type: boolean }
jobs: { restart: { runs-on: ubuntu-latest, steps: [{ run: ./restart }] } }
`;

test('/help: what is switched on here, and what of it is for you', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': file, '.github/workflows/restart.yml': restart } });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/help');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "### What I can do here

    **ping**
    - \`/ping\` — Say whether Shipmate is here, and what it sees.

    **deploy**
    - \`/deploy [env] [ref|@sha] [--override <reason>] …\` — Deploy the commit of this thread, or another one.
    - \`/plan [env] [ref|@sha] …\` — Show what a deploy would do, and do nothing.
    - \`/status [env]\` — What runs where, what is on its way, what is red, and whose turn it is.
    - \`/queue [env]\` — Who waits where for what, and what is under way.
    - \`/cancel [env]\` — Stop a deploy, or take it back before its turn; else a plan.
    - \`/history [env]\` — The last ten deploys of an environment.
    - \`/approve [env] [@sha] [--override]\` — Let a commit go to an environment that asks for it.
    - \`/lock [env|all] [2h] [reason …]\` — Keep deploys out of an environment, or of all.
    - \`/unlock [env|all] [reason …] [--override <reason>]\` — Let deploys in again.
    - \`/rollback [env] [n|@sha]\` — Go back to what ran there before.
    - \`/why [command …]\` — Say why something was decided, or what would be.

    **help**
    - \`/help [command]\` — Say what I can do here, or how one command is used.
    - \`/commands\` — List the commands of this repository.

    **ops**
    - \`/restart …\` — Restart one service (not for you)

    \`/help deploy\` tells you more about one of them."
  `);
  issue.comment(box.person('dave'), 'commands');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "- **ping**: \`/ping\`
    - **deploy**: \`/deploy\`, \`/plan\`, \`/status\`, \`/queue\`, \`/cancel\`, \`/history\`, \`/approve\`, \`/lock\`, \`/unlock\`, \`/rollback\`, \`/why\`
    - **help**: \`/help\`, \`/commands\`
    - **ops**: \`/restart\`

    \`/help\` says what each of them does."
  `);
});

test('/help of one command: how it is written here, who may, and whether you may', async () => {
  await using bot = await deployBot({ file });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/help deploy');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "### \`/deploy [env] [ref|@sha] [--override <reason>] [region=eu|us]\`

    Deploy the commit of this thread, or another one.

    - \`env\` (\`prerelease\` or \`prod\`): where to
    - \`ref\`: a branch, a tag or a commit; else the head of the pull request, or of the default branch
    - \`override\`: why it cannot wait for the end of a freeze; somebody else has to agree
    - \`region\` (\`eu\` or \`us\`): Which machines; usually eu

    Who may:
    - \`prerelease\`: everybody with write. You may use it.
    - \`prod\`: \`@acme/release\` and \`@dave\`. You may not use it.

    For example \`/deploy prerelease\` or \`/deploy prod @a1b2c3d4e5f6\`.

    Set up in \`.github/shipmate.yml\`, section \`environments\`."
  `);
  issue.comment(box.person('dave'), '/help /deploy');
  expect((await bot.says(issue)).join('\n')).toContain('`prod`: `@acme/release` and `@dave`. You may use it.');
  issue.comment(box.person('bob'), '/help depoly\n/help');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "There is no command \`depoly\` here. Did you mean \`/help deploy\`?

    So I did not run \`/help\` either."
  `);
  issue.comment(box.person('bob'), '/help weather');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(
    `"There is no command \`weather\` here. \`/commands\` lists those there are."`,
  );
});

test('what gets others past us is nothing to say to us', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': file, '.github/workflows/deploy.yml': deployWorkflow } });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/help deploy');
  expect((await bot.says(issue)).join('\n')).toContain('### `/deploy [env] [ref|@sha] [--override <reason>]`\n');
  issue.comment(box.person('bob'), '/deploy prerelease emergency=fire');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "I did not run \`/deploy\`: \`emergency=fire\` is no argument here.
    \`\`\`
    /deploy prerelease emergency=fire
                       ^^^^^^^^^^^^^^
    \`\`\`
    Write it like this: \`/deploy [env] [ref|@sha] [--override <reason>]\`."
  `);
});

test('code spans of ours are code spans', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': file } });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/help lock');
  expect((await bot.says(issue)).join('\n')).toContain(': one, or `all` of them\n');
});

test('/help of a team’s own command says where it is set up', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': file, '.github/workflows/restart.yml': restart } });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/help restart');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "### \`/restart [web|worker] [true|false]\`

    Restart one service

    - \`service\` (\`web\` or \`worker\`): Which one
    - \`force\` (\`true\` or \`false\`)

    For everybody with admin. You may not use it.

    For example \`/restart\`.

    Set up in \`.github/shipmate.yml\`, section \`commands\`."
  `);
});

test('where nothing is set up, help says what there is', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), 'help');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "### What I can do here

    **ping**
    - \`/ping\` — Say whether Shipmate is here, and what it sees.

    **help**
    - \`/help [command]\` — Say what I can do here, or how one command is used.
    - \`/commands\` — List the commands of this repository.

    \`/help ping\` tells you more about one of them."
  `);
  issue.comment(box.person('bob'), '/help deploy');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(
    `"\`/deploy\` is off here. The section \`environments\` in \`.github/shipmate.yml\` switches it on."`,
  );
});

test('with another prefix it is written with that', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': 'prefix: "!"\n' } });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '!help ping');
  expect((await bot.says(issue)).join('\n')).toMatchInlineSnapshot(`
    "### \`!ping\`

    Say whether Shipmate is here, and what it sees.

    For everybody here. You may use it.

    For example \`!ping\`."
  `);
});

test('help costs three calls', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/ping');
  await bot.says(issue);
  await choresDone(bot);
  const calls = asked(bot);
  issue.comment(box.person('bob'), '/help');
  await bot.says(issue);
  // Until comments of before this database are known, a look comes before what is posted.
  expect(calls.filter(call => !call.startsWith('GET /repos/{owner}/{repo}/issues/'))).toHaveLength(3);
});
