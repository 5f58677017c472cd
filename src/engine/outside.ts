/** Questions to addresses that files name: a few at a time, within bounds, and with what an operator keeps for just this owner and address. */
import type { Repository } from '../core/event.ts';
import type { Ask } from '../core/feature.ts';
import { code } from '../core/inert.ts';
import { type Answer, isRefusal, type Question, type Refusal } from '../core/outside.ts';
import type { Store } from '../store/connection.ts';
import { outsidePlace, outsideSecret } from '../store/outside-secrets.ts';
import { unseal } from '../store/sealed.ts';
import { Later } from './work.ts';

interface Caller {
  call(call: Omit<Question, 'auth'> & { timeoutMs: number; mostBytes: number }): Promise<Answer | Refusal>;
}

interface Options {
  caller: Caller;
  store: Pick<Store, 'db'>;
  keys: Buffer[];
}

/** Whoever answers slowly must not take up the hands that people's commands need. */
const mostAtOnce = 4;
const soonSeconds = 2;
const timeoutMs = 20_000;
/** Of each that is asked at once. */
const mostBytes = 4 * 1_024 * 1_024;

export function outside({ caller, store, keys }: Options): (repository: Pick<Repository, 'owner'>) => Ask['outside'] {
  let asked = 0;
  return ({ owner }) =>
    async ({ auth, ...question }) => {
      if (asked >= mostAtOnce) throw new Later(soonSeconds, 'others are being asked at the moment');
      asked += 1;
      try {
        const authorization = auth === null ? null : await authorizationFor(owner, auth, question.url);
        if (authorization !== null && typeof authorization === 'object') return authorization;
        const headers = authorization === null ? question.headers : { ...question.headers, authorization };
        const answer = await caller.call({ ...question, headers, timeoutMs, mostBytes });
        return authorization === null ? answer : without(authorization, answer);
      } finally {
        asked -= 1;
      }
    };

  async function authorizationFor(owner: string, name: string, url: string): Promise<string | Refusal> {
    const kept = await outsideSecret(store.db, owner, name);
    const origin = URL.parse(url)?.origin ?? '';
    if (kept?.origin !== origin)
      return {
        why: `There is no secret ${code(name)} for this address. Whoever runs Shipmate adds it: ${code(`hooks header ${name} ${owner} --host ${origin}`, 200)}.`,
      };
    const secret = unseal(keys, outsidePlace(kept), kept.sealed);
    return secret ?? { why: `The secret ${code(name)} cannot be opened; whoever runs Shipmate has to add it again.` };
  }
}

/** Some say in their refusal what they were shown. */
function without(secret: string, answer: Answer | Refusal): Answer | Refusal {
  if (isRefusal(answer) || (answer.status >= 200 && answer.status < 300)) return answer;
  const bare = secret.replace(/^\S+ /, '');
  const text = answer.body.toString('utf8').replaceAll(secret, '***').replaceAll(bare, '***');
  return { ...answer, body: Buffer.from(text) };
}
