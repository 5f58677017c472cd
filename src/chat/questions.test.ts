import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { aDatabase, began, type Chat, chat, repository, wordsOf } from '../../test/chat.ts';
import { arg } from '../core/args.ts';
import { answer, command, refuse } from '../core/command.ts';
import type { Section } from '../core/file.ts';
import { movedOn, questionOf } from '../store/questions.ts';
import { sessionOn } from '../store/session.ts';

const database = aDatabase();

const environments: Section<string[]> = { key: 'environments', about: 'Where it runs.', schema: z.array(z.string()) };

const ship = command({
  name: 'ship',
  summary: 'Ship it.',
  who: ({ args }) => (args.env === 'prod' ? ['maintain'] : ['write']),
  args: {
    env: arg.environment(),
    speed: arg.choice('slow', 'fast').named(),
    ref: arg.ref().optional(),
    why: arg.rest().optional(),
  },
  examples: ['/ship prod speed=fast'],
  acts: true,
  alone: true,
  needs: environments,
  asks: { env: 'Where to?' },
  options: async (_, { choices }) => choices.map(value => ({ value, says: value === 'prod' ? 'locked by `bob`' : '' })),
  decide: ({ args, invocation }) =>
    args.env === 'frozen'
      ? { reply: refuse('**frozen** is frozen.') }
      : { reply: answer(`Shipped ${JSON.stringify(args)} for ${invocation.actor.login}, in ${invocation.comment}.`) },
});

let one: Chat;
beforeEach(() => {
  one = chat({
    store: () => database.store,
    features: [{ name: 'ship', commands: [ship], vocabulary: file => ({ environments: file.read(environments) ?? [] }) }],
  });
  one.file.said = { environments: ['prerelease', 'prod', 'frozen'] };
});

const ticked = (body: string, value: string) => body.replace(`- [ ] **${value}**`, `- [x] **${value}**`);
const asks = async (body = '/ship speed=fast', login = 'alice') => wordsOf(await one.comment(login, body));
const states = async () =>
  (await database.store.db.selectFrom('questions').select(['id', 'state']).orderBy('id').execute()).map(
    ({ id, state }) => `${id} ${state}`,
  );

describe('asks', () => {
  test('for what is missing, with a box for each choice', async () => {
    const decision = await one.comment('alice', '/ship speed=fast');
    expect(wordsOf(decision)).toMatchInlineSnapshot(`
      "### Where to?
      - [ ] **prerelease**
      - [ ] **prod** — locked by \`bob\`
      - [ ] **frozen**

      Tick one (needs write access), or answer with its name. I ask \`alice\`; the question lapses in an hour."
    `);
    expect(decision?.effects).toMatchObject([{ kind: 'comment', key: 'question:comment:IC_1:0', on: 42 }]);
    expect(decision?.raises).toEqual([
      { type: 'Due', at: new Date(began.getTime() + 3_600_000), repository, of: 'question', id: 'comment:IC_1:0' },
    ]);
    expect(decision?.outcome).toBe('done');
  });

  test('under its usual heading, for one more argument, in the same comment', async () => {
    await asks('/ship');
    expect(wordsOf(await one.comment('alice', 'prerelease'))).toMatchInlineSnapshot(`
      "### Which \`speed\` for \`/ship\`?
      - [ ] **slow**
      - [ ] **fast**

      Tick one (needs write access), or answer with its name. I ask \`alice\`; the question lapses in an hour."
    `);
    expect(wordsOf(await one.comment('alice', 'slow'))).toMatchInlineSnapshot(
      `"Shipped {"env":"prerelease","speed":"slow"} for alice, in question:comment:IC_1:0."`,
    );
    expect(await states()).toEqual(['comment:IC_1:0 answered', 'comment:IC_2:0 answered']);
  });

  test('once: asked again, the older question is folded away', async () => {
    await asks();
    const again = await one.comment('alice', '/ship speed=slow');
    expect(again?.effects).toMatchObject([{ kind: 'hide', comment: 'question:comment:IC_1:0' }, { kind: 'comment' }]);
    expect(await states()).toEqual(['comment:IC_1:0 folded', 'comment:IC_2:0 open']);
  });

  test('each of two people', async () => {
    await asks();
    await asks('/ship speed=slow', 'bob');
    expect(await states()).toEqual(['comment:IC_1:0 open', 'comment:IC_2:0 open']);
  });

  test('nobody who may not use the command at all', async () => {
    one.roles.dave = 'triage';
    expect(await asks('/ship', 'dave')).toMatchInlineSnapshot(
      `"\`/ship\` needs the write role in this repository, and you have triage. Somebody with write can say it, or an admin gives you the role."`,
    );
  });

  test('and says which commands wait for the answer', async () => {
    expect(await asks('/ship speed=fast\n/ship prod')).toMatchInlineSnapshot(`
      "### Where to?
      - [ ] **prerelease**
      - [ ] **prod** — locked by \`bob\`
      - [ ] **frozen**

      Tick one (needs write access), or answer with its name. I ask \`alice\`; the question lapses in an hour.

      I did not run \`/ship prod\`, because this comes first. Say it again afterwards."
    `);
  });

  test('not when there is one choice only: it is taken', async () => {
    one.file.said = { environments: ['prerelease'] };
    expect(await asks()).toMatchInlineSnapshot(`"Shipped {"env":"prerelease","speed":"fast"} for alice, in null."`);
  });

  test('not when there is none, or more than a phone shows', async () => {
    one.file.said = { environments: [] };
    expect(await asks()).toMatchInlineSnapshot(`"\`/ship\` needs \`env\`, and there is none here yet."`);
    one.file.said = { environments: Array.from({ length: 11 }, (_, place) => `env-${place}`) };
    expect(await asks()).toMatchInlineSnapshot(
      `"\`/ship\` needs \`env\`. Write it like this: \`/ship [env] [speed=slow|fast] [ref|@sha] [why …]\`. It can be \`env-0\`, \`env-1\`, \`env-2\`, \`env-3\`, \`env-4\`, \`env-5\`, \`env-6\`, \`env-7\`, \`env-8\`, \`env-9\` or \`env-10\`."`,
    );
  });
});

describe('a word alone', () => {
  test('asks, and never runs by itself', async () => {
    one.file.said = { environments: ['prerelease'] };
    expect(await asks('Ship')).toMatchInlineSnapshot(`
      "### Where to?
      - [ ] **prerelease**

      Tick one (needs write access), or answer with its name. I ask \`alice\`; the question lapses in an hour."
    `);
  });

  test.each(['shipping', 'ship prod', 'ship it!', 'ship\nprod', '> ship', '`ship` it'])('is not %s', async body => {
    expect(await one.comment('alice', body)).toBeNull();
    expect(one.calls).toEqual([]);
  });

  test('is a word where the command is off', async () => {
    one.file.said = {};
    expect(await one.comment('alice', 'ship')).toBeNull();
    expect(one.calls).toEqual([]);
  });
});

describe('a tick', () => {
  test('goes on, in the comment of the question, as whoever ticked it', async () => {
    const question = await asks();
    one.calls.length = 0;
    const decision = await one.edit('bob', ticked(question, 'prerelease'));
    expect(wordsOf(decision)).toMatchInlineSnapshot(
      `"Shipped {"env":"prerelease","speed":"fast"} for bob, in question:comment:IC_1:0."`,
    );
    expect(decision?.effects).toMatchObject([{ kind: 'edit', comment: 'question:comment:IC_1:0' }]);
    expect(one.calls).toEqual(['ticked', 'role of bob']);
    expect(await states()).toEqual(['comment:IC_1:0 answered']);
  });

  test('counts for its own editor: who may not leaves the question open for those who may', async () => {
    const question = await asks();
    one.roles.carol = 'maintain';
    const refused = wordsOf(await one.edit('bob', ticked(question, 'prod')));
    expect(refused).toMatchInlineSnapshot(`
      "### Where to?
      - [ ] **prerelease**
      - [ ] **prod** — locked by \`bob\`
      - [ ] **frozen**

      Tick one (needs write access), or answer with its name. I ask \`alice\`; the question lapses in an hour.

      \`bob\`: \`/ship\` needs the maintain role in this repository, and you have write. Somebody with maintain can say it, or an admin gives you the role."
    `);
    expect(await states()).toEqual(['comment:IC_1:0 open']);
    expect(wordsOf(await one.edit('carol', ticked(refused, 'prod')))).toContain('for carol');
  });

  test('that is refused twice clears its box twice', async () => {
    const question = await asks();
    const once = await one.edit('bob', ticked(question, 'prod'));
    one.later(1);
    const twice = await one.edit('bob', ticked(wordsOf(once), 'prod'));
    one.later(1);
    const thrice = await one.edit('bob', ticked(wordsOf(twice), 'prod'));
    const bodies = [once, twice, thrice].map(wordsOf);
    expect(new Set(bodies.map(body => body.trim())).size).toBe(1);
    const rows = await database.store.db.selectFrom('effects').select('state').where('kind', '=', 'edit').execute();
    expect(rows).toHaveLength(3);
  });

  test('made while we were editing counts: it is one of our texts', async () => {
    const question = await asks();
    one.arrives = false;
    await one.edit('bob', ticked(question, 'prod'));
    // Our edit has not arrived, and alice ticks what she sees.
    expect(wordsOf(await one.edit('alice', ticked(question, 'prerelease')))).toContain('for alice');
  });

  test('is the first of two at once', async () => {
    const question = await asks();
    one.edits.push({ at: began, editor: one.person('bob'), body: ticked(question, 'prerelease') });
    const both = await one.edit('alice', ticked(question, 'frozen'));
    expect(wordsOf(both)).toContain('for bob');
    expect(await one.edit('alice', ticked(question, 'frozen'))).toBeNull();
  });

  test('or a word that was overtaken by the other does nothing', async () => {
    const question = await asks();
    one.meanwhile = () => one.comment('alice', 'frozen');
    expect(await one.edit('bob', ticked(question, 'prerelease'))).toMatchObject({ outcome: 'ignored', effects: [] });

    const again = await asks();
    one.meanwhile = () => one.edit('bob', ticked(again, 'prerelease'));
    expect(await one.comment('alice', 'frozen')).toMatchObject({ outcome: 'ignored', effects: [] });
  });

  test('of two boxes, or with another text, is no answer', async () => {
    const question = await asks();
    const two = wordsOf(await one.edit('bob', ticked(ticked(question, 'prod'), 'prerelease')));
    expect(two.split('\n').at(-1)).toMatchInlineSnapshot(`"\`bob\`: you ticked two boxes. Tick one."`);
    const other = ticked(question, 'prerelease').replace('prerelease', 'prod');
    expect(
      wordsOf(await one.edit('bob', other))
        .split('\n')
        .at(-1),
    ).toMatchInlineSnapshot(
      `"This comment was changed by more than a box, so I put it back and counted nothing. Tick one box, or answer with its name."`,
    );
    expect(await states()).toEqual(['comment:IC_1:0 open']);
  });

  test('with the line ends of a browser counts', async () => {
    const question = await asks();
    expect(wordsOf(await one.edit('bob', ticked(question, 'prerelease').replaceAll('\n', '\r\n')))).toContain('for bob');
  });

  test('of a program that nobody listed is none', async () => {
    const question = await asks();
    expect(await one.edit('renovate[bot]', ticked(question, 'prerelease'))).toBeNull();
  });

  test('on a refusal of the command ends the question: it says why', async () => {
    const question = await asks();
    expect(wordsOf(await one.edit('bob', ticked(question, 'frozen')))).toBe('**frozen** is frozen.');
    expect(await states()).toEqual(['comment:IC_1:0 answered']);
  });

  test('an edit of any other comment of ours asks GitHub nothing', async () => {
    expect(await one.edit('bob', 'whatever')).toBeNull();
    expect(one.calls).toEqual([]);
  });
});

test('what comes of a tick shows on the words that asked; a tick that does not count leaves no sign there', async () => {
  const question = await asks();
  const refused = await one.edit('bob', ticked(question, 'prod'));
  expect(refused?.effects).not.toMatchObject([{ sign: expect.anything() }]);
  expect((await one.edit('bob', ticked(wordsOf(refused), 'frozen')))?.effects).toMatchObject([
    { kind: 'edit', comment: 'question:comment:IC_1:0', sign: { node: 'IC_1', content: 'confused' } },
  ]);
});

describe('a plain reply', () => {
  test.each([
    'prerelease',
    'Prerelease.',
    '`prerelease`',
    'prerelease please',
    '> Where to?\n\nprerelease',
    'prerelease\n\nOn Fri, 20 Nov 2026 at 09:00, Shipmate wrote:\n\n> Where to?',
  ])('of the person asked goes on: %j', async body => {
    await asks();
    expect(wordsOf(await one.comment('alice', body))).toContain('for alice');
  });

  test('of somebody else is a word', async () => {
    await asks();
    one.calls.length = 0;
    expect(await one.comment('bob', 'prerelease')).toBeNull();
    expect(one.calls).toEqual([]);
  });

  test('that is none of the words costs nothing', async () => {
    await asks();
    one.calls.length = 0;
    expect(await one.comment('alice', 'whatever')).toBeNull();
    expect(one.calls).toEqual([]);
  });

  test.each(['good', 'prop it up', 'no', 'prod is broken', 'not prod'])('is not %s', async body => {
    await asks();
    expect(await one.comment('alice', body)).toBeNull();
    expect(await states()).toEqual(['comment:IC_1:0 open']);
  });

  test('one slip away is asked back', async () => {
    await asks();
    const decision = await one.comment('alice', 'prdo');
    expect(wordsOf(decision)).toMatchInlineSnapshot(`
      "### Where to?
      - [ ] **prerelease**
      - [ ] **prod** — locked by \`bob\`
      - [ ] **frozen**

      Tick one (needs write access), or answer with its name. I ask \`alice\`; the question lapses in an hour.

      \`alice\`: \`prdo\` is none of these. Did you mean **prod**?"
    `);
    expect(decision?.effects).toMatchObject([{ kind: 'edit', sign: { node: 'IC_2', content: 'confused' } }]);
    expect(await states()).toEqual(['comment:IC_1:0 open']);
  });

  test('that the person may not give keeps the question open', async () => {
    await asks();
    expect(wordsOf(await one.comment('alice', 'prod'))).toContain('`alice`: `/ship` needs the maintain role');
    expect(await states()).toEqual(['comment:IC_1:0 open']);
  });

  test('that was edited since is none', async () => {
    await asks();
    expect(await one.comment('alice', 'prerelease', { edited: true })).toBeNull();
  });
});

describe('lapses', () => {
  const due = (at: Date) => one.happened({ type: 'Due', at, repository, of: 'question', id: 'comment:IC_1:0' });

  test('after an hour, and says so', async () => {
    const question = await asks();
    one.later(60);
    const decision = await due(new Date(began.getTime() + 3_600_000));
    expect(wordsOf(decision)).toMatchInlineSnapshot(`
      "### Where to?
      Nobody answered within an hour, so I no longer wait for it. \`/ship speed=fast\` asks again."
    `);
    expect(await states()).toEqual(['comment:IC_1:0 lapsed']);
    expect(await one.edit('bob', ticked(question, 'prerelease'))).toBeNull();
    expect(await one.comment('alice', 'prerelease')).toBeNull();
  });

  test('and shows so on the words that asked', async () => {
    await asks();
    one.later(60);
    const decision = await due(new Date(began.getTime() + 3_600_000));
    expect(decision?.effects).toMatchObject([{ kind: 'edit', sign: { node: 'IC_1', content: 'confused' } }]);
  });

  test('by the clock, even when nobody had the time to say so', async () => {
    const question = await asks();
    one.later(60);
    expect(await one.edit('bob', ticked(question, 'prerelease'))).toMatchObject({ outcome: 'ignored', effects: [] });
    expect(await one.comment('alice', 'prerelease')).toMatchObject({ outcome: 'ignored', effects: [] });
    expect(await states()).toEqual(['comment:IC_1:0 open']);
  });

  test('not before, and not when it was answered', async () => {
    await asks();
    one.later(59);
    expect(await due(began)).toMatchObject({ outcome: 'ignored', effects: [] });
    await one.comment('alice', 'prerelease');
    one.later(2);
    expect(await due(began)).toMatchObject({ outcome: 'ignored', effects: [] });
  });
});

test('an answer to a question of more than ten minutes ago counts from when it was given', async () => {
  await asks();
  one.later(50);
  expect(wordsOf(await one.comment('alice', 'prerelease'))).toContain('Shipped');
});

test('a question is read back as it was written', async () => {
  await asks('/ship speed=fast @a1b2c3d why=because “of” --it');
  await database.store.db.transaction().execute(async tx => {
    const session = sessionOn(tx);
    const question = await questionOf(session, 'comment:IC_1:0');
    expect(question).toMatchObject({
      line: 'ship speed=fast @a1b2c3d why=because “of” --it',
      argument: 'env',
      asked: { login: 'alice' },
    });
    if (question) await movedOn({ ...question, state: 'folded' }).write(session);
    expect((await questionOf(session, 'comment:IC_1:0'))?.state).toBe('folded');
  });
  await asks('/ship speed=fast @a1b2c3d why=because “of” --it');
  expect(wordsOf(await one.comment('alice', 'prerelease'))).toMatchInlineSnapshot(
    `"Shipped {"env":"prerelease","speed":"fast","ref":{"kind":"sha","sha":"a1b2c3d"},"why":"because “of” --it"} for alice, in question:comment:IC_2:0."`,
  );
});
