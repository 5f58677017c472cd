import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';

/** A pull request that makes a policy easier says so, in words, before anybody merges it. */

const file = (text: string) => ({ '.github/shipmate.yml': text });
const workflow = `on: { workflow_dispatch: { inputs: { environment: {}, sha: {}, shipmate: {} } } }
run-name: \${{ inputs.shipmate }}
jobs: { ship: { if: github.triggering_actor } }
`;
const strict = `environments:
  staging:
  production:
    who: '@acme/release'
    reviews: 1
`;

test('whoever reviews it hears what gets easier, at the line of the environment; nothing is in their way', async () => {
  await using bot = await startBot({ files: { ...file(strict), '.github/workflows/deploy.yml': workflow } });
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = web.pullRequest({ by: bob, files: file('environments:\n  staging:\n  production:\n') });
  await bot.quiet();
  const [check] = web.checkRuns(pull.head);
  expect(
    check && [check.conclusion, check.title, check.summary, ...check.annotations.map(one => [one.start_line, one.message])],
  ).toMatchInlineSnapshot(`
    [
      "neutral",
      "The file is sound and a policy gets looser",
      "⚠️ After this change everyone who can write may deploy to **production** (now: \`@acme/release\`), and no review is needed (now: 1).

    Switched on: \`environments\`.",
      [
        3,
        "After this change everyone who can write may deploy to **production** (now: \`@acme/release\`), and no review is needed (now: 1).",
      ],
    ]
  `);

  // Back to what counts now: there is nothing to say.
  pull.push(file(`${strict}    checks: all\n`), { by: bob });
  await bot.quiet();
  expect(web.checkRuns(pull.head).map(one => [one.conclusion, one.title])).toEqual([['success', 'The file is sound']]);
});

test('a file that goes leaves what the organisation says, and what is easier there is said too', async () => {
  await using bot = await startBot({ files: { ...file(strict), '.github/workflows/deploy.yml': workflow } });
  const { box, web } = bot;
  box.repository('acme/.github', { private: true, files: file('environments: { production: { reviews: 1 } }\n') });
  const pull = web.pullRequest({ by: box.person('bob'), files: { '.github/shipmate.yml': null } });
  await bot.quiet();
  const [check] = web.checkRuns(pull.head);
  expect(check && [check.conclusion, check.title, check.summary, check.annotations]).toMatchInlineSnapshot(`
    [
      "neutral",
      "Only the organisation’s file is left and a policy gets looser",
      "⚠️ After this change everyone who can write may deploy to **production** (now: \`@acme/release\`).

    The file is deleted. Once this is merged, the organisation’s file alone counts. Switched on: \`environments\`.",
      [],
    ]
  `);
});
