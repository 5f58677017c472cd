import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { choresDone } from './house.ts';

/** Every decision leaves a row that nobody can take away. */

test('a row for each decision, refusals and strangers included', async () => {
  await using bot = await startBot({ private: false, files: { '.github/shipmate.yml': 'prefix: /\n' } });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await choresDone(bot);
  const acts = [
    () => issue.comment(bob, '/ping'),
    () => issue.comment(bob, '/ping loudly\n/ping'),
    () => issue.comment(box.person('mallory'), '/ping'),
    () => issue.comment(bob, 'Nothing for you.'),
    () => web.pullRequest({ by: bob, files: { '.github/shipmate.yml': 'prefix: dance\n' } }),
    () => web.push('main', { '.github/shipmate.yml': 'prefix: "!"\n' }, { by: bob }),
  ];
  for (const act of acts) {
    act();
    await bot.says(issue);
  }
  expect(await bot.query(`select about, actor, outcome, reasons from audit order by seq`)).toMatchInlineSnapshot(`
    [
      {
        "about": "/ping on #1",
        "actor": "bob",
        "outcome": "done",
        "reasons": {
          "because": [
            {
              "because": [
                {
                  "holds": true,
                  "says": "bob has write, /ping needs read",
                },
              ],
              "holds": true,
              "says": "/ping",
            },
          ],
          "holds": true,
          "says": "/ping on #1",
        },
      },
      {
        "about": "/ping, /ping on #1",
        "actor": "bob",
        "outcome": "refused",
        "reasons": {
          "because": [
            {
              "holds": false,
              "says": "loudly is one word too many",
            },
          ],
          "holds": false,
          "says": "/ping, /ping on #1",
        },
      },
      {
        "about": "/ping on #1",
        "actor": "mallory",
        "outcome": "ignored",
        "reasons": {
          "holds": false,
          "says": "mallory has read, which is no tie to this repository",
        },
      },
      {
        "about": "whether .github/shipmate.yml of pull request 2 is sound",
        "actor": null,
        "outcome": "done",
        "reasons": {
          "holds": false,
          "says": "1 problem in the file",
        },
      },
      {
        "about": "whether .github/shipmate.yml on main is sound",
        "actor": null,
        "outcome": "done",
        "reasons": {
          "holds": true,
          "says": "The file is sound",
        },
      },
    ]
  `);
  // Each belongs to a delivery and to the repository.
  expect(await bot.query(`select from audit where delivery is null or repository_id is distinct from $1`, [web.id])).toEqual([]);
  expect(await bot.query(`select name, outcome from commands order by at, id`)).toMatchInlineSnapshot(`
    [
      {
        "name": "ping",
        "outcome": "done",
      },
      {
        "name": "ping",
        "outcome": "refused",
      },
      {
        "name": "ping",
        "outcome": "skipped",
      },
    ]
  `);
});

test.each(['update audit set actor = null', 'delete from audit', 'truncate audit'])(
  'the database refuses: %s',
  async statement => {
    await using bot = await startBot();
    const bob = bot.box.person('bob');
    const issue = bot.web.issue({ by: bob });
    issue.comment(bob, '/ping');
    expect(await bot.says(issue)).toHaveLength(1);
    await expect(bot.query(statement)).rejects.toThrow('audit rows are never changed or deleted');
    expect(await bot.query(`select actor from audit`)).toEqual([{ actor: 'bob' }]);
  },
);
