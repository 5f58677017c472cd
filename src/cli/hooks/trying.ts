/** `hooks test`: a sample as the source would send it, through the door of the running server, and what came of it. */
import { Sentence } from '../../core/sentence.ts';
import { hookPath, nameOf } from '../../engine/hook-door.ts';
import type { Letter, Source } from '../../features/errors/sources/source.ts';
import { timeOf } from '../../store/audit.ts';
import type { Store } from '../../store/connection.ts';
import { type ListedHook, listHooks, newestSeq, standingOf, standingSince } from '../../store/hooks.ts';
import { plain } from '../plain.ts';

interface Trial {
  store: Store;
  hook: ListedHook;
  source: Source;
  secret: string;
  /** Where the server is reached. */
  base: string;
}

const answerWithin = 10_000;
const readWithin = 15_000;
const lookEvery = 100;

export async function tryOut({ store, hook, source, secret, base }: Trial, say: (line: string) => void): Promise<number> {
  const { headers, body } = source.sample(secret, await timeOf(store.db), hook.settings);
  const letter = letterOf(headers, body);
  const name = nameOf(hook.name, source, letter);
  const known = await standingOf(store.db, name);
  const newest = await newestSeq(store.db);
  const status = await send(`${base}${hookPath}${hook.name}`, headers, body);
  if (status !== 202) throw new Sentence(refusal(status, base));
  say(`202: ${base} took it for genuine.`);
  if (known !== null) {
    say(`The same letter came before, as ${known.seq}, and counts once.`);
    return 0;
  }
  const left = await read(() => standingSince(store.db, newest, name));
  if (left === null) throw new Sentence('It is kept, and nobody has read it yet. Does a server with ROLE worker or both run?');
  if (left.state === 'aside')
    throw new Sentence(`It was set aside: ${plain(left.error ?? '')}. "npm run shipmate -- inbox show ${left.seq}" shows it.`);
  const [after] = await listHooks(store.db, hook.name);
  say(outcome(hook, after ?? hook));
  return 0;
}

function letterOf(headers: Record<string, string>, body: string): Letter {
  const sent = new Headers(headers);
  return { header: name => sent.get(name), query: new URLSearchParams(), body: Buffer.from(body) };
}

async function send(url: string, headers: Record<string, string>, body: string): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithin),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    throw new Sentence(`Nobody answers at ${url}. Start the server, or say with --url where it is reached.`);
  }
}

function refusal(status: number, base: string): string {
  if (status === 401)
    return `401: ${base} does not take it for genuine. Does that server use this database, and the same SECRETS_KEY?`;
  if (status === 404) return `404: there are no hooks at ${base}. Is it Shipmate, with ROLE web or both?`;
  if (status === 503) return `503: ${base} cannot keep anything at the moment. Its log says why.`;
  return `${status}: ${base} did not take it. Is something else in front of it?`;
}

async function read(look: () => ReturnType<typeof standingSince>) {
  const begun = performance.now();
  for (;;) {
    const left = await look();
    if (left && left.state !== 'heaped') return left;
    if (performance.now() - begun > readWithin) return null;
    await new Promise(resolve => setTimeout(resolve, lookEvery));
  }
}

/** Only the hook's counts know, so somebody else's letter in the same moment may be in it. */
function outcome(before: ListedHook, after: ListedHook): string {
  if (after.routed > before.routed) return 'It was read, and counted for a repository.';
  if (after.unrouted > before.unrouted)
    return `It was read, and went nowhere: ${plain(after.lastUnrouted ?? 'nobody claims it')}.`;
  return 'It was read, and nothing in it is wanted.';
}
