import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { until } from '../../test/until.ts';
import type { HeapRead } from '../core/hook.ts';
import { heap } from '../engine/heap.ts';
import { hookDoor } from '../engine/hook-door.ts';
import { hooksOn } from '../engine/hooks.ts';
import { intake } from '../engine/intake.ts';
import { masking, openLog } from '../engine/log.ts';
import { serve } from '../engine/serve.ts';
import type { Source } from '../features/errors/sources/source.ts';
import { keep } from '../store/deliveries.ts';
import { hookKey, tokenKey } from '../store/hooks.ts';
import { unseal } from '../store/sealed.ts';
import { hooks } from './hooks.ts';
import { verb as inbox } from './inbox.ts';
import { runVerb } from './run.ts';

const store = aStoreForEachTest();
const key = randomBytes(32);
const parrot: Source = {
  kind: 'parrot',
  about: 'Polly or Coco: says what it hears',
  verify: ({ header }, secrets) => secrets.some(secret => header('authorization') === `Bearer ${secret}`),
  idOf: ({ header }) => header('x-id'),
  decode: () => [],
  settings: ['perch', 'at', 'color'],
  wrong: ({ color }) => (color === 'blue' ? 'No parrot is blue.' : null),
  setUp: ({ url, secret }) => [`Tell it ${url}`, `and ${secret}.`],
  sample: (secret, now) => ({
    headers: { authorization: `Bearer ${secret}`, 'x-id': `sample-${now.getTime()}` },
    body: JSON.stringify({ says: 'hello', at: now }),
  }),
};

/** It makes its own secret, and can be told things, once somebody has said where it lives. */
const owl: Source = {
  ...parrot,
  kind: 'owl',
  about: 'Says what it hears, at night',
  ownSecret: 'call of the night',
  settings: ['wood', 'color'],
  setUp: ({ url }) => [`Tell it ${url}`],
  api: {
    needs: 'Say in which wood: --set wood=dark.',
    tells: (what, id, { wood }, token) =>
      wood === undefined
        ? null
        : { url: `https://${wood}.test/${id}`, method: 'PUT', headers: { authorization: token }, body: what },
    asks: () => [],
    answers: () => ({ standings: [], next: null }),
  },
};

const { settings: _, ...plainest } = parrot;
const mute: Source = { ...plainest, kind: 'mute', about: 'Never a word' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-hooks-'));
  const { host, port, user, database } = store.pool.options;
  vi.stubEnv('DATABASE_URL', `postgres:///${database}?host=${encodeURIComponent(host ?? '')}&port=${port}&user=${user}`);
  vi.stubEnv('SECRETS_KEY', key.toString('base64'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Secrets in the order in which they were shown; in the text they are only numbered. */
const shown: string[] = [];
const run = (...words: string[]) => say('hooks', ...words);
async function say(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const streams = { say: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(`! ${line}`) };
  const code = await runVerb([hooks([parrot, owl, mute]), inbox], words, streams);
  const [secret] = lines.flatMap(line => /^Secret: {2}(\S+)$/.exec(line)?.[1] ?? []);
  if (secret !== undefined) shown.push(secret);
  const usage = /! Usage.*\n/;
  return [...lines, `exit ${code}`]
    .join('\n')
    .replaceAll(secret ?? '-none-', '<secret>')
    .replaceAll(folder, '…')
    .replace(usage, '');
}
const lastShown = () => shown.at(-1) ?? '';

async function aServer(outcome: Partial<HeapRead> | null = {}, keys = [key]) {
  const mask = masking([]);
  const log = openLog('silent', mask);
  const known = hooksOn({ store, keys, log, mask });
  const keepOne = intake(group => keep(store.pool, group));
  const serving = await serve({
    listen: { host: '127.0.0.1', port: 0 },
    webhookPath: '/api/github/webhooks',
    door: null,
    hookDoor: hookDoor({ hooks: known, sources: [parrot], keep: keepOne }),
    isReady: async () => true,
    metrics: null,
  });
  await store.listen('hooks', known.refresh);
  const read = async () => ({ raises: [], spoilt: [], heard: [], ...outcome });
  const reading = outcome && heap({ store, read, log, mask });
  if (reading) await store.listen('heap', reading.wake);
  return {
    url: serving.url,
    post: async (secret: string) =>
      (
        await fetch(`${serving.url}/hooks/parrot-web`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secret}` },
          body: '{}',
        })
      ).status,
    async [Symbol.asyncDispose]() {
      await serving.stop();
      await reading?.stop();
      await known.stop();
    },
  };
}

it('adds one, shows its secret once, and keeps it sealed', async () => {
  expect(await run()).toMatchInlineSnapshot(`
    "There are no hooks. "npm run shipmate -- hooks add <kind> <owner>/<repository>" makes one.
    exit 0"
  `);
  expect(await run('add', 'parrot', 'acme/web', '--url', 'https://ship.acme.dev/')).toMatchInlineSnapshot(`
    "parrot-web hears parrot about acme/web.

    Address: https://ship.acme.dev/hooks/parrot-web
    Secret:  <secret>

      Tell it https://ship.acme.dev/hooks/parrot-web
      and <secret>.

    The secret is shown this once, and kept encrypted.
    "npm run shipmate -- hooks test parrot-web" sends it a sample.
    exit 0"
  `);
  expect(
    await run('add', 'parrot', 'acme', '--name', 'all-of-acme', '--set', 'perch=[1,2]', '--set', 'at=1.10'),
  ).toMatchInlineSnapshot(`
    "all-of-acme hears parrot about acme; each repository's file claims its share (errors.from).

    Address: https://shipmate.example.org/hooks/all-of-acme
    Secret:  <secret>

      Tell it https://shipmate.example.org/hooks/all-of-acme
      and <secret>.

    https://shipmate.example.org stands for where GitHub's webhooks arrive; --url puts yours there.
    The secret is shown this once, and kept encrypted.
    "npm run shipmate -- hooks test all-of-acme" sends it a sample.
    exit 0"
  `);
  expect(await run('list')).toMatchInlineSnapshot(`
    "all-of-acme  parrot  acme  never heard  0 heard, 0 refused, 0 counted, 0 unrouted
    parrot-web  parrot  acme/web  never heard  0 heard, 0 refused, 0 counted, 0 unrouted
    exit 0"
  `);
  const { rows } = await store.pool.query('select name, owner, repository, settings, secrets::text from hooks order by name');
  expect(rows.map(({ secrets: _, ...row }) => row)).toEqual([
    { name: 'all-of-acme', owner: 'acme', repository: null, settings: { perch: [1, 2], at: '1.10' } },
    { name: 'parrot-web', owner: 'acme', repository: 'acme/web', settings: {} },
  ]);
  expect(shown.filter(secret => JSON.stringify(rows).includes(secret))).toEqual([]);
  expect(lastShown()).toMatch(/^[\w-]{43}$/);
});

it('sends a sample to the server and says what came of it', async () => {
  await run('add', 'parrot', 'acme/web');
  const heard = { hook: 'parrot-web', routed: 0, unrouted: 1, why: 'nobody claims "hello"' };
  await using server = await aServer({ heard: [heard] });
  expect((await run('test', 'parrot-web', '--url', server.url)).replaceAll(server.url, '<url>')).toMatchInlineSnapshot(`
    "202: <url> took it for genuine.
    It was read, and went nowhere: nobody claims "hello".
    exit 0"
  `);
  await until(async () => (await run('list')).includes('1 heard'));
  expect((await run('list')).replace(/heard .*? ago/, 'heard <time> ago')).toMatchInlineSnapshot(`
    "parrot-web  parrot  acme/web  heard <time> ago  1 heard, 0 refused, 0 counted, 1 unrouted (last: nobody claims "hello")
    exit 0"
  `);
});

it.each<[string, Partial<HeapRead>, string]>([
  [
    'counted',
    { heard: [{ hook: 'parrot-web', routed: 1, unrouted: 0, why: null }] },
    'It was read, and counted for a repository.\nexit 0',
  ],
  ['unwanted', {}, 'It was read, and nothing in it is wanted.\nexit 0'],
  [
    'spoilt',
    { spoilt: [{ seq: 1, why: 'it says nothing' }] },
    '! It was set aside: it says nothing. "npm run shipmate -- inbox show 1" shows it.\nexit 1',
  ],
])('says that the sample was %s', async (_, outcome, says) => {
  await run('add', 'parrot', 'acme/web');
  await using server = await aServer(outcome);
  expect(await run('test', 'parrot-web', '--url', server.url)).toBe(`202: ${server.url} took it for genuine.\n${says}`);
});

it('says why a sample did not get in', async () => {
  await run('add', 'parrot', 'acme/web');
  await using other = await aServer({}, [randomBytes(32)]);
  expect((await run('test', 'parrot-web', '--url', other.url)).replaceAll(other.url, '<url>')).toMatchInlineSnapshot(`
    "! 401: <url> does not take it for genuine. Does that server use this database, and the same SECRETS_KEY?
    exit 1"
  `);
  expect(await run('test', 'parrot-web', '--url', 'http://127.0.0.1:1')).toMatchInlineSnapshot(`
    "! Nobody answers at http://127.0.0.1:1/hooks/parrot-web. Start the server, or say with --url where it is reached.
    exit 1"
  `);
  vi.stubEnv('SECRETS_KEY', randomBytes(32).toString('base64'));
  expect(await run('test', 'parrot-web')).toMatchInlineSnapshot(`
    "! No key of SECRETS_KEY opens the secret of parrot-web. "hooks rotate parrot-web" gives it a new one.
    exit 1"
  `);
  expect(await run('list')).toContain('no key of SECRETS_KEY opens its secret; rotate it');
  vi.stubEnv('SECRETS_KEY', [randomBytes(32), key].map(one => one.toString('base64')).join());
  expect(await run('list')).toContain('sealed with an older key; rotate it before you take that one out of SECRETS_KEY');
});

it('gives a new secret, and the old one is good until it is dropped', async () => {
  await run('add', 'parrot', 'acme/web');
  const old = lastShown();
  await using server = await aServer();
  await until(async () => (await server.post(old)) === 202);
  expect(await run('rotate', 'parrot-web')).toMatchInlineSnapshot(`
    "
    Address: https://shipmate.example.org/hooks/parrot-web
    Secret:  <secret>

      Tell it https://shipmate.example.org/hooks/parrot-web
      and <secret>.

    https://shipmate.example.org stands for where GitHub's webhooks arrive; --url puts yours there.
    The secret is shown this once, and kept encrypted.
    The one before is good for 7 more days, or until "npm run shipmate -- hooks rotate parrot-web --drop-old".
    exit 0"
  `);
  expect(lastShown()).not.toBe(old);
  await until(async () => (await server.post(lastShown())) === 202);
  expect(await server.post(old)).toBe(202);
  expect(await run('list')).toContain('an older secret is still good');
  expect(await run('rotate', 'parrot-web', '--drop-old')).toMatchInlineSnapshot(`
    "Only the newest secret of parrot-web is good from now on.
    exit 0"
  `);
  await until(async () => (await server.post(old)) === 401);
  expect(await server.post(lastShown())).toBe(202);
  expect(await run('rotate', 'parrot-web', '--drop-old')).toMatchInlineSnapshot(`
    "! parrot-web has no older secret. "hooks rotate parrot-web" gives it a new one.
    exit 1"
  `);
});

it('takes the secret that the source made from a file, and shows it to nobody', async () => {
  const own = 'made-by-the-source-itself-0815';
  await writeFile(join(folder, 'secret'), `${own}\n`);
  await run('add', 'parrot', 'acme/web');
  const said = await run('rotate', 'parrot-web', '--secret-from', join(folder, 'secret'));
  expect(said).not.toContain('Secret:');
  await using server = await aServer();
  await until(async () => (await server.post(own)) === 202);
});

it('asks for the secret that the source makes itself, and shows none that it could not use', async () => {
  expect(await run('add', 'owl', 'acme/web', '--url', 'https://ship.acme.dev')).toMatchInlineSnapshot(`
    "owl-web hears owl about acme/web.

    Address: https://ship.acme.dev/hooks/owl-web

      Tell it https://ship.acme.dev/hooks/owl-web
      Then give its call of the night to this hook: npm run shipmate -- hooks rotate owl-web --secret-from - (paste it, Enter, Ctrl+D)

    "npm run shipmate -- hooks test owl-web" sends it a sample.
    exit 0"
  `);
  expect(await run('rotate', 'owl-web')).toMatchInlineSnapshot(`
    "! owl makes its own secret: --secret-from names a file with its call of the night, or - to type it in.
    exit 2"
  `);
  const own = 'hoo-hoo-hoo-hoo-4711';
  await writeFile(join(folder, 'secret'), own);
  const given = await run('rotate', 'owl-web', '--url', 'https://ship.acme.dev', '--secret-from', join(folder, 'secret'));
  expect(given).toContain('Tell it https://ship.acme.dev/hooks/owl-web');
  expect(given).not.toContain('rotate owl-web --secret-from');
  const { rows } = await store.pool.query('select secrets from hooks');
  expect(unseal([key], hookKey('owl-web'), rows[0].secrets[0].sealed)).toBe(own);
});

it('removes one, and says what nobody has read', async () => {
  await run('add', 'parrot', 'acme/web');
  await using server = await aServer(null);
  await until(async () => (await server.post(lastShown())) === 202);
  expect(await run('remove', 'parrot-web')).toMatchInlineSnapshot(`
    "parrot-web is gone: whatever comes there is refused.
    1 that nobody has read are set aside; "npm run shipmate -- inbox" lists them.
    exit 0"
  `);
  await until(async () => (await server.post(lastShown())) === 401);
  expect(await run('remove', 'parrot-web')).toMatchInlineSnapshot(`
    "! There is no hook parrot-web. "npm run shipmate -- hooks list" lists them.
    exit 1"
  `);
});

it('shows in the inbox what nobody can read, and lets it be read again', async () => {
  await run('add', 'parrot', 'acme/web');
  const spoilt = [{ seq: 1, why: 'it says nothing' }];
  {
    await using server = await aServer({ spoilt });
    await until(async () => (await server.post(lastShown())) === 202);
    await until(async () => (await say('inbox')).includes('1 set aside'));
  }
  expect(withoutAge(await say('inbox'))).toMatchInlineSnapshot(`
    "1 set aside, 0 waiting, 0 in hand.
    1  set aside  parrot  hook/parrot-web  <age> old, tried once: it says nothing
    "npm run shipmate -- inbox show <number>" shows one, "… inbox retry <number>" or "… inbox retry all" tries again.
    exit 0"
  `);
  expect(withoutAge(await say('inbox', 'show', '1'))).toMatchInlineSnapshot(`
    "1  set aside  parrot  hook/parrot-web  <age> old, tried once: it says nothing
    Through: hook/parrot-web

    {}
    exit 0"
  `);
  expect(await say('inbox', 'retry', '1')).toMatchInlineSnapshot(`
    "1 goes round again, with all its tries.
    exit 0"
  `);
  expect(await say('inbox')).toMatchInlineSnapshot(`
    "0 set aside, 0 waiting, 0 in hand, 1 of hooks to be read.
    exit 0"
  `);
  await using _server = await aServer();
  await until(async () => (await say('inbox')).startsWith('The inbox is empty'));
});
const withoutAge = (text: string) => text.replace(/[^ ]+ [^ ]+( [^ ]+)* old/, '<age> old');

it('needs a key', async () => {
  vi.stubEnv('SECRETS_KEY', '');
  expect(await run('add', 'parrot', 'acme/web')).toMatchInlineSnapshot(`
    "! SECRETS_KEY is not set, and without it no hook has a secret. Make one with "openssl rand -base64 32", set it here and where the server runs, and start that again.
    exit 1"
  `);
  expect((await store.pool.query('select from hooks')).rowCount).toBe(0);
});

const add = ['add', 'parrot', 'acme/web'];
it.each<[string[], string]>([
  [['lists'], '! "lists" is none of list, add, rotate, test, header, token, remove.\nexit 2'],
  [['constructor'], '! "constructor" is none of list, add, rotate, test, header, token, remove.\nexit 2'],
  [['list', 'all'], '! "list" takes nothing else.\nexit 2'],
  [['add', 'parrot'], '! Name the source, and the owner or repository it tells of: "add sentry acme/web".\nexit 2'],
  [['add', 'parot', 'acme'], '! There is no source "parot"; did you mean "parrot"? There are parrot, owl, mute.\nexit 2'],
  [
    ['add', 'coco', 'acme/web'],
    '! coco is of the kind parrot (Polly or Coco: says what it hears): "hooks add parrot acme/web".\nexit 2',
  ],
  [['add', 'says', 'acme'], '! There is no source "says". There are parrot, owl, mute.\nexit 2'],
  [['add', 'parrot', 'acme/web/x'], '! "acme/web/x" is neither an owner as in acme nor a repository as in acme/web.\nexit 2'],
  [['add', 'parrot', '../x'], '! "../x" is neither an owner as in acme nor a repository as in acme/web.\nexit 2'],
  [
    [...add, '--name', 'My hook'],
    '! A hook is the last part of an address: small letters, digits and dashes, at most 63, as in --name parrot-web.\nexit 2',
  ],
  [[...add, '--set', 'red'], '! "red" is no setting; write --set key=value.\nexit 2'],
  [[...add, '--set', 'at=1', '--set', 'at=2'], '! "at" is set twice.\nexit 2'],
  [[...add, '--set', 'wing=2'], '! parrot has no setting "wing". It has perch, at, color.\nexit 2'],
  [[...add, '--set', 'constructor=2'], '! parrot has no setting "constructor". It has perch, at, color.\nexit 2'],
  [['add', 'mute', 'acme', '--set', 'a=1'], '! mute has no setting "a". It has none at all.\nexit 2'],
  [[...add, '--set', 'at={1'], '! The value of "at" begins like JSON and is none.\nexit 2'],
  [[...add, '--set', 'color=blue'], '! No parrot is blue.\nexit 2'],
  [[...add, '--url', 'ship.acme.dev'], '! --url is where the server is reached, as in https://shipmate.example.org.\nexit 2'],
  [[...add, '--drop-old'], '! --drop-old does not go with add.\nexit 2'],
  [
    [...add, '--secret-from', '/nowhere/secret'],
    '! --secret-from names a file, or - for what is typed in, with the secret or token that the source made: 16 characters or more.\nexit 1',
  ],
  [['rotate'], '! Name one hook; "hooks list" lists them.\nexit 2'],
  [['rotate', 'none'], '! There is no hook none. "npm run shipmate -- hooks list" lists them.\nexit 1'],
  [['test', 'none'], '! There is no hook none. "npm run shipmate -- hooks list" lists them.\nexit 1'],
])('says what is wrong with %s', async (words, says) => {
  expect(await run(...words)).toBe(says);
});

it('says that a name is taken', async () => {
  await run(...add);
  const before = shown.length;
  expect(await run(...add)).toBe(
    '! There is a hook parrot-web already. Choose another name with --name, or "hooks rotate parrot-web".\nexit 1',
  );
  expect(shown).toHaveLength(before);
});

it('keeps what goes along to one host for one owner, and shows it to nobody', async () => {
  const file = join(folder, 'authorization');
  await writeFile(file, 'Bearer 4711-4711-4711\n');
  expect(await run('header', 'logs', 'acme', '--host', 'logs.example.org', '--secret-from', file)).toMatchInlineSnapshot(`
    "Files of acme can say "auth: logs" where they ask https://logs.example.org. It is sent nowhere else, and kept encrypted.
    exit 0"
  `);
  expect(
    await run('header', 'inside', 'acme', '--host', 'http://loki.internal:3100', '--secret-from', file),
  ).toMatchInlineSnapshot(`
    "Files of acme can say "auth: inside" where they ask http://loki.internal:3100. It is sent nowhere else, and kept encrypted.
    Whoever is between here and http://loki.internal:3100 can read it; https:// would hide it.
    exit 0"
  `);
  await sql`insert into repositories (id, installation_id, owner, name, private, default_branch) values (7, 3, 'acme', 'web', true, 'main')`.execute(
    store.db,
  );
  await sql`insert into error_scans (repository_id, name, words, next_at, trouble, troubled_since, hits)
    values (7, 'api', '', clock(), 'It answered 500.', clock() - interval '2 hours', 12)`.execute(store.db);
  const list = await run('list');
  expect(list).not.toContain('4711');
  expect(list).toMatchInlineSnapshot(`
    "scan api  acme/web  never answered  12 counted  for 2 h: It answered 500.
    header inside  acme  to http://loki.internal:3100
    header logs  acme  to https://logs.example.org
    exit 0"
  `);
  expect(await run('header', 'logs', 'acme', '--remove')).toMatchInlineSnapshot(`
    "logs of acme is gone.
    exit 0"
  `);
  expect(await run('header', 'logs', 'acme', '--remove')).toMatchInlineSnapshot(`
    "! There is no header logs of acme.
    exit 1"
  `);
});

it.each([
  ['a host with a path', ['--host', 'logs.example.org/x']],
  ['no host', []],
  ['a header with line breaks', ['--host', 'logs.example.org'], 'Bearer 4711-4711\nX: y'],
])('refuses %s', async (_name, words, value = 'Bearer 4711-4711') => {
  const file = join(folder, 'authorization');
  await writeFile(file, value);
  expect(await run('header', 'logs', 'acme', ...words, '--secret-from', file)).toMatch(/exit [12]$/);
  expect(await run('list')).toContain('There are no hooks.');
});

it('takes a token for a source that can be told things, sealed, and shows it to nobody', async () => {
  const file = join(folder, 'token');
  await writeFile(file, 'the-token-of-an-owl\n');
  const token = (...words: string[]) => run('token', 'owl-web', ...words);
  const kept = async () => (await store.pool.query('select token, settings, token_at from hooks')).rows[0];
  await run('add', 'owl', 'acme/web');
  expect(await token('--secret-from', file)).toBe('! Say in which wood: --set wood=dark.\nexit 2');
  expect(await token('--set', 'wood=dark')).toBe(
    '! --secret-from names a file, or - for what is typed in, with the token. Say in which wood: --set wood=dark.\nexit 2',
  );
  expect(await token('--set', 'color=blue', '--secret-from', file)).toBe('! No parrot is blue.\nexit 2');
  expect(await token('--drop')).toBe('! owl-web has no token.\nexit 1');
  expect((await kept()).token).toBeNull();
  expect(await token('--secret-from', file, '--set', 'wood=dark')).toBe(
    'owl-web has a token, kept encrypted. Its source hears of /ack and /resolve, and is asked every 5 minutes what got lost.\nexit 0',
  );
  const first = await kept();
  expect(first.settings).toEqual({ wood: 'dark' });
  expect(unseal([key], tokenKey('owl-web'), first.token)).toBe('the-token-of-an-owl');
  expect(unseal([key], hookKey('owl-web'), first.token)).toBeNull();
  expect(await run('list')).toBe(
    'owl-web  owl  acme/web  never heard  0 heard, 0 refused, 0 counted, 0 unrouted  has a token\nexit 0',
  );
  await store.pool.query(`update hooks set ask_error = 'it sleeps', asked_at = clock()`);
  expect(await run('list')).toMatch(/has a token, answered .* ago: it sleeps$/m);
  expect(await token('--set', 'wood=light')).toContain('has a token');
  expect(await kept()).toEqual({ ...first, settings: { wood: 'light' } });
  expect(await run('list')).not.toContain('it sleeps');
  vi.stubEnv('SECRETS_KEY', randomBytes(32).toString('base64'));
  expect(await run('list')).toContain('no key of SECRETS_KEY opens its token; give it again');
  expect(await token('--drop', '--set', 'wood=dark')).toContain('it goes alone.');
  expect(await token('--drop')).toBe('owl-web has no token any more: its source is neither told nor asked.\nexit 0');
  expect(await kept()).toMatchObject({ token: null, token_at: null });
});

it('takes none for a source that only speaks', async () => {
  await run('add', 'parrot', 'acme/web');
  expect(await run('token', 'parrot-web', '--secret-from', '-')).toBe(
    '! Nothing can be told to parrot, or asked of it: it needs no token.\nexit 1',
  );
});
