import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { aDatabase, began, type Chat, chat, place, repository, wordsOf } from '../../test/chat.ts';
import { arg } from '../core/args.ts';
import { answer, command } from '../core/command.ts';
import type { Section } from '../core/file.ts';
import { pinned, pinsOf } from '../store/pins.ts';

/** What a team's file switches on, and whom it names. */

const database = aDatabase();

const environments: Section<string[]> = {
  key: 'environments',
  about: 'Where it runs.',
  schema: z.array(z.string()),
  example: 'environments:\n  prod: {}',
};

const ping = command({
  name: 'ping',
  summary: 'Say hello.',
  who: 'read',
  examples: ['/ping'],
  acts: false,
  decide: ({ invocation }) => ({ reply: answer(`Hello ${invocation.actor.login}.`) }),
});

const ship = command({
  name: 'ship',
  summary: 'Ship it.',
  who: ({ file }) => (file.read(environments)?.includes('prod') ? ['maintain', '@acme/release', '@dave'] : ['write']),
  args: {
    env: arg.environment(),
    region: arg.choice('eu', 'us').optional().named(),
    force: arg.flag(),
    why: arg.rest().optional(),
  },
  examples: ['/ship prod'],
  acts: true,
  needs: environments,
  wayIn: async () => 'Shipmate has no file here yet.',
  decide: ({ args }) => ({ reply: answer(`Shipped ${JSON.stringify(args)}.`) }),
});

const count = command({
  name: 'count',
  summary: 'Count.',
  who: 'read',
  examples: ['/count'],
  acts: false,
  rows: async session => (await pinsOf(session, 7)).length,
  decide: ({ rows, invocation }) => ({
    reply: answer(`This is number ${rows + 1}.`),
    changes: [pinned(7, [{ name: `@${invocation.id}`, id: rows }])],
  }),
});

const again = command({
  name: 'again',
  summary: 'Begin again.',
  who: 'triage',
  author: true,
  asked: true,
  examples: ['/again'],
  acts: true,
  decide: ({ invocation }) => ({ reply: answer(`Again, for ${invocation.actor.login}.`) }),
});

const show = (name: string) =>
  command({
    name,
    summary: `Show ${name}.`,
    who: 'read',
    examples: [`/${name}`],
    acts: false,
    decide: () => ({ reply: answer(`This is ${name}.`) }),
  });

let one: Chat;
beforeEach(() => {
  one = chat({
    store: () => database.store,
    features: [
      {
        name: 'core',
        commands: [ping, ship, count, again],
        vocabulary: file => ({ environments: file.read(environments) ?? [] }),
      },
      { name: 'own', commandsOf: file => (file.read(environments) ?? []).map(show) },
    ],
  });
  one.file.said = { environments: ['prod'] };
});

const says = async (body: string, login = 'alice') => wordsOf(await one.comment(login, body));

describe('what the file switches on', () => {
  test('a command that is off, and how to switch it on', async () => {
    one.file.said = { prefix: '/' };
    expect(await says('/ship prod')).toMatchInlineSnapshot(`
      "\`/ship\` is off here: \`.github/shipmate.yml\` has no \`environments\`. This switches it on:
      \`\`\`yaml
      environments:
        prod: {}
      \`\`\`"
    `);
  });

  test('a file with a mistake', async () => {
    one.file.said = {};
    one.file.problems = [{ path: '.github/shipmate.yml', line: 3, column: 1, message: 'unknown key' }];
    expect(await says('/ship prod')).toMatchInlineSnapshot(
      `"\`/ship\` is off here. Line 3 of \`.github/shipmate.yml\` has a mistake: unknown key. What depends on it is off until that is mended."`,
    );
  });

  test('no file at all: the way in, for somebody who may write', async () => {
    one.file.said = null;
    expect(await says('/ship prod')).toMatchInlineSnapshot(`"Shipmate has no file here yet."`);
    one.roles.erin = 'triage';
    expect(await one.comment('erin', '/ship prod')).toMatchObject({ outcome: 'ignored', effects: [] });
  });

  test('nothing on a slip from a command that is off', async () => {
    one.file.said = {};
    expect(await one.comment('alice', '/shp prod')).toBeNull();
    expect(one.calls).toEqual([]);
  });

  test('commands of its own, which do not take a name that every repository knows', async () => {
    one.file.said = { environments: ['prod', 'ping', 'Prod'] };
    expect(await says('/prod')).toBe('This is prod.');
    expect(await says('/ping')).toBe('Hello alice.');
    expect(await says('/prdo')).toMatchInlineSnapshot(`"I do not know \`/prdo\`. Did you mean \`/prod\`?"`);
  });

  test('its words, for arguments', async () => {
    one.roles.alice = 'admin';
    expect(await says('/ship prdo')).toMatchInlineSnapshot(`
      "I did not run \`/ship\`: \`prdo\` is no environment here.
      \`\`\`
      /ship prdo
            ^^^^
      \`\`\`
      Did you mean \`/ship prod\`?"
    `);
    expect(await says('/ship prod because --it is')).toMatchInlineSnapshot(
      `"Shipped {"env":"prod","force":false,"why":"because --it is"}."`,
    );
  });
});

test('each command sees what the one before it wrote, and one comment answers them all', async () => {
  expect(await says('/count\n/count\n/count')).toMatchInlineSnapshot(`
    "This is number 1.

    This is number 2.

    This is number 3."
  `);
});

describe('people and teams of the file', () => {
  test('a person by name, without a question to GitHub', async () => {
    expect(await says('/ship prod', 'Dave')).toContain('Shipped');
    expect(one.calls).toEqual(['heard', 'role of Dave']);
  });

  test('a team by its active members', async () => {
    one.teams['acme/release'] = { id: 77, members: ['alice'] };
    expect(await says('/ship prod')).toContain('Shipped');
    expect(await says('/ship prod', 'bob')).toMatchInlineSnapshot(
      `"\`/ship\` is for \`@acme/release\`, \`@dave\` and everybody with maintain, and as far as I can see you are none of these. One of them can say it."`,
    );
  });

  test('a role is enough, and asks nothing', async () => {
    one.roles.alice = 'maintain';
    expect(await says('/ship prod')).toContain('Shipped');
    expect(one.calls).toEqual(['heard', 'role of alice']);
  });

  test('a team that cannot be seen lets nobody in, and says so', async () => {
    expect(await says('/ship prod')).toMatchInlineSnapshot(
      `"\`/ship\` is for \`@acme/release\`, \`@dave\` and everybody with maintain, and as far as I can see you are none of these. One of them can say it. I cannot see \`@acme/release\`: there is no such team, or it belongs to an organisation that has not installed me."`,
    );
  });

  test('a name that stands for somebody else by now', async () => {
    await says('/ship prod', 'dave');
    await database.store.pool.query(`update pins set stands_for = 99 where name = '@dave'`);
    expect(await says('/ship prod', 'dave')).toMatchInlineSnapshot(
      `"\`@dave\` in \`.github/shipmate.yml\` was somebody else when I first met the name, and names can change hands, so I did not run \`/ship\`. If it is right as it is now: take \`@dave\` out of the file, merge that, and put it back."`,
    );
  });

  test('who passes by and has taken over a name stays a stranger', async () => {
    one.roles.dave = 'read';
    await says('/ship prod', 'dave');
    await database.store.pool.query(`update pins set stands_for = 99 where name = '@dave'`);
    expect(await one.comment('dave', '/ship prod')).toMatchObject({ outcome: 'ignored', effects: [] });
  });

  test('nobody is pinned by what a stranger, or somebody else, says', async () => {
    one.teams['acme/release'] = { id: 77, members: ['alice'] };
    one.roles.mallory = 'read';
    await one.comment('mallory', '/ship prod');
    await one.comment('bob', '/ship prod');
    expect(await database.store.db.selectFrom('pins').selectAll().execute()).toEqual([]);
  });

  test('a name is forgotten when it leaves the file, and not when the file is broken for a while', async () => {
    const pushed = () => one.happened({ type: 'BranchPushed', at: began, repository, branch: 'main', head: 'a1b2c3d' });
    await says('/ship prod', 'dave');
    one.file = { said: {}, problems: [{ path: '.github/shipmate.yml', line: 1, column: 1, message: 'no' }] };
    expect(await pushed()).toBeNull();
    one.file = { said: {}, problems: [] };
    expect(await pushed()).toMatchObject({ about: '@dave left the file' });
  });

  test('a team that is another one by now, and one that is the same again', async () => {
    one.teams['acme/release'] = { id: 77, members: ['alice'] };
    await says('/ship prod');
    one.teams['acme/release'] = { id: 78, members: ['alice'] };
    expect(await says('/ship prod')).toContain('`@acme/release` in `.github/shipmate.yml` was somebody else');
    one.teams['acme/release'] = { id: 77, members: ['alice'] };
    expect(await says('/ship prod')).toContain('Shipped');
  });

  test('who passes by and is named is no stranger; who is not costs one look at the team, for ten minutes', async () => {
    one.teams['acme/release'] = { id: 77, members: ['alice'] };
    for (const login of ['alice', 'dave', 'mallory']) one.roles[login] = 'read';
    expect(await says('/ship prod')).toContain('Shipped');
    expect(await says('/ship prod', 'dave')).toContain('Shipped');
    one.calls.length = 0;
    expect(await one.comment('mallory', '/ship prod')).toMatchObject({ outcome: 'ignored', effects: [] });
    expect(one.calls).toEqual(['heard', 'role of mallory', 'team release']);
    expect(await one.comment('mallory', '/ship prod now')).toBeNull();
    expect(one.calls).toHaveLength(3);
  });
});

describe('a command that is for whoever is asked for a review, too', () => {
  const asked = (by: string) => ({ place: { ...place, asked: [one.person(by)] } });
  beforeEach(() => {
    one.roles.mallory = 'read';
  });

  test('they need no role, though they are strangers everywhere else', async () => {
    const said = await one.comment('mallory', '/again', asked('mallory'));
    expect(wordsOf(said)).toBe('Again, for mallory.');
    expect(said?.reasons).toMatchObject({ because: [{ because: [{ says: 'mallory is asked for a review here' }] }] });
  });

  test.each([
    ['somebody else’s review', '/again', 'bob'],
    ['another command', '/ship prod', 'mallory'],
  ])('not for %s', async (_, words, by) => {
    expect(await one.comment('mallory', words, asked(by))).toMatchObject({ outcome: 'ignored', effects: [] });
  });
});

describe('a command that is for whoever opened the thread, too', () => {
  const opened = (by: string) => ({ place: { ...place, author: one.person(by) } });
  beforeEach(() => {
    for (const login of ['alice', 'mallory']) one.roles[login] = 'read';
  });

  test('they need no role, though they are strangers everywhere else', async () => {
    const said = await one.comment('alice', '/again', opened('alice'));
    expect(wordsOf(said)).toBe('Again, for alice.');
    expect(said?.reasons).toMatchObject({ because: [{ because: [{ says: 'alice opened this' }] }] });
  });

  test.each([
    ['somebody else’s thread', '/again', 'bob'],
    ['another command of theirs', '/ship prod', 'alice'],
    ['another one beside it', '/again\n/ship prod', 'alice'],
  ])('not in %s', async (_, words, by) => {
    expect(await one.comment('alice', words, opened(by))).toMatchObject({ outcome: 'ignored', effects: [] });
  });

  test('who was passed by for another command is heard all the same', async () => {
    expect(await one.comment('alice', '/ship prod', opened('alice'))).toMatchObject({ outcome: 'ignored' });
    expect(wordsOf(await one.comment('alice', '/again', opened('alice')))).toBe('Again, for alice.');
  });

  test('of an account that was deleted everybody is somebody else', async () => {
    const ghost = { ...place, author: { ...one.person('alice'), id: 0 } };
    expect(await one.comment('alice', '/again', { place: ghost })).toMatchObject({ outcome: 'ignored', effects: [] });
  });
});
