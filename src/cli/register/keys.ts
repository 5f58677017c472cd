/** Where the keys of the new App go, and what must not be lost for them. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { credentials, type Env, envFile } from '../../config/env.ts';
import { Sentence } from '../../core/sentence.ts';
import { readText, rewritten, writePrivately } from './env-file.ts';
import type { NewApp } from './exchange.ts';

export function refuseToOverwrite(env: Env, folder: string): void {
  const inFile = envFile(folder);
  const name = credentials.find(candidate => env[candidate] || inFile[candidate]);
  if (name === undefined) return;
  if (inFile[name])
    throw new Sentence(`.env holds ${name} already. Say it with --force to replace that App; the old file is kept as .env.old.`);
  throw new Sentence(`${name} is set in the environment, which counts before .env. Unset it, or say it with --force.`);
}

/** Better before there is an App than after. */
export function refuseUnwritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
    rewritten(readText(resolve(folder, '.env')), { APP_ID: '1' }, outdated(false));
  } catch (error) {
    throw error instanceof Sentence
      ? error
      : new Sentence('.env cannot be written here. Let your user write to this folder, and to .env if it is there.');
  }
}

/** What belongs to the App that was here before. */
const outdated = (proxied: boolean) => [
  'PRIVATE_KEY_PATH',
  'WEBHOOK_SECRET_OLD',
  'GITHUB_API_URL',
  ...(proxied ? [] : ['WEBHOOK_PROXY_URL']),
];

interface Kept {
  app: NewApp;
  secret: string;
  hookUrl: string | null;
  env: Env;
  apiUrl: string;
  proxied: boolean;
}

/** True when there were other credentials, which are in `.env.old` now. */
export function keepKeys(folder: string, { app, secret, hookUrl, env, apiUrl, proxied }: Kept): boolean {
  const file = resolve(folder, '.env');
  const values = {
    APP_ID: String(app.id),
    // In base64 it is one line without quotes, which every reader of such files understands.
    PRIVATE_KEY: Buffer.from(app.pem).toString('base64'),
    WEBHOOK_SECRET: secret,
    DELIVERIES: hookUrl === null ? 'poll' : 'webhook',
    // A new one would make what is kept under the old one unreadable.
    ...(env.SECRETS_KEY ? {} : { SECRETS_KEY: randomBytes(32).toString('base64') }),
    ...(apiUrl === 'https://api.github.com' ? {} : { GITHUB_API_URL: apiUrl }),
  };
  try {
    const before = readText(file);
    const inFile = envFile(folder);
    const had = credentials.some(name => inFile[name]);
    if (had) writePrivately(`${file}.old`, before);
    writePrivately(file, rewritten(before, values, outdated(proxied)));
    return had;
  } catch {
    throw new Sentence(
      `The keys of ${app.name} could not be written to .env. Delete the App at ${app.html_url}, make room, and start again.`,
    );
  }
}
