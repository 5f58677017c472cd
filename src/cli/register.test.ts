import { createVerify, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as rawRequest, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '../config/env.ts';
import { registerApp, understood } from './register.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const strong = '8f14e45fceea167a5a36dedd4bea2543c9f0f895';

let folder: string;
let github: GitHub;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'register-'));
  github = await standIn();
});
afterEach(() => {
  github.server.closeAllConnections();
  github.server.close();
  rmSync(folder, { recursive: true });
});

interface GitHub {
  server: Server;
  url: string;
  /** What the App's keys are asked for with: each code counts once. */
  codes: Map<string, { webhook_secret: string | null }>;
  hookSecret: string | null;
  /** Held until this is settled. */
  hold: Promise<void>;
  asked: PromiseWithResolvers<void>;
}

/** The two routes of GitHub that `register` uses. */
async function standIn(): Promise<GitHub> {
  const server = createServer(async (request, response) => {
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const code = /^\/app-manifests\/(\w+)\/conversions$/.exec(request.url ?? '')?.[1];
    if (request.method === 'PATCH' && request.url === '/app/hook/config' && signedByApp(request)) {
      const body = await json(request);
      github.hookSecret = body !== null && typeof body === 'object' && 'secret' in body ? String(body.secret) : null;
      return reply(200, {});
    }
    const found = github.codes.get(code ?? '');
    if (request.method !== 'POST' || code === undefined || found === undefined) return reply(404, { message: 'Not Found' });
    github.codes.delete(code);
    github.asked.resolve();
    await github.hold;
    const html_url = `${github.url}/apps/acme-mate`;
    return reply(201, { id: 4711, slug: 'acme-mate', name: 'Acme mate', html_url, pem, client_secret: 'x', ...found });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const codes = new Map([['fresh', { webhook_secret: strong }]]);
  return { server, url, codes, hookSecret: null, hold: Promise.resolve(), asked: Promise.withResolvers() };
}

function signedByApp(request: IncomingMessage): boolean {
  const [head, claim, signature] = request.headers.authorization?.replace('Bearer ', '').split('.') ?? [];
  const verify = createVerify('RSA-SHA256').update(`${head}.${claim}`);
  return verify.verify(publicKey, signature ?? '', 'base64url') && JSON.parse(atob(claim ?? '')).iss === '4711';
}

/** The command, up to where it waits for a browser. */
async function start(args: string[] = [], { env = {}, patienceMs = 60_000 } = {}) {
  const said: string[] = [];
  const stop = new AbortController();
  const shown = Promise.withResolvers<string>();
  const say = (line: string) => {
    said.push(line);
    if (line.startsWith('  http')) shown.resolve(line.trim());
  };
  const ended = registerApp({
    wishes: understood(args),
    folder,
    env: { GITHUB_API_URL: github.url, ...env },
    say,
    interrupted: stop.signal,
    patienceMs,
  });
  const outcome = ended.then(
    () => 'registered',
    (error: Error) => error.message,
  );
  const link = await Promise.race([shown.promise, outcome]);
  return { link, said, stop, outcome };
}

async function openForm(link: string) {
  const response = await fetch(link);
  const page = (await response.text()).replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const [, action = ''] = /action="([^"]*)"/.exec(page) ?? [];
  const [, manifest = '{}'] = /value="(\{.*\})"/.exec(page) ?? [];
  const { redirect_url: redirect = '', ...rest } = JSON.parse(manifest);
  const state = action === '' ? '' : (new URL(action).searchParams.get('state') ?? '');
  const comeBack = (given: Record<string, string>) => fetch(`${redirect}?${new URLSearchParams({ state, ...given })}`);
  return { response, action, manifest: rest, comeBack };
}

const envFile = () => readFileSync(join(folder, '.env'), 'utf8');
const files = () => readdirSync(folder).sort();

describe('the whole way', () => {
  it('ends with keys that npm start takes, and the two next steps', async () => {
    const { link, said, outcome } = await start(['--org', 'acme', '--url', 'https://mate.acme.dev/', '--name', 'Acme mate']);
    const { action, manifest, comeBack } = await openForm(link);
    expect(action).toMatch(`${github.url}/organizations/acme/settings/apps/new?state=`);
    expect(manifest.name).toBe('Acme mate');
    expect(manifest.hook_attributes).toEqual({ url: 'https://mate.acme.dev/api/github/webhooks', active: true });

    const back = await comeBack({ code: 'fresh' });
    expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('Acme mate is registered')]);
    expect(await outcome).toBe('registered');
    expect(said.slice(2)).toEqual([
      'Acme mate is registered as App 4711. Its keys are in .env, which only you can read.',
      'GitHub sends webhooks to https://mate.acme.dev/api/github/webhooks.',
      'Next:',
      `  1. install it: ${github.url}/apps/acme-mate/installations/new`,
      '  2. npm start',
    ]);
    const read = readEnv(parseEnv(envFile()), folder);
    expect(read).toMatchObject({
      ok: true,
      settings: { app: { id: 4711 }, githubApiUrl: github.url, webhook: { secrets: [strong] }, deliveries: 'webhook' },
    });
    expect(read.ok && read.settings.secretsKeys.map(key => key.length)).toEqual([32]);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(files()).toEqual(['.env']);
    expect(said.join('\n') + (await outcome)).not.toMatch(new RegExp(`${strong}|BEGIN|LS0t`));
  });

  it('without --url sets up DELIVERIES=poll, and says so', async () => {
    const { link, said, outcome } = await start();
    const { action, manifest, comeBack } = await openForm(link);
    expect(action).toMatch(`${github.url}/settings/apps/new?state=`);
    expect(manifest.hook_attributes.active).toBe(true);
    await comeBack({ code: 'fresh' });
    await outcome;
    expect(parseEnv(envFile()).DELIVERIES).toBe('poll');
    expect(said).toContain(
      'Without --url GitHub cannot reach this machine, so DELIVERIES=poll: its delivery log is read every ten seconds instead.',
    );
  });

  it('uses the webhook proxy that .env has', async () => {
    writeFileSync(join(folder, '.env'), 'WEBHOOK_PROXY_URL=https://smee.io/abc\n');
    const { link, outcome } = await start([], { env: { WEBHOOK_PROXY_URL: 'https://smee.io/abc' } });
    const { manifest, comeBack } = await openForm(link);
    expect(manifest.hook_attributes.url).toBe('https://smee.io/abc');
    await comeBack({ code: 'fresh' });
    await outcome;
    expect(parseEnv(envFile())).toMatchObject({ DELIVERIES: 'webhook', WEBHOOK_PROXY_URL: 'https://smee.io/abc' });
  });

  it.each([null, 'development'])('makes a webhook secret and tells GitHub where GitHub gives %s', async webhook_secret => {
    github.codes.set('weak', { webhook_secret });
    const { link, outcome } = await start();
    const { comeBack } = await openForm(link);
    await comeBack({ code: 'weak' });
    expect(await outcome).toBe('registered');
    expect(parseEnv(envFile()).WEBHOOK_SECRET).toMatch(/^[0-9a-f]{64}$/);
    expect(github.hookSecret).toBe(parseEnv(envFile()).WEBHOOK_SECRET);
  });
});

describe('what is in .env already', () => {
  it('is kept, with its key for secrets at rest', async () => {
    writeFileSync(join(folder, '.env'), 'PORT=4000\nSECRETS_KEY=kept\n');
    const { link, outcome } = await start([], { env: { SECRETS_KEY: 'kept' } });
    await (await openForm(link)).comeBack({ code: 'fresh' });
    await outcome;
    expect(parseEnv(envFile())).toMatchObject({ PORT: '4000', SECRETS_KEY: 'kept', APP_ID: '4711' });
    expect(files()).toEqual(['.env']);
  });

  it('is not overwritten when there are credentials in it', async () => {
    writeFileSync(join(folder, '.env'), 'APP_ID=1\n');
    expect(await (await start()).outcome).toBe(
      '.env holds APP_ID already. Say it with --force to replace that App; the old file is kept as .env.old.',
    );
    expect(envFile()).toBe('APP_ID=1\n');
  });

  it('goes to .env.old with --force', async () => {
    const before = `APP_ID=1\nPRIVATE_KEY="${pem}"\nWEBHOOK_SECRET_OLD=x\nPORT=4000\n`;
    writeFileSync(join(folder, '.env'), before);
    const { link, outcome } = await start(['--force']);
    await (await openForm(link)).comeBack({ code: 'fresh' });
    expect(await outcome).toBe('registered');
    const { APP_ID, PORT, WEBHOOK_SECRET_OLD } = parseEnv(envFile());
    expect([APP_ID, PORT, WEBHOOK_SECRET_OLD]).toEqual(['4711', '4000', undefined]);
    expect(readFileSync(join(folder, '.env.old'), 'utf8')).toBe(before);
    expect(statSync(join(folder, '.env.old')).mode & 0o777).toBe(0o600);
  });

  it('does not help where the environment would win', async () => {
    expect(await (await start([], { env: { PRIVATE_KEY: 'x' } })).outcome).toBe(
      'PRIVATE_KEY is set in the environment, which counts before .env. Unset it, or say it with --force.',
    );
  });

  it('is refused before there is an App when it cannot be kept', async () => {
    writeFileSync(join(folder, '.env'), 'PORT=" \n');
    expect(await (await start()).outcome).toBe(
      '.env has lines that cannot be kept as they are (a quote without its end?). Mend it, or move it away.',
    );
  });
});

describe('somebody else', () => {
  it('without the token gets nothing, and does not use it up', async () => {
    const { link, stop, outcome } = await start();
    const wrong = await Promise.all(['?token=x', '?token=', '', 'settings'].map(rest => fetch(link.replace(/\?.*/, rest))));
    expect(wrong.map(response => response.status)).toEqual([403, 403, 403, 404]);
    expect((await fetch(link, { method: 'POST' })).status).toBe(405);
    expect((await fetch(link, { headers: { 'sec-purpose': 'prefetch' } })).status).toBe(503);
    const { response } = await openForm(link);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    stop.abort();
    await outcome;
  });

  it('with the token of a page that was opened gets nothing', async () => {
    const { link, stop, outcome } = await start();
    await openForm(link);
    expect((await fetch(link)).status).toBe(410);
    stop.abort();
    await outcome;
  });

  it.each(['evil.example', 'localhost', '127.0.0.1', ''])('who comes under the name "%s" gets nothing', async name => {
    const { link, stop, outcome } = await start();
    const { port, search } = new URL(link);
    const host = name === '127.0.0.1' ? name : `${name}:${port}`;
    const request = rawRequest({ host: '127.0.0.1', port, path: `/${search}`, headers: { host } }).end();
    const [response] = await once(request, 'response');
    response.resume();
    expect(response.statusCode).toBe(421);
    expect((await fetch(link)).status).toBe(200);
    stop.abort();
    await outcome;
  });

  it('cannot slip in a code of an App of their own', async () => {
    const { link, outcome } = await start();
    const early = await fetch(link.replace(/\?.*/, 'callback?code=fresh&state=x'));
    const { comeBack } = await openForm(link);
    const wrong = await comeBack({ code: 'fresh', state: 'x' });
    const none = await comeBack({ code: '' });
    expect([early.status, wrong.status, none.status]).toEqual([403, 403, 400]);
    expect(files()).toEqual([]);
    await comeBack({ code: 'fresh' });
    expect(await outcome).toBe('registered');
  });

  it('cannot use the answer a second time', async () => {
    const release = Promise.withResolvers<void>();
    github.hold = release.promise;
    github.codes.set('second', { webhook_secret: strong });
    const { link, outcome } = await start();
    const { comeBack } = await openForm(link);
    const first = comeBack({ code: 'fresh' });
    await github.asked.promise;
    expect((await comeBack({ code: 'second' })).status).toBe(410);
    release.resolve();
    expect([(await first).status, await outcome, [...github.codes.keys()]]).toEqual([200, 'registered', ['second']]);
  });
});

describe('when it does not end well', () => {
  it('an expired code is said in the browser and in the terminal', async () => {
    const { link, outcome } = await start();
    const back = await (await openForm(link)).comeBack({ code: 'expired' });
    const sentence = 'GitHub does not know this code any more: it counts once, and for one hour.';
    expect([back.status, await back.text()]).toEqual([502, expect.stringContaining(sentence)]);
    expect(await outcome).toContain(sentence);
    expect(files()).toEqual([]);
  });

  it('nobody comes', async () => {
    const { outcome } = await start([], { patienceMs: 30 });
    expect(await outcome).toBe(
      'Nobody came back from GitHub in time; nothing was written. "npm run shipmate -- register" starts again.',
    );
  });

  it('Ctrl-C leaves nothing behind, and nobody listening', async () => {
    const { link, stop, outcome } = await start();
    await openForm(link);
    stop.abort();
    expect(await outcome).toBe('Stopped; nothing was written. "npm run shipmate -- register" starts again.');
    await expect(fetch(link)).rejects.toThrow();
    expect(files()).toEqual([]);
  });

  it('Ctrl-C after GitHub made the App waits for the keys', async () => {
    const release = Promise.withResolvers<void>();
    github.hold = release.promise;
    const { link, stop, outcome } = await start();
    const back = (await openForm(link)).comeBack({ code: 'fresh' });
    await github.asked.promise;
    stop.abort();
    release.resolve();
    await back;
    expect(await outcome).toBe('registered');
    expect(parseEnv(envFile()).APP_ID).toBe('4711');
  });
});

it.each([
  [['--org', 'a/b'], '--org must be the name of an organisation, as in --org acme.'],
  [['--name', 'x'.repeat(35)], '--name must have 1 to 34 characters.'],
  [['--url', 'mate.acme.dev'], '--url must be a whole URL, as in https://shipmate.example.org.'],
  [
    ['--url', 'http://localhost:3000'],
    '--url must be an address that GitHub can reach. Leave it out, and deliveries are fetched from GitHub instead.',
  ],
  [['--dance'], "Unknown option '--dance'"],
])('%j makes no sense', (args, sentence) => {
  expect(() => understood(args)).toThrow(sentence);
});
