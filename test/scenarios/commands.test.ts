import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { aPull, deployBot } from './deploys.ts';
import { answers, asked, choresDone } from './house.ts';

/** Commands as people give them: several at once, from phones, by those whom the file names, and by those it does not. */

const named = `environments:
  prerelease: { who: triage }
  prod: { who: ['@acme/release', '@dave'] }
`;

const refusedCalls = (calls: string[]) =>
  calls.filter(call => !/^GET .*(?:\/issues\/|\/memberships\/|\/teams\/|\/installation$)/.test(call));

test('several commands of a comment are one answer, in order, and a refusal stops the rest', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  const said = issue.comment(bob, '/ping\n\nand then\n\n/commands\n/ping me\n/help');
  expect((await answers(bot, issue)).join('\n')).toMatchInlineSnapshot(`
    "I am here. Your comment took … to reach me, your role here is write, and there is no \`.github/shipmate.yml\` yet.

    - **ping**: \`/ping\`
    - **help**: \`/help\`, \`/commands\`

    \`/help\` says what each of them does.

    \`/ping\` takes nothing after its name, so I did not run it.
    \`\`\`
    /ping me
          ^^
    \`\`\`
    Say \`/ping\` alone.

    So I did not run \`/help\` either."
  `);
  expect(said.reactions.map(reaction => reaction.content)).toEqual(['eyes', 'confused']);
});

test('who is in a team below the named one is in', async () => {
  await using bot = await deployBot({ file: named });
  const { box, web } = bot;
  const acme = box.organisation('acme');
  acme.member(box.person('bob'));
  acme.team('night', { parent: acme.team('release') }).member(box.person('bob'));
  const pull = aPull(bot);
  await bot.quiet();
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.quiet();
  expect(web.runs('deploy.yml')).toHaveLength(1);
  await bot.says(pull);
});

test('of more than five the first five run, and the rest is named', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/lgtm\n/retest\n/hold\n/ping\n/ping\n/ping\n/ping\n/ping\n/help');
  const parts = (await answers(bot, issue)).join('\n').split('\n\n');
  expect(parts).toHaveLength(6);
  expect(parts.at(-1)).toMatchInlineSnapshot(
    `"I run at most 5 commands in one comment. Left out: \`/help\`. Say what is left in a new comment."`,
  );
});

test('commands count in reviews, at lines, in issues, and not in what they quote', async () => {
  await using bot = await startBot();
  const { box } = bot;
  const bob = box.person('bob');
  const pull = aPull(bot);
  const review = pull.review(bob, 'Fine.\n\n/ping', 'COMMENTED', [{ path: 'app.js', line: 1, body: '> /commands\n\n/ping' }]);
  expect(await bot.says(pull)).toHaveLength(2);
  for (const one of [review, review.comments[0]]) expect(one?.reactions.map(({ content }) => content)).toEqual(['eyes']);
});

test('what a phone makes of it: dashes, quotes, capitals, look-alikes', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = aPull(bot);
  await bot.quiet();
  pull.comment(bob, '/Deploy Prerelease —region “eu”');
  await bot.quiet();
  expect(web.runs('deploy.yml')).toHaveLength(1);
  await bot.says(pull);
  pull.comment(bob, '/deploy prоd');
  expect((await bot.says(pull)).join('\n')).toMatchInlineSnapshot(
    `"I did not run \`/deploy\`: in \`/deploy pr⟨U+043E⟩d\` the signs in ⟨⟩ cannot be seen, or look like other letters. Type the whole line by hand."`,
  );
  expect(web.runs('deploy.yml')).toHaveLength(1);
});

test('a refusal costs three calls, its sign included', async () => {
  await using bot = await deployBot();
  const { box } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/ping');
  await bot.says(pull);
  await choresDone(bot);
  const calls = asked(bot);
  const said = pull.comment(box.person('bob'), '/deploy prdo');
  expect((await bot.says(pull)).join('\n')).toMatchInlineSnapshot(`
    "I did not run \`/deploy\`: \`prdo\` is no environment here.
    \`\`\`
    /deploy prdo
            ^^^^
    \`\`\`
    Did you mean \`/deploy prod\`? It can be \`prerelease\` or \`prod\`."
  `);
  expect(said.reactions.map(reaction => reaction.content)).toEqual(['eyes', 'confused']);
  expect(refusedCalls(calls)).toHaveLength(3);
});

test('teams and people of the file: who is in, who is only invited, and who has taken over a name', async () => {
  await using bot = await deployBot({ file: named });
  const { box, web } = bot;
  const acme = box.organisation('acme');
  const team = acme.team('release').member(box.person('bob')).member(box.person('carol'), { pending: true });
  for (const login of ['bob', 'carol']) acme.member(box.person(login));
  const pull = aPull(bot);
  await bot.quiet();
  pull.comment(box.person('carol'), '/deploy prod');
  expect((await bot.says(pull)).join('\n')).toMatchInlineSnapshot(
    `"\`/deploy\` is for \`@acme/release\` and \`@dave\`, and as far as I can see you are none of these. One of them can say it."`,
  );
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.quiet();
  expect(web.runs('deploy.yml')).toHaveLength(1);
  await bot.says(pull);
  expect(await bot.query('select name, stands_for::int as id from pins')).toEqual([{ name: '@acme/release', id: team.id }]);

  // As if the team had been deleted and made anew since.
  await bot.query(`update pins set stands_for = 1`);
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await bot.says(pull)).join('\n')).toMatchInlineSnapshot(
    `"\`@acme/release\` in \`.github/shipmate.yml\` was somebody else when I first met the name, and names can change hands, so I did not run \`/deploy\`. If it is right as it is now: take \`@acme/release\` out of the file, merge that, and put it back."`,
  );

  // The way out that it names: the name leaves the file, and comes back.
  web.push('main', { '.github/shipmate.yml': 'environments: { prerelease: }\n' }, { by: box.person('alice') });
  web.push('main', { '.github/shipmate.yml': named }, { by: box.person('alice') });
  await bot.quiet();
  expect(await bot.query('select name from pins')).toEqual([]);
});

test('fifty strangers and one writer: the writer is answered before them, the strangers get nothing', async () => {
  await using bot = await deployBot({ private: false });
  const { box } = bot;
  const pull = aPull(bot);
  await bot.quiet();
  const heard: string[] = [];
  const sees = ({ body }: { body: string }) => body.includes('EYES') && heard.push(body) < 0;
  box.faults.next({ only: sees, times: Number.POSITIVE_INFINITY }, { before: 500 });
  bot.box.webhooks.hold();
  for (let place = 0; place < 50; place++) {
    const stranger = box.person(`passer-${place}`);
    for (const body of ['/deploy prod', 'help', '/ping']) pull.comment(stranger, body);
  }
  const command = pull.comment(box.person('bob'), '/ping');
  bot.box.webhooks.release();
  expect(await bot.says(pull)).toHaveLength(1);
  // What had been taken before it came is done first, and nothing else.
  expect(heard.findIndex(body => body.includes(`"${command.node}"`))).toBeLessThan(10);
  const signs = pull.comments.flatMap(comment => comment.reactions.map(reaction => [comment.author, reaction.content].join(' ')));
  expect(new Set(signs).size).toBe(signs.length);
  expect(await bot.query(`select kind from effects`)).toEqual([{ kind: 'comment' }]);
});

test('the way in, where there is no file, for those who may write', async () => {
  await using bot = await deployBot({ file: '' });
  const { box, web } = bot;
  web.push('main', { '.github/shipmate.yml': null }, { by: box.person('alice') });
  const issue = web.issue({ by: box.person('bob') });
  await bot.quiet();
  issue.comment(box.person('dave'), '/deploy prod');
  expect(await bot.says(issue)).toEqual([]);
  issue.comment(box.person('bob'), '/status');
  expect(await bot.says(issue)).toHaveLength(1);
  issue.comment(box.person('bob'), 'deploy');
  expect(await bot.says(issue)).toEqual([]);
});
