/** The environment, read once and in one place: every mistake in it is one sentence with the variable and the fix. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import * as z from 'zod/mini';
import { Sentence } from '../core/sentence.ts';
import { misspelt } from './env-names.ts';
import { privateKey } from './env-secrets.ts';
import * as value from './env-values.ts';

export type Env = Record<string, string | undefined>;

export interface StoreSettings {
  /** Null: the embedded server in the data folder. */
  databaseUrl: string | null;
  /** Absolute. */
  dataFolder: string;
}

export interface Settings {
  app: { id: number; privateKey: string };
  /** Without a slash at the end. */
  githubApiUrl: string;
  /** GitHub signs with one of `secrets`; there are two while the secret is being changed. */
  webhook: { path: string; secrets: string[]; proxyUrl: string | null };
  deliveries: 'webhook' | 'poll';
  role: 'web' | 'worker' | 'both';
  listen: { host: string; port: number };
  store: StoreSettings;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Metrics are served on their own port, or behind the token, or not at all. */
  metrics: { token: string | null; port: number | null };
  /** For secrets at rest: the first seals, all of them open. Empty: none can be kept. */
  secretsKeys: Buffer[];
  /** Hosts that are not on the open internet, and that repositories' files may name all the same. */
  outsideAllowed: string[];
  production: boolean;
}

/** Without any credentials nothing was done wrong yet: `problems` then holds what is wrong besides. */
export type EnvRead = { ok: true; settings: Settings } | { ok: false; problems: string[]; noCredentials: boolean };

/** `.env` of the working folder under the real environment, which wins. */
export function environment(folder: string = process.cwd()): Env {
  return { ...envFile(folder), ...process.env };
}

/** `.env` alone; empty when there is none. */
export function envFile(folder: string): Env {
  try {
    return parseEnv(readFileSync(resolve(folder, '.env'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Sentence(
      '.env is there and cannot be read. Make it a file that the user who runs Shipmate may read, or take it away.',
    );
  }
}

const variables = (folder: string) => ({
  APP_ID: value.variable(value.appId),
  PRIVATE_KEY: value.variable(privateKey),
  PRIVATE_KEY_PATH: value.variable(value.keyFile(folder)),
  WEBHOOK_SECRET: value.variable(value.webhookSecret),
  WEBHOOK_SECRET_OLD: value.variable(value.webhookSecret),
  WEBHOOK_PATH: value.variable(value.path),
  WEBHOOK_PROXY_URL: value.variable(value.webUrl),
  DELIVERIES: value.oneOf('webhook', 'poll'),
  ROLE: value.oneOf('web', 'worker', 'both'),
  PORT: value.variable(value.port),
  HOST: value.variable(value.host),
  GITHUB_API_URL: value.variable(value.apiUrl),
  DATABASE_URL: value.variable(value.databaseUrl),
  DATA_FOLDER: value.variable(text => resolve(folder, text.trim())),
  LOG_LEVEL: value.oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  METRICS_TOKEN: value.variable(value.metricsToken),
  METRICS_PORT: value.variable(value.port),
  SECRETS_KEY: value.variable(value.secretsKeys),
  OUTSIDE_ALLOWED_HOSTS: value.variable(value.hosts),
  NODE_ENV: z.optional(z.string()),
});

export const variableNames = Object.keys(variables('.'));

/** All that `npm start` needs, or all that is wrong with it. Never shows a value: it may be a secret in the wrong place. */
export function readEnv(env: Env, folder: string = process.cwd()): EnvRead {
  const set = filled(env);
  const known = variables(folder);
  const read = z.safeParse(z.object(known), set);
  const noCredentials = credentials.every(name => set[name] === undefined);
  const problems = [...mistakes(read.error), ...contradictions(set), ...misspelt(set, Object.keys(known))];
  if (!noCredentials) problems.unshift(...missing(set));
  const { APP_ID: id, PRIVATE_KEY, PRIVATE_KEY_PATH, WEBHOOK_SECRET: secret, ...rest } = read.data ?? {};
  const key = PRIVATE_KEY ?? PRIVATE_KEY_PATH;
  if (problems.length > 0 || id === undefined || key === undefined || secret === undefined)
    return { ok: false, problems, noCredentials };
  return {
    ok: true,
    settings: {
      app: { id, privateKey: key },
      githubApiUrl: rest.GITHUB_API_URL ?? 'https://api.github.com',
      webhook: {
        path: rest.WEBHOOK_PATH ?? '/api/github/webhooks',
        secrets: rest.WEBHOOK_SECRET_OLD === undefined ? [secret] : [secret, rest.WEBHOOK_SECRET_OLD],
        proxyUrl: rest.WEBHOOK_PROXY_URL ?? null,
      },
      deliveries: rest.DELIVERIES ?? 'webhook',
      role: rest.ROLE ?? 'both',
      listen: { host: rest.HOST ?? 'localhost', port: rest.PORT ?? 3000 },
      store: store(rest, folder),
      logLevel: rest.LOG_LEVEL ?? 'info',
      metrics: { token: rest.METRICS_TOKEN ?? null, port: rest.METRICS_PORT ?? null },
      secretsKeys: rest.SECRETS_KEY ?? [],
      outsideAllowed: rest.OUTSIDE_ALLOWED_HOSTS ?? [],
      production: rest.NODE_ENV === 'production',
    },
  };
}

/** For the verbs that talk to GitHub: the same, or a sentence of all the problems. */
export function settingsFrom(env: Env, folder: string = process.cwd()): Settings {
  const read = readEnv(env, folder);
  if (!read.ok) throw new Sentence(whatIsMissing(read).join('\n'));
  return read.settings;
}

/** The lines for somebody whose `npm start` cannot serve. */
export function whatIsMissing(read: { problems: string[]; noCredentials: boolean }): string[] {
  if (!read.noCredentials) return read.problems;
  return [
    'Shipmate has no credentials yet: APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET are not set, nor in .env.',
    'There are two ways on:',
    '  npm run sandbox                 tries it out at once, on a GitHub in a box',
    '  npm run shipmate -- register    makes a GitHub App of your own and writes .env',
    'If you have an App already, set the three in the environment or in .env.',
    ...read.problems,
  ];
}

/** For the verbs that only need the database: credentials may be missing or wrong. */
export function storeSettings(env: Env, folder: string = process.cwd()): StoreSettings {
  const { DATABASE_URL, DATA_FOLDER } = variables(folder);
  return store(parsed(z.object({ DATABASE_URL, DATA_FOLDER }), env), folder);
}

/** For the verb that adds hooks: the keys for their secrets, and where the server of this machine listens. */
export function hookSettings(env: Env): { keys: Buffer[]; listen: Settings['listen'] } {
  const { SECRETS_KEY, HOST, PORT } = variables('.');
  const read = parsed(z.object({ SECRETS_KEY, HOST, PORT }), env);
  return { keys: read.SECRETS_KEY ?? [], listen: { host: read.HOST ?? 'localhost', port: read.PORT ?? 3000 } };
}

/** For the verb that makes the credentials: where GitHub is, and where webhooks arrive. */
export function githubSettings(env: Env): { apiUrl: string; webhookPath: string; proxyUrl: string | null } {
  const { GITHUB_API_URL, WEBHOOK_PATH, WEBHOOK_PROXY_URL } = variables('.');
  const read = parsed(z.object({ GITHUB_API_URL, WEBHOOK_PATH, WEBHOOK_PROXY_URL }), env);
  return {
    apiUrl: read.GITHUB_API_URL ?? 'https://api.github.com',
    webhookPath: read.WEBHOOK_PATH ?? '/api/github/webhooks',
    proxyUrl: read.WEBHOOK_PROXY_URL ?? null,
  };
}

function parsed<T extends z.ZodMiniType>(schema: T, env: Env): z.infer<T> {
  const read = z.safeParse(schema, filled(env));
  if (!read.success) throw new Sentence(mistakes(read.error).join('\n'));
  return read.data;
}

const store = (read: { DATABASE_URL?: string | undefined; DATA_FOLDER?: string | undefined }, folder: string): StoreSettings => ({
  databaseUrl: read.DATABASE_URL ?? null,
  dataFolder: read.DATA_FOLDER ?? resolve(folder, 'data'),
});

/** Compose files and shells set variables to nothing where they mean "not set". */
function filled(env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, text]) => (text?.trim() ? [[name, text]] : [])));
}

function mistakes(error: z.core.$ZodError | undefined): string[] {
  return (error?.issues ?? []).map(issue => `${issue.path.join('.')} ${issue.message}`);
}

export const credentials = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'];

function missing(set: Record<string, string>): string[] {
  const problems: string[] = [];
  if (set.APP_ID === undefined) problems.push('APP_ID is missing; set it to the number on the settings page of the App.');
  if (set.PRIVATE_KEY === undefined && set.PRIVATE_KEY_PATH === undefined)
    problems.push(
      'PRIVATE_KEY is missing; set it to the .pem file that GitHub gave you, or PRIVATE_KEY_PATH to where that file is.',
    );
  if (set.WEBHOOK_SECRET === undefined)
    problems.push(
      'WEBHOOK_SECRET is missing; make one ("openssl rand -hex 32"), and set it here and on the settings page of the App.',
    );
  return problems;
}

/** Each variable is right and together they are not. */
function contradictions(set: Record<string, string>): string[] {
  const is = (name: string, word: string) => set[name]?.trim().toLowerCase() === word;
  const rules: [boolean, string][] = [
    [
      set.WEBHOOK_SECRET_OLD !== undefined && set.WEBHOOK_SECRET_OLD === set.WEBHOOK_SECRET,
      'WEBHOOK_SECRET_OLD is the same as WEBHOOK_SECRET; take it away, or put the new secret into WEBHOOK_SECRET.',
    ],
    [
      set.WEBHOOK_PROXY_URL !== undefined && set.NODE_ENV === 'production',
      'WEBHOOK_PROXY_URL is for development and NODE_ENV is production; take it away and give GitHub the real address.',
    ],
    [
      set.WEBHOOK_PROXY_URL !== undefined && is('DELIVERIES', 'poll'),
      'WEBHOOK_PROXY_URL has no use with DELIVERIES=poll, which reads deliveries from GitHub; take one of them away.',
    ],
    [
      set.DATABASE_URL === undefined && (is('ROLE', 'web') || is('ROLE', 'worker')),
      'ROLE splits the work between processes, which then need one database; set DATABASE_URL, or take ROLE away.',
    ],
    [
      set.METRICS_PORT !== undefined && Number(set.METRICS_PORT) !== 0 && Number(set.METRICS_PORT) === Number(set.PORT ?? 3000),
      'METRICS_PORT is the same as PORT; set it to another one.',
    ],
  ];
  return rules.flatMap(([holds, sentence]) => (holds ? [sentence] : []));
}
