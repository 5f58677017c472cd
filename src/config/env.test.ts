import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Env, environment, readEnv, type Settings, settingsFrom, storeSettings, whatIsMissing } from './env.ts';
import { weakness } from './env-secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'env-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const secret = 'c7b2f0e91d4a86355e0f9ab81c6d72e4';
const good: Env = { APP_ID: '12345', PRIVATE_KEY: pem, WEBHOOK_SECRET: secret };
writeFileSync(join(folder, 'app.pem'), pem);

const problems = (env: Env): string[] => {
  const read = readEnv(env, folder);
  return read.ok ? [] : read.problems;
};
const settings = (env: Env): Settings => settingsFrom(env, folder);

it('serves with three variables, the rest as Probot has it', () => {
  expect(settings(good)).toEqual({
    app: { id: 12345, privateKey: pkcs8 },
    githubApiUrl: 'https://api.github.com',
    webhook: { path: '/api/github/webhooks', secrets: [secret], proxyUrl: null },
    deliveries: 'webhook',
    role: 'both',
    listen: { host: 'localhost', port: 3000 },
    store: { databaseUrl: null, dataFolder: join(folder, 'data') },
    logLevel: 'info',
    metrics: { token: null, port: null },
    secretsKeys: [],
    outsideAllowed: [],
    production: false,
  });
});

it('reads every variable', () => {
  const key = randomBytes(32);
  const databaseUrl = 'postgres:///shipmate?host=/run/sockets&user=alice';
  const env = {
    ...good,
    WEBHOOK_SECRET_OLD: 'old-9f8e7d6c5b4a39281706f5e4d3c2b1a0',
    WEBHOOK_PATH: '/hooks/',
    DELIVERIES: 'POLL',
    ROLE: 'worker',
    PORT: ' 0 ',
    HOST: '[::1]',
    GITHUB_API_URL: 'https://github.example.com/api/v3/',
    DATABASE_URL: databaseUrl,
    DATA_FOLDER: '/var/lib/shipmate',
    LOG_LEVEL: 'debug',
    METRICS_TOKEN: 'a-token-of-20-letter',
    METRICS_PORT: '9090',
    SECRETS_KEY: key.toString('base64'),
    OUTSIDE_ALLOWED_HOSTS: 'Loki.internal:3100, 0x0a.0.0.5 [::1]:9200',
    NODE_ENV: 'production',
  };
  expect(settings(env)).toMatchObject({
    githubApiUrl: 'https://github.example.com/api/v3',
    webhook: { path: '/hooks', secrets: [secret, env.WEBHOOK_SECRET_OLD] },
    deliveries: 'poll',
    role: 'worker',
    listen: { host: '::1', port: 0 },
    store: { databaseUrl, dataFolder: '/var/lib/shipmate' },
    logLevel: 'debug',
    metrics: { token: 'a-token-of-20-letter', port: 9090 },
    secretsKeys: [key],
    outsideAllowed: ['loki.internal:3100', '10.0.0.5', '[::1]:9200'],
    production: true,
  });
});

it('takes a key for secrets in base64, in hex or as a passphrase, and several of them, the one that seals first', () => {
  const key = randomBytes(32);
  const passphrase = 'seven grey gulls sat on a wet mast';
  const keys = settings({ ...good, SECRETS_KEY: `${key.toString('hex')}, ${key.toString('base64')},${passphrase}` }).secretsKeys;
  expect(keys.slice(0, 2)).toEqual([key, key]);
  expect(keys[2]).toHaveLength(32);
  expect(settings({ ...good, SECRETS_KEY: passphrase }).secretsKeys).toEqual(keys.slice(2));
});

it.each([
  ['PKCS#8', { PRIVATE_KEY: pkcs8 }],
  ['with \\n written out', { PRIVATE_KEY: pem.replaceAll('\n', '\\n') }],
  ['with spaces for line breaks', { PRIVATE_KEY: pem.replaceAll('\n', ' ') }],
  ['in base64', { PRIVATE_KEY: Buffer.from(pem).toString('base64') }],
  ['in base64 with line breaks', { PRIVATE_KEY: Buffer.from(pem).toString('base64').replace(/.{76}/g, '$&\n') }],
  ['with Windows line ends', { PRIVATE_KEY: pem.replaceAll('\n', '\r\n') }],
  ['in a file', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: 'app.pem' }],
])('takes a private key %s', (_, key) => {
  expect(settings({ ...good, ...key }).app.privateKey).toBe(pkcs8);
});

const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const locked = pair.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const open = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('one sentence for each mistake', () => {
  it.each<[Env, string]>([
    [{ APP_ID: '' }, 'APP_ID is missing; set it to the number on the settings page of the App.'],
    [{ APP_ID: 'shipmate' }, 'APP_ID must be the number on the settings page of the App, as in APP_ID=12345.'],
    [
      { APP_ID: 'Iv23liAbCd' },
      'APP_ID is a client id; set it to the App ID, the number above it on the settings page of the App.',
    ],
    [
      { PRIVATE_KEY: '' },
      'PRIVATE_KEY is missing; set it to the .pem file that GitHub gave you, or PRIVATE_KEY_PATH to where that file is.',
    ],
    [
      { PRIVATE_KEY: 'hello' },
      'PRIVATE_KEY must be the whole .pem file, from "-----BEGIN" to the end of "-----END …-----"; generate one on the settings page of the App, under "Private keys".',
    ],
    [
      { PRIVATE_KEY: pem.replace(/\n.{64}\n/, '\n') },
      'PRIVATE_KEY is cut off or damaged; copy the .pem file again, or generate one on the settings page of the App, under "Private keys".',
    ],
    [
      { PRIVATE_KEY: curve },
      'PRIVATE_KEY is no RSA key; copy the .pem file again, or generate one on the settings page of the App, under "Private keys".',
    ],
    [
      { PRIVATE_KEY: weak },
      'PRIVATE_KEY is an RSA key of less than 2048 bits, which GitHub does not make; generate one on the settings page of the App, under "Private keys".',
    ],
    [{ PRIVATE_KEY: locked }, 'PRIVATE_KEY is locked with a passphrase; put the key there as GitHub gave it.'],
    [
      { PRIVATE_KEY: open },
      'PRIVATE_KEY is a public key, and the private one is needed; generate one on the settings page of the App, under "Private keys".',
    ],
    [
      { PRIVATE_KEY: '', PRIVATE_KEY_PATH: 'gone.pem' },
      'PRIVATE_KEY_PATH names a file that cannot be read; correct the path, or let the user that runs Shipmate read it.',
    ],
    [
      { PRIVATE_KEY: '', PRIVATE_KEY_PATH: pem },
      'PRIVATE_KEY_PATH holds a key and must hold the path of a file; call it PRIVATE_KEY instead.',
    ],
    [
      { WEBHOOK_SECRET: ' ' },
      'WEBHOOK_SECRET is missing; make one ("openssl rand -hex 32"), and set it here and on the settings page of the App.',
    ],
    [
      { WEBHOOK_SECRET: '', DELIVERIES: 'poll' },
      'WEBHOOK_SECRET is missing; make one ("openssl rand -hex 32"), and set it here and on the settings page of the App.',
    ],
    [
      { WEBHOOK_SECRET: 'development' },
      'WEBHOOK_SECRET is shorter than 32 characters; make a new one ("openssl rand -hex 32"), and set it here and on the settings page of the App.',
    ],
    [
      { WEBHOOK_SECRET_OLD: 'a'.repeat(40) },
      'WEBHOOK_SECRET_OLD repeats itself; make a new one ("openssl rand -hex 32"), and set it here and on the settings page of the App.',
    ],
    [
      { WEBHOOK_SECRET_OLD: secret },
      'WEBHOOK_SECRET_OLD is the same as WEBHOOK_SECRET; take it away, or put the new secret into WEBHOOK_SECRET.',
    ],
    [{ WEBHOOK_PATH: 'hooks' }, 'WEBHOOK_PATH must be a path that begins with a slash, as in /api/github/webhooks.'],
    [{ WEBHOOK_PROXY_URL: 'smee.io/abc' }, 'WEBHOOK_PROXY_URL must be a whole URL, as in https://smee.io/abc.'],
    [
      { WEBHOOK_PROXY_URL: 'https://smee.io/abc', NODE_ENV: 'production' },
      'WEBHOOK_PROXY_URL is for development and NODE_ENV is production; take it away and give GitHub the real address.',
    ],
    [
      { WEBHOOK_PROXY_URL: 'https://smee.io/abc', DELIVERIES: 'poll' },
      'WEBHOOK_PROXY_URL has no use with DELIVERIES=poll, which reads deliveries from GitHub; take one of them away.',
    ],
    [{ DELIVERIES: 'push' }, 'DELIVERIES must be one of webhook, poll.'],
    [{ ROLE: 'server' }, 'ROLE must be one of web, worker, both.'],
    [
      { ROLE: 'web' },
      'ROLE splits the work between processes, which then need one database; set DATABASE_URL, or take ROLE away.',
    ],
    [{ PORT: '65536' }, 'PORT must be a number from 1 to 65535, as in 3000 (0 takes any port that is free).'],
    [{ PORT: '0x10' }, 'PORT must be a number from 1 to 65535, as in 3000 (0 takes any port that is free).'],
    [{ METRICS_PORT: '3000' }, 'METRICS_PORT is the same as PORT; set it to another one.'],
    [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN is shorter than 16 characters; make one with "openssl rand -hex 16".'],
    [{ HOST: 'http://0.0.0.0' }, 'HOST must be an address to listen on, without http:// and port, as in HOST=0.0.0.0.'],
    [
      { GITHUB_API_URL: 'api.github.com' },
      'GITHUB_API_URL must be a whole URL, as in https://api.github.com or https://github.example.com/api/v3.',
    ],
    [
      { GITHUB_API_URL: 'https://github.com/' },
      'GITHUB_API_URL is the site and must be its API; set it to https://api.github.com or leave it out.',
    ],
    [{ GITHUB_API_URL: 'https://alice:pw@github.example.com' }, 'GITHUB_API_URL must not carry a user and a password.'],
    [
      { DATABASE_URL: 'mysql://localhost/shipmate' },
      'DATABASE_URL must be a whole URL, as in postgres://user:password@host:5432/shipmate (other signs than letters and digits in the password written as %40).',
    ],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.'],
    [{ SECRETS_KEY: 'abc' }, 'SECRETS_KEY must be 32 random bytes in base64; make one with "openssl rand -base64 32".'],
    [
      { SECRETS_KEY: `${randomBytes(32).toString('base64')},` },
      'SECRETS_KEY must be 32 random bytes in base64; make one with "openssl rand -base64 32".',
    ],
    [{ SECRETS_KEY: 'A'.repeat(43) }, 'SECRETS_KEY must be 32 random bytes in base64; make one with "openssl rand -base64 32".'],
    [
      { OUTSIDE_ALLOWED_HOSTS: 'http://loki.internal' },
      'OUTSIDE_ALLOWED_HOSTS must be hosts with or without a port, as in loki.internal:3100,10.0.0.5 (no http://, no path, no *).',
    ],
    [{ DATABASEURL: 'x' }, 'DATABASEURL is not read by anything; did you mean DATABASE_URL?'],
    [{ WEBHOOK_SECERT_OLD: 'x' }, 'WEBHOOK_SECERT_OLD is not read by anything; did you mean WEBHOOK_SECRET_OLD?'],
    [{ GHE_HOST: 'github.example.com' }, 'GHE_HOST is not read here; set GITHUB_API_URL=https://<host>/api/v3 instead.'],
  ])('mistake %#', (wrong, sentence) => {
    expect(problems({ ...good, ...wrong })).toEqual([sentence]);
  });

  it('says all of them at once', () => {
    expect(problems({ WEBHOOKSECRET: 'x', PORT: 'x', APP_ID: 'x', METRICS_PORT: '-1' })).toEqual([
      'PRIVATE_KEY is missing; set it to the .pem file that GitHub gave you, or PRIVATE_KEY_PATH to where that file is.',
      'WEBHOOK_SECRET is missing; make one ("openssl rand -hex 32"), and set it here and on the settings page of the App.',
      'APP_ID must be the number on the settings page of the App, as in APP_ID=12345.',
      'PORT must be a number from 1 to 65535, as in 3000 (0 takes any port that is free).',
      'METRICS_PORT must be a number from 1 to 65535, as in 3000 (0 takes any port that is free).',
      'WEBHOOKSECRET is not read by anything; did you mean WEBHOOK_SECRET?',
    ]);
  });

  it('leaves other names alone', () => {
    const others = [
      'PATH',
      'HOSTNAME',
      'HOME',
      'PORTS',
      'POST',
      'ROLES',
      'HOSTS',
      'NODE_OPTIONS',
      'APP_URL',
      'DATABASE',
      'GITHUB_TOKEN',
    ];
    expect(problems({ ...good, ...Object.fromEntries(others.map(name => [name, 'x'])), WEBHOOKSECRET: 'x' })).toEqual([]);
  });

  it('shows no value, whatever stands where', () => {
    const names = Object.keys({
      ...good,
      PRIVATE_KEY_PATH: '',
      WEBHOOK_SECRET_OLD: '',
      WEBHOOK_PROXY_URL: '',
      DATABASE_URL: '',
      PORT: '',
    });
    names.push(
      'HOST',
      'METRICS_TOKEN',
      'METRICS_PORT',
      'SECRETS_KEY',
      'ROLE',
      'DELIVERIES',
      'LOG_LEVEL',
      'GITHUB_API_URL',
      'OUTSIDE_ALLOWED_HOSTS',
      'APPID',
    );
    const shapes = [
      'XHIDDENX',
      'https://XHIDDENX',
      'postgres://u:XHIDDENX@#',
      '-----BEGIN XHIDDENX',
      'http://a:XHIDDENX@b',
      '1XHIDDENX',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...shapes)), env => {
        expect(problems(env).join('\n')).not.toMatch(/hidden/i);
      }),
    );
  });
});

describe('a webhook secret that anybody could guess', () => {
  it.each([
    'development',
    'c7b2f0e91d4a86355e0f9ab81c6d72e',
    'developmentdevelopmentdevelopment!',
    'changeme-changeme-changeme-12345',
    'CHANGE_ME_c7b2f0e91d4a86355e0f9ab81',
    'your-webhook-secret-goes-here-0123456789',
    "It's a Secret to Everybody, it really is",
    'abababababababababababababababababab',
    'f81d4fae7dec11d0f81d4fae7dec11d0',
    '12345678901234567890123456789012',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'c7b2f0e91d4a86355e0f9ab81c6d72e4\n',
  ])('refuses %j', text => expect(weakness(text)).toMatch(/shorter|word|repeats|counts|line break/));

  it('takes whatever is random', () => {
    for (let round = 0; round < 2000; round++) {
      expect(weakness(randomBytes(16).toString('hex'))).toBeNull();
      expect(weakness(randomBytes(24).toString('base64'))).toBeNull();
    }
  });
});

describe('without any credentials', () => {
  it('says what is missing and the two ways on, in five lines', () => {
    const read = readEnv({ PORT: '3000', WEBHOOK_SECRET: '' }, folder);
    expect(read.ok ? [] : whatIsMissing(read)).toEqual([
      'Shipmate has no credentials yet: APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET are not set, nor in .env.',
      'There are two ways on:',
      '  npm run sandbox                 tries it out at once, on a GitHub in a box',
      '  npm run shipmate -- register    makes a GitHub App of your own and writes .env',
      'If you have an App already, set the three in the environment or in .env.',
    ]);
  });

  it('still names what is wrong besides', () => {
    const read = readEnv({ APPID: '12345' }, folder);
    expect(read.ok ? [] : whatIsMissing(read).slice(5)).toEqual(['APPID is not read by anything; did you mean APP_ID?']);
  });

  it('is not said to somebody who set one of them', () => {
    const read = readEnv({ APP_ID: '12345' }, folder);
    expect(read.ok ? [] : whatIsMissing(read)).toHaveLength(2);
  });

  it('the database can be reached all the same', () => {
    expect(storeSettings({ DATA_FOLDER: 'rows' }, folder)).toEqual({ databaseUrl: null, dataFolder: join(folder, 'rows') });
    expect(() => storeSettings({ DATABASE_URL: 'x' })).toThrow(/^DATABASE_URL must be a whole URL/);
  });
});

describe('.env', () => {
  it('counts below the real environment', () => {
    writeFileSync(join(folder, '.env'), `PATH=/nowhere\nAPP_ID=1\nPRIVATE_KEY="${pem}"\n`);
    expect(environment(folder)).toMatchObject({ PATH: process.env.PATH, APP_ID: '1', PRIVATE_KEY: pem });
  });

  it('that cannot be read is said in a sentence', () => {
    expect(() => environment(join(folder, '.env'))).toThrow('.env is there and cannot be read.');
  });
});
