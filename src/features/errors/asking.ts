/** The pull net: letters get lost, so sources that give a token are asked how things stand, and what we do not know is kept as a letter. */
import { createHash } from 'node:crypto';
import type { Hook } from '../../core/hook.ts';
import type { Store } from '../../store/connection.ts';
import type { Incoming } from '../../store/deliveries.ts';
import { type Asked, hookKey, hooksToAsk, noteAnswer, noteNoAnswer } from '../../store/hooks.ts';
import { sessionOn } from '../../store/session.ts';
import type { Alert } from './alert.ts';
import { call, type House, isNoAnswer, opened } from './calling.ts';
import { printOf } from './print.ts';
import { sourceOf } from './sources/index.ts';
import { type Api, type Question, type Standing, Unreadable } from './sources/source.ts';
import { isNews } from './standing.ts';
import { namesToAsk, standingGroups } from './store.ts';

/** The chore that asks. */
export const lostLetters = 'lost letters';

interface Asking extends House {
  store: Store;
  keep(one: Incoming): Promise<unknown>;
  warn(about: { hook: string; reason: string }, says: string): void;
}

/** What changed while the last one was asked, or was left to its letter then. */
const overlap = 10 * 60_000;
const mostPages = 10;

export async function askSources(house: Asking): Promise<void> {
  for (const hook of await hooksToAsk(house.store.db)) {
    const why = await ask(hook, house);
    if (why === null) await noteAnswer(house.store.db, hook);
    else if (await noteNoAnswer(house.store.db, hook, why))
      house.warn({ hook: hook.name, reason: why }, 'a source gives no answer, and is asked again');
  }
}

/** Null: it answered. */
async function ask(hook: Asked, house: Asking): Promise<string | null> {
  const api = sourceOf(hook.kind)?.api;
  if (!api) return null;
  const token = opened(house, hook);
  if (typeof token !== 'string') return token.why;
  const known = await read(house, session => namesToAsk(session, hook.name));
  const about = { since: new Date(hook.since.getTime() - overlap), known };
  const questions = api.asks(about, hook.settings, token);
  if (questions.length === 0) return 'its hook lacks settings for that';
  const found: Standing[] = [];
  for (const question of questions) {
    const standings = await all(api, question, hook, house);
    if (typeof standings === 'string') return standings;
    found.push(...standings);
  }
  await keepNews(found, hook, house);
  return null;
}

async function all(api: Api, first: Question, { kind }: Hook, house: House): Promise<Standing[] | string> {
  const found: Standing[] = [];
  let question: Question | null = first;
  for (let pages = 0; question && pages < mostPages; pages += 1) {
    const answer = await call(house, kind, question);
    if (isNoAnswer(answer)) return answer.why;
    try {
      const { standings, next } = api.answers(question, answer.body);
      found.push(...standings);
      question = next;
    } catch (error) {
      if (error instanceof Unreadable) return error.message;
      throw error;
    }
  }
  return found;
}

async function keepNews(standings: Standing[], hook: Asked, house: Asking): Promise<void> {
  const letters = standings.flatMap(standing => {
    const body = Buffer.from(JSON.stringify(standing.letter));
    return decoded(body, hook).map(alert => ({ standing, body, alert, print: printOf(hook.name, alert) }));
  });
  const prints = letters.map(({ print }) => print);
  const groups = await read(house, session => standingGroups(session, hook.name, prints));
  for (const { standing, alert, print, body } of letters) {
    const group = groups.get(print) ?? null;
    if (!isNews({ standing, alert, group, since: hook.tokenAt, now: hook.now })) continue;
    await house.keep({
      guid: `${hookKey(hook.name)}/asked/${createHash('sha256').update(standing.mark).digest('hex')}`,
      ...{ source: 'hook', name: hook.kind, key: hookKey(hook.name), lane: 'rest', body },
    });
  }
}

/** One that nobody can read is none that was lost. */
function decoded(body: Buffer, { kind, settings }: Hook): Alert[] {
  try {
    return sourceOf(kind)?.decode(body, settings) ?? [];
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

const read = <T>({ store }: Asking, reading: (session: ReturnType<typeof sessionOn>) => Promise<T>): Promise<T> =>
  store.db.transaction().execute(tx => reading(sessionOn(tx)));
