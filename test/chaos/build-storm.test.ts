import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { breaks, buildBot, mends, only, ours, push, said, textOf } from '../scenarios/builds.ts';
import { after, settles } from '../scenarios/deploys.ts';

/** However much is red and however often, there are few issues and fewer comments. */

const workflow = (name: string) => `name: ${name}
on: push
jobs:
  test: { runs-on: ubuntu-latest, steps: [{ name: npm test, run: npm test }] }
`;
const eight = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const files = Object.fromEntries(eight.map(name => [`.github/workflows/${name}.yml`, workflow(name.toUpperCase())]));

/** A push after which these are red, and the others green. */
async function pushed(bot: Bot, red: string[], text: string): Promise<void> {
  push(bot, { 'src/cart.js': text });
  await settles(bot);
  bot.web.runs('ci.yml').at(-1)?.finish('success');
  for (const name of eight) {
    const how = red.includes(name) ? 'failure' : 'success';
    bot.web
      .runs(`${name}.yml`)
      .at(-1)
      ?.finish(how, how === 'failure' ? { step: 'npm test', log: `Error: ${name} is wrong\n` } : {});
  }
  await after(bot, 31);
  await after(bot, 121);
  await after(bot, 61);
}

const hush = async (bot: Bot): Promise<void> => {
  for (const issue of ours(bot)) await bot.says(issue);
};
const rollUp = (bot: Bot): Issue => {
  const [found, ...more] = ours(bot).filter(({ labels }) => !labels.includes('shipmate: build'));
  if (!found || more.length > 0) throw new Error('not one issue of many');
  return found;
};
/** Which of them had an issue first is chance, and so is the order of the others. */
const linesOf = (bot: Bot): string =>
  textOf(bot, rollUp(bot))
    .replaceAll(/test in [A-H]$/gm, 'test in <one>')
    .replace(/(?:^- .*\n)+/m, lines => lines.match(/.*\n/g)?.toSorted().join('') ?? '');
const state = ({ row }: Issue) => row.state;

test('the sixth and all later ones within an hour are lines of one issue, which ends with the last of them and begins again with the first', {
  timeout: 60_000,
}, async () => {
  await using bot = await buildBot({ files });
  await pushed(bot, [], '// 2\n');
  await pushed(bot, eight, '// 3\n');
  expect(ours(bot)).toHaveLength(6);
  const many = rollUp(bot);
  expect(many.labels).toEqual(['shipmate']);
  many.comment(bot.box.person('dave'), '/why');
  expect(await said(bot, many)).toMatchInlineSnapshot(`
    [
      "More than five issues of mine were due here within an hour, so the rest of them are one. This closes itself when all of it is over.",
    ]
  `);
  expect(linesOf(bot)).toMatchInlineSnapshot(`
    "Much is red at once

    More than five issues of mine were due here within an hour, so the rest of them are one:

    - ❌ main is red: test in <one>
    - ❌ main is red: test in <one>
    - ❌ main is red: test in <one>

    This closes itself when all of it is over."
  `);
  await hush(bot);

  const [, mended = ''] = /test in ([A-H])$/m.exec(textOf(bot, many)) ?? [];
  await pushed(
    bot,
    eight.filter(name => name !== mended.toLowerCase()),
    '// 4\n',
  );
  expect(linesOf(bot)).toMatchInlineSnapshot(`
    "Much is red at once

    More than five issues of mine were due here within an hour, so the rest of them are one:

    - ✅ main is red: test in <one>
    - ❌ main is red: test in <one>
    - ❌ main is red: test in <one>

    This closes itself when all of it is over."
  `);
  await pushed(bot, [], '// 5\n');
  expect(ours(bot).map(state)).toEqual(Array.from({ length: 6 }, () => 'closed'));
  expect(linesOf(bot)).toMatchInlineSnapshot(`
    "Much is red at once

    More than five issues of mine were due here within an hour, so the rest of them are one:

    - ✅ main is red: test in <one>
    - ✅ main is red: test in <one>
    - ✅ main is red: test in <one>

    All of it is over."
  `);
  expect(await said(bot, many)).toMatchInlineSnapshot(`
    [
      "✅ All of it is over.",
    ]
  `);
  await hush(bot);

  const [, last = ''] = /test in ([A-H])/.exec(textOf(bot, many)) ?? [];
  await after(bot, 2 * 86_400);
  await pushed(bot, [last.toLowerCase()], '// 6\n');
  expect(ours(bot)).toHaveLength(6);
  expect(state(many)).toBe('open');
  expect(linesOf(bot)).toMatchInlineSnapshot(`
    "Much is red at once

    More than five issues of mine were due here within an hour, so the rest of them are one:

    - ❌ main is red: test in <one>

    This closes itself when all of it is over."
  `);
  many.close(bot.box.person('alice'));
  await settles(bot);
  await pushed(bot, [], '// 7\n');
  expect(state(many)).toBe('closed');
  expect(await said(bot, many)).toEqual([]);
  await hush(bot);
});

test('where somebody deleted the issue of many, the next ones too many have another', { timeout: 60_000 }, async () => {
  await using bot = await buildBot({ files });
  await pushed(bot, [], '// 2\n');
  await pushed(bot, eight.slice(0, 6), '// 3\n');
  rollUp(bot).delete(bot.box.person('alice'));
  await settles(bot);
  await pushed(bot, eight.slice(0, 7), '// 4\n');
  expect(ours(bot)).toHaveLength(6);
  expect(linesOf(bot)).toMatchInlineSnapshot(`
    "Much is red at once

    More than five issues of mine were due here within an hour, so the rest of them are one:

    - ❌ main is red: test in <one>

    This closes itself when all of it is over."
  `);
  await pushed(bot, [], '// 5\n');
  expect(ours(bot).map(state)).toEqual(Array.from({ length: 6 }, () => 'closed'));
  await hush(bot);
});

test('the same 13 days later is the same issue, and 15 days later a new one that names the old', async () => {
  await using bot = await buildBot();
  await mends(bot, '// 2\n');
  await breaks(bot, '// 3\n');
  const first = only(bot);
  await mends(bot, '// 4\n');
  await after(bot, 13 * 86_400);
  await breaks(bot, '// 5\n');
  expect(only(bot).number).toBe(first.number);
  expect(state(first)).toBe('open');
  expect(textOf(bot, first)).toContain('Seen before');
  await mends(bot, '// 6\n');
  expect(state(first)).toBe('closed');
  expect((await said(bot, first)).filter(text => text.includes('@bob'))).toHaveLength(1);
  await after(bot, 15 * 86_400);
  await breaks(bot, '// 7\n');
  const [, second] = ours(bot);
  if (!second) throw new Error('no second issue');
  expect(state(first)).toBe('closed');
  expect(
    textOf(bot, second)
      .split('\n')
      .find(line => line.startsWith('Seen before')),
  ).toMatchInlineSnapshot(`"Seen before in #1, until <time>; \`aaaaaaa\` mended it."`);
  await hush(bot);
});

test('twenty flaps are one issue; nobody is called twice, and it says three things', { timeout: 60_000 }, async () => {
  await using bot = await buildBot();
  await mends(bot, '// 0\n');
  for (let nth = 1; nth <= 20; nth++) {
    await breaks(bot, `// red ${nth}\n`);
    await mends(bot, `// green ${nth}\n`);
  }
  const issue = only(bot);
  const comments = await said(bot, issue);
  expect(comments.filter(text => /(^|\W)@\w/.test(text))).toHaveLength(1);
  expect(comments).toMatchInlineSnapshot(`
    [
      "@bob, \`aaaaaaa\` (Change things) is the only change between the last green commit of \`main\` and the first red one; it touches \`src/cart.js\`, which the error names.",
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after one run that failed.",
      "🎲 It failed again soon after it was mended, so it is flaky. I go on counting above and say nothing more until it has been quiet for long enough.",
    ]
  `);
  await after(bot, 3_601);
  expect(textOf(bot, issue)).toMatchInlineSnapshot(`
    "main is red: test in CI

    🎲 Flaky since <time>: 20 runs failed, 1 passed since the last of them.

    > Error: expected 2 to be 3

    \`\`\`
    FAIL  src/cart.test.js > adds
    Error: expected 2 to be 3
     ❯ src/cart.js:4:9
    \`\`\`

    Last green: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · First red: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://github.com/acme/web/actions/runs/1).

    Seen before here, until <time>; \`aaaaaaa\` mended it.

    **Likely changes**
    - \`bbbbbbb\` Change things: touches \`src/cart.js\`, which the error names; the only change

    Lately: 🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩🟥🟩

    This closes itself when it has been quiet for so long that chance cannot explain it, and at least 20 runs have passed. \`/flaky no\` if it is not flaky · \`/snooze 2d\` keeps me quiet."
  `);
});
