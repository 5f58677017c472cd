import { parseArgs } from 'node:util';
import { environment, storeSettings } from '../config/env.ts';
import { Sentence } from '../core/sentence.ts';
import type { Store } from '../store/connection.ts';
import { countOpen, deliveryOf, type Listed, openDeliveries, type Shown, sendRound } from '../store/inbox.ts';
import { duration } from '../time/duration.ts';
import { onDatabase } from './database.ts';
import { escaped, plain, unseen } from './plain.ts';
import { Misuse, type Verb } from './verb.ts';

/** `inbox`: what waits and what was set aside, one of them in full, and sending them round again. */

type Say = (line: string) => void;

export const verb: Verb = {
  name: 'inbox',
  usage: '[show <id> | retry <id> | retry all]',
  about: 'Lists the deliveries that wait or were set aside, shows one, or sends those set aside round again.',
  async run(args, say) {
    const [what, id, ...more] = parseArgs({ args, allowPositionals: true }).positionals;
    if (more.length > 0 || (what !== undefined && id === undefined))
      throw new Misuse('Name one delivery by its number or its id.');
    if (what !== undefined && what !== 'show' && what !== 'retry') throw new Misuse(`"${what}" is neither show nor retry.`);
    return await onDatabase(storeSettings(environment()), say, async store => {
      if (id === undefined) await list(store, say);
      else if (what === 'show') show(await found(store, id), say);
      else if (id === 'all') await retryAll(store, say);
      else await retry(store, await found(store, id), say);
      return 0;
    });
  },
};

const mostListed = 200;

async function list({ db }: Store, say: Say): Promise<void> {
  const open = await countOpen(db);
  const all = open.waiting + open.taken + open.aside;
  if (all + open.heaped === 0) return say('The inbox is empty: every delivery is done.');
  const heaped = open.heaped === 0 ? '' : `, ${open.heaped} of hooks to be read`;
  say(`${open.aside} set aside, ${open.waiting} waiting, ${open.taken} in hand${heaped}.`);
  for (const one of await openDeliveries(db, mostListed)) say(lineOf(one));
  if (all > mostListed) say(`… and ${all - mostListed} more.`);
  if (open.aside > 0)
    say('"npm run shipmate -- inbox show <number>" shows one, "… inbox retry <number>" or "… inbox retry all" tries again.');
}

function lineOf(one: Listed): string {
  const tries = one.attempts === 0 ? 'not tried yet' : one.attempts === 1 ? 'tried once' : `tried ${one.attempts} times`;
  const reason = one.error === null ? '' : `: ${plain(one.error)}`;
  return `${one.seq}  ${standing(one)}  ${one.name}  ${plain(one.about)}  ${duration(one.ageMs)} old, ${tries}${reason}`;
}

function standing({ state, dueMs }: Listed): string {
  switch (state) {
    case 'aside':
      return 'set aside';
    case 'taken':
      return 'in hand';
    case 'waiting':
    case 'heaped':
      return dueMs > 0 ? `waits for ${duration(dueMs)}` : 'waits';
    case 'seen':
      return 'seen, not handled';
    case 'done':
      return 'done';
  }
}

async function found({ db }: Store, id: string): Promise<Shown> {
  const one = await deliveryOf(db, id);
  if (!one) throw new Sentence(`There is no delivery ${plain(id)}. "npm run shipmate -- inbox" lists the open ones.`);
  return one;
}

const forgotten = 'Its body was forgotten: bodies are kept for 7 days.';

function show(one: Shown, say: Say): void {
  say(lineOf(one));
  if (one.source === 'hook') say(`Through: ${plain(one.about)}`);
  else {
    say(`X-GitHub-Delivery: ${plain(one.guid)}`);
    say(`X-GitHub-Event: ${one.name}`);
  }
  say('');
  say(one.body ? readable(one.body) : forgotten);
}

async function retry({ db }: Store, one: Shown, say: Say): Promise<void> {
  if (one.state === 'done' || one.state === 'seen') throw new Sentence(`${one.seq} is settled, and nothing is done twice.`);
  if (!one.hasBody) throw new Sentence(`${one.seq} cannot be tried again. ${forgotten}`);
  if ((await sendRound(db, one.seq)) === 0) throw new Sentence(`${one.seq} is in hand just now. Look again in a minute.`);
  say(`${one.seq} goes round again, with all its tries.`);
}

async function retryAll({ db }: Store, say: Say): Promise<void> {
  const sent = await sendRound(db, 'all');
  const { aside } = await countOpen(db);
  say(sent === 1 ? '1 goes round again, with all its tries.' : `${sent} go round again, with all their tries.`);
  if (aside > 0) say(`${aside} cannot: ${forgotten}`);
}

function readable(body: Buffer): string {
  const text = body.toString('utf8');
  try {
    return JSON.stringify(JSON.parse(text), null, 2).replace(unseen, escaped);
  } catch {
    return plain(text);
  }
}
