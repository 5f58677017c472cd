import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askOf } from '../../test/asking.ts';
import { type Database, freshDatabase } from '../../test/database.ts';
import { answer, command, refuse } from '../core/command.ts';
import type { Decision } from '../core/decision.ts';
import type { CommentPosted, Person } from '../core/event.ts';
import type { Section, TeamFile } from '../core/file.ts';
import type { Heard, Place, Reads, Role } from '../core/reads.ts';
import type { Session } from '../core/session.ts';
import { recorded } from '../store/commands.ts';
import { openStore, type Store } from '../store/connection.ts';
import { rowsOf, sessionOn } from '../store/session.ts';
import { answering } from './answering.ts';
import { registries } from './registry.ts';

// One database for all of them: nothing here depends on its time, and nobody else is in it.
let database: Database;
let store: Store;
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.config, { warn() {} });
});
beforeEach(() => forget());
afterAll(async () => {
  await store.close();
  await database.drop();
});
const forget = () => store.pool.query('truncate commands, pins, questions, question_options');

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
const alice: Person = { id: 1, login: 'alice', bot: false };
const posted = new Date('2026-11-20T09:00:00Z');
const place: Place = {
  subject: { kind: 'pull_request', number: 42 },
  node: 'PR_42',
  author: null,
  pull: null,
  asked: [],
  main: null,
  fileBlob: null,
  workflows: [],
};

const inTransaction = <T>(work: (session: Session) => Promise<T>) => store.db.transaction().execute(tx => work(sessionOn(tx)));

const speaks = command({
  name: 'ping',
  summary: 'Say hello.',
  who: 'read',
  examples: ['/ping'],
  acts: false,
  decide: ({ invocation }) => ({ reply: answer(`Hello ${invocation.actor.login} (${invocation.id}).`) }),
});

const locks = command({
  name: 'lock',
  summary: 'Lock.',
  who: 'maintain',
  examples: ['/lock'],
  acts: true,
  decide: () => ({ reply: refuse('It is locked by `bob`.'), reasons: { says: 'locked by bob', holds: false } }),
});

const features = registries([{ name: 'core', commands: [speaks, locks] }]);

interface World {
  body?: string;
  author?: Person;
  role?: Role;
  throughApp?: string;
  channel?: CommentPosted['channel'];
  isPrivate?: boolean;
  file?: Record<string, unknown>;
  now?: Partial<Heard> | 'gone';
  ranBefore?: string[];
  minutesLater?: number;
}

function world({
  body = '/ping',
  author = alice,
  role = 'write',
  throughApp,
  channel = 'comment',
  isPrivate = false,
  ...rest
}: World) {
  const calls: string[] = [];
  const here = { ...repository, private: isPrivate };
  const event: CommentPosted = {
    type: 'CommentPosted',
    at: posted,
    repository: here,
    subject: place.subject,
    channel,
    node: 'IC_abc',
    author,
    body,
    throughApp: throughApp ?? null,
    stranger: false,
  };
  const heard: Heard = { node: 'IC_abc', author, body, createdAt: posted, edited: false, place, ours: false };
  const github: Partial<Reads> = {
    async heard() {
      calls.push('heard');
      return rest.now === 'gone' ? null : { ...heard, ...rest.now };
    },
    async role() {
      calls.push('role');
      return role;
    },
  };
  const said = rest.file ?? {};
  const file: TeamFile = {
    present: true,
    problems: [],
    // What a section reads is made by its own schema, as in the real file.
    read: <T>(section: Section<T>) => (section.key in said ? section.schema.parse(said[section.key]) : undefined),
  };
  const ask = askOf(here, { began: posted, github, file: async () => file, peek: inTransaction });
  const now = new Date(posted.getTime() + (rest.minutesLater ?? 0) * 60_000);
  const handler = answering(features);
  const hear = async (): Promise<Decision | null> => {
    const before =
      rest.ranBefore?.map(id => ({ id, name: 'ping', actor: 1, repository: 7, outcome: 'done' as const, whole: false })) ?? [];
    if (before.length > 0) await inTransaction(session => recorded(before).write(session));
    const prepared = await handler.prepare(event, ask);
    if (!prepared) return null;
    return inTransaction(async session => {
      const decision = await prepared.decide(session, now);
      for (const change of decision.changes) await change.write(session);
      return decision;
    });
  };
  const ran = () => inTransaction(async session => rowsOf(session).selectFrom('commands').selectAll().orderBy('id').execute());
  return { calls, event, ask, handler, hear, ran };
}

const said = (decision: Decision | null) =>
  decision?.effects.flatMap(one => (one.kind === 'comment' ? [one.body] : [])).join('\n');

/** As if nothing had been said before. */
async function answered(given: World) {
  const { hear } = world(given);
  await forget();
  return said(await hear());
}

describe('costs nothing', () => {
  test.each<[what: string, given: World]>([
    ['a comment without a command', { body: 'LGTM' }],
    ['a word that is no command', { body: '/lgtm' }],
    ['a command in a quote', { body: '> /ping' }],
    ['the slash, where the file says another prefix', { file: { prefix: '!' } }],
    ['a bot that the file does not list', { author: { id: 5, login: 'renovate[bot]', bot: true } }],
  ])('%s', async (_, given) => {
    const { hear, calls } = world(given);
    expect(await hear()).toBeNull();
    expect(calls).toEqual([]);
  });
});

describe('hears nothing', () => {
  test.each<[what: string, now: NonNullable<World['now']>]>([
    ['that is gone', 'gone'],
    ['of its own', { ours: true }],
    ['that somebody else wrote', { author: { ...alice, id: 99 } }],
    ['that holds no command any more', { body: 'never mind', edited: true }],
  ])('%s', async (_, now) => {
    expect(await world({ now }).hear()).toBeNull();
  });
});

test('a command is one decision, one comment and one row', async () => {
  const { hear, calls, ran, event } = world({});
  const decision = await hear();
  expect(calls.sort()).toEqual(['heard', 'role']);
  expect(decision).toMatchObject({ about: '/ping on #42', actor: 'alice', outcome: 'done' });
  expect(decision?.reasons).toEqual({
    says: '/ping on #42',
    holds: true,
    because: [{ says: '/ping', holds: true, because: [{ says: 'alice has write, /ping needs read', holds: true }] }],
  });
  expect(decision?.effects).toEqual([
    {
      kind: 'comment',
      key: 'answer:IC_abc',
      repository: event.repository,
      lane: 'answer',
      on: 42,
      body: 'Hello alice (comment:IC_abc:0).',
    },
  ]);
  expect(await ran()).toMatchObject([{ id: 'comment:IC_abc:0', name: 'ping', actor_id: 1, repository_id: 7, outcome: 'done' }]);
});

test.each(['review', 'review_comment'] as const)('a %s is heard as well', async channel => {
  expect(await answered({ channel })).toBe(`Hello alice (comment:IC_abc:0).`);
});

test('another prefix and /shipmate work', async () => {
  expect(await answered({ body: '!ping', file: { prefix: '!' } })).toBe('Hello alice (comment:IC_abc:0).');
  expect(await answered({ body: '/Shipmate PING', file: { prefix: '!' } })).toBe('Hello alice (comment:IC_abc:0).');
});

test('a refusal stops the rest, and a 😕 says so', async () => {
  const { hear, ran } = world({ body: '/ping\n/lock\n/ping\n/pong', role: 'admin' });
  const decision = await hear();
  expect(said(decision)).toMatchInlineSnapshot(`
    "Hello alice (comment:IC_abc:0).

    It is locked by \`bob\`.

    So I did not run \`/ping\` either."
  `);
  expect(decision?.outcome).toBe('refused');
  expect(decision?.effects).toMatchObject([
    { kind: 'comment', key: 'answer:IC_abc', sign: { node: 'IC_abc', content: 'confused', thread: 'PR_42' } },
  ]);
  expect((await ran()).map(one => `${one.id} ${one.name} ${one.outcome}`)).toEqual([
    'comment:IC_abc:0 ping done',
    'comment:IC_abc:1 lock refused',
    'comment:IC_abc:2 ping skipped',
  ]);
});

test('more than five are told, and other bots’ commands are not counted', async () => {
  const { hear, ran } = world({ body: `/lgtm\n/approve\n/hold\n/kind bug\n/area x\n${'/ping\n'.repeat(7)}` });
  const decision = await hear();
  expect(said(decision)?.split('\n\n').slice(4)).toMatchInlineSnapshot(`
    [
      "Hello alice (comment:IC_abc:4).",
      "I run at most 5 commands in one comment. Left out: \`/ping\`, \`/ping\`. Say what is left in a new comment.",
    ]
  `);
  expect(decision?.effects).toMatchObject([{ sign: { content: 'confused' } }]);
  expect((await ran()).map(one => one.outcome)).toEqual(['done', 'done', 'done', 'done', 'done', 'refused']);
});

test('who has another name by now is asked about under that one', async () => {
  const { hear, calls } = world({ now: { author: { ...alice, login: 'alice-b' } } });
  expect(said(await hear())).toBe('Hello alice-b (comment:IC_abc:0).');
  expect(calls.sort()).toEqual(['heard', 'role', 'role']);

  const bot = { id: 5, login: 'renovate[bot]', bot: true };
  const other = world({
    author: bot,
    file: { apps: ['renovate'] },
    now: { author: { ...bot, login: 'renovate' }, body: '/help' },
  });
  await other.hear();
  expect(other.calls.sort()).toEqual(['heard', 'role']);
});

test('what was said before does not run again, however it looks now', async () => {
  await world({ ranBefore: ['comment:IC_abc:0'] }).hear();
  for (const now of [{}, { body: '/lock\n/ping', edited: true }]) {
    const decision = await world({ now, role: 'admin' }).hear();
    expect(decision).toMatchObject({ outcome: 'ignored', effects: [], changes: [] });
  }
});

describe('a stranger', () => {
  test.each<[what: string, given: World, calls: string[]]>([
    ['who only reads a public repository', { role: 'read' }, ['heard', 'role']],
    ['without access to a private one', { role: 'none', isPrivate: true }, ['heard', 'role']],
    ['whose comment was edited', { role: 'read', now: { edited: true } }, ['heard', 'role']],
    ['who is one slip away', { role: 'read', body: '/pin' }, ['heard', 'role']],
  ])('%s gets a reaction and no comment, in two calls', async (_, given, expected) => {
    const { hear, calls } = world(given);
    expect(await hear()).toMatchObject({ outcome: 'ignored', effects: [], changes: [] });
    expect(calls.sort()).toEqual(expected);
  });

  test('is not asked about again for ten minutes', async () => {
    const { handler, event, ask, calls } = world({ role: 'read' });
    await handler.prepare(event, ask);
    const later = (minutes: number) => ({ ...event, at: new Date(posted.getTime() + minutes * 60_000) });
    expect(await handler.prepare(later(9), ask)).toBeNull();
    expect(calls).toHaveLength(2);
    expect(await handler.prepare(later(11), ask)).not.toBeNull();
  });
});

test('who reads a private repository is no stranger there', async () => {
  expect(await answered({ role: 'read', isPrivate: true })).toBe('Hello alice (comment:IC_abc:0).');
});

describe('says', () => {
  test('edited', async () => {
    expect(await answered({ now: { edited: true, body: '/ping\n/lock' } })).toMatchInlineSnapshot(
      `"This comment was edited after it was posted, so I run nothing in it. Say the command again in a new comment."`,
    );
  });

  test('edited, when only the text or only GitHub tells', async () => {
    expect(await answered({ now: { body: '/ping\nnow' } })).toContain('was edited');
    expect(await answered({ now: { edited: true } })).toContain('was edited');
    expect(await answered({ body: 'Hi\n/ping', now: { body: 'Hi\r\n/ping' } })).toContain('Hello');
  });

  test('too old, of commands that change something', async () => {
    expect(await answered({ body: '/lock', role: 'admin', minutesLater: 14 })).toMatchInlineSnapshot(
      `"\`/lock\` reached me 14 m after it was said, and much may have changed since, so I did not run it. Say it again if you still want it."`,
    );
    expect(await answered({ body: '/lock', role: 'admin', minutesLater: 10 })).toBe('It is locked by `bob`.');
    expect(await answered({ minutesLater: 60 })).toContain('Hello');
  });

  test('did you mean', async () => {
    expect(await answered({ body: '/Pign' })).toMatchInlineSnapshot(`"I do not know \`/pign\`. Did you mean \`/ping\`?"`);
  });

  test('nothing on a slip from what this person may not use', async () => {
    expect(await world({ body: '/lokc', role: 'write' }).hear()).toMatchObject({ outcome: 'ignored', effects: [] });
  });

  test('which role is missing', async () => {
    expect(await answered({ body: '/lock' })).toMatchInlineSnapshot(
      `"\`/lock\` needs the maintain role in this repository, and you have write. Somebody with maintain can say it, or an admin gives you the role."`,
    );
  });

  test('which App was in the way', async () => {
    expect(await answered({ throughApp: 'slack' })).toMatchInlineSnapshot(
      `"This was written by the App \`slack\` in your name, and here it may not give commands. Say it yourself, or list it in \`.github/shipmate.yml\`: \`apps: [slack]\`."`,
    );
    expect(await answered({ throughApp: 'slack', file: { apps: ['slack'] } })).toContain('Hello');
  });

  test('which word is one too many', async () => {
    expect(await answered({ body: '  /ping  the bot' })).toMatchInlineSnapshot(`
      "\`/ping\` takes nothing after its name, so I did not run it.
      \`\`\`
      /ping  the bot
             ^^^
      \`\`\`
      Say \`/ping\` alone."
    `);
  });

  test('the same of a line without end, in a few words', async () => {
    expect(await answered({ body: `/ping ${'x'.repeat(3_000)}` })).toMatchInlineSnapshot(`
      "\`/ping\` takes nothing after its name, so I did not run it.
      \`\`\`
      /ping xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      \`\`\`
      Say \`/ping\` alone."
    `);
  });

  test('which signs are not what they look like', async () => {
    expect(await answered({ body: '/pіng' })).toMatchInlineSnapshot(
      `"I did not run \`/ping\`: in \`/p⟨U+0456⟩ng\` the signs in ⟨⟩ cannot be seen, or look like other letters. Type the whole line by hand."`,
    );
  });
});

test('a mention in what it quotes does not mention anybody', async () => {
  const body = await answered({ body: '/ping @acme/everyone ``` @bob' });
  expect(body).toMatchInlineSnapshot(`
    "\`/ping\` takes nothing after its name, so I did not run it.
    \`\`\`\`
    /ping @acme/everyone \`\`\` @bob
          ^^^^^^^^^^^^^^
    \`\`\`\`
    Say \`/ping\` alone."
  `);
});

test('GitHub that does not answer is a fault, not an answer', async () => {
  const { handler, event, ask } = world({});
  const failing = { ...ask, github: { ...ask.github, role: async () => Promise.reject(new Error('502')) } };
  await expect(handler.prepare(event, failing)).rejects.toThrow('502');
});
