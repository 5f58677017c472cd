import { randomBytes } from 'node:crypto';
import { openStore } from '../../src/store/connection.ts';
import { addHook, giveToken, hookKey, tokenKey } from '../../src/store/hooks.ts';
import { keepOutsideSecret, outsidePlace } from '../../src/store/outside-secrets.ts';
import { seal } from '../../src/store/sealed.ts';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { push } from './builds.ts';
import { after, settles } from './deploys.ts';

/** A repository that wants errors, doors for them, and what goes wrong. */

export const key = randomBytes(32);
export const keys = { SECRETS_KEY: key.toString('base64') };
export const secret = 'only-this-hook-knows-what-is-in-here-4711';

interface Options {
  file?: string;
  private?: boolean;
  files?: Record<string, string>;
  /** Doors by name, each of that kind. */
  hooks?: Record<string, string>;
  env?: Record<string, string>;
}

export async function alertBot({
  file = 'errors: { from: { generic: true } }\n',
  files = {},
  hooks = { generic: 'generic' },
  env = {},
  ...rest
}: Options = {}): Promise<Bot> {
  const bot = await startBot({ ...rest, env: { ...keys, ...env } });
  for (const [name, kind] of Object.entries(hooks)) await addDoor(bot, name, kind);
  push(bot, { '.github/shipmate.yml': file, ...files }, 'alice');
  await settles(bot);
  return bot;
}

export async function addDoor(bot: Bot, name: string, kind: string, repository: string | null = null): Promise<void> {
  const store = openStore(bot.database.config, { warn() {} });
  try {
    await addHook(store.db, { name, kind, owner: 'acme', repository, settings: {} }, seal([key], hookKey(name), secret));
  } finally {
    await store.close();
  }
}

/** What goes along to that address when a file of acme names it. */
export async function addHeader(bot: Bot, name: string, origin: string, value: string): Promise<void> {
  const store = openStore(bot.database.config, { warn() {} });
  const place = { owner: 'acme', name, origin };
  try {
    await keepOutsideSecret(store.db, place, seal([key], outsidePlace(place), value));
  } finally {
    await store.close();
  }
}

/** As whoever runs the server does it; null takes it away. */
export async function token(bot: Bot, name: string, text: string | null, settings: Record<string, unknown> = {}): Promise<void> {
  const store = openStore(bot.database.config, { warn() {} });
  try {
    await giveToken(store.db, name, text === null ? null : seal([key], tokenKey(name), text), settings);
  } finally {
    await store.close();
  }
}

/** A letter as its source would send it, with these proofs, and what the door says. */
export async function sent(bot: Bot, name: string, body: unknown, headers: Record<string, string>): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await fetch(`${bot.app.url}/hooks/${name}`, { method: 'POST', body: text, headers })).status;
}

let told = 0;

/** Something goes wrong, told by whatever can send JSON. Each is a letter of its own. */
export async function breaks(bot: Bot, what: Record<string, unknown> = {}): Promise<void> {
  told += 1;
  const body = { title: 'TypeError in createUser', environment: 'prod', letter: told, ...what };
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  // A door that was added just now is known a moment later.
  await until(async () => (await sent(bot, 'generic', body, headers)) === 202);
}

/** All that came is counted, and looked at. */
export async function counted(bot: Bot, seconds = 16): Promise<void> {
  await until(async () => (await bot.query(`select 1 from deliveries where state = 'heaped'`)).length === 0);
  await after(bot, seconds);
}

export const groups = (bot: Bot) =>
  bot.query<{ title: string; alerts: number; status: string }>(
    'select title, alerts::int as alerts, status from alert_groups order by first_at, title',
  );
