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
  stopping: AbortSignal;
  warn(about: { hook: string; reason: string }, says: string): void;
}

/** What changed while the last one was asked, or was left to its letter then. */
const overlap = 10 * 60_000;
/** Who was away longer than that hears no more of it. */
const longestBack = 7 * 86_400_000;
/** Of time that is asked about at once, if not too much happened in it. */
const longest = 3_600_000;
/** Whoever has more to say of a minute than we read is not asked for the rest. */
const shortest = 60_000;
const mostPages = 10;
/** Of one source, before the others have their turn. More than there are hours to catch up with. */
const mostQuestions = 200;

export async function askSources(house: Asking): Promise<void> {
  for (const hook of await hooksToAsk(house.store.db)) {
    const why = await ask(hook, house);
    // What it would have answered nobody knows.
    if (house.stopping.aborted) return;
    if (why !== null && (await noteNoAnswer(house.store.db, hook, why)))
      house.warn({ hook: hook.name, reason: why }, 'a source gives no answer, and is asked again');
  }
}

/** Bit by bit, the oldest first. Answers why there is no answer. */
async function ask(hook: Asked, house: Asking): Promise<string | null> {
  const api = sourceOf(hook.kind)?.api;
  if (!api) return null;
  const token = opened(house, hook);
  if (typeof token !== 'string') return token.why;
  const now = hook.now.getTime();
  let known = await read(house, session => namesToAsk(session, hook.name));
  let since = Math.max(hook.since.getTime() - overlap, now - longestBack);
  let width = longest;
  for (let asked = 0; since < now && asked < mostQuestions; ) {
    const until = Math.min(now, since + width);
    const questions = api.asks({ since: new Date(since), until: new Date(until), known }, hook.settings, token);
    if (questions.length === 0) return 'its hook lacks settings for that';
    const answers = await all(api, questions, hook, house);
    if (typeof answers === 'string') return answers;
    asked += answers.asked;
    // What is behind is there only if nobody takes this time for read.
    if (answers.cut && until - since > shortest) width = (until - since) / 2;
    else {
      await keepNews(answers.found, hook, house);
      // What is long over does not change while it is asked for: the next question begins where this one ended.
      await noteAnswer(house.store.db, hook, new Date(Math.min(now, until + overlap)));
      since = until;
      // How these stand is said once for all times.
      if (!answers.cut) known = [];
    }
  }
  return null;
}

interface Answers {
  found: Standing[];
  /** There is more. */
  cut: boolean;
  asked: number;
}

async function all(api: Api, questions: Question[], { kind }: Hook, house: House): Promise<Answers | string> {
  const found: Standing[] = [];
  let asked = 0;
  for (const first of questions) {
    let question: Question | null = first;
    for (let pages = 0; question; pages += 1) {
      if (pages === mostPages) return { found, cut: true, asked };
      const answer = await call(house, kind, question);
      asked += 1;
      if (isNoAnswer(answer)) return answer.why;
      try {
        const { standings, next, cut } = api.answers(question, answer.body);
        found.push(...standings);
        if (cut) return { found, cut, asked };
        question = next;
      } catch (error) {
        if (error instanceof Unreadable) return error.message;
        throw error;
      }
    }
  }
  return { found, cut: false, asked };
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
