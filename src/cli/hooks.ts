import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { environment, hookSettings, storeSettings } from '../config/env.ts';
import { Sentence } from '../core/sentence.ts';
import { hookPath } from '../engine/hook-door.ts';
import { whoseErrors } from '../features/errors/homes.ts';
import type { Source } from '../features/errors/sources/source.ts';
import { hasten } from '../store/chores.ts';
import type { Store } from '../store/connection.ts';
import {
  addHook,
  dropOldSecrets,
  giveToken,
  hookKey,
  type ListedHook,
  listHooks,
  removeHook,
  rotateHook,
  tokenKey,
} from '../store/hooks.ts';
import { seal, unseal } from '../store/sealed.ts';
import { duration } from '../time/duration.ts';
import { onDatabase } from './database.ts';
import { header, scansAndHeaders } from './hooks/outside.ts';
import { tryOut } from './hooks/trying.ts';
import { baseOf, nameFor, noKey, placeNamed, settingsOf, sourceNamed } from './hooks/words.ts';
import { plain } from './plain.ts';
import { Misuse, type Verb } from './verb.ts';

/** `hooks`: doors of their own for what tells us of errors and alerts; each secret is shown once, and kept sealed. */

const options = {
  name: { type: 'string' },
  set: { type: 'string', multiple: true },
  url: { type: 'string' },
  'secret-from': { type: 'string' },
  'drop-old': { type: 'boolean' },
  host: { type: 'string' },
  remove: { type: 'boolean' },
  drop: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** What may follow each word. */
const grammar: Record<string, { words: number; flags: string[]; needs: string }> = {
  list: { words: 0, flags: [], needs: '"list" takes nothing else.' },
  add: {
    words: 2,
    flags: ['name', 'set', 'url', 'secret-from'],
    needs: 'Name the source, and the owner or repository it tells of: "add sentry acme/web".',
  },
  rotate: { words: 1, flags: ['drop-old', 'url', 'secret-from'], needs: 'Name one hook; "hooks list" lists them.' },
  test: { words: 1, flags: ['url'], needs: 'Name one hook; "hooks list" lists them.' },
  header: {
    words: 2,
    flags: ['host', 'secret-from', 'remove'],
    needs: 'Name the secret as files do (`auth`), and whose repositories may use it: "header loki acme".',
  },
  token: { words: 1, flags: ['secret-from', 'set', 'drop'], needs: 'Name one hook; "hooks list" lists them.' },
  remove: { words: 1, flags: [], needs: 'Name one hook; "hooks list" lists them.' },
};

interface House {
  store: Store;
  sources: Source[];
  keys: Buffer[];
  listen: { host: string; port: number };
  values: Values;
  say(line: string): void;
}

export const hooks = (sources: Source[]): Verb => ({
  name: 'hooks',
  usage:
    '[list | add <kind> <owner>[/<repository>] [--name <name>] [--set <key>=<value>]… | rotate <name> [--drop-old] | test <name> | token <name> [--set <key>=<value>]… [--drop] | remove <name> | header <name> <owner> (--host <host> --secret-from <file>|- | --remove)] [--url <https://…>] [--secret-from <file>|-]',
  about:
    'Doors for what tells of errors and alerts: adds one and shows its secret once, lists them, gives one a new secret (--drop-old: ends the older ones), sends it a sample, removes it; gives one a token, with which its source is told of /ack and /resolve, and asked what got lost. --secret-from: the secret, or the token, is the source’s own. header: what is sent along as Authorization when a file’s `errors.scan` names it, to that host and for that owner alone.',
  async run(args, say) {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
    const [what = 'list', ...words] = positionals;
    const rule = Object.hasOwn(grammar, what) ? grammar[what] : undefined;
    if (!rule) throw new Misuse(`"${plain(what)}" is none of ${Object.keys(grammar).join(', ')}.`);
    if (words.length !== rule.words) throw new Misuse(rule.needs);
    const stray = Object.keys(values).find(flag => !rule.flags.includes(flag));
    if (stray !== undefined) throw new Misuse(`--${stray} does not go with ${what}.`);
    const env = environment();
    const settings = hookSettings(env);
    return await onDatabase(storeSettings(env), say, async store => {
      const house: House = { store, sources, ...settings, values, say };
      const [first = '', second = ''] = words;
      if (what === 'list') await list(house);
      else if (what === 'add') await add(house, first, second);
      else if (what === 'header') await header(house, { name: first, owner: second, ...values });
      else if (what === 'rotate') await rotate(house, first);
      else if (what === 'test') return await test(house, first);
      else if (what === 'token') await giveOne(house, first);
      else await remove(house, first);
      return 0;
    });
  },
});

async function list({ store, keys, say }: House): Promise<void> {
  const all = await listHooks(store.db);
  const others = await scansAndHeaders(store);
  if (all.length === 0 && others.length === 0)
    return say('There are no hooks. "npm run shipmate -- hooks add <kind> <owner>/<repository>" makes one.');
  if (keys.length === 0) say(noKey);
  for (const hook of all) say(lineOf(hook, keys));
  for (const line of others) say(line);
}

function lineOf(hook: ListedHook, keys: Buffer[]): string {
  const { heard, refused, routed, unrouted, unread, aside, lastUnrouted } = hook;
  const counts = [`${heard} heard`, `${refused} refused`, `${routed} counted`, `${unrouted} unrouted`];
  if (unread > 0) counts.push(`${unread} unread`);
  if (aside > 0) counts.push(`${aside} set aside (see "npm run shipmate -- inbox")`);
  const notes = [
    hook.heardMs === null ? 'never heard' : `heard ${duration(hook.heardMs)} ago`,
    counts.join(', ') + (unrouted > 0 && lastUnrouted !== null ? ` (last: ${lastUnrouted})` : ''),
    ...(hook.secrets.some(({ until }) => until !== null && Date.parse(until) > Date.now())
      ? ['an older secret is still good']
      : []),
    ...ofToken(hook, keys),
    ...ofKeys(hook, keys),
  ];
  return plain([hook.name, hook.kind, hook.repository ?? hook.owner, ...notes].join('  ').replaceAll('\n', ' '));
}

function ofToken({ name, token, askedMs, askError }: ListedHook, keys: Buffer[]): string[] {
  if (token === null) return [];
  if (keys.length > 0 && unseal(keys, tokenKey(name), token) === null)
    return ['no key of SECRETS_KEY opens its token; give it again'];
  const answered = askedMs === null ? 'it was never answered' : `answered ${duration(askedMs)} ago`;
  return [askError === null ? `has a token${askedMs === null ? '' : `, ${answered}`}` : `has a token, ${answered}: ${askError}`];
}

function ofKeys(hook: ListedHook, keys: Buffer[]): string[] {
  if (keys.length === 0 || newestOf(hook, keys.slice(0, 1)) !== null) return [];
  if (newestOf(hook, keys) === null) return ['no key of SECRETS_KEY opens its secret; rotate it'];
  return ['sealed with an older key; rotate it before you take that one out of SECRETS_KEY'];
}

async function add(house: House, kind: string, place: string): Promise<void> {
  const { store, values, say } = house;
  const source = sourceNamed(house.sources, kind);
  const { owner, repository } = placeNamed(place);
  const name = nameFor(values.name, kind, place);
  const settings = settingsOf(values.set ?? [], source);
  const base = baseOf(values.url ?? stand);
  const secret = await secretFor(house);
  if (!(await addHook(store.db, { name, kind, owner, repository, settings }, sealed(house, name, secret))))
    throw new Sentence(`There is a hook ${name} already. Choose another name with --name, or "hooks rotate ${name}".`);
  // Whoever claims a share of it is asked soon.
  await hasten(store.db, whoseErrors);
  say(`${name} hears ${kind} about ${repository ?? `${owner}; each repository's file claims its share (errors.from)`}.`);
  tell(house, source, { name, secret, base });
  say(`"npm run shipmate -- hooks test ${name}" sends it a sample.`);
}

async function rotate(house: House, name: string): Promise<void> {
  const { store, values, say } = house;
  const hook = await found(house, name);
  if (values['drop-old']) {
    if (values.url !== undefined || values['secret-from'] !== undefined)
      throw new Misuse('--drop-old ends the older secrets and makes no new one; it goes alone.');
    if (hook.secrets.length < 2) throw new Sentence(`${name} has no older secret. "hooks rotate ${name}" gives it a new one.`);
    await dropOldSecrets(store.db, name);
    return say(`Only the newest secret of ${name} is good from now on.`);
  }
  const source = sourceNamed(house.sources, hook.kind);
  const base = baseOf(values.url ?? stand);
  if (source.ownSecret !== undefined && values['secret-from'] === undefined)
    throw new Misuse(
      `${source.kind} makes its own secret: --secret-from names a file with its ${source.ownSecret}, or - to type it in.`,
    );
  const secret = await secretFor(house);
  await rotateHook(store.db, name, sealed(house, name, secret));
  tell(house, source, { name, secret, base });
  say(`The one before is good for 7 more days, or until "npm run shipmate -- hooks rotate ${name} --drop-old".`);
}

async function test(house: House, name: string): Promise<number> {
  const { store, keys, listen, values, say } = house;
  const hook = await found(house, name);
  const source = sourceNamed(house.sources, hook.kind);
  if (keys.length === 0) throw new Sentence(noKey);
  const secret = newestOf(hook, keys);
  if (secret === null)
    throw new Sentence(`No key of SECRETS_KEY opens the secret of ${name}. "hooks rotate ${name}" gives it a new one.`);
  return await tryOut({ store, hook, source, secret, base: baseOf(values.url ?? here(listen)) }, say);
}

async function giveOne(house: House, name: string): Promise<void> {
  const { store, keys, values, say } = house;
  const hook = await found(house, name);
  if (values.drop) {
    if (values['secret-from'] !== undefined || values.set !== undefined)
      throw new Misuse('--drop takes the token away; it goes alone.');
    if (hook.token === null) throw new Sentence(`${name} has no token.`);
    await giveToken(store.db, name, null);
    return say(`${name} has no token any more: its source is neither told nor asked.`);
  }
  const source = sourceNamed(house.sources, hook.kind);
  if (!source.api) throw new Sentence(`Nothing can be told to ${source.kind}, or asked of it: it needs no token.`);
  const settings = settingsOf(values.set ?? [], source, hook.settings);
  // Any name will do to see whether the settings are enough.
  if (!source.api.tells('resolved', '1', settings, '')) throw new Misuse(source.api.needs);
  if (values['secret-from'] === undefined && (hook.token === null || values.set === undefined))
    throw new Misuse(`--secret-from names a file, or - for what is typed in, with the token. ${source.api.needs}`);
  const token = values['secret-from'] === undefined ? hook.token : seal(keys, tokenKey(name), await secretFor(house));
  await giveToken(store.db, name, token, settings);
  say(`${name} has a token, kept encrypted. Its source hears of /ack and /resolve, and is asked every 5 minutes what got lost.`);
}

async function remove(house: House, name: string): Promise<void> {
  const hook = await found(house, name);
  await removeHook(house.store.db, name);
  house.say(`${name} is gone: whatever comes there is refused.`);
  if (hook.unread > 0) house.say(`${hook.unread} that nobody has read are set aside; "npm run shipmate -- inbox" lists them.`);
}

async function found({ store }: House, name: string): Promise<ListedHook> {
  const [hook] = await listHooks(store.db, name);
  if (!hook) throw new Sentence(`There is no hook ${plain(name)}. "npm run shipmate -- hooks list" lists them.`);
  return hook;
}

const newestOf = ({ name, secrets }: ListedHook, keys: Buffer[]): string | null =>
  unseal(keys, hookKey(name), secrets[0]?.sealed ?? '');

function sealed({ keys }: House, name: string, secret: string): string {
  return seal(keys, hookKey(name), secret);
}

/** Never an argument: those are seen by everybody on the machine. */
async function secretFor({ keys, values }: House): Promise<string> {
  if (keys.length === 0) throw new Sentence(noKey);
  const from = values['secret-from'];
  if (from === undefined) return randomBytes(32).toString('base64url');
  const secret = (await (from === '-' ? text(process.stdin) : readFile(from, 'utf8')).catch(() => '')).trim();
  if (secret.length < 16 || secret.length > 8_000)
    throw new Sentence(
      '--secret-from names a file, or - for what is typed in, with the secret or token that the source made: 16 characters or more.',
    );
  return secret;
}

/** Nobody knows from here what the world calls the server. */
const stand = 'https://shipmate.example.org';

function here({ host, port }: House['listen']): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function tell(
  { values, say }: House,
  source: Source,
  { name, secret, base }: { name: string; secret: string; base: string },
): void {
  const url = `${base}${hookPath}${name}`;
  const isShown = values['secret-from'] === undefined && source.ownSecret === undefined;
  say('');
  say(`Address: ${url}`);
  if (isShown) say(`Secret:  ${secret}`);
  say('');
  for (const line of source.setUp({ url, secret })) say(`  ${line}`);
  if (source.ownSecret !== undefined && values['secret-from'] === undefined)
    say(
      `  Then give its ${source.ownSecret} to this hook: npm run shipmate -- hooks rotate ${name} --secret-from - (paste it, Enter, Ctrl+D)`,
    );
  say('');
  if (values.url === undefined) say(`${stand} stands for where GitHub's webhooks arrive; --url puts yours there.`);
  if (isShown) say('The secret is shown this once, and kept encrypted.');
}
